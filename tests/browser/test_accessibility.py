"""Whatever axe-core can find, in every look; and what it cannot.

A page is looked at on a desktop, a tablet and a phone; on the largest and the smallest in dark too.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, TABLET, Look, Open
from tests.browser.servers import OtherSite, serving
from tests.browser.test_host_pages import contrast, expect_seen, style
from tests.browser.test_widget import DIALOG, box, posts, search
from web.access.keys import KeyStore
from web.app import create_app
from web.engines import live_searcher
from web.guide.manual import PAGES
from web.observe.analytics import SEARCH_LOG
from web.settings import Settings
from web.texts import LANGUAGES

HOSTS = {
    "hostile": """
        *, ::before, ::after { margin: 0; float: left; letter-spacing: 3px !important }
        button, input { width: 100%; border: 9px solid red !important; color: pink !important }
        a { color: inherit !important; font: italic 9px/1 serif } [hidden] { display: block }
        svg { width: 100%; fill: red } mark { background: #000 !important; color: #000 }
        div, p, span { overflow: hidden; z-index: 0; opacity: .9; font-size: 9px }""",
    "dark": """
        html { color-scheme: dark; background: oklch(0.22 0.01 270); color: #e3e3e3 }
        body { background: transparent; --sakuin-accent: #25c2a0 }""",
    "sticky": """
        header { position: sticky; top: 0; z-index: 200; height: 60px; overflow: clip;
                 transform: translateZ(0); backdrop-filter: blur(4px); contain: paint }
        main { height: 3000px; position: relative; z-index: 300 }""",
}
"""What themes do to their pages: one that takes hold of everything, one that is dark, and one
whose header clips what it holds."""
SIZES = [DESKTOP, TABLET, PHONE]


@pytest.mark.parametrize("look", SIZES, ids=str)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/?q={quote('東京')}&tag={quote('写真')}&page=1",
        f"/?q={quote('麒麟麒麟')}",
        "/?from=nonsense",
        "/posts/_posts/login.md",
        "/playground",
        "/docs",
        "/guide/ja/operations/",
        "/guide/en/settings/",
        "/no/such/page",
    ],
    ids=[
        "home",
        "results",
        "nothing",
        "error",
        "post",
        "playground",
        "docs",
        "manual",
        "settings",
        "unknown",
    ],
)
def test_pages_have_no_violations(open_page: Open, service: str, look: Look, path: str) -> None:
    page = open_page(service, look)
    page.expected_messages = ["400", "404"]  # type: ignore[attr-defined]
    page.goto(service + path)
    if look.phone and page.locator("#to-filters").count():
        page.locator("#to-filters").click()
    assert violations(page, dark=look != TABLET) == []


@pytest.mark.parametrize("look", SIZES, ids=str)
def test_a_service_without_an_index_has_no_violations(
    open_page: Open, tmp_path: Path, look: Look
) -> None:
    settings = Settings(data=tmp_path)
    with serving(create_app(settings, live_searcher(settings))) as origin:
        page = open_page("about:blank", look)
        page.expected_messages = ["503"]  # type: ignore[attr-defined]
        page.goto(origin)
        expect(page.locator("h1")).to_have_text("検索の準備ができていません")
        assert violations(page, dark=look != TABLET) == []


@pytest.mark.parametrize("look", SIZES, ids=str)
def test_the_report_has_no_violations(
    open_page: Open, data: Path, tmp_path: Path, look: Look
) -> None:
    settings = Settings(data=shutil.copytree(data, tmp_path / "data"), analytics=True)
    app = create_app(settings, live_searcher(settings))
    client = app.test_client()
    client.get("/api/v1/search", query_string={"q": "認証"})
    client.post("/api/v1/clicks", json={"q": "認証", "id": "_posts/login.md"})
    app.extensions[SEARCH_LOG].flush()
    token = KeyStore(settings.data).create("owner", ["admin"])
    with serving(app) as origin:
        owner = {"username": "owner", "password": token}
        page = open_page(f"{origin}/admin", look, http_credentials=owner)
        expect(page.get_by_role("rowheader", name="認証").first).to_be_visible()
        assert violations(page, dark=look != TABLET) == []


@pytest.mark.parametrize("look", SIZES, ids=str)
@pytest.mark.parametrize("line", ["", DIALOG], ids=["box", "dialog"])
def test_the_widget_has_no_violations(
    open_page: Open, site: OtherSite, look: Look, line: str
) -> None:
    page = open_page(site.write(line), look)
    assert violations(page, dark=look != TABLET) == []
    if line:
        page.locator("sakuin-search .opener").click()
    search(page, "東京")
    page.keyboard.press("ArrowDown")
    assert violations(page, dark=look != TABLET) == []
    if look.phone:
        page.get_by_role("button", name="絞り込み").click()
        assert violations(page, dark=look != TABLET) == []
    box(page).fill("麒麟麒麟")
    expect(page.locator("sakuin-search .none")).to_be_visible()
    assert violations(page, dark=look != TABLET) == []


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("line", ["", DIALOG], ids=["box", "dialog"])
@pytest.mark.parametrize("rules", HOSTS.values(), ids=HOSTS)
def test_on_pages_of_others_the_widget_has_no_violations(
    open_page: Open, site: OtherSite, look: Look, line: str, rules: str
) -> None:
    place = '<header id="place"></header>'
    page = open_page(site.write(f'data-target="#place" {line}', before=place), look)
    style(page, rules)
    assert violations(page, "sakuin-search") == []
    if line:
        page.locator("sakuin-search .opener").click()
    search(page, "認証")
    expect_seen(posts(page).first)
    page.keyboard.press("ArrowDown")
    assert violations(page, "sakuin-search") == []


@pytest.mark.parametrize("path", ["/", f"/?q={quote('東京')}", "/playground"])
def test_pages_fit_at_400_percent(open_page: Open, service: str, path: str) -> None:
    """WCAG's reflow: 1280 pixels at 400 % are 320, and 200 % are 640."""
    for width in (320, 640):
        page = open_page(service + path, viewport={"width": width, "height": 600})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


def test_the_dialog_fits_at_200_percent(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG), viewport={"width": 600, "height": 400})
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    dialog = page.locator("sakuin-search dialog").bounding_box()
    assert dialog and dialog["width"] <= 600 and dialog["height"] <= 400
    expect(page.get_by_role("link", name="すべての結果を見る")).to_be_in_viewport()


def test_larger_text_makes_the_widget_larger(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    before = box(page).bounding_box()
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    after = box(page).bounding_box()
    assert before and after and after["height"] == pytest.approx(2 * before["height"], abs=2)


def test_fields_are_large_enough_not_to_be_enlarged(
    open_page: Open, site: OtherSite, service: str
) -> None:
    """Safari on an iPhone zooms into fields whose text is smaller than 16 pixels."""
    for address in (f"{site.write()}?q={quote('東京')}", f"{service}/?q={quote('東京')}"):
        page = open_page(address, PHONE)
        fields = page.locator("input:not([type=checkbox], [type=hidden], #memo)")
        expect(fields.nth(2)).to_be_attached()  # the query, and the days from and to
        for field in fields.all():
            size = field.evaluate("(field) => parseFloat(getComputedStyle(field).fontSize)")
            assert size >= 16, field.get_attribute("class") or field.get_attribute("name")


def test_nothing_moves_where_a_dialog_opens(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG), reduced_motion="reduce")
    page.locator("sakuin-search .opener").click()
    expect(page.locator("sakuin-search dialog")).to_have_css("animation-name", "none")
    expect(page.locator("sakuin-search dialog")).to_have_css("transition-duration", "0s")


def test_tab_goes_from_the_box_to_filters_to_the_end(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    page.locator("sakuin-search .opener").click()
    search(page, "東京")
    order = []
    for _ in range(30):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(() => { const e = document.querySelector('sakuin-search').shadowRoot.activeElement;"
            " return e ? e.className.split(' ')[0] || e.type : ''; })()"
        )
        if name not in order:
            order.append(name)
    assert order[:5] == ["clear", "quiet", "value", "date", "all"]


def test_screen_readers_hear_the_count_once_typing_pauses(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(), PHONE)
    search(page, "認証")
    expect(posts(page)).to_have_count(2)
    expect(page.locator("sakuin-search [role=status]")).to_have_text("2件見つかりました")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_shows_the_manual_without_turning_sideways(
    open_page: Open, service: str, language: str
) -> None:
    page = open_page(service, PHONE)
    for name in PAGES:
        page.goto(f"{service}/guide/{language}/" + (f"{name}/" if name != PAGES[0] else ""))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.goto(f"{service}/guide/{language}/operations/")
    second = page.locator(".contents a").nth(1).get_attribute("href")
    page.goto(f"{service}/guide/{language}/operations/{second}")
    top = page.locator("header.top").bounding_box()
    heading = page.locator(":target").bounding_box()
    assert top and heading
    assert heading["y"] >= top["y"] + top["height"], "the heading stands below the bar"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["box", "page"])
def test_marks_can_be_read_in_forced_colours(
    open_page: Open, site: OtherSite, service: str, where: str, scheme: str
) -> None:
    if where == "box":
        page = open_page(site.write(), forced_colors="active", color_scheme=scheme)
        search(page, "認証")
        marks = page.locator("sakuin-search mark")
    else:
        page = open_page(
            f"{service}/?q={quote('認証')}", forced_colors="active", color_scheme=scheme
        )
        marks = page.locator("mark")
    expect(marks.first).to_be_visible()
    colours = marks.evaluate_all(
        """(marks) => marks.map((mark) => {
          const { color, backgroundColor } = getComputedStyle(mark);
          return [color, backgroundColor];
        })"""
    )
    assert len(colours) >= 4
    assert min(contrast(*pair) for pair in colours) >= 4.5
    around = page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    assert around not in {background for _, background in colours}
