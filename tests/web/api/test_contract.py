"""One name for one thing, mistakes are named, and what others add to links is neither."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support import build_index
from tests.web.conftest import POSTS, make_client
from web.jobs.queue import Jobs

LISTS = (
    "/api/v1/search?",
    "/api/v1/suggest?q=東&",
    "/api/v1/documents?",
    "/api/v1/documents/_posts/osaka.md/similar?",
    "/api/v1/facets/tag?",
    "/feed.json?",
    "/feed.atom?",
    "/suggestions?q=東&",
)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_takes_per_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}per_page=1").status_code == 200
    refused = client.get(f"{path}per_page=0").get_json()["error"]["details"]
    assert [detail["parameter"] for detail in refused] == ["per_page"]


@pytest.mark.parametrize("path", LISTS)
def test_what_others_add_to_links_is_left_out(client: FlaskClient, path: str) -> None:
    added = "utm_source=x&utm_medium=y&fbclid=1&gclid=2&mc_cid=3&_gl=4"
    answer = client.get(f"{path}{added}")
    assert answer.status_code == 200
    assert "utm_source" not in answer.get_data(as_text=True) + str(answer.headers)
    assert client.get(f"{path}utmost=1").status_code == 400


def test_an_unknown_index_is_named(client: FlaskClient) -> None:
    for name in ("products", "posts:prize:desc", "posts:date:up"):
        answer = client.post("/api/v1/instantsearch", json=[{"indexName": name}])
        assert answer.status_code == 400, name
        assert "posts" in str(answer.get_json()["error"]["details"])
    for name in ("", "posts", "posts:date:asc"):
        answer = client.post("/api/v1/instantsearch", json=[{"indexName": name}])
        assert answer.status_code == 200, name


@pytest.mark.parametrize("base", ["https://blog.example/search", "https://search.example"])
def test_addresses_are_below_the_public_one(tmp_path: Path, base: str) -> None:
    client = make_client(build_index(tmp_path, POSTS), base_url=base)
    for path, address in (("/", "/"), ("/?q=a&page=1", "/?q=a")):
        page = client.get(path).text
        assert re.findall(r'rel="canonical" href="([^"]*)"', page) == [base + address]
    assert client.get("/openapi.json").get_json()["servers"] == [{"url": base}]


def test_a_large_webhook_is_read_and_a_ping_starts_nothing(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    client = make_client(data, sites={"": tmp_path}, webhook_secret="geheim")
    body = b'{"zen": "%s"}' % (b"x" * 2_000_000)
    signature = "sha256=" + hmac.new(b"geheim", body, sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature, "X-GitHub-Event": "ping"}
    answer = client.post("/api/v1/reindex", data=body, headers=headers)
    assert (answer.status_code, answer.get_json()) == (200, {"message": "pong"})
    assert Jobs(data).all() == ()
    assert client.post("/api/v1/multi-search", data=body).status_code == 413
