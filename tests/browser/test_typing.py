"""Whatever is typed, however fast and however the network is: every state settles, and says so."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE, Open, expect_query, until
from tests.browser.keyboard import InputMethod
from tests.browser.servers import OtherSite
from tests.browser.test_widget import DIALOG, box, posts, search, shadow_focus

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
ASKED = "**/api/v1/search?*"
CORS = {"Access-Control-Allow-Origin": "*"}


@pytest.fixture(scope="module")
def typed_day(chromium: Browser) -> str:
    """1 November 2024 in the order in which the browser asks for the parts of a day."""
    page = chromium.new_page()
    page.set_content("<input type=date max=9999-12-31>")
    page.locator("input").focus()
    page.keyboard.type("11012024")
    in_american_order = page.locator("input").input_value() == "2024-11-01"
    page.close()
    return "11012024" if in_american_order else "20241101"


def requests_of(page: Page) -> list[str]:
    """Addresses of the service that are asked from now on."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/api/v1/" in sent.url else None)
    return asked


def slowly(page: Page, milliseconds: int) -> None:
    """Answers come so much later."""

    def later(route: Route) -> None:
        page.wait_for_timeout(milliseconds)
        route.continue_()

    if milliseconds:
        page.route(ASKED, later)


@pytest.mark.parametrize("delay", [0, 40, 150, 400])
def test_a_date_can_be_typed(open_page: Open, site: OtherSite, typed_day: str, delay: int) -> None:
    page = open_page(site.write())
    search(page, "東京")
    field = page.get_by_label("開始日")
    field.focus()
    page.keyboard.type(typed_day, delay=delay)
    expect(field).to_have_value("2024-11-01")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("sakuin-search .total")).to_have_text("2件見つかりました")
    expect_query(page, q="東京", **{"q.from": "2024-11-01"})
    expect(field).to_be_focused()


@pytest.mark.parametrize("delay", [0, 40, 150, 400])
def test_a_date_can_be_typed_on_the_page(
    open_page: Open, service: str, typed_day: str, delay: int
) -> None:
    page = open_page(f"{service}/?q={quote('東京')}")
    field = page.get_by_label("開始日")
    field.focus()
    page.keyboard.type(typed_day, delay=delay)
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：2件")
    expect(field).to_have_value("2024-11-01")
    expect(field).to_be_focused()


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_day_can_be_typed_while_results_come(
    open_page: Open, site: OtherSite, service: str, typed_day: str, where: str
) -> None:
    page = open_page(f"{site.write() if where == 'box' else service}?q={quote('東京')}")
    field = page.get_by_label("開始日")
    expect(field).to_be_visible()
    held: list[Route] = []
    asked = ASKED if where == "box" else "**/?q=*"
    page.route(asked, lambda route: held.append(route), times=1)
    with page.expect_request(asked):
        (box(page) if where == "box" else page.locator("#q")).fill("散歩")
    field.focus()
    page.keyboard.type(typed_day[:-2])
    with page.expect_response(lambda answer: quote("散歩") in answer.url):
        held[0].continue_()
    if where == "box":
        expect_query(page, q="散歩")
        expect(page.locator("sakuin-search .busy")).to_have_count(0)
    else:
        expect(page.locator("h1")).to_contain_text("「散歩」")
    page.keyboard.type(typed_day[-2:])
    expect(field).to_have_value("2024-11-01")


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_year_that_is_half_typed_asks_for_nothing(
    open_page: Open, site: OtherSite, service: str, typed_day: str, where: str
) -> None:
    page = open_page(f"{site.write() if where == 'box' else service}?q={quote('東京')}")
    field = page.get_by_label("開始日")
    expect(field).to_be_visible()
    page.clock.install()
    field.focus()
    page.keyboard.type(typed_day[:-2])
    page.clock.run_for(5_000)
    page.keyboard.type(typed_day[-2:])
    expect(field).to_have_value("2024-11-01")
    assert "from" not in page.url
    page.clock.run_for(5_000)
    expect_query(page, q="東京", **{"q.from" if where == "box" else "from": "2024-11-01"})


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_year_of_two_digits_is_one_of_this_century(
    open_page: Open, site: OtherSite, service: str, typed_day: str, where: str
) -> None:
    page = open_page(f"{site.write() if where == 'box' else service}?q={quote('東京')}")
    field = page.get_by_label("開始日")
    expect(field).to_be_visible()  # filters are hidden until there is an answer
    field.focus()
    page.keyboard.type(typed_day.replace("2024", "24"))
    if not typed_day.endswith("2024"):  # a year comes first, and takes four digits
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(field).to_have_value("2024-11-01")
    expect_query(page, q="東京", **{"q.from" if where == "box" else "from": "2024-11-01"})


@pytest.mark.parametrize("delay", [0, 40, 150, 400])
def test_completions_come_at_any_latency_in_the_one_request(
    open_page: Open, site: OtherSite, delay: int
) -> None:
    page = open_page(site.write('data-start="off"'))
    slowly(page, delay)
    box(page).click()
    asked = requests_of(page)
    page.keyboard.insert_text("sanp")
    expect(page.locator("sakuin-search .choice").first).to_have_text("散歩")
    assert len(asked) == 1
    page.locator("sakuin-search .choice").first.click()
    expect(box(page)).to_have_value("散歩")
    expect(posts(page).first).to_be_visible()


@pytest.mark.parametrize("typed", ["にんしょう", "認証", "認"])
def test_completions_come_while_a_word_is_composed(
    open_page: Open, site: OtherSite, typed: str
) -> None:
    page = open_page(site.write())
    box(page).click()
    InputMethod(page).compose(typed)
    expect(page.locator("sakuin-search .choice").first).to_contain_text("認証")
    assert shadow_focus(page) == "combobox"


def test_the_page_completes_as_well(open_page: Open, service: str) -> None:
    page = open_page(service)
    page.locator("#q").fill("sanp")
    page.locator(".completions").get_by_role("link", name="散歩", exact=True).click()
    expect(page.locator("#q")).to_have_value("散歩")
    expect(page.locator("h1")).to_contain_text("「散歩」")


@pytest.mark.parametrize("where", ["box", "page"])
def test_completions_take_no_room_from_the_results(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write() if where == "box" else service)
    field, result, completion = (
        (box(page), posts(page).first, page.locator("sakuin-search .choice"))
        if where == "box"
        else (page.locator("#q"), page.locator("h1"), page.locator(".completions a"))
    )
    places = []
    for text, completes in (("東", True), ("文字", False)):
        field.fill(text)
        expect_query(page, q=text)
        expect(result).to_be_visible()
        if completes:
            expect(completion.first).to_be_visible()
        else:
            expect(completion).to_have_count(0)
        places.append(result.bounding_box())
    assert places[0] and places[1] and places[0]["y"] == places[1]["y"]


@pytest.mark.parametrize("typed", ["にんしょう", "認"])
def test_the_page_completes_what_is_composed_and_keeps_its_results(
    open_page: Open, service: str, typed: str
) -> None:
    page = open_page(service)
    page.locator("#q").click()
    InputMethod(page).compose(typed)
    expect(page.locator(".completions")).to_contain_text("認証")
    expect(page.locator("h1")).to_have_text("新着記事")


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_search_goes_on_while_the_next_word_is_composed(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write('data-start="off"') if where == "box" else service)
    asked = ASKED if where == "box" else "**/?q=*"
    field = box(page) if where == "box" else page.locator("#q")
    field.click()
    held: list[Route] = []
    page.route(asked, lambda route: held.append(route))
    method = InputMethod(page)
    with page.expect_request(asked):  # for completions
        method.compose("認証")
    with page.expect_request(asked):  # for results
        method.commit("認証")
    with page.expect_request(asked):  # for completions again
        method.compose("の")
    page.route(asked, Route.continue_)  # from now on
    for route in held:
        route.continue_()
    if where == "box":
        expect(page.locator("sakuin-search .total")).to_have_text("2件見つかりました")
        expect(page.locator("sakuin-search .busy")).to_have_count(0)
    else:
        expect(page.locator("h1")).to_have_text("「認証」の検索結果：2件")
        expect(page.locator("html.waiting")).to_have_count(0)
    expect(field).to_have_value("認証の")


def test_a_composed_word_that_finds_nothing_settles(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(), PHONE)
    search(page, "認証")
    box(page).fill("")
    InputMethod(page, touch=True).compose("ぬ", "ぬるぽが")
    expect(page.locator("sakuin-search .none")).to_contain_text("ぬるぽが")
    expect(posts(page)).to_have_count(0)
    expect(page.locator("sakuin-search .busy")).to_have_count(0)


def test_a_composed_word_that_finds_nothing_settles_on_the_page(
    open_page: Open, service: str
) -> None:
    page = open_page(service, PHONE)
    page.locator("#q").click()
    InputMethod(page, touch=True).compose("ぬ", "ぬるぽが")
    expect(page.locator("h1")).to_contain_text("ぬるぽが")
    expect(page.locator("html.waiting")).to_have_count(0)


def test_the_search_key_of_android_searches_at_once(open_page: Open, service: str) -> None:
    page = open_page(service, PHONE, user_agent=ANDROID)
    field = page.locator("#q")
    field.click()
    field.evaluate(
        """(input) => {
          input.value = "認証";
          input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
          input.form.requestSubmit();
        }"""
    )
    expect(page.locator("h1")).to_contain_text("「認証」")
    expect(field).not_to_be_focused()


def test_the_search_key_of_android_puts_the_keyboard_of_the_box_away(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write(), PHONE, user_agent=ANDROID)
    box(page).click()
    box(page).evaluate(
        """(input) => {
          input.value = "認証";
          input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
          input.form.requestSubmit();
        }"""
    )
    expect(posts(page)).to_have_count(2)
    expect(box(page)).not_to_be_focused()


def test_fast_typing_leaves_one_way_back(open_page: Open, service: str) -> None:
    page = open_page(service)
    slowly_page(page)
    page.locator("#q").click()
    page.keyboard.type("OpenAI", delay=40)
    expect(page.locator("h1")).to_contain_text("「OpenAI」")
    page.go_back()
    expect(page.locator("h1")).to_have_text("新着記事")
    assert page.url == f"{service}/"


def slowly_page(page: Page) -> None:
    def later(route: Route) -> None:
        page.wait_for_timeout(60)
        route.continue_()

    page.route("**/?q=*", later)


def test_a_dialog_leaves_nothing_in_the_history(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    page.goto(site.write(DIALOG))
    before = page.evaluate("history.length")
    for word in ("東京", "認証", "散歩"):
        page.locator("sakuin-search .opener").click()
        search(page, word)
        page.keyboard.press("Escape")
        page.wait_for_url(lambda address: "q=" not in address)
    assert page.evaluate("history.length") <= before + 1
    page.go_back()
    page.wait_for_url("**/page-*")
    expect(page.locator("sakuin-search .opener")).to_have_count(0)


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_browser_that_refuses_addresses_is_searched_in_nevertheless(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write() if where == "box" else service)
    page.evaluate(
        "void (history.pushState = history.replaceState = () => { throw new Error('often'); })"
    )
    if where == "box":
        search(page, "認証")
        expect(page.locator("sakuin-search .total")).to_have_text("2件見つかりました")
    else:
        page.locator("#q").fill("認証")
        expect(page.locator("h1")).to_contain_text("「認証」")


@pytest.mark.parametrize(
    ("selector", "gone"),
    [
        (".sorts a[href*=newest]", False),
        (".chart a >> nth=3", False),
        (".chip", True),
        (".hit .tag >> nth=0", True),
        (".chart figcaption a", True),
    ],
)
def test_the_focus_stays_on_the_page(
    open_page: Open, service: str, selector: str, gone: bool
) -> None:
    page = open_page(f"{service}/?q={quote('東京')}&from=2024-03")
    link = page.locator(selector).first
    href = link.get_attribute("href")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{service}{href}")
    expect(page.locator("#results")).to_be_attached()
    until(page, "document.activeElement !== document.body")
    if not gone:
        expect(page.locator(selector).first).to_be_focused()


def test_escape_leaves_the_focus_in_the_box(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    search(page, "東京")
    page.keyboard.press("Escape")
    expect(posts(page).first).to_be_hidden()
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(posts(page).first).to_be_visible()


@pytest.mark.parametrize("line", ["", 'data-param="off"'], ids=["address", "no-address"])
def test_a_dialog_opened_again_takes_the_next_word(
    open_page: Open, site: OtherSite, line: str
) -> None:
    page = open_page(site.write(f"{DIALOG} {line}"))
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda address: "q=" not in address)
    page.locator("sakuin-search .opener").click()
    page.keyboard.insert_text("認証")
    expect(box(page)).to_have_value("認証")


def refuse(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, headers=CORS)


@pytest.mark.parametrize(
    ("status", "told"), [(429, "混み合って"), (500, "準備中"), (503, "準備中"), (0, "接続")]
)
def test_the_page_says_what_is_wrong(open_page: Open, service: str, status: int, told: str) -> None:
    page = open_page(service)
    page.expected_messages = [str(status), "ERR_FAILED"]  # type: ignore[attr-defined]
    page.route("**/?q=*", refuse(status) if status else lambda route: route.abort())
    page.locator("#q").fill("認証")
    expect(page.locator("#status")).to_contain_text(told)
    expect(page.locator("#status")).to_be_visible()


def test_a_first_answer_that_takes_long_is_announced(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write('data-start="off"'))
    held: list[Route] = []
    page.route(ASKED, lambda route: held.append(route))
    box(page).click()
    page.keyboard.insert_text("認証")
    expect(page.locator("sakuin-search .total")).to_have_text("検索しています…")
    held[0].continue_()
    expect(page.locator("sakuin-search .total")).to_have_text("2件見つかりました")


def test_an_answer_that_never_comes_is_told(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write('data-start="off"'))
    page.route(ASKED, lambda route: None)
    box(page).click()
    page.clock.install()
    page.keyboard.insert_text("認証")
    page.clock.run_for(1_000)
    page.clock.run_for(11_000)
    expect(page.locator("sakuin-search .failure")).to_contain_text("混み合って")
    page.unroute(ASKED)
    page.get_by_role("button", name="もう一度試す").click()
    page.clock.run_for(1_000)
    expect(posts(page)).to_have_count(2)


def test_a_page_that_never_comes_is_told(open_page: Open, service: str) -> None:
    page = open_page(service)
    page.route("**/?q=*", lambda route: None)
    page.clock.install()
    with page.expect_request("**/?q=*"):
        page.locator("#q").fill("認証")
        page.clock.run_for(1_000)
    page.clock.run_for(11_000)
    expect(page.locator("#status")).to_contain_text("混み合って")
    page.unroute("**/?q=*")
    page.locator("#q").press("Enter")
    expect(page.locator("h1")).to_contain_text("「認証」")


def test_days_in_the_wrong_order_are_told(open_page: Open, site: OtherSite, service: str) -> None:
    page = open_page(f"{site.write()}?q={quote('東京')}&q.from=2024-11-01&q.to=2024-01-01")
    expect(page.locator("sakuin-search .failure")).to_contain_text("開始日が終了日より後")
    page = open_page(f"{service}/?q={quote('東京')}&from=2024-11-01")
    page.get_by_label("終了日").fill("2024-01-01")
    expect(page.locator("#status")).to_contain_text("開始日が終了日より後")


@pytest.mark.parametrize("delay", [0, 40, 150, 400])
def test_one_request_a_key_stroke_at_most(open_page: Open, site: OtherSite, delay: int) -> None:
    page = open_page(site.write('data-start="off"'))
    box(page).click()
    asked = requests_of(page)
    page.keyboard.type("OpenAI", delay=delay)
    expect(page.locator("sakuin-search .total")).to_have_text("1件見つかりました")
    assert len(asked) <= 6
    assert all("/search?" in address for address in asked)


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_letter_is_asked_for_at_once_and_a_burst_only_when_it_is_over(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write('data-start="off"') if where == "box" else service)
    (box(page) if where == "box" else page.locator("#q")).click()
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    asked: list[str] = []
    page.on("request", lambda sent: asked.extend(parse_qs(urlsplit(sent.url).query).get("q", [])))
    with page.expect_request("**/*q=*"):
        page.keyboard.type("O")
        page.clock.run_for(1)
    page.keyboard.type("pen")
    page.clock.run_for(1)
    assert asked == ["O"]
    with page.expect_request("**/*q=*"):
        page.clock.run_for(100)
    assert asked == ["O", "Open"]


def test_answers_to_the_box_hold_no_more_than_it_shows(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write('data-results="3"'))
    with page.expect_response(lambda answer: "q=" in answer.url) as answered:
        search(page, "東京")
    assert len(answered.value.json()["hits"]) == 3
    limit = parse_qs(urlsplit(answered.value.url).query)["facet_limit"]
    assert int(limit[0]) <= 10
