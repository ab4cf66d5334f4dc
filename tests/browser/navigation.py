"""The search box under routers that are not among the tests: Astro's own, and pjax.

    npm pack --pack-destination /tmp/routers astro@5 pjax@0.2.8
    python -m tests.browser.navigation /tmp/routers

Astro's ``ClientRouter`` is the script of its component, bundled with the router that it imports;
a whole site of Astro would need 118 MB of packages, and no other code would run in the page.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.axe import violations
from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.corpus import POSTS
from tests.browser.servers import OtherSite, serving
from tests.browser.test_widget import box, posts, search
from tests.support import build_index
from web.app import create_app
from web.engines import live_searcher
from web.settings import Settings

ESBUILD = Path(__file__).parent / "node_modules" / ".bin" / "esbuild"
ASTRO = '<meta name="astro-view-transitions-enabled" content="true">'
TARGET = 'data-target="#here"'
LINES = {
    "astro": ("", TARGET, 'data-mode="dialog"'),
    # This one takes each script out of the page before it runs: only a target says where it stood.
    "pjax": (TARGET, f'data-mode="dialog" {TARGET}'),
}


def astro_router(package: Path) -> str:
    """The script of ``ClientRouter.astro``, as Astro gives it to browsers."""
    component = (package / "components" / "ClientRouter.astro").read_text("utf-8")
    found = re.search(r"<script>(.*)</script>", component, re.DOTALL)
    assert found, "ClientRouter.astro has no script"
    entry = package / "entry.ts"
    entry.write_text(found[1], "utf-8")
    empty = package / "empty.js"
    empty.write_text(
        "export const internalFetchHeaders = {};\nexport function init() {}\n", "utf-8"
    )
    transitions = package / "dist" / "transitions"
    client = package / "client.js"
    client.write_text(
        f'export * from "{transitions}/router.js";\nexport * from "{transitions}/events.js";\n',
        "utf-8",
    )
    aliases = {
        "astro:transitions/client": client,
        "astro/virtual-modules/prefetch.js": empty,
        "virtual:astro:adapter-config/client": empty,
    }
    options = [f"--alias:{name}={path}" for name, path in aliases.items()]
    options += ["--define:import.meta.env.SSR=false", "--define:import.meta.env.DEV=false"]
    options += ["--define:import.meta.env.PROD=true", "--define:__PREFETCH_DISABLED__=true"]
    made = subprocess.run(
        [ESBUILD, entry, "--bundle", "--format=iife", *options], check=True, stdout=subprocess.PIPE
    )
    return made.stdout.decode()


def walk(page: Page, second: str, how: str) -> None:
    """Follows links to and fro, then Back and Forward; one box after each, and it searches."""
    page.evaluate("window.same = true")
    for step in (page.locator("#to").click, page.go_back, page.go_forward, page.go_back):
        before = page.url
        step()
        page.wait_for_function("(before) => location.href !== before", arg=before)
        wanted = "二" if page.url == second else "一"
        expect(page.locator("#which")).to_have_text(wanted)
        expect(page.locator("sakuin-search")).to_have_count(1)
        assert page.evaluate("window.same"), f"{how} loaded the page anew"
    opener = page.locator("sakuin-search .opener")
    if opener.count():
        opener.click()
    box(page).click()
    search(page, "認証")
    expect(posts(page)).to_have_count(2)
    assert violations(page, "sakuin-search") == []


def trial(browser: Browser, site: OtherSite, line: str, head: str, script: str, how: str) -> None:
    """One router with one way of placing the box."""
    place = '<div id="here"></div><p id="which">{}</p><p><a id="to" href="{}">次</a></p>'
    second = site.write(line, before=head + place.format("二", "?"))
    first = site.write(line, before=head + place.format("一", second))
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(first)
    expect(page.locator("sakuin-search")).to_have_count(1)
    page.evaluate(script)
    walk(page, second, how)
    page.context.close()


@click.command()
@click.argument("packages", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(packages: Path) -> None:
    """Try the search box with what `npm pack` has put into PACKAGES."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for one in ("astro", "pjax"):
            (file,) = packages.glob(f"{one}-*.tgz")
            with tarfile.open(file) as archive:
                archive.extractall(folder / one, filter="data")
        pjax = (folder / "pjax" / "package" / "pjax.min.js").read_text("utf-8")
        take = "; new Pjax({ selectors: ['title', 'main'], cacheBust: false });"
        routers = {
            "astro": (ASTRO, astro_router(folder / "astro" / "package")),
            "pjax": ("", pjax + take),
        }
        settings = Settings(data=build_index(folder / "site", POSTS))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        with serving(create_app(settings, live_searcher(settings))) as service:
            other = OtherSite(service)
            with serving(other) as origin:
                other.origin = origin
                for how, (head, script) in routers.items():
                    for line in LINES[how]:
                        trial(browser, other, line, head, script, how)
                        click.echo(f"{how}: one box with {line or 'the line alone'}")
        browser.close()


if __name__ == "__main__":
    main()
