"""Typing Japanese: while a word is being converted, keys and results belong to the input method.

Compositions are the browser's own, made through the DevTools protocol. The rules are those of
``static/widget/composition.js``.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import DESKTOP, PHONE, Look, Open, expect_query
from tests.browser.keyboard import InputMethod
from tests.browser.servers import OtherSite
from tests.browser.test_widget import DIALOG, box, options, posts, shadow_focus

SAFARI = """([selector, key = "Enter", keyCode = 13]) => {
  const [host, inner] = selector.split(" >> ");
  const root = document.querySelector(host);
  const input = inner ? root.shadowRoot.querySelector(inner) : root;
  input.dispatchEvent(new CompositionEvent("compositionend", { data: "東京", bubbles: true }));
  const press = { key, code: key, keyCode, bubbles: true, composed: true, cancelable: true };
  return input.dispatchEvent(new KeyboardEvent("keydown", press)) && Boolean(inner);
}"""
"""Safari ends the composition, then sends the key that ended it as if it were any other."""


def asked(page: Page) -> list[str]:
    """Addresses of the searches that are made from now on."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        if "/api/v1/search?" in request.url or "/?" in request.url:
            addresses.append(request.url)

    page.on("request", note)
    return addresses


def stop_time(page: Page) -> None:
    """From now on the page's timers wait for ``page.clock.run_for``."""
    page.clock.install(time=0)
    page.clock.pause_at(1)


@pytest.mark.parametrize("line", ["", DIALOG], ids=["box", "dialog"])
def test_enter_that_commits_a_word_does_nothing_else(
    open_page: Open, site: OtherSite, line: str
) -> None:
    page = open_page(site.write(line))
    if line:
        page.locator("sakuin-search .opener").click()
    box(page).click()
    method = InputMethod(page)
    method.compose("と", "とう", "とうきょう", "東京")
    method.press("Enter", "Enter")
    method.commit("東京")
    expect(posts(page).first).to_be_visible()
    assert page.url.startswith(site.origin)
    assert box(page).input_value() == "東京"
    method.rest()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.service}/**")


def test_enter_in_a_list_of_results_commits_first(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(posts(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    method = InputMethod(page)
    method.compose("しく", "仕組み")
    method.press("Enter", "Enter")
    method.commit("仕組み")
    expect_query(page, q="認証仕組み")
    assert page.url.startswith(site.origin) and "login" not in page.url


def test_arrows_choose_among_conversions(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(posts(page).first).to_be_visible()
    method = InputMethod(page)
    method.compose("しく")
    method.press("ArrowDown", "ArrowDown")
    assert box(page).get_attribute("aria-activedescendant") is None


def test_escape_cancels_the_conversion_only(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    page.locator("sakuin-search .opener").click()
    page.keyboard.insert_text("認証")
    expect(posts(page).first).to_be_visible()
    method = InputMethod(page)
    method.compose("し", "しく")
    method.cancel()
    expect(page.locator("sakuin-search dialog")).to_be_visible()
    assert box(page).input_value() == "認証"
    expect(posts(page).first).to_be_visible()
    method.rest()
    page.keyboard.press("Escape")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_half_typed_words_do_not_search(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    addresses = asked(page)
    stop_time(page)
    InputMethod(page).compose("n", "に", "にn", "にん", "にんsh")
    page.clock.run_for(5_000)
    InputMethod(page).compose("にんしょう", "認証")
    with page.expect_response(lambda answer: quote("認証") in answer.url):
        page.clock.run_for(5_000)
    assert not [one for one in addresses if quote("にn") in one or quote("にんsh") in one]
    assert all("complete=1" in one for one in addresses)
    expect(posts(page)).to_have_count(0)
    expect(page.locator("sakuin-search .none")).to_have_count(0)


def test_results_stay_while_the_next_word_is_typed(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(posts(page)).to_have_count(2)
    stop_time(page)
    InputMethod(page).compose("ぬ", "ぬるぽ")
    with page.expect_response(lambda answer: quote("ぬるぽ") in answer.url):
        page.clock.run_for(5_000)
    expect(posts(page)).to_have_count(2)
    expect(page.locator("sakuin-search .none")).to_have_count(0)


def test_kana_bring_suggestions_without_the_focus(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    InputMethod(page).compose("にんしょう")
    expect(options(page).first).to_contain_text("認証")
    assert shadow_focus(page) == "combobox"
    assert box(page).get_attribute("aria-activedescendant") is None
    assert box(page).input_value() == "にんしょう"


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_a_committed_word_is_searched(open_page: Open, site: OtherSite, look: Look) -> None:
    page = open_page(site.write(), look)
    box(page).click()
    method = InputMethod(page, touch=look.phone)
    method.compose("にんしょう", "認証")
    method.commit("認証")
    expect(posts(page)).to_have_count(2)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("where", ["box", "page"])
def test_a_committed_word_is_searched_however_soon_the_next_one_begins(
    open_page: Open, site: OtherSite, service: str, where: str, look: Look
) -> None:
    page = open_page(site.write() if where == "box" else service, look)
    field = box(page) if where == "box" else page.locator("#q")
    field.click()
    stop_time(page)  # strokes overtake the timers of a device that is slow
    method = InputMethod(page, touch=look.phone)
    method.compose("認証")
    method.commit("認証")
    method.compose("n")
    if where == "box":
        expect(posts(page)).to_have_count(2)
    else:
        expect(page.locator("h1")).to_have_text("「認証」の検索結果：2件")
    expect(field).to_have_value("認証n")


@pytest.mark.parametrize("where", ["box", "page"])
def test_results_of_a_composed_word_are_there_once_it_is_chosen(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write() if where == "box" else service)
    field = box(page) if where == "box" else page.locator("#q")
    field.click()
    method = InputMethod(page)
    addresses = asked(page)
    with page.expect_event("requestfinished", lambda request: quote("認") in request.url):
        method.compose("にん", "認")
    completion = page.locator("sakuin-search .choice" if where == "box" else ".completions a")
    expect(completion.first).to_contain_text("認証")
    method.commit("認")
    if where == "box":
        expect(posts(page).first).to_be_visible()
    else:
        expect(page.locator("h1")).to_contain_text("「認」の検索結果")
    expect(completion.first).to_contain_text("認証")
    # Its results came while it was composed.
    assert sum(quote("認") in address for address in addresses) == 1


def test_safari_sends_enter_after_the_end_of_composition(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    page.keyboard.insert_text("東京")
    expect(posts(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(SAFARI, ["sakuin-search >> [role=combobox]"])
    assert "/2024/" not in page.url


def test_safari_sends_escape_after_the_end_of_composition(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    page.locator("sakuin-search .opener").click()
    page.keyboard.insert_text("東京")
    expect(posts(page).first).to_be_visible()
    page.evaluate(SAFARI, ["sakuin-search >> [role=combobox]", "Escape", 27])
    expect(page.locator("sakuin-search dialog")).to_be_visible()
    InputMethod(page).rest()
    page.keyboard.press("Escape")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_touch_keyboards_get_results_while_they_compose(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(), PHONE)
    box(page).click()
    InputMethod(page, touch=True).compose("O", "Op", "Open", "OpenAI")
    expect(posts(page).first).to_contain_text("OpenAI の API を試す")
    assert box(page).evaluate("(input) => input.getRootNode().activeElement === input")


def test_touch_keyboards_never_flash_no_results(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(), PHONE)
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(posts(page)).to_have_count(2)
    stop_time(page)
    InputMethod(page, touch=True).compose("ぬ", "ぬるぽが")
    with page.expect_response(lambda answer: quote("ぬるぽが") in answer.url):
        page.clock.run_for(1_000)
    expect(posts(page)).to_have_count(2)
    expect(page.locator("sakuin-search .none")).to_have_count(0)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_search_page_waits_for_the_word(open_page: Open, service: str, look: Look) -> None:
    page = open_page(service, look)
    page.locator("#q").click()
    addresses = asked(page)
    stop_time(page)
    method = InputMethod(page, touch=look.phone)
    method.compose("n", "にn", "にんsh")
    page.clock.run_for(5_000)
    method.press("Enter", "Enter")
    page.clock.run_for(5_000)
    assert addresses == []
    assert page.locator("h1").inner_text() == "新着記事"
    method.compose("にんしょう", "認証")
    method.commit("認証")
    page.clock.run_for(1_000)
    expect(page.locator("h1")).to_have_text("「認証」の検索結果：2件")


def test_the_search_page_knows_safari(open_page: Open, service: str) -> None:
    page = open_page(service)
    page.locator("#q").click()
    assert page.evaluate(SAFARI, ["#q"]) is False
    assert page.url == f"{service}/"
