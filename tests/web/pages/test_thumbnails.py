"""Pictures of posts on the page: from the site itself and hosts that are listed, from no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import Post, build_index
from tests.web.conftest import make_client
from tests.web.pages.test_routes import BROWSER

IMAGES = {
    "own": "/img/own.png",
    "whole": "https://blog.example/img/whole.png",
    "listed": "https://cdn.example/a?w=1&h=2",
    "foreign": "https://tracker.example/pixel.png",
    "alike": "https://blog.example.evil.example/a.png",
    "insecure": "http://cdn.example/a.png",
    "none": "",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    posts: dict[str, Post] = {
        f"{name}.md": {"title": name, "text": "東京", "image": image}
        for name, image in IMAGES.items()
    }
    return build_index(tmp_path_factory.mktemp("images"), posts)


def shown(data: Path, **settings: object) -> set[str]:
    page = make_client(data, **settings).get("/?q=東京", headers=BROWSER)
    sources = set(re.findall(r'<img class="thumbnail" src="([^"]*)"', page.text))
    policy = re.search(r"img-src ([^;]*)", page.headers["Content-Security-Policy"])
    assert policy
    allowed = policy[1].split()
    for source in sources:
        assert any(source.startswith(f"{host}/") for host in allowed)
    return sources


def test_pictures_come_from_known_hosts_alone(data: Path) -> None:
    found = shown(data, site_url="https://blog.example", image_hosts=("cdn.example",))
    own = {"https://blog.example/img/own.png", "https://blog.example/img/whole.png"}
    assert found == own | {"https://cdn.example/a?w=1&amp;h=2"}
    assert shown(data, site_url="https://blog.example") == own


def test_without_an_address_of_the_site_nothing_is_guessed(data: Path) -> None:
    assert shown(data) == set()


def test_a_setting_turns_them_off(data: Path) -> None:
    settings = {"site_url": "https://blog.example", "image_hosts": ("cdn.example",)}
    assert shown(data, thumbnails=False, **settings) == set()
    page = make_client(data, thumbnails=False, **settings).get("/", headers=BROWSER)
    assert "img-src 'self' data:;" in page.headers["Content-Security-Policy"]


def test_the_api_gives_what_the_front_matter_names(data: Path) -> None:
    client = make_client(data)
    hits = client.get("/api/v1/search?q=東京").get_json()["hits"]
    assert {hit["title"]: hit["image"] for hit in hits} == IMAGES
    asked = {"requests": [{"indexName": "posts", "params": {"query": "東京"}}]}
    found = client.post("/api/v1/instantsearch", json=asked).get_json()["results"][0]["hits"]
    assert {hit["title"]: hit["image"] for hit in found} == IMAGES
    assert client.get("/api/v1/documents/own.md").get_json()["image"] == "/img/own.png"
