"""The real InstantSearch and DocSearch, in a real browser, over the endpoint for both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.servers import serving
from tests.support import Post, build_index
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings

MODULES = Path(__file__).parent / "node_modules"
SCRIPTS = {
    "/instantsearch.js": MODULES / "instantsearch.js/dist/instantsearch.production.min.js",
    "/docsearch.js": MODULES / "@docsearch/js/dist/umd/index.js",
}
POSTS: dict[str, Post] = {
    f"p{number:02}.md": {
        "title": f"検索の記事 <{number}>",
        "text": f"形態素解析の話、その{number}。",
        "headings": {"結び": "これで終わります。"} if number == 23 else {},
        "url": f"/p{number}/",
        "tags": ["検索", "奇数" if number % 2 else "偶数"],
        "authors": ["夏目" if number < 12 else "森"],
        "date": f"2025-{number % 3 + 1:02}-{number + 1:02}",
    }
    for number in range(24)
}
PAGE = """<!doctype html><meta charset="utf-8"><title>InstantSearch</title>
<link rel="icon" href="data:,">
<div id="box"></div><div id="stats"></div><div id="sort"></div><div id="tags"></div>
<div id="both"></div><div id="authors"></div><div id="dates"></div><div id="from"></div>
<div id="hits"></div>
<div id="pages"></div>
<script src="/instantsearch.js"></script>
<script type="module">
import {{ sakuinClient }} from "{service}/static/instantsearch-client.js";
const search = instantsearch({{ indexName: "posts", searchClient: sakuinClient("{service}") }});
const w = instantsearch.widgets;
search.addWidgets([
  w.configure({{ hitsPerPage: 10 }}),
  w.searchBox({{ container: "#box" }}),
  w.stats({{ container: "#stats", templates: {{ text: (d) => `${{d.nbHits}}件` }} }}),
  w.sortBy({{ container: "#sort", items: [
    {{ label: "関連", value: "posts" }}, {{ label: "古い順", value: "posts:date:asc" }}] }}),
  w.refinementList({{ container: "#tags", attribute: "tags", searchable: true }}),
  w.refinementList({{ container: "#both", attribute: "tag", operator: "and" }}),
  w.menu({{ container: "#authors", attribute: "author" }}),
  w.hierarchicalMenu({{ container: "#dates", attributes: ["dates.lvl0", "dates.lvl1"] }}),
  w.rangeInput({{ container: "#from", attribute: "date_timestamp" }}),
  w.hits({{ container: "#hits", templates: {{
    item: (hit, {{ html, components }}) => html`<a href="${{hit.url}}" data-id="${{hit.objectID}}">
      ${{components.Highlight({{ attribute: "title", hit }})}}</a>` }} }}),
  w.pagination({{ container: "#pages" }}),
]);
search.start();
</script>"""
DOCSEARCH_PAGE = """<!doctype html><meta charset="utf-8"><title>DocSearch</title>
<link rel="icon" href="data:,"><div id="docsearch"></div>
<script src="/docsearch.js"></script>
<script type="module">
import {{ sakuinClient }} from "{service}/static/instantsearch-client.js";
docsearch({{ container: "#docsearch", appId: "-", apiKey: "-", indexName: "posts",
  transformSearchClient: (client) => ({{ ...client, ...sakuinClient("{service}") }}) }});
</script>"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(data=build_index(tmp_path_factory.mktemp("instantsearch"), POSTS))
    with serving(create_app(settings, live_searcher(settings))) as origin:
        yield origin


@pytest.fixture(scope="module")
def site(service: str) -> Iterator[str]:
    """A page on another origin."""

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        kind = "text/javascript" if path in SCRIPTS else "text/html"
        start("200 OK", [("Content-Type", f"{kind}; charset=utf-8")])
        if path in SCRIPTS:
            return [SCRIPTS[path].read_bytes()]
        page = DOCSEARCH_PAGE if path == "/docsearch" else PAGE
        return [page.format(service=service).encode()]

    with serving(app) as origin:
        yield origin


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    page = chromium.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(site)
    expect(page.locator("#stats")).to_contain_text("24件")
    yield page
    page.close()
    assert messages == []


def test_hits_and_marks(page: Page) -> None:
    expect(page.locator("#hits a")).to_have_count(10)
    page.locator("#box input").fill("記事")
    mark = page.locator("#hits mark").first
    expect(mark).to_have_text("記事")
    expect(page.locator("#hits a").first).to_contain_text("検索の記事 <")


def test_refinement_lists_are_disjunctive_and_conjunctive(page: Page) -> None:
    page.locator("#tags").get_by_label("奇数").check()
    expect(page.locator("#stats")).to_contain_text("12件")
    # The other value keeps its count, since the facet's own filter is left out.
    expect(page.locator("#tags li", has_text="偶数")).to_contain_text("12")
    page.locator("#tags").get_by_label("偶数").check()
    expect(page.locator("#stats")).to_contain_text("24件")
    page.locator("#both").get_by_label("奇数").check()
    expect(page.locator("#stats")).to_contain_text("12件")
    expect(page.locator("#both li", has_text="検索")).to_contain_text("12")


def test_menu(page: Page) -> None:
    page.locator("#authors a", has_text="森").click()
    expect(page.locator("#stats")).to_contain_text("12件")
    expect(page.locator("#authors a", has_text="夏目")).to_be_visible()


def test_values_of_a_facet_can_be_searched(page: Page) -> None:
    page.locator("#tags input[type=search]").fill("奇")
    expect(page.locator("#tags li")).to_have_count(1)
    expect(page.locator("#tags li mark")).to_have_text("奇")


def test_dates_are_a_hierarchy(page: Page) -> None:
    dates = page.locator("#dates")
    dates.get_by_role("link", name="2025").click()
    expect(page.locator("#stats")).to_contain_text("24件")
    dates.get_by_role("link", name="2025-03").click()
    expect(page.locator("#stats")).to_have_text(re.compile("^8件"))
    # The months beside the chosen one are still there, with their own counts.
    expect(dates.get_by_role("link", name="2025-02")).to_contain_text("8")


def test_docsearch_shows_sections_and_leads_to_them(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(f"{site}/docsearch")
    page.locator(".DocSearch-Button").click()
    page.locator(".DocSearch-Input").fill("終わります")
    hit = page.locator(".DocSearch-Hit a").first
    expect(hit).to_have_attribute("href", "/p23/#結び")
    expect(hit.locator("mark").first).to_have_text("終わり")
    page.close()
    # DocSearch focuses its box twice.
    assert [message for message in messages if "Autofocus" not in message] == []


def test_date_range(page: Page) -> None:
    low = page.locator("#from input").first
    low.fill("1740754800")  # 2025-03-01 in Tokyo
    page.locator("#from button").click()
    expect(page.locator("#stats")).to_have_text(re.compile("^8件"))


def test_paging(page: Page) -> None:
    page.locator("#pages a", has_text="3").click()
    expect(page.locator("#hits a")).to_have_count(4)


def test_sorting(page: Page) -> None:
    page.locator("#sort select").select_option("posts:date:asc")
    expect(page.locator("#hits a").first).to_have_attribute("data-id", "p00.md")
