"""Feeds of a search, the OpenSearch description and suggestions."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from flask.testing import FlaskClient

from tests.support import Post, PostFields, build_index
from tests.web.conftest import make_client

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_json_feed_of_a_search(data: Path) -> None:
    client = make_client(data, site_url="https://blog.example/", base_url="https://s.example")
    response = client.get("/feed.json?q=東京&limit=1")
    assert response.content_type == "application/feed+json"
    feed = response.get_json(force=True)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == "https://s.example/?q=%E6%9D%B1%E4%BA%AC"
    assert feed["feed_url"].startswith("https://s.example/feed.json?q=")
    assert (
        client.get("/feed.json").get_json(force=True)["feed_url"] == "https://s.example/feed.json"
    )
    (item,) = feed["items"]
    assert item["url"] == "https://blog.example/2025/10/30/tokyo/"
    assert item["title"] == "東京の天気 & <雨>"
    assert item["date_published"] == "2025-10-30T22:03:02+09:00"


def test_an_atom_feed_is_well_formed(client: FlaskClient) -> None:
    response = client.get("/feed.atom?q=東京")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    titles = [title.text for title in feed.findall("a:entry/a:title", ATOM)]
    assert titles == ["東京の天気 & <雨>", "大阪の検索エンジン"]
    assert feed.findtext("a:updated", None, ATOM) == "2025-10-30T22:03:02+09:00"
    for entry in feed.findall("a:entry", ATOM):
        assert entry.findtext("a:id", None, ATOM)
        assert entry.findtext("a:author/a:name", None, ATOM)


def test_an_item_without_an_excerpt_shows_what_was_found(client: FlaskClient) -> None:
    (item,) = client.get("/feed.json?q=勉強会").get_json(force=True)["items"]
    assert "検索エンジンの勉強会がありました" in item["content_text"]
    feed = ElementTree.fromstring(client.get("/feed.atom?q=勉強会").data)
    assert "検索エンジンの勉強会がありました" in feed.findtext("a:entry/a:summary", "", ATOM)


def test_control_characters_do_not_break_the_feed(tmp_path: Path) -> None:
    data = build_index(tmp_path, {"a": {"title": "a\x08b", "tags": ["c\x0b"], "text": "東京"}})
    feed = ElementTree.fromstring(make_client(data).get("/feed.atom").data)
    assert feed.findtext("a:entry/a:title", None, ATOM) == "ab"


def test_posts_that_share_an_address_are_told_apart(tmp_path: Path) -> None:
    same: PostFields = {"title": "同じ", "text": "同じ住所の記事。", "url": "/same/"}
    posts: dict[str, Post] = {"_posts/a.md": same, "_posts/b.md": same, "c": "別の記事。"}
    client = make_client(build_index(tmp_path, posts), site_url="https://blog.example/")
    items = client.get("/feed.json").get_json(force=True)["items"]
    assert len({item["id"] for item in items}) == 3
    assert sum(item["url"] == "https://blog.example/same/" for item in items) == 2
    (other,) = (item for item in items if item["url"] != "https://blog.example/same/")
    assert other["id"] == other["url"]
    feed = ElementTree.fromstring(client.get("/feed.atom").data)
    assert len({one.text for one in feed.findall("a:entry/a:id", ATOM)}) == 3


def test_a_feed_is_made_once_a_generation(client: FlaskClient) -> None:
    tag = client.get("/feed.atom").headers["ETag"]
    assert client.get("/feed.atom", headers={"If-None-Match": tag}).status_code == 304


def test_browsers_can_add_the_search(data: Path) -> None:
    client = make_client(data, title="とても長い名前のブログの検索", base_url="https://s.example")
    response = client.get("/opensearch.xml")
    assert response.content_type.startswith("application/opensearchdescription+xml")
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    root = ElementTree.fromstring(response.data)
    assert len(root.findtext("o:ShortName", "", space)) <= 16
    templates = {url.get("type"): url.get("template") for url in root.findall("o:Url", space)}
    assert templates["text/html"] == "https://s.example/?q={searchTerms}"
    assert "application/x-suggestions+json" in templates


def test_suggestions_for_the_address_bar(client: FlaskClient) -> None:
    response = client.get("/suggestions?q=東京の")
    assert response.content_type == "application/x-suggestions+json"
    query, texts, kinds, addresses = response.get_json(force=True)
    assert query == "東京の"
    assert "東京の天気 & <雨>" in texts
    assert len(texts) == len(kinds) == len(addresses)
