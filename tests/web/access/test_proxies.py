"""The service below a path of a bigger site, and behind a proxy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import make_client


@pytest.fixture
def client(data: Path) -> FlaskClient:
    return make_client(data, base_url="https://blog.example/search", trusted_proxies=1)


@pytest.mark.parametrize("prefix", ["", "/search"])
def test_a_proxy_may_leave_the_path_on_or_take_it_off(client: FlaskClient, prefix: str) -> None:
    page = client.get(f"{prefix}/?q=東京")
    assert page.status_code == 200
    linked = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    ours = [link for link in linked if not re.match(r"/20\d\d/|/about/", link)]
    assert ours
    assert [link for link in ours if not link.startswith("/search/")] == []
    for link in ours:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_addresses_in_headers_and_feeds_have_the_path(client: FlaskClient) -> None:
    links = client.get("/api/v1/search?per_page=1").headers["Link"]
    assert '</search/api/v1/search?per_page=1&page=2>; rel="next"' in links
    feed = client.get("/feed.json?q=東京").get_json(force=True)
    assert feed["feed_url"].startswith("https://blog.example/search/feed.json?q=")
    assert "https://blog.example/search/?q={searchTerms}" in client.get("/opensearch.xml").text


def test_the_scheme_is_that_of_the_proxy(data: Path) -> None:
    client = make_client(data, trusted_proxies=1)
    feed = client.get("/feed.json", headers={"X-Forwarded-Proto": "https"}).get_json(force=True)
    assert feed["home_page_url"] == "https://localhost/"
