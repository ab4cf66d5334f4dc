"""The search page, as a visitor uses it: with JavaScript in place, without it by page loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, LOOKS, PHONE, Look, Open, answer_late, expect_query
from tests.browser.corpus import HOSTILE
from tests.browser.servers import OtherSite, serving
from tests.browser.test_widget import search
from tests.support import Post, build_index
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings


@pytest.fixture(scope="module")
def many_tags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a service whose 40 posts have a tag of their own and one in common."""
    posts: dict[str, Post] = {
        f"{number}.md": {"title": f"記事{number}", "tags": ["共通", f"tag{number}"]}
        for number in range(40)
    }
    settings = Settings(data=build_index(tmp_path_factory.mktemp("tags"), posts))
    with serving(create_app(settings, live_searcher(settings))) as origin:
        yield origin


def expect_heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)


def mark_page(page: Page) -> None:
    """Leaves a sign that a page load would wipe away."""
    page.evaluate("window.same = true")


def is_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.same === true"))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_typing_shows_results_in_place(open_page: Open, service: str, look: Look) -> None:
    page = open_page(service, look)
    mark_page(page)
    page.locator("#q").click()
    page.keyboard.insert_text("認証")
    expect(page.locator("h1")).to_contain_text("「認証」の検索結果")
    assert is_same_page(page)
    expect_query(page, q="認証")
    expect(page).to_have_title("「認証」の検索結果 - 試験ブログ")
    expect(page.locator(".hit mark").first).to_have_text("認証")
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_everything_works_without_javascript(open_page: Open, service: str, look: Look) -> None:
    page = open_page(service, look, java_script_enabled=False)
    page.locator("#q").fill("東京")
    page.get_by_role("button", name="検索", exact=True).click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：12件")
    page.locator("input[name=tag][value=散歩]").click()
    page.locator("input[name=tag][value=写真]").click()
    page.get_by_role("button", name="この条件で検索").click()
    expect_query(page, q="東京", tag=["散歩", "写真"])
    page.get_by_role("link", name="新しい順").click()
    expect_query(page, q="東京", tag=["散歩", "写真"], sort="newest")
    page.get_by_role("link", name="次へ").click()
    expect_query(page, q="東京", tag=["散歩", "写真"], sort="newest", page="2")
    expect(page.locator(".hit")).to_have_count(2)
    page.get_by_role("link", name="2024年3月").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：1件")
    page.get_by_role("link", name="条件をすべて解除").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：12件")


def test_several_values_of_a_facet_can_be_chosen_and_taken_back(
    open_page: Open, service: str
) -> None:
    page = open_page(f"{service}/?q={quote('東京')}")
    mark_page(page)
    page.locator("input[name=tag][value=写真]").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：6件")
    expect(page.locator("input[name=tag][value=写真]")).to_be_focused()
    page.locator("input[name=tag][value=東京]").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：12件")
    page.get_by_role("link", name="タグ：写真の条件を解除").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：6件")
    expect_query(page, q="東京", tag="東京")
    page.get_by_role("link", name="条件をすべて解除").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：12件")
    assert is_same_page(page)


def test_a_bar_of_the_chart_filters_by_its_month(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}")
    page.get_by_role("link", name="2024年7月：1件").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：1件")
    expect_query(page, q="東京", from_="2024-07", to="2024-07")
    expect(page.locator(".chip")).to_contain_text("2024年7月")
    expect(page.locator("input[name=from]")).to_have_value("2024-07-01")
    page.get_by_role("link", name="全期間").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：12件")


def test_a_range_of_days_can_be_chosen(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}")
    page.get_by_label("開始日").fill("2024-11-01")
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：2件")
    expect(page.locator(".chip")).to_contain_text("2024年11月1日以降")


def test_the_next_page_starts_at_its_top(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}", PHONE)
    mark_page(page)
    page.get_by_role("link", name="次へ").click()
    expect(page.locator("[aria-current=page]")).to_have_text("2")
    expect(page.locator("#results")).to_be_focused()
    assert page.evaluate("document.getElementById('results').getBoundingClientRect().top") >= 0
    assert is_same_page(page)
    expect(page).to_have_title("「東京」の検索結果 - 試験ブログ（2ページ目）")


def test_back_and_forward_show_what_was_there(open_page: Open, service: str) -> None:
    page = open_page(service)
    page.locator("#q").fill("認証")
    expect(page.locator("h1")).to_contain_text("認証")
    page.get_by_role("link", name="新しい順").click()
    expect(page.locator(".sorts [aria-current]")).to_have_text("新しい順")
    page.go_back()
    expect(page.locator(".sorts [aria-current]")).to_have_text("関連度順")
    page.go_back()
    expect(page.locator("h1")).to_have_text("新着記事")
    expect(page.locator("#q")).to_have_value("")
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("認証")
    expect(page.locator("#q")).to_have_value("認証")


def test_a_relaxed_search_says_so_and_can_be_undone(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('認証 散歩')}")
    expect(page.locator(".notice")).to_contain_text("一部の語を含む記事")
    page.get_by_role("link", name="入力した語のまま検索").click()
    expect(page.locator("h1")).to_contain_text('"認証" "散歩"')
    expect_query(page, q='"認証" "散歩"')
    expect(page.locator("#q")).to_have_value('"認証" "散歩"')


def test_a_page_without_hits_leads_on(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('麒麟麒麟')}")
    expect_heading(page, "「麒麟麒麟」に一致する記事はありません")
    expect(page.locator(".nothing .hit")).to_have_count(5)
    page.locator(".tags").get_by_role("link", name="散歩").click()
    expect(page.locator("h1")).to_have_text("12件")
    expect(page.locator("#q")).to_have_value("")


def test_a_post_can_be_read_where_its_site_has_no_address(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('二段階認証')}")
    page.locator(".sections").get_by_role("link", name="二段階認証").click()
    expect_heading(page, "認証の仕組みを調べる")
    page.wait_for_url("**#" + quote("二段階認証") + "*")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_posts_contain_is_only_ever_text(open_page: Open, service: str, script: bool) -> None:
    page = open_page(f"{service}/?q={quote('危険')}", java_script_enabled=script)
    expect(page.locator(".hit h2").get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(page.locator("main img, main script")).to_have_count(0)
    expect(page.locator("[href^='javascript:']")).to_have_count(0)


def test_english_visitors_read_english(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q=OpenAI", locale="en-GB")
    expect_heading(page, "1 result for “OpenAI”")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".hit")).to_have_attribute("lang", "ja")
    expect(page.locator("time")).to_have_attribute("lang", "en")
    expect(page.locator("time")).to_have_text("1 June 2025")


def test_the_filters_of_a_phone_stand_behind_a_button(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}", PHONE)
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#to-filters").click()
    expect(page.locator("#filters")).to_be_visible()
    page.locator("input[name=tag][value=写真]").click()
    expect(page.locator("h1")).to_have_text("「東京」の検索結果：6件")
    expect(page.locator("#filters")).to_be_visible()


def test_the_filters_of_a_phone_lead_back_to_the_results(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}", PHONE)
    page.locator("#to-filters").click()
    page.locator("input[name=tag][value=写真]").click()
    page.get_by_role("button", name="6件の結果を表示").click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#to-filters")).to_have_attribute("aria-expanded", "false")


def test_one_of_many_values_can_be_found(open_page: Open, many_tags: str) -> None:
    page = open_page(f"{many_tags}/")
    page.get_by_label("タグを検索").fill("ＴＡＧ３")
    shown = page.locator("#filters [data-part=tag] li")
    expect(shown).to_have_count(11)
    page.get_by_label("tag38").click()
    expect(page.locator("h1")).to_have_text("1件")
    page.get_by_label("タグを検索").fill("zzz")
    expect(shown).to_have_text(["該当するものはありません。"])
    page.get_by_label("タグを検索").fill("")
    expect(page.get_by_label("共通")).to_be_visible()


def test_one_of_many_values_can_be_found_in_the_box(open_page: Open, many_tags: str) -> None:
    other = OtherSite(many_tags)
    with serving(other) as other.origin:
        page = open_page(other.write())
        search(page, "記事")
        page.get_by_label("タグを検索").fill("ＴＡＧ３")
        shown = page.locator("sakuin-search fieldset:has-text('タグ') .value")
        expect(shown).to_have_count(11)
        page.get_by_role("button", name="tag38").click()
        expect(page.locator("sakuin-search .total")).to_have_text("1件見つかりました")
        page.get_by_label("タグを検索").fill("zzz")
        expect(page.get_by_text("該当するものはありません。")).to_be_visible()
        page.close()


def test_paper_gets_the_hits_alone(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}")
    page.emulate_media(media="print")
    for part in ("#search", "#filters", ".chart", ".sorts", ".pages"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".hit")).to_have_count(10)
    paper = page.pdf(format="A4")
    assert 1 <= paper.count(b"/Type /Page\n") <= 2


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_all_values_can_be_listed(open_page: Open, many_tags: str, script: bool) -> None:
    page = open_page(f"{many_tags}/", java_script_enabled=script)
    expect(page.locator("#filters [data-part=tag] li")).to_have_count(10)
    page.get_by_role("link", name="ほか31件を表示").click()
    expect(page.locator("#filters [data-part=tag] li")).to_have_count(41)


def test_filters_in_the_text_have_chips(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京 tag:写真 date:2024-04..2024-12')}")
    expect(page.locator("h1")).to_contain_text("5件")
    page.get_by_role("link", name="tag:写真の条件を解除").click()
    expect(page.locator("#q")).to_have_value("東京 date:2024-04..2024-12")
    expect(page.locator("h1")).to_contain_text("9件")


def test_a_passage_of_two_sections_is_shown_once(open_page: Open, tmp_path: Path) -> None:
    said = "ここで言う索引とは、語からそれを含む記事へ導く表のことです。"
    sections = {"前置き": said + "くわしくは次に述べます。", "まとめ": "くり返します。" + said}
    posts: dict[str, Post] = {"a.md": {"title": "本の話", "text": "", "headings": sections}}
    settings = Settings(data=build_index(tmp_path, posts))
    with serving(create_app(settings, live_searcher(settings))) as origin:
        page = open_page(f"{origin}/?q={quote('索引')}")
        expect(page.locator(".hit").get_by_text("記事へ導く表")).to_have_count(1)
        expect(page.locator(".hit").get_by_role("link", name="まとめ")).to_be_visible()


@pytest.mark.parametrize("where", ["box", "page"])
def test_sections_that_only_lead_elsewhere_are_not_shown(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    """Of three headings with the word, 目次 and 関連記事 are none."""
    if where == "box":
        page = open_page(site.write())
        search(page, "合言葉")
        headings = page.locator("sakuin-search .heading")
    else:
        page = open_page(f"{service}/?q={quote('合言葉')}")
        headings = page.locator(".sections a")
    expect(headings).to_have_count(1)
    expect(headings).to_contain_text("合言葉")


BREAKS = """(element) => {
  element.style.display = "block";
  const node = [...element.childNodes].find((one) => one.textContent.includes("GPT-"));
  const line = (at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().top;
  };
  const names = [...node.textContent.matchAll(/GPT-.?4o/g)];
  const broken = [];
  for (let width = 100; width < 400; width += 3) {
    element.style.width = `${width}px`;
    const isWhole = ({ index, 0: name }) => line(index) === line(index + name.length - 1);
    if (!names.every(isWhole)) broken.push(width);
  }
  return [names.length, broken];
}"""
"""How many names with a hyphen there are, and the widths at which one breaks there."""


@pytest.mark.parametrize("where", ["box", "page"])
def test_a_name_with_a_hyphen_stays_on_its_line(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(site.write() if where == "box" else f"{service}/?q={quote('合言葉')}")
    if where == "box":
        search(page, "合言葉")
    parts = ".section .heading, .section .snippet, .sections a, .sections .snippet"
    heading, snippet = page.locator(parts).all()
    assert heading.evaluate(BREAKS) == [1, []]
    assert snippet.evaluate(BREAKS) == [2, []]


def test_a_slash_leads_to_the_box(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}")
    page.keyboard.press("/")
    page.keyboard.insert_text("認証")
    expect(page.locator("#q")).to_have_value("認証")


def test_the_first_hit_of_a_phone_is_near_the_top(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/?q={quote('東京')}", PHONE)
    first = page.locator(".hit").first.bounding_box()
    assert first and first["y"] < 270


def test_the_count_is_seen_while_filters_of_a_phone_are_chosen(
    open_page: Open, service: str
) -> None:
    page = open_page(f"{service}/?q={quote('東京')}", PHONE, viewport={"width": 390, "height": 400})
    page.locator("#to-filters").click()
    box = page.locator("input[name=tag][value=写真]")
    box.click()
    expect(page.get_by_role("button", name="6件の結果を表示")).to_be_in_viewport()
    expect(box).to_be_in_viewport()
    page.get_by_label("終了日").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="6件の結果を表示")).to_be_in_viewport()


def test_a_visitor_is_told_how_to_search_and_led_back_to_the_blog(
    open_page: Open, data: Path
) -> None:
    settings = Settings(data=data, site_url="https://blog.example")
    with serving(create_app(settings, live_searcher(settings))) as origin:
        page = open_page(origin)
        page.get_by_text("検索のコツ").click()
        expect(page.locator(".tips code").filter(has_text="tag:")).to_be_visible()
        back = page.get_by_role("link", name="ブログへ戻る")
        expect(back).to_have_attribute("href", "https://blog.example")


def test_screen_readers_hear_the_count(open_page: Open, service: str) -> None:
    page = open_page(service)
    page.locator("#q").fill("認証")
    expect(page.locator("[role=status]")).to_have_text("「認証」の検索結果：2件")


def test_a_lost_connection_is_told(open_page: Open, service: str) -> None:
    page = open_page(service)
    page.expected_messages = ["net::ERR_FAILED"]  # type: ignore[attr-defined]
    page.route("**/?q=*", lambda route: route.abort())
    page.locator("#q").fill("認証")
    expect(page.locator("[role=status]")).to_contain_text("接続できません")
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nothing_moves_when_results_come(open_page: Open, service: str, look: Look) -> None:
    page = open_page(service, look)
    answer_late(page, "**/?q=*")
    page.locator("#q").fill("認証")
    expect(page.locator("h1")).to_contain_text("認証")
    assert page.evaluate("window.takeShifts()") == []
