"""The owner's page: from a search that found nothing to one that finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.servers import serving
from tests.support import Post, build_index
from web.access.keys import KeyStore
from web.app import create_app
from web.engines import live_searcher
from web.observe.analytics import SEARCH_LOG
from web.settings import Settings


@pytest.fixture
def report(open_page: Open, tmp_path: Path) -> Iterator[Page]:
    """The report of a blog where people looked for 車 and ばしゃうま, and opened one post."""
    synonyms = tmp_path / "synonyms.txt"
    synonyms.write_text("", "utf-8")
    posts: dict[str, Post] = {
        "a.md": {"title": "自動車を買う", "text": "新しい自動車の話です。", "url": "/a/"}
    }
    data = build_index(tmp_path / "site", posts)
    settings = Settings(data=data, analytics=True, synonyms=synonyms)
    app = create_app(settings, live_searcher(settings))
    client = app.test_client()
    for query in ("自動車", "ばしゃうま"):
        client.get("/api/v1/search", query_string={"q": query})
    client.post("/api/v1/clicks", json={"q": "自動車", "id": "a.md"})
    app.extensions[SEARCH_LOG].flush()
    owner = {"username": "owner", "password": KeyStore(data).create("owner", ["admin"])}
    with serving(app) as origin:
        yield open_page(f"{origin}/admin", http_credentials=owner)


def test_it_shows_titles_and_rates(report: Page) -> None:
    expect(report.locator("h1")).to_have_text("検索の利用状況")
    expect(report.get_by_role("link", name="自動車を買う")).to_be_visible()
    expect(report.locator(".figures")).to_contain_text("見つからなかった割合50%")
    expect(report.locator(".figures")).to_contain_text("50%")


def test_a_search_that_found_nothing_becomes_a_synonym_that_works_at_once(report: Page) -> None:
    report.get_by_label("「ばしゃうま」の同義語").fill("自動車")
    report.get_by_role("button", name="追加").click()
    expect(report.get_by_role("status")).to_contain_text("ばしゃうま => 自動車")
    report.goto(report.url.partition("/admin")[0] + f"/?q={quote('ばしゃうま')}")
    expect(report.locator(".hit")).to_have_count(1)
