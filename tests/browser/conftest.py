"""A real browser on the real service, at two sizes and in two colour schemes.

Chromium is the one of ``TESTS_CHROMIUM``, else the first ``chromium`` on the path. Every page
that a test opens must end without a message on its console, and without having run anything that
a post contains.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.browser.corpus import POSTS
from tests.browser.servers import OtherSite, serving
from tests.support import build_index
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Look:
    """How a visitor sees the page."""

    phone: bool = False
    dark: bool = False
    width: int = 1280

    def context(self) -> dict[str, Any]:
        size = {"width": 390, "height": 780} if self.phone else {"width": self.width, "height": 800}
        return {
            "viewport": size,
            "color_scheme": "dark" if self.dark else "light",
            "is_mobile": self.phone,
            "has_touch": self.phone,
            "locale": "ja-JP",
        }

    def __str__(self) -> str:
        device = "phone" if self.phone else "desktop" if self.width > 1000 else "tablet"
        return f"{device}-{'dark' if self.dark else 'light'}"


DESKTOP, TABLET, PHONE = Look(), Look(width=768), Look(phone=True)
LOOKS = [DESKTOP, Look(dark=True), TABLET, PHONE, Look(phone=True, dark=True)]

Open = Callable[..., Page]

PATIENCE_MS = 30_000
"""How long a page may take on a machine that does other work; a right one takes a moment."""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("browser"), POSTS)


@pytest.fixture(scope="session")
def service(data: Path) -> Iterator[str]:
    """The origin of the service."""
    settings = Settings(data=data, title="試験ブログ")
    with serving(create_app(settings, live_searcher(settings))) as origin:
        yield origin


@pytest.fixture(scope="session")
def site(service: str) -> Iterator[OtherSite]:
    """A site on another origin."""
    other = OtherSite(service)
    with serving(other) as origin:
        other.origin = origin
        yield other


def chromium_path() -> str:
    path = os.environ.get("TESTS_CHROMIUM") or shutil.which("chromium")
    assert path, "install chromium, or name it in TESTS_CHROMIUM"
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens an address as a visitor sees it: ``open_page(url, look=PHONE)``."""
    contexts = []
    pages: list[tuple[Page, list[str]]] = []

    def open_(url: str, look: Look = DESKTOP, **options: Any) -> Page:
        context = chromium.new_context(**{**look.context(), **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        pages.append((page, messages))
        page.add_init_script(_WATCH_SHIFTS)
        page.goto(url)
        return page

    yield open_
    for page, messages in pages:
        expected = getattr(page, "expected_messages", ())
        surprising = [one for one in messages if not any(part in one for part in expected)]
        assert not surprising, f"the console of {page.url} says {surprising}"
    for page, _ in pages:
        if not page.is_closed():  # answers that a test holds back come to nobody any more
            page.unroute_all(behavior="ignoreErrors")
    for context in contexts:
        context.close()


def expect_query(page: Page, /, **wanted: str | list[str]) -> None:
    """Waits until the page's address asks for just this; ``from_`` stands for ``from``.

    A browser tells of a new address and of new content on two ways, so that neither says anything
    of the other.
    """
    lists = {name.rstrip("_"): [v] if isinstance(v, str) else v for name, v in wanted.items()}
    page.wait_for_url(lambda address: parse_qs(urlsplit(address).query) == lists)


def until(page: Page, expression: str, arg: object = None) -> None:
    """Waits until an expression of the page is true.

    It is asked for from outside: ``wait_for_function`` evaluates it within when it is not true at
    once, which the policy of a page may forbid.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < deadline, f"{page.url}: not {expression}"
        page.wait_for_timeout(20)


def answer_late(page: Page, pattern: str) -> None:
    """Holds answers back for longer than a browser takes movement for the visitor's doing."""

    def wait(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route(pattern, wait)


_WATCH_SHIFTS = """
window.shifts = [];
const note = (entries) => {
  for (const entry of entries) {
    // What follows a key or a tap at once is expected: the browser's own measure leaves it out.
    if (entry.hadRecentInput) continue;
    const rectangles = entry.sources.map((source) => [source.previousRect, source.currentRect]);
    window.shifts.push(JSON.stringify([entry.value, rectangles]));
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.takeShifts = async () => {
  // A frame's shifts are known in the one after it.
  for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame);
  note(observer.takeRecords());
  return window.shifts;
};
"""
