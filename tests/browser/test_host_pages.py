"""The search box on pages that do not expect it: hostile styles, clipping headers, new bodies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Look, Open, until
from tests.browser.servers import OtherSite
from tests.browser.test_widget import DIALOG, box, posts, search

MODULES = Path(__file__).parent / "node_modules"
HTMX = MODULES / "htmx.org" / "dist" / "htmx.min.js"
TURBO = MODULES / "@hotwired" / "turbo" / "dist" / "turbo.es2017-umd.js"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(24, 28, 35)"


def style(page: Page, text: str) -> None:
    """Adds rules to a page; its policy lets no style of others in, but its own scripts may."""
    page.evaluate(
        """(text) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(text);
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }""",
        text,
    )


def expect_seen(result: Locator) -> None:
    """Waits until a click in the middle of an element would reach it."""
    expect(result).to_be_in_viewport()
    result.click(trial=True)


CLIPPING = [
    "transform: translateZ(0)",
    "filter: blur(0)",
    "backdrop-filter: blur(2px)",
    "contain: paint",
    "overflow: hidden",
    "position: sticky; top: 0; z-index: 1; transform: scale(1); overflow: clip",
]


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("rule", CLIPPING)
def test_no_header_clips_the_panel(open_page: Open, site: OtherSite, look: Look, rule: str) -> None:
    page = open_page(site.write('data-target="header"', before="<header></header>"), look)
    style(page, f"header {{ height: 60px; {rule} }}")
    search(page, "東京")
    expect_seen(posts(page).first)
    panel = page.locator("sakuin-search .panel").bounding_box()
    assert panel and panel["height"] > 300


def test_near_the_foot_of_a_page_it_opens_upwards(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    style(page, "sakuin-search { position: fixed; bottom: 10px; width: 300px }")
    search(page, "東京")
    expect_seen(posts(page).first)
    panel, field = (
        page.locator(f"sakuin-search {part}").bounding_box() for part in (".panel", ".bar")
    )
    assert panel and field and panel["y"] + panel["height"] <= field["y"]


def test_hostile_styles_stay_outside(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    style(page, "* { all: unset !important; font-size: 40px !important; color: red !important }")
    style(page, "div, a, button, input { display: none !important }")
    search(page, "認証")
    expect_seen(posts(page).first)


def test_what_a_page_says_of_everything_is_not_said_of_the_results(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write())
    rules = {
        "letter-spacing": "normal",
        "line-height": "24px",
        "text-indent": "0px",
        "text-transform": "none",
        "font-style": "normal",
        "writing-mode": "horizontal-tb",
    }
    style(
        page,
        """* { letter-spacing: .5em; line-height: 4; text-indent: 3em; font-style: italic;
        text-transform: uppercase; writing-mode: vertical-rl }""",
    )
    search(page, "認証")
    title = posts(page).first.locator(".title")
    for name, value in rules.items():
        expect(title).to_have_css(name, value)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_its_texts_are_drawn_as_those_of_their_language(
    open_page: Open, site: OtherSite, language: str
) -> None:
    """Else a browser may take the Chinese forms of letters that both languages have."""
    page = open_page(site.write(f'data-lang="{language}"'))
    box(page).click()
    for part in (".total", ".caption", ".foot", "input"):
        shown = page.locator(f"sakuin-search {part}").first
        assert shown.evaluate("(part) => getComputedStyle(part).webkitLocale") == f'"{language}"'


@pytest.mark.parametrize("line", ["", 'data-mode="dialog"'])
def test_on_a_page_from_right_to_left_the_box_reads_from_left_to_right(
    open_page: Open, site: OtherSite, line: str
) -> None:
    page = open_page(site.write(line))
    page.evaluate("document.documentElement.dir = 'rtl'")
    if line:
        page.locator("sakuin-search .opener").click()
    box(page).click()
    search(page, "認証")
    about = posts(page).first.locator(".about > *")
    left = [one.bounding_box()["x"] for one in about.all()]  # type: ignore[index]
    assert len(left) > 1 and left == sorted(left)
    assert box(page).evaluate("(field) => getComputedStyle(field).direction") == "ltr"


@pytest.mark.parametrize("line", ["", DIALOG], ids=["box", "dialog"])
def test_a_box_in_a_menu_that_is_hidden_is_hidden(
    open_page: Open, site: OtherSite, line: str
) -> None:
    page = open_page(site.write(line))
    own = page.locator("sakuin-search .opener") if line else box(page)
    expect(own).to_be_visible()
    style(page, "main.closed { visibility: hidden }")
    page.evaluate("document.querySelector('main').className = 'closed'")
    expect(own).to_be_hidden()


@pytest.mark.parametrize("zoom", [0.8, 1.5])
@pytest.mark.parametrize("place", ["html", "main"])
def test_on_a_page_that_is_zoomed_the_panel_stands_at_its_box(
    open_page: Open, site: OtherSite, zoom: float, place: str
) -> None:
    page = open_page(site.write())
    style(page, f"{place} {{ zoom: {zoom} }}")
    search(page, "東京")
    panel, field = (
        page.locator(f"sakuin-search {part}").bounding_box() for part in (".panel", ".bar")
    )
    assert panel and field
    assert panel["x"] >= 0 and panel["x"] + panel["width"] <= 1280
    assert 0 < panel["y"] - field["y"] - field["height"] < 12


def boxes(page: Page) -> Locator:
    return page.locator("sakuin-search")


SEEN = """(element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const { offsetLeft: x, offsetTop: y, width, height } = visualViewport;
  return left >= x && right <= x + width && top >= y && bottom <= y + height;
}"""


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("mode", ["vertical-rl", "vertical-lr"])
@pytest.mark.parametrize("line", ["", DIALOG], ids=["box", "dialog"])
def test_on_a_vertical_page_results_are_seen(
    open_page: Open, site: OtherSite, look: Look, mode: str, line: str
) -> None:
    text = "<p>縦に書かれた本文が続きます。</p>" * 60  # wider than any window
    place = '<header id="here"></header>'
    page = open_page(site.write(f'data-target="#here" {line}', before=place + text), look)
    style(page, f"html {{ writing-mode: {mode} }}")
    own = page.locator("sakuin-search .opener") if line else box(page)
    own.evaluate("(own) => own.scrollIntoView({ inline: 'center', block: 'center' })")
    x, y = own.evaluate(
        """(own) => {
          const { x, y, width, height } = own.getBoundingClientRect();
          const { offsetLeft, offsetTop } = visualViewport;
          return [x + width / 2 - offsetLeft, y + height / 2 - offsetTop];
        }"""
    )
    if look.phone:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.click(x, y)
    expect(box(page)).to_be_focused()
    page.keyboard.insert_text("認証")
    expect(posts(page).first).to_be_visible()
    assert page.locator("sakuin-search .panel").evaluate(SEEN)


def test_a_box_is_as_wide_with_a_word_as_without(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write('data-target="header"', before="<header></header>"))
    style(page, "header { display: flex }")
    bar = page.locator("sakuin-search .bar")
    empty = bar.bounding_box()
    search(page, "認証")
    expect(page.locator("sakuin-search .clear")).to_be_visible()
    assert bar.bounding_box() == empty


@pytest.mark.parametrize("target", ["", 'data-target="#here"'], ids=["line", "target"])
def test_what_a_page_has_below_a_line_that_does_not_wait_comes_after_the_box(
    open_page: Open, site: OtherSite, target: str
) -> None:
    """A page that may have no styles cannot keep the room of a box that comes later."""
    line = f'<script src="{site.service}/widget.js" {target}></script>'
    url = site.write('data-target="none"', before=f'<div id="here"></div>{line}')
    page = open_page(url)
    page.add_init_script(
        """window.order = [];
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) {
            for (const node of addedNodes) window.order.push(node.id || node.localName);
          }
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(url)
    expect(boxes(page)).to_have_count(1)
    order = page.evaluate("order")
    assert order.index("sakuin-search") < order.index("below")


def test_lines_beside_each_other_make_one_box_in_any_order(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write())
    expect(boxes(page)).to_have_count(1)
    page.evaluate(
        """() => {
          const line = document.querySelector("script[src]");
          line.before(line.cloneNode());
          return new Promise(requestAnimationFrame);
        }"""
    )
    assert boxes(page).count() == 1


def test_a_script_given_twice_makes_one_box(open_page: Open, site: OtherSite) -> None:
    line = f'<script src="{site.service}/widget.js" async></script>'
    page = open_page(site.write("", before=line))
    expect(boxes(page).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(boxes(page)).to_have_count(1)
    target = f'<div id="t"></div><script src="{site.service}/widget.js" data-target="#t"></script>'
    page = open_page(site.write('data-target="#t"', before=target))
    expect(boxes(page).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(boxes(page)).to_have_count(1)


@pytest.mark.parametrize("line", ["", 'data-target="#here"'], ids=["line", "target"])
def test_one_box_through_the_visits_of_turbo(open_page: Open, site: OtherSite, line: str) -> None:
    place = '<div id="here"></div>'
    first, second = site.write(line, before=place), site.write(line, before=place)
    page = open_page(first, bypass_csp=True)
    expect(boxes(page)).to_have_count(1)
    page.evaluate(TURBO.read_text("utf-8"))
    page.evaluate("window.same = true")
    for step in (
        lambda: page.evaluate("(to) => Turbo.visit(to)", second),
        lambda: page.evaluate("(to) => Turbo.visit(to)", first),
        page.go_back,
        page.go_back,
        page.go_forward,
    ):
        before = page.url
        step()
        until(page, "(before) => location.href !== before", before)
        expect(boxes(page)).to_have_count(1)
        expect(box(page)).to_be_visible()
        assert page.evaluate("window.same")
    search(page, "認証")
    expect(posts(page)).to_have_count(2)
    assert violations(page, "sakuin-search") == []


@pytest.mark.parametrize("line", ["", 'data-target="#here"'], ids=["line", "target"])
def test_one_box_where_the_body_is_swapped(open_page: Open, site: OtherSite, line: str) -> None:
    """As Astro's router does: scripts of the new body do not run once more."""
    page = open_page(site.write(line, before='<div id="here"></div>'), bypass_csp=True)
    expect(boxes(page)).to_have_count(1)
    other = site.write(line, before='<div id="here"></div>')
    for _ in range(2):
        page.evaluate(
            """(address) => new Promise((done) => {
              const request = new XMLHttpRequest();
              request.responseType = "document";
              request.open("GET", address);
              request.onload = () => {
                document.body.replaceWith(document.adoptNode(request.response.body));
                done();
              };
              request.send();
            })""",
            other,
        )
        expect(boxes(page)).to_have_count(1)
    search(page, "認証")
    expect(posts(page)).to_have_count(2)
    assert violations(page, "sakuin-search") == []


@pytest.mark.parametrize("line", ["", 'data-target="#here"'], ids=["line", "target"])
def test_one_box_through_the_links_of_htmx(open_page: Open, site: OtherSite, line: str) -> None:
    def write(name: str, to: str) -> str:
        link = f'<a id="to" href="{to}">次のページ</a>'
        return site.write(line, before=f'<div id="here"></div><p id="which">{name}</p>{link}')

    page = open_page(write("一", write("二", "?")), bypass_csp=True)
    expect(boxes(page)).to_have_count(1)
    page.evaluate("document.body.setAttribute('hx-boost', 'true')")
    page.evaluate(HTMX.read_text("utf-8"))
    page.evaluate("window.same = true")
    for step, name in (
        (page.locator("#to").click, "二"),
        (page.go_back, "一"),
        (page.go_forward, "二"),
        (page.go_back, "一"),
    ):
        step()
        expect(page.locator("#which")).to_have_text(name)
        expect(boxes(page)).to_have_count(1)
        assert page.evaluate("window.same")
    search(page, "認証")
    expect(posts(page)).to_have_count(2)
    assert violations(page, "sakuin-search") == []


def test_a_button_that_is_drawn_again_opens_the_dialog(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(f'{DIALOG} data-button=".own"', before='<p id="bar"></p>'))
    expect(page.locator("sakuin-search dialog")).to_be_attached()
    for _ in range(2):
        page.evaluate(
            """() => {
              const button = document.createElement("button");
              button.className = "own";
              button.textContent = "さがす";
              document.getElementById("bar").replaceChildren(button);
            }"""
        )
        page.locator(".own").click()
        expect(page.locator("sakuin-search dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_an_attribute_that_changes_takes_nothing_from_who_types(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write())
    search(page, "東京")
    page.evaluate("document.querySelector('sakuin-search').setAttribute('results', '2')")
    expect(posts(page)).to_have_count(2)
    page.keyboard.insert_text("駅")
    expect(box(page)).to_have_value("東京駅")


@pytest.mark.parametrize(
    ("background", "expected"),
    [
        ("oklch(0.2 0.02 250)", DARK),
        ("oklch(0.95 0.01 250)", LIGHT),
        ("lab(10% 0 0)", DARK),
        ("color(display-p3 0.1 0.1 0.12)", DARK),
        ("color-mix(in oklab, black 85%, white)", DARK),
        ("linear-gradient(#111, #223)", DARK),
        ("linear-gradient(to right, oklch(0.98 0 0), white)", LIGHT),
        ("rgb(0 0 0 / 0.85)", DARK),
        ("rgb(0 0 0 / 0.1)", LIGHT),
        ("midnightblue", DARK),
    ],
)
def test_colours_of_any_notation_are_understood(
    open_page: Open, site: OtherSite, background: str, expected: str
) -> None:
    page = open_page(site.write())
    page.evaluate("(text) => { document.body.style.background = text; }", background)
    expect(page.locator("sakuin-search .search")).to_have_css("background-color", expected)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["yellow", "navy", "oklch(0.7 0.2 30)", "#777"])
def test_an_accent_of_any_colour_can_be_read(
    open_page: Open, site: OtherSite, theme: str, accent: str
) -> None:
    page = open_page(site.write(f'data-theme="{theme}"'))
    style(page, f"sakuin-search {{ --sakuin-accent: {accent} }}")
    search(page, "東京")
    parts = page.locator("sakuin-search .all:visible").evaluate(
        """(link) => {
          const panel = link.getRootNode().querySelector(".panel");
          return [getComputedStyle(link).color, getComputedStyle(panel).backgroundColor];
        }"""
    )
    assert contrast(*parts) >= 4.4


def contrast(one: str, other: str) -> float:
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    red, green, blue = (
        part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


FIELDS = ["<textarea id=own></textarea>", "<select id=own></select>", "<p id=own contenteditable>"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("keys", ["Control+k", "/", "Meta+k"])
def test_keys_in_what_can_be_edited_are_the_pages_own(
    open_page: Open, site: OtherSite, field: str, keys: str
) -> None:
    page = open_page(site.write(DIALOG, before=field))
    expect(page.locator("sakuin-search .opener")).to_be_visible()
    page.locator("#own").focus()
    page.keyboard.press(keys)
    page.evaluate("window.dispatchEvent(new Event('keydown'))")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()


def test_on_a_mac_the_command_key_opens_it_and_control_is_the_systems(
    open_page: Open, site: OtherSite
) -> None:
    page = open_page(site.write(DIALOG))
    page.add_init_script("Object.defineProperty(navigator, 'platform', { value: 'MacIntel' })")
    page.reload()
    expect(page.locator("sakuin-search .opener")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.locator("sakuin-search dialog")).to_be_hidden()
    page.keyboard.press("Meta+k")
    expect(page.locator("sakuin-search dialog")).to_be_visible()


def test_a_page_styles_the_parts(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    style(page, "sakuin-search::part(input) { letter-spacing: 3px }")
    expect(box(page)).to_have_css("letter-spacing", "3px")


def test_a_dialog_of_the_page_closes_once_the_box_in_it_is_empty(
    open_page: Open, site: OtherSite
) -> None:
    own = "<dialog id=own><sakuin-search></sakuin-search></dialog>"
    page = open_page(site.write('data-target="none"', before=own))
    dialog = page.locator("#own")
    dialog.evaluate("(dialog) => dialog.showModal()")
    search(page, "東京")
    expect_seen(posts(page).first)
    page.keyboard.press("Escape")
    expect(posts(page).first).to_be_hidden()
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_on_paper_there_is_no_box(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    search(page, "東京")
    page.emulate_media(media="print")
    expect(boxes(page)).to_be_hidden()
    expect(posts(page).first).to_be_hidden()


def test_of_two_boxes_one_has_the_address_and_one_is_open(open_page: Open, site: OtherSite) -> None:
    own = '<sakuin-search id="second"></sakuin-search><hr>'
    page = open_page(f"{site.write('', before=own)}?q=OpenAI")
    expect(boxes(page)).to_have_count(2)
    expect(page.locator("#second [role=combobox]")).to_have_value("OpenAI")
    other = page.locator("sakuin-search:not(#second)")
    expect(other.locator("[role=combobox]")).to_have_value("")
    other.locator("[role=combobox]").focus()
    expect(other.locator(".panel")).to_be_visible()
    expect(page.locator("#second .panel")).to_be_hidden()


def test_the_page_behind_a_dialog_stays_still(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write(DIALOG))
    style(page, "main { height: 3000px }")
    page.locator("sakuin-search .opener").click()
    page.mouse.move(20, 780)
    page.evaluate(
        """() => {
          window.turned = new Promise((done) => {
            addEventListener("wheel", () => requestAnimationFrame(() => setTimeout(done)));
          });
        }"""
    )
    page.mouse.wheel(0, 500)
    page.evaluate("window.turned")
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Escape")
    page.mouse.wheel(0, 500)
    until(page, "scrollY > 0")


def test_a_box_of_one_site_asks_for_nothing_of_others(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write('data-site="other"'))
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    box(page).click()
    page.keyboard.insert_text("sanp")
    expect(page.locator("sakuin-search .none")).to_be_visible()
    expect(page.locator("sakuin-search .choice")).to_have_count(0)
    assert asked and all("site=other" in one for one in asked if "/api/" in one)


def test_the_page_hears_what_happens(open_page: Open, site: OtherSite) -> None:
    page = open_page(site.write())
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["open", "close", "search", "select"]) {
            document.addEventListener(`sakuin:${name}`, (event) => {
              window.heard.push([name, event.detail.query ?? ""]);
              if (name === "select") event.preventDefault();
            });
          }
        }"""
    )
    search(page, "認証")
    posts(page).first.locator("a").first.click()
    page.keyboard.press("Escape")
    heard = page.evaluate("window.heard")
    assert heard == [["open", ""], ["search", "認証"], ["select", "認証"], ["close", ""]]
    assert "/login/" not in page.url


def test_the_module_defines_the_element(open_page: Open, site: OtherSite) -> None:
    page = open_page(f"{site.origin}/2025/06/01/openai/")  # without the line
    names = page.evaluate("(from) => import(from).then(Object.keys)", f"{site.service}/widget.mjs")
    page.evaluate("document.body.append(document.createElement('sakuin-search'))")
    assert names == ["SakuinSearch"]
    search(page, "認証")


@pytest.mark.parametrize("where", ["box", "page"])
def test_links_open_at_the_sentence(
    open_page: Open, site: OtherSite, service: str, where: str
) -> None:
    page = open_page(f"{site.write() if where == 'box' else service}?q=OpenAI")
    link = posts(page).locator("a") if where == "box" else page.locator(".hit h2 a")
    expect(link.first).to_have_attribute("href", re.compile("#:~:text="))
