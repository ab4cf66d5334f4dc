"""Each site of an index has its own address, and its posts lead there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.errors import SettingsError
from search.query.query import Query
from tests.support import post_source, write_site
from tests.web.commands.blog import sakuin
from tests.web.conftest import make_client
from web.api.mcp_server import _Tools
from web.app import create_app
from web.context import context
from web.engines import index_fields, live_searcher
from web.jobs.indexing import index_sites
from web.links import addresses, section_link
from web.settings import Settings, load_settings

CONFIG = """
data = "data"
tokenizer = "janome"
{more}
[sites]
own = "own"
quiet = "quiet"

[sites.told]
path = "told"
url = "https://told.example/blog"
title = "言われたサイト"
lang = "en"
timezone = "Asia/Seoul"
"""


def settings_of(folder: Path, more: str = "") -> Settings:
    """Three sites: one says its address itself, of one the owner does, of one nobody does."""
    for name in ("own", "told", "quiet"):
        write_site(
            folder / name,
            {"2025-01-01-a.md": post_source(f"{name}の記事", "東京の話。", tags="[札幌]")},
        )
    (folder / "own" / "_config.yml").write_text("url: https://own.example\n", "utf-8")
    config = folder / "sakuin.toml"
    config.write_text(CONFIG.format(more=more), "utf-8")
    settings = load_settings(config=config, environment={})
    folders = {name: site.path for name, site in settings.sites.items()}
    index_sites(settings, folders)
    return settings


def client_of(settings: Settings) -> FlaskClient:
    return make_client(**{name: getattr(settings, name) for name in settings.model_fields_set})


def feed(client: FlaskClient) -> dict[str, str]:
    items = client.get("/feed.json").get_json()["items"]
    return {item["title"]: item["url"] for item in items}


def test_posts_lead_to_their_own_site_else_to_our_page(tmp_path: Path) -> None:
    client = client_of(settings_of(tmp_path))
    addresses = feed(client)
    assert addresses["ownの記事"].startswith("https://own.example/2025/01/01/")
    assert addresses["toldの記事"].startswith("https://told.example/blog/2025/01/01/")
    ours = addresses["quietの記事"].removeprefix("http://localhost")
    assert ours == "/posts/quiet/_posts/2025-01-01-a.md"
    assert client.get(ours).status_code == 200
    page = client.get("/?q=東京").text
    for start in ("https://own.example/2025", "https://told.example/blog/2025", ours):
        assert re.search(f'href="{re.escape(start)}', page), start
    link = client.get("/api/v1/documents/told/_posts/2025-01-01-a.md").headers["Link"]
    assert f'<{addresses["toldの記事"]}>; rel="canonical"' in link


def test_a_request_keeps_the_sites_that_it_began_with(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    searchers = live_searcher(settings)
    with create_app(settings, searchers).test_request_context("/"):
        hits = context().searcher().search(Query()).hits
        before = [addresses().link(hit) for hit in hits]
        index_sites(settings, {"told": tmp_path / "told"}, prune=True)
        assert len(searchers.refresh().sites) == 1
        assert [addresses().link(hit) for hit in hits] == before


def test_whatever_shows_posts_leads_to_their_own_site(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    client = client_of(settings)
    expected = {
        "own/_posts/2025-01-01-a.md": "https://own.example/2025/01/01/a.html",
        "told/_posts/2025-01-01-a.md": "https://told.example/blog/2025/01/01/a.html",
        "quiet/_posts/2025-01-01-a.md": "http://localhost/posts/quiet/_posts/2025-01-01-a.md",
    }
    found = client.get("/api/v1/search?q=の記事").get_json()
    assert {hit["id"]: hit["link"] for hit in found["hits"]} == expected
    completions = client.get("/api/v1/search?q=quiet&complete=1").get_json()["suggestions"]
    (title,) = completions["completions"]
    assert title["link"] == expected["quiet/_posts/2025-01-01-a.md"]
    typed = client.get("/api/v1/suggest?q=own").get_json()["suggestions"]
    assert [one["link"] for one in typed] == ["https://own.example/2025/01/01/a.html"]
    (tag,) = client.get("/api/v1/suggest?q=札").get_json()["suggestions"]
    assert (tag["text"], tag["link"]) == ("札幌", None)
    assert client.get("/suggestions?q=told").get_json()[3] == [
        expected["told/_posts/2025-01-01-a.md"]
    ]
    for identity, link in expected.items():
        assert client.get(f"/api/v1/documents/{identity}").get_json()["link"] == link
    hits = client.post("/api/v1/instantsearch", json=[{"params": {"query": "東京"}}])
    shown = hits.get_json()["results"][0]["hits"]
    assert {hit["objectID"]: hit["url"] for hit in shown} == expected


def test_assistants_and_the_command_line_know_it_without_a_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_of(tmp_path)
    search = _Tools(settings, live_searcher(settings)).search_tool(index_fields(settings))
    posts = {post["id"]: post["url"] for post in search(query="東京")["posts"]}
    assert posts["told/_posts/2025-01-01-a.md"] == "https://told.example/blog/2025/01/01/a.html"
    assert posts["quiet/_posts/2025-01-01-a.md"] == "/2025/01/01/a.html"
    config = tmp_path / "sakuin.toml"
    _, out, _ = sakuin(capsys, "--config", config, "search", "東京", "--json")
    hits = json.loads(out)["hits"]
    assert {hit["id"]: hit["link"] for hit in hits} == posts


def test_the_only_site_is_where_its_pages_are(tmp_path: Path) -> None:
    """A box on its pages need not be told the address: what is relative leads there."""
    write_site(tmp_path / "blog", {"2025-01-01-a.md": post_source("記事", "東京の話。")})
    settings = Settings(data=tmp_path / "data", tokenizer="janome")
    index_sites(settings, {"": tmp_path / "blog"})
    (hit,) = make_client(settings.data).get("/api/v1/search?q=東京").get_json()["hits"]
    assert (hit["url"], hit["link"]) == ("/2025/01/01/a.html", "/2025/01/01/a.html")
    client = make_client(settings.data, site_url="https://a.example")
    (hit,) = client.get("/api/v1/search?q=東京").get_json()["hits"]
    assert hit["link"] == "https://a.example/2025/01/01/a.html"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//[", "http://[x", "data:text/html,a"])
def test_a_post_that_claims_to_be_no_address_leads_to_our_page_of_it(
    tmp_path: Path, address: str
) -> None:
    source = f"---\ntitle: 記事\npermalink: '{address}'\n---\n東京の話。\n"
    write_site(tmp_path / "blog", {"2025-01-01-a.md": source})
    settings = Settings(data=tmp_path / "data", tokenizer="janome")
    index_sites(settings, {"": tmp_path / "blog"})
    client = make_client(settings.data, site_url="https://a.example")
    for path in ("/", "/?q=東京", "/feed.json", "/feed.atom", "/suggestions?q=記事"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'"{address}' not in answer.text
    (hit,) = client.get("/api/v1/search?q=東京").get_json()["hits"]
    assert hit["link"] == hit["url"] or hit["link"].startswith("https://a.example/")


def test_a_post_that_says_its_whole_address_leads_there_whoever_says_that_of_its_site(
    tmp_path: Path,
) -> None:
    for name in ("notes", "diary"):
        (tmp_path / name).mkdir()
        told = "---\ntitle: 日記\nurl: https://a.example/entry/1\n---\n東京の話。\n"
        (tmp_path / name / "told.md").write_text(told, "utf-8")
        (tmp_path / name / "untold.md").write_text(post_source("覚え書き", "東京の話。"), "utf-8")
    settings = Settings(data=tmp_path / "data", tokenizer="janome")
    index_sites(settings, {name: tmp_path / name for name in ("notes", "diary")})
    hits = client_of(settings).get("/api/v1/search?q=東京&site=notes").get_json()["hits"]
    links = {hit["title"]: hit["link"] for hit in hits}
    assert links["日記"] == "https://a.example/entry/1"
    assert links["覚え書き"].startswith("http://localhost/posts/notes/")


def test_the_setting_for_all_is_for_those_that_say_nothing(tmp_path: Path) -> None:
    addresses = feed(client_of(settings_of(tmp_path, 'site_url = "https://all.example"')))
    assert addresses["quietの記事"].startswith("https://all.example/2025/01/01/")
    assert addresses["ownの記事"].startswith("https://own.example/")
    assert addresses["toldの記事"].startswith("https://told.example/")


def test_what_is_said_of_a_site_reaches_its_posts(tmp_path: Path) -> None:
    client = client_of(settings_of(tmp_path))
    told = client.get("/api/v1/documents/told/_posts/2025-01-01-a.md").get_json()
    assert (told["lang"], told["date"][-6:]) == ("en", "+09:00")
    assert client.get("/api/v1/documents/own/_posts/2025-01-01-a.md").get_json()["lang"] != "en"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("url = 'blog'", "sites.blog.url"),
        ("timezone = 'Nowhere'", "IANA"),
        ("colour = 'red'", "known are dates, folders, generator, lang"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    config = tmp_path / "sakuin.toml"
    config.write_text(f"[sites.blog]\npath = 'blog'\n{line}\n", "utf-8")
    with pytest.raises(Exception, match=complaint):
        load_settings(config=config, environment={})


def test_an_address_that_is_a_path_is_one_of_this_service(tmp_path: Path) -> None:
    write_site(tmp_path / "here", {"2025-01-01-a.md": post_source("ここの記事", "東京の話。")})
    site = {"path": tmp_path / "here", "url": "/notes"}
    settings = Settings(data=tmp_path / "data", tokenizer="janome", sites={"here": site})
    index_sites(settings, {"here": tmp_path / "here"})
    for base, more in (
        ("http://localhost", {}),
        ("https://a.example/find", {"base_url": "https://a.example/find"}),
    ):
        client = make_client(settings.data, sites=settings.sites, **more)
        assert feed(client)["ここの記事"].startswith(f"{base}/notes/2025/01/01/")


@pytest.mark.parametrize(
    "url", ["//evil.example", "javascript:alert(1)", "notes", "ftp://a.example"]
)
def test_an_address_is_of_the_web_or_a_path(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="starts with https"):
        load_settings({"sites": {"a": {"path": tmp_path, "url": url}}}, environment={})


@pytest.mark.parametrize(
    ("link", "url", "expected"),
    [
        ("https://blog.example/a/", "/a/#潮", "https://blog.example/a/#潮:~:text=x"),
        ("https://blog.example/a/", "/a/", "https://blog.example/a/#:~:text=x"),
        ("https://docs.example/#/a", "/#/a", "https://docs.example/#/a:~:text=x"),
    ],
)
def test_a_passage_is_named_behind_what_the_page_is_called(
    link: str, url: str, expected: str
) -> None:
    assert section_link(link, url, ":~:text=x") == expected
    assert section_link(link, url) == expected.removesuffix(":~:text=x").removesuffix("#")
