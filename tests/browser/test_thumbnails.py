"""Pictures of posts in the box and on the page: their room is kept, and none comes unasked."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Look, Open
from tests.browser.servers import OtherSite, serving
from tests.browser.test_widget import box, posts
from tests.support import Post, build_index
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
POSTS: dict[str, Post] = {
    "own.md": {"title": "東京の写真", "text": "東京で撮りました。", "image": "/img/own.png"},
    "foreign.md": {
        "title": "東京の絵",
        "text": "東京で描きました。",
        "image": "https://cdn.example/a.png",
    },
    "none.md": {"title": "東京の話", "text": "東京で話しました。"},
}


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = build_index(tmp_path_factory.mktemp("pictures"), POSTS)
    settings = Settings(data=data, site_url="https://blog.example")
    with serving(create_app(settings, live_searcher(settings))) as origin:
        yield origin


@pytest.fixture(scope="module")
def blog(pictured: str) -> Iterator[OtherSite]:
    other = OtherSite(pictured)
    with serving(other) as origin:
        other.origin = origin
        yield other


def pictures(page: Page, pattern: str) -> list[str]:
    """Addresses of pictures that are asked for from now on; a dot is answered."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PNG, content_type="image/png")

    page.route(pattern, answer)
    return asked


def size(image: Locator) -> tuple[float, float]:
    found = image.bounding_box()
    assert found
    return found["width"], found["height"]


def find(page: Page) -> None:
    box(page).click()
    page.keyboard.insert_text("東京")
    expect(posts(page)).to_have_count(3)


def test_the_box_shows_pictures_of_its_own_site(open_page: Open, blog: OtherSite) -> None:
    page = open_page(blog.write(f'data-base-url="{blog.origin}"'))
    asked = pictures(page, "**/*.png")
    expect(box(page)).to_be_visible()
    page.evaluate("window.shifts = []")
    find(page)
    image = page.locator("sakuin-search .option img")
    expect(image).to_have_count(1)
    expect(image).to_have_js_property("complete", True)
    assert asked == [f"{blog.origin}/img/own.png"]
    assert size(image) == (80, 60)
    assert page.evaluate("window.takeShifts()") == []


@pytest.mark.parametrize(("images", "count"), [("off", 0), ("cdn.example", 2)])
def test_an_attribute_says_from_where(
    open_page: Open, blog: OtherSite, images: str, count: int
) -> None:
    page = open_page(blog.write(f'data-images="{images}"'))
    page.expected_messages = ["img-src"]  # type: ignore[attr-defined]
    pictures(page, "**/*.png")
    find(page)
    expect(page.locator("sakuin-search .option img")).to_have_count(count)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_page_keeps_the_room_of_a_picture(open_page: Open, pictured: str, look: Look) -> None:
    page = open_page("about:blank", look)
    asked = pictures(page, "**/*.png")
    page.goto(f"{pictured}/?q=東京")
    image = page.locator(".hit .thumbnail")
    expect(image).to_have_count(1)
    expect(image).to_have_js_property("complete", True)
    assert asked == ["https://blog.example/img/own.png"]
    assert size(image) == ((84, 63) if look.phone else (120, 80))
    assert page.evaluate("window.takeShifts()") == []


def test_a_picture_that_does_not_come_leaves_its_room_empty(
    open_page: Open, pictured: str, blog: OtherSite
) -> None:
    """And no sign of a broken one, on the page or in the box."""
    for address, selector in (
        (f"{pictured}/", ".thumbnail"),
        (blog.write(f'data-base-url="{blog.origin}"'), "sakuin-search img"),
    ):
        page = open_page("about:blank")
        page.expected_messages = ["ERR_FAILED"]  # type: ignore[attr-defined]
        page.route("**/*.png", lambda route: route.abort())
        page.goto(address)
        if "sakuin-search" in selector:
            find(page)
        picture = page.locator(selector).first
        expect(picture).to_have_css("visibility", "hidden")
        assert size(picture) in [(120, 80), (80, 60)]
