"""The search box on a page of another origin, under the strictest policy that lets it run."""

from __future__ import annotations

import math
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.conftest import (
    DESKTOP,
    LOOKS,
    PHONE,
    Look,
    Open,
    answer_late,
    expect_query,
    until,
)
from tests.browser.corpus import HOSTILE
from tests.browser.latency import WATCH_BOX, type_query, watch
from tests.browser.servers import OtherSite

DIALOG = 'data-mode="dialog"'


def box(page: Page) -> Locator:
    return page.locator("sakuin-search [role=combobox]")


def options(page: Page) -> Locator:
    return page.locator("sakuin-search [role=option]")


def posts(page: Page) -> Locator:
    return page.locator("sakuin-search .post")


def search(page: Page, text: str) -> None:
    box(page).click()
    page.keyboard.insert_text(text)
    expect(posts(page).first).to_be_visible()


def shadow_focus(page: Page) -> str:
    """The role of what has the focus inside the widget."""
    script = "document.querySelector('sakuin-search').shadowRoot.activeElement?.role ?? ''"
    return str(page.evaluate(script))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_results_come_while_typing(open_page: Open, site: OtherSite, look: Look) -> None:
    page = open_page(site.write(), look)
    search(page, "認証")
    group = posts(page).first
    expect(group.locator(".title")).to_have_text("認証の仕組みを調べる")
    expect(group.locator(".title mark")).to_have_text("認証")
    expect(group.locator(".heading")).to_have_text(["パスワード認証", "二段階認証"])
    expect(group.locator("time")).to_have_text("2025年10月30日")
    address = f"{site.origin}/2025/10/30/login/"
    expect(group.locator("a").first).to_have_attribute("href", address)
    expect(page.locator("sakuin-search .total")).to_have_text("2件見つかりました")
    expect(page.get_by_role("button", name="件の結果を表示")).to_have_count(0)


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_tap_on_the_magnifier_is_one_on_the_field(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write() if where == "box" else service, PHONE)
    form = page.locator("sakuin-search .bar" if where == "box" else "#search")
    place = form.locator("svg").first.bounding_box()
    assert place
    page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(form.locator("input")).to_be_focused()


def test_the_list_is_named_for_whatever_it_holds(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    expect(page.get_by_role("group", name="新着記事")).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_accessible_name("サイト内検索")
    popular = page.get_by_role("group", name="よく使われているタグ")
    popular.get_by_role("option", name="写真").click()
    expect(page.locator("sakuin-search .total")).to_have_text("6件見つかりました")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_button_opens_a_dialog(open_page: Open, site: OtherSite, look: Look) -> None:
    page = open_page(site.write(DIALOG), look)
    page.get_by_role("button", name="検索").click()
    assert shadow_focus(page) == "combobox"
    page.keyboard.insert_text("認証")
    expect(posts(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()
    page.wait_for_url(lambda address: "q=" not in address)


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_keys_open_the_dialog(open_page: Open, site: OtherSite, keys: str) -> None:
    page = open_page(site.write(DIALOG))
    expect(page.locator("sakuin-search .opener")).to_be_visible()
    page.keyboard.press(keys)
    expect(page.locator("sakuin-search dialog")).to_be_visible()
    expect(box(page)).to_have_value("")


def test_a_slash_in_a_field_of_the_page_is_a_slash(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    page.locator("#memo").fill("")
    page.keyboard.type("/")
    expect(page.locator("#memo")).to_have_value("/")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_keys_can_be_left_to_the_page(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(f'{DIALOG} data-hotkeys="off"'))
    expect(page.locator("sakuin-search .opener")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_a_button_of_the_page_opens_the_dialog(open_page: Open, site: OtherSite) -> None:
    button = '<button id="own">さがす</button>'
    page = open_page(site.write(f'{DIALOG} data-button="#own"', before=button))
    expect(page.locator("sakuin-search dialog")).to_be_attached()
    page.locator("#own").click()
    expect(page.locator("sakuin-search dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#own")).to_be_focused()


def test_the_box_stands_where_the_page_says(open_page: Open, site: OtherSite) -> None:
    place = '<div id="here"></div>'
    page = open_page(site.write('data-target="#here"', before=place))
    expect(page.locator("#here > sakuin-search")).to_be_visible()


def test_a_page_may_write_the_element_itself(open_page: Open, site: OtherSite) -> None:
    own = '<sakuin-search results="1" lang="en"></sakuin-search>'
    page = open_page(site.write('data-target="none"', before=own))
    search(page, "認証")
    expect(page.locator("sakuin-search")).to_have_count(1)
    expect(posts(page)).to_have_count(1)


def test_arrow_keys_reach_each_result_and_enter_opens_it(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    search(page, "認証")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.locator("sakuin-search [aria-selected=true]")
    expect(active).to_have_count(1)
    expect(active).to_contain_text("パスワード認証")
    assert box(page).get_attribute("aria-activedescendant") == active.get_attribute("id")
    assert shadow_focus(page) == "combobox"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.origin}/2025/10/30/login/")


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_keys_are_told_where_there_is_a_keyboard(
    open_page: Open, site: OtherSite, look: Look
) -> None:
    page = open_page(site.write(), look)
    search(page, "東京")
    keys = page.locator("sakuin-search").get_by_text("↑↓ 選択")
    expect(keys).to_be_visible(visible=not look.phone)


def test_see_all_leads_to_the_search_page(open_page: Open, site: OtherSite, service: str) -> None:
    page = open_page(site.write('data-results="3"'))
    search(page, "東京")
    page.get_by_role("link", name="すべての結果を見る（12件）").click()
    page.wait_for_url(f"{service}/?q={quote('東京')}")
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：12件")


def test_enter_without_a_choice_leads_to_the_search_page(
    open_page: Open, site: OtherSite, service: str
) -> None:
    page = open_page(site.write())
    search(page, "東京")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{service}/?q={quote('東京')}")


def test_enter_on_a_phone_puts_the_keyboard_away(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(), PHONE)
    search(page, "東京")
    page.keyboard.press("Enter")
    expect(box(page)).not_to_be_focused()
    expect(posts(page).first).to_be_visible()


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_filters_narrow_the_results(open_page: Open, site: OtherSite, look: Look) -> None:
    page = open_page(site.write(DIALOG), look)
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    if look.phone:
        page.get_by_role("button", name="絞り込み").click()
    page.get_by_role("button", name=re.compile("^写真")).click()
    expect(page.locator("sakuin-search .total")).to_have_text("6件見つかりました")
    expect_query(page, q="東京", **{"q.tag": "写真"})
    page.get_by_role("button", name=re.compile("^東京")).click()
    expect(page.locator("sakuin-search .total")).to_have_text("12件見つかりました")
    page.get_by_label("開始日").fill("2024-11-01")
    expect(page.locator("sakuin-search .total")).to_have_text("2件見つかりました")
    page.get_by_role("button", name="条件をすべて解除").click()
    expect(page.locator("sakuin-search .total")).to_have_text("12件見つかりました")


def test_on_a_phone_filters_lead_back_to_the_results(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG), PHONE)
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    page.get_by_role("button", name="絞り込み").click()
    expect(posts(page).first).to_be_hidden()
    page.get_by_role("button", name=re.compile("^写真")).click()
    page.get_by_role("button", name="6件の結果を表示").click()
    expect(posts(page).first).to_be_visible()
    expect(page.get_by_role("button", name="絞り込み")).to_be_focused()


def test_filters_that_leave_nothing_can_be_taken_back(open_page: Open, site: OtherSite) -> None:
    page = open_page(f"{site.write()}?q={quote('東京')}&q.tag={quote('認証')}", PHONE)
    expect(page.locator("sakuin-search .none")).to_have_text("この条件に一致する記事はありません。")
    page.locator("sakuin-search .notice").get_by_role("button", name="条件をすべて解除").click()
    expect(page.locator("sakuin-search .total")).to_have_text("12件見つかりました")
    expect(box(page)).to_be_focused()


def test_a_filter_keeps_the_focus(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    button = page.get_by_role("button", name=re.compile("^写真"))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("sakuin-search .total")).to_have_text("6件見つかりました")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_the_address_carries_the_search(open_page: Open, site: OtherSite) -> None:
    address = site.write()
    page = open_page(f"{address}?page=2#below")
    search(page, "東京")
    expect(page.locator("sakuin-search .total")).to_have_text("12件見つかりました")
    expect_query(page, page="2", q="東京")
    page.reload()
    expect(box(page)).to_have_value("東京")
    expect(posts(page).first).to_be_visible()
    page.go_back()
    expect(box(page)).to_have_value("")
    expect(posts(page)).to_have_count(0)
    page.go_forward()
    expect(box(page)).to_have_value("東京")
    expect(posts(page).first).to_be_visible()


def test_back_closes_the_dialog(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG), PHONE)
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    page.go_back()
    expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_a_link_with_a_search_opens_the_dialog(open_page: Open, site: OtherSite) -> None:
    page = open_page(f"{site.write(DIALOG)}?q={quote('認証')}&q.tag={quote('セキュリティ')}")
    expect(page.locator("sakuin-search dialog")).to_be_visible()
    expect(posts(page).first).to_contain_text("認証の仕組みを調べる")


def test_recent_searches_are_kept_where_the_site_allows_it(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write(f"{DIALOG} data-recent"))
    page.locator("sakuin-search .opener").click()
    search(page, "認証")
    posts(page).first.locator("a").first.click()
    page.wait_for_url("**/login/")
    page.goto(site.write(f'{DIALOG} data-recent data-start="off"'))
    page.locator("sakuin-search .opener").click()
    expect(options(page)).to_have_text(["認証"])
    expect(page.get_by_text("最近の検索")).to_be_visible()
    options(page).first.click()
    expect(posts(page).first).to_be_visible()
    page.get_by_role("button", name="入力を消去").click()
    page.get_by_role("button", name="履歴を消去").click()
    expect(options(page)).to_have_count(0)
    assert page.evaluate("localStorage.getItem('sakuin:recent')") == "[]"


def test_nothing_is_kept_elsewhere(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    search(page, "認証")
    posts(page).first.locator("a").first.click()
    page.wait_for_url("**/login/")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_an_old_answer_never_replaces_a_newer_one(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    held: list[Route] = []

    def is_old(request: Request) -> bool:
        return f"/search?q={quote('東')}&" in request.url

    def hold(route: Route) -> None:
        if is_old(route.request):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/search?*", hold)
    box(page).click()
    with page.expect_request(is_old):
        page.keyboard.insert_text("東")
    page.keyboard.insert_text("京")
    expect(posts(page).first).to_be_visible()
    assert len(held) == 1
    body = {"total": 1, "hits": [], "facets": {}, "interpreted": {}, "suggestions": {}}
    held[0].fulfill(json=body, headers={"Access-Control-Allow-Origin": "*"})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    expect(page.locator("sakuin-search .total")).to_have_text("12件見つかりました")


def test_no_cookie_and_no_foreign_header_is_sent(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    page.context.add_cookies([{"name": "own", "value": "1", "url": site.service}])
    with page.expect_request("**/api/v1/search?*") as asked:
        search(page, "認証")
    assert asked.value.method == "GET"
    assert "cookie" not in asked.value.all_headers()


def test_a_service_that_is_down_is_told_and_asked_again(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    page.expected_messages = ["net::ERR_FAILED"]  # type: ignore[attr-defined]
    page.route("**/api/v1/**", lambda route: route.abort())
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(page.locator("sakuin-search .failure")).to_contain_text("接続できません")
    expect(page.locator("sakuin-search .total")).to_be_empty()
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="もう一度試す").click()
    expect(posts(page).first).to_be_visible()


@pytest.mark.parametrize(
    ("status", "told"),
    [(429, "混み合っています"), (500, "準備中"), (503, "準備中"), (400, "検索できません")],
)
def test_refusals_are_told_in_plain_words(
    open_page: Open, site: OtherSite, status: int, told: str
) -> None:
    page = open_page(site.write())
    page.expected_messages = [str(status)]  # type: ignore[attr-defined]
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route("**/api/v1/search?*", lambda route: route.fulfill(status=status, headers=headers))
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(page.locator("sakuin-search .failure")).to_contain_text(told)


def test_nothing_found_is_told_with_advice(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    box(page).click()
    page.keyboard.insert_text("麒麟麒麟")
    expect(page.locator("sakuin-search .none")).to_have_text(
        "「麒麟麒麟」に一致する記事はありません。"
    )
    expect(page.locator("sakuin-search [role=status]")).to_contain_text("一致する記事はありません")
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_what_posts_contain_is_only_ever_text(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    search(page, "危険")
    expect(page.locator("sakuin-search .title").get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(page.locator("sakuin-search img, sakuin-search script")).to_have_count(0)
    expect(page.locator("sakuin-search [href^='javascript:']")).to_have_count(0)
    assert page.evaluate("window.attacked") is None


def test_texts_follow_the_page_and_can_be_replaced(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write('data-lang="en"'))
    search(page, "認証")
    expect(page.locator("sakuin-search .total")).to_have_text("2 results")
    expect(page.locator("sakuin-search time").first).to_have_text("30 October 2025")
    expect(posts(page).first).to_have_attribute("lang", "ja")
    own = """data-placeholder="日記をさがす" data-texts='{"count.other": "全{count}本"}'"""
    page = open_page(site.write(own))
    expect(box(page)).to_have_attribute("placeholder", "日記をさがす")
    search(page, "認証")
    expect(page.locator("sakuin-search .total")).to_have_text("全2本")


@pytest.mark.parametrize(
    ("line", "dark", "expected"),
    [
        ("", False, "rgb(255, 255, 255)"),
        ("", True, "rgb(255, 255, 255)"),
        ('data-theme="dark"', False, "rgb(24, 28, 35)"),
        ('data-theme="light"', True, "rgb(255, 255, 255)"),
    ],
)
def test_colours_follow_the_page_or_its_owner(
    open_page: Open, site: OtherSite, line: str, dark: bool, expected: str
) -> None:
    page = open_page(site.write(line), Look(dark=dark))
    expect(page.locator("sakuin-search .search")).to_have_css("background-color", expected)


def test_colours_follow_the_switch_of_the_page(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    text_box = page.locator("sakuin-search .search")
    expect(text_box).to_have_css("background-color", "rgb(255, 255, 255)")
    page.evaluate("document.body.style.background = '#101010'")
    expect(text_box).to_have_css("background-color", "rgb(24, 28, 35)")
    page.evaluate("document.body.style.background = ''")
    page.evaluate("document.documentElement.style.colorScheme = 'light dark'")
    expect(text_box).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(text_box).to_have_css("background-color", "rgb(24, 28, 35)")


def test_a_site_themes_it_by_custom_properties(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    page.evaluate(
        "document.querySelector('sakuin-search').style.setProperty('--sakuin-background', 'navy')"
    )
    expect(page.locator("sakuin-search .opener")).to_have_css("background-color", "rgb(0, 0, 128)")


def test_a_menu_of_the_browser_chooses_nothing(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["contextmenu", "sakuin:select"]) {
            document.addEventListener(name, () => window.heard.push(name));
          }
        }"""
    )
    search(page, "東京")
    posts(page).first.locator("a").first.click(button="right")
    until(page, "window.heard.length")
    posts(page).first.locator("a").first.click(button="middle")
    until(page, "window.heard.includes('sakuin:select')")
    assert page.evaluate("window.heard") == ["contextmenu", "sakuin:select"]


def test_on_a_phone_it_fills_the_screen(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(), PHONE)
    search(page, "東京")
    sheet = page.locator("sakuin-search .search").bounding_box()
    assert sheet == {"x": 0, "y": 0, "width": 390, "height": 780}
    page.get_by_role("button", name="閉じる").click()
    expect(posts(page).first).to_be_hidden()
    expect(page.locator("#below")).to_be_visible()


def test_on_a_phone_nothing_stands_below_results_that_lead_nowhere(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write('data-search-page="off"'), PHONE)
    search(page, "東京")
    foot = page.locator("sakuin-search .foot").bounding_box()
    assert foot and foot["height"] <= 1, "no empty line"
    page.get_by_role("button", name="絞り込み").click()
    page.get_by_role("button", name="写真").click()
    page.get_by_role("button", name="6件の結果を表示").click()
    expect(posts(page).first).to_be_visible()


def test_a_click_elsewhere_closes_the_panel(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    search(page, "東京")
    page.locator("h1").click()
    expect(posts(page).first).to_be_hidden()
    expect(box(page)).to_have_value("東京")


@pytest.mark.parametrize("line", ["", DIALOG], ids=["box", "dialog"])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nothing_moves_when_results_come(
    open_page: Open, site: OtherSite, look: Look, line: str
) -> None:
    page = open_page(site.write(line), look)
    answer_late(page, "**/api/v1/search?*")
    if line:
        page.locator("sakuin-search .opener").click()
    before = len(page.evaluate("window.takeShifts()"))
    search(page, "東京")
    assert page.evaluate("window.takeShifts()")[before:] == []


def test_the_first_result_comes_within_a_tenth_of_a_second(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write())
    box(page).click()
    watch(page, WATCH_BOX)
    times: list[float] = []
    # Until one is quick enough: other work on the machine only ever makes them slower.
    while len(times) < 30 and min(times, default=math.inf) >= 100:
        box(page).fill("")
        expect(posts(page)).to_have_count(0)
        times.append(type_query(page, ("OpenAI", "認証", "Python", "東京", "API")[len(times) % 5]))
    assert min(times) < 100, times
