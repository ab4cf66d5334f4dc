"""The owner's own fields, as a visitor meets them: from front matter to the page and the box."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Look, Open, expect_query
from tests.browser.servers import OtherSite, serving
from tests.support import post_source, write_site
from web.app import create_app
from web.engines import live_searcher
from web.jobs.indexing import index_sites
from web.settings import load_settings

TOML = """
tokenizer = "janome"
jobs = 1
[fields.series]
facet = true
label = { ja = "連載", en = "Series" }
[fields.level]
type = "number"
from = ["level", "難易度"]
facet = true
sort = true
label = { ja = "難易度" }
[fields.verified]
type = "boolean"
facet = true
label = { ja = "検証済み" }
"""
POSTS = {
    "2025-01-01-one.md": post_source("転置索引", "索引の話。", series="索引入門", 難易度="１"),
    "2025-01-02-two.md": post_source(
        "形態素解析", "索引の話。", series="索引入門", level="3", verified="はい"
    ),
    "2025-01-03-three.md": post_source("順位付け", "索引の話。", series="[別の連載]", level="2"),
    "2025-01-04-four.md": post_source("余談", "索引の話。", level="やさしい"),
}


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a service over a site whose owner has added fields in sakuin.toml."""
    folder: Path = tmp_path_factory.mktemp("fields")
    (folder / "sakuin.toml").write_text(TOML, "utf-8")
    settings = load_settings({"data": folder / "data"}, folder=folder, environment={})
    index_sites(settings, {"": write_site(folder / "site", POSTS)})
    with serving(create_app(settings, live_searcher(settings))) as origin:
        yield origin


@pytest.fixture(scope="module")
def other(owned: str) -> Iterator[OtherSite]:
    """Another site with the box of that service."""
    site = OtherSite(owned)
    with serving(site) as origin:
        site.origin = origin
        yield site


def titles(page: Page) -> Locator:
    return page.locator(".hit h2")


def test_the_orders_of_many_fields_are_read_in_one_line_each_on_a_phone(
    open_page: Open, owned: str
) -> None:
    orders = open_page(f"{owned}/?q=索引", PHONE).locator(".sorts a")
    expect(orders).to_have_text(["関連度順", "新しい順", "古い順", "難易度 昇順", "難易度 降順"])
    heights = {orders.nth(at).bounding_box()["height"] for at in range(5)}  # type: ignore[index]
    assert max(heights) < 45


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_a_visitor_chooses_and_takes_back_a_series(open_page: Open, owned: str, look: Look) -> None:
    page = open_page(f"{owned}/?q=索引", look)
    if look.phone:
        page.locator("#to-filters").click()
    series = page.locator("fieldset", has=page.get_by_text("連載", exact=True))
    series.get_by_label("索引入門").check()
    expect_query(page, q="索引", series="索引入門")
    expect(titles(page)).to_have_text(["転置索引", "形態素解析"])
    page.locator("fieldset", has=page.get_by_text("検証済み")).get_by_label("はい").check()
    expect(titles(page)).to_have_text(["形態素解析"])
    if look.phone:
        page.locator("button.show").click()
    chips = page.locator(".chip")
    expect(chips).to_have_text(["連載：索引入門×", "検証済み：はい×"])
    chips.first.click()
    expect_query(page, q="索引", verified="true")
    page.get_by_role("link", name="条件をすべて解除").click()
    expect(titles(page)).to_have_count(4)


def test_hits_are_sorted_by_a_number(open_page: Open, owned: str) -> None:
    page = open_page(f"{owned}/?q=索引")
    page.get_by_role("link", name="難易度 降順").click()
    expect_query(page, q="索引", sort="-level")
    expect(titles(page)).to_have_text(["形態素解析", "順位付け", "転置索引", "余談"])
    page.get_by_role("link", name="難易度 昇順").click()
    expect(titles(page)).to_have_text(["転置索引", "順位付け", "形態素解析", "余談"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("series:索引入門", ["形態素解析", "転置索引"]),
        ("-series:索引入門", ["余談", "順位付け"]),
        ("難易度:2..3", ["順位付け", "形態素解析"]),
        ("level:..1", ["転置索引"]),
    ],
)
def test_fields_are_typed(open_page: Open, owned: str, typed: str, found: list[str]) -> None:
    page = open_page(owned)
    page.locator("#q").click()
    page.keyboard.insert_text(typed)
    expect(titles(page)).to_have_text(found)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_box_offers_the_fields_that_its_line_names(
    open_page: Open, other: OtherSite, look: Look
) -> None:
    page = open_page(other.write('data-facets="series,level,verified,nothing,constructor"'), look)
    page.locator("sakuin-search [role=combobox]").click()
    page.keyboard.insert_text("索引")
    found = page.locator("sakuin-search .post .title")
    expect(found).to_have_count(4)
    if look.phone:
        page.locator("sakuin-search button.filters").click()
    legends = page.locator("sakuin-search legend:visible")
    expect(legends).to_have_text(["連載", "難易度", "検証済み"])
    page.locator("sakuin-search .value", has_text="索引入門").click()
    expect_query(page, **{"q": "索引", "q.series": "索引入門"})
    expect(page.locator("sakuin-search .value", has_text="はい")).to_have_count(1)
    if look.phone:
        page.locator("sakuin-search button.shut").click()
    expect(found).to_have_count(2)
    page.reload()
    expect(page.locator("sakuin-search [role=combobox]")).to_have_value("索引")
    page.locator("sakuin-search [role=combobox]").click()
    expect(found).to_have_count(2)
