"""The playground: the code that it shows makes the box that it shows."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.servers import OtherSite


def test_the_code_follows_the_options(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/playground")
    expect(page.locator("#code")).to_have_text(f'<script src="{service}/widget.js" async></script>')
    page.get_by_label("ボタンで開く").check()
    page.locator("[name=recent], [value=recent]").check()
    page.locator("[name=hotkeys], [value=hotkeys]").uncheck()
    page.get_by_label("English").check()
    page.get_by_label("色を変える").check()
    expect(page.locator("#code")).to_have_text(
        f'<script src="{service}/widget.js" data-mode="dialog" data-lang="en" data-recent="on" '
        'data-hotkeys="off" async></script>'
    )
    expect(page.locator("#theme-code")).to_contain_text("--sakuin-accent: #0f766e")
    expect(page.locator("sakuin-search .opener")).to_contain_text("Search")
    expect(page.locator("sakuin-search")).to_have_count(1)


def test_the_preview_searches(open_page: Open, service: str) -> None:
    page = open_page(f"{service}/playground")
    page.locator("sakuin-search input").first.fill("認証")
    expect(page.locator("sakuin-search .title").first).to_contain_text("認証")


def test_the_code_works_on_another_site(open_page: Open, service: str, site: OtherSite) -> None:
    page = open_page(f"{service}/playground")
    page.get_by_label("ボタンで開く").check()
    code = page.locator("#code").inner_text()
    attributes = code.removeprefix(f'<script src="{service}/widget.js" ').partition(" async")[0]
    other = open_page(site.write(attributes))
    other.locator("sakuin-search .opener").click()
    expect(other.locator("sakuin-search dialog")).to_be_visible()
