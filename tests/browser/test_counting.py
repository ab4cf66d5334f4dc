"""What the owner learns where searches and clicks are counted: whole questions, each once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue

import pytest
from flask import Response, request
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.servers import OtherSite, serving
from tests.browser.test_widget import box, posts
from web.app import create_app
from web.context import EXTENSION
from web.engines import live_searcher
from web.observe.analytics import SEARCH_LOG, Usage, read_usage
from web.settings import Settings

POST = "_posts/openai.md"
CLICK = "/api/v1/clicks"
SEARCH = "/api/v1/search?q=OpenAI&per_page=1&"
"""The request that counts; those of somebody who types ask for more."""


@dataclass
class Counted:
    """A service that counts, and what reaches it."""

    data: Path
    origin: str = ""
    site: str = ""
    answered: Queue[str] = field(default_factory=Queue)

    def wait_for(self, *starts: str) -> None:
        """Until an address with each of these beginnings has been answered, in any order."""
        missing = set(starts)
        while missing:
            address = self.answered.get(timeout=60)
            missing = {start for start in missing if not address.startswith(start)}

    def usage(self) -> Usage:
        self.app.extensions[SEARCH_LOG].flush()
        here = self.app.extensions[EXTENSION]
        return read_usage(self.data, here.settings.today(), 1)

    def __post_init__(self) -> None:
        settings = Settings(data=self.data, analytics=True)
        self.app = create_app(settings, live_searcher(settings))

        @self.app.after_request
        def note(response: Response) -> Response:
            self.answered.put(f"{request.path}?{request.query_string.decode()}")
            return response


@pytest.fixture
def counted(data: Path, tmp_path: Path) -> Iterator[Counted]:
    service = Counted(shutil.copytree(data, tmp_path / "data"))
    with serving(service.app) as service.origin:
        other = OtherSite(service.origin)
        with serving(other) as other.origin:
            service.site = other.write()
            yield service


def type_steadily(page: Page, text: str) -> None:
    """Ten letters a second by the clock of the page, however long a busy machine takes for them."""
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    for letter in text:
        page.keyboard.type(letter)
        page.clock.run_for(100)


def test_a_search_and_its_click_count_once(open_page: Open, counted: Counted) -> None:
    page = open_page(counted.site)
    box(page).click()
    type_steadily(page, "OpenAI")
    expect(posts(page).first).to_contain_text("OpenAI")
    posts(page).first.locator("a").first.click()
    page.wait_for_url("**/openai/**")
    counted.wait_for(SEARCH, CLICK)
    usage = counted.usage()
    assert usage.queries == (("openai", 1),)
    assert usage.clicked == (("openai", POST, 1),)


def test_a_search_that_rests_counts_without_a_click(open_page: Open, counted: Counted) -> None:
    page = open_page(counted.site)
    box(page).click()
    page.keyboard.type("zzzqqq", delay=100)
    counted.wait_for("/api/v1/search?q=zzzqqq&per_page=1&")
    usage = counted.usage()
    assert usage.failed == (("zzzqqq", 1),)
    assert usage.searches == 1


def open_first_hit(page: Page) -> None:
    with page.context.expect_page():
        page.locator(".hit h2 a").first.click(button="middle")


def test_the_search_page_counts_likewise(open_page: Open, counted: Counted) -> None:
    page = open_page(f"{counted.origin}/")
    page.locator("#q").click()
    type_steadily(page, "OpenAI")
    expect(page.locator("h1")).to_contain_text("「OpenAI」")
    page.locator("input[name=tag][value=Python]").click()
    expect(page.locator(".chip")).to_contain_text("Python")
    open_first_hit(page)
    counted.wait_for(SEARCH, CLICK)
    usage = counted.usage()
    assert usage.queries == (("openai", 1),)
    assert usage.clicked == (("openai", POST, 1),)


def test_a_page_that_was_asked_for_is_counted_by_the_service(
    open_page: Open, counted: Counted
) -> None:
    page = open_page(f"{counted.origin}/?q=OpenAI")
    open_first_hit(page)
    counted.wait_for(CLICK)
    assert counted.usage().queries == (("openai", 1),)


def test_by_default_nothing_is_told(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    box(page).click()
    page.keyboard.insert_text("認証")
    posts(page).first.locator("a").first.click()
    page.wait_for_url("**/login/")
    assert not [one for one in asked if "counted" in one or "clicks" in one]
