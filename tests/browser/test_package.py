"""The search box as a package: packed by npm, checked by TypeScript, bundled into a page."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tomllib
from json import loads
from pathlib import Path

import pytest

from tests.browser.conftest import Open
from tests.browser.servers import OtherSite
from tests.browser.test_widget import posts, search
from web.pages.widget import STATIC

TOOLS = Path(__file__).parent / "node_modules" / ".bin"
USE = """
import { SakuinSearch } from "sakuin-search";

const box: SakuinSearch = document.createElement("sakuin-search");
box.setAttribute("service", "SERVICE");
box.addEventListener("sakuin:search", ({ detail }) => {
  document.title = `${detail.query}: ${detail.total.toFixed()}`;
});
box.addEventListener("sakuin:select", (event) => event.preventDefault());
document.body.append(box);
box.open();
"""
WRONG = 'import "sakuin-search";\ndocument.createElement("sakuin-search").open(1);\n'


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of somebody else's with the packed package installed."""
    folder = tmp_path_factory.mktemp("project")
    sources = shutil.copytree(STATIC, folder / "static")
    packed = run(sources / "widget", "npm", "pack", "--silent", "--pack-destination", folder)
    assert packed.returncode == 0, packed.stderr
    with tarfile.open(folder / packed.stdout.strip()) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "sakuin-search")
    return folder


def test_the_package_holds_the_module_and_its_types(project: Path) -> None:
    package = project / "node_modules" / "sakuin-search"
    files = sorted(path.name for path in package.iterdir())
    assert files == ["package.json", "sakuin-search.d.ts", "sakuin-search.js"]
    ours = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    version = loads((package / "package.json").read_text("utf-8"))["version"]
    assert version == ours["project"]["version"]


def test_its_types_hold_in_a_strict_project(project: Path) -> None:
    options = ("--noEmit", "--strict", "--target", "es2022", "--moduleResolution", "bundler")
    for text, is_right in ((USE, True), (WRONG, False)):
        (project / "check.ts").write_text(text, "utf-8")
        checked = run(project, TOOLS / "tsc", *options, "--module", "esnext", "check.ts")
        assert (checked.returncode == 0) == is_right, checked.stdout


@pytest.mark.parametrize("kind", ["iife", "esm"])
def test_a_bundle_of_it_searches(
    open_page: Open, site: OtherSite, project: Path, kind: str
) -> None:
    (project / "main.ts").write_text(USE.replace("SERVICE", site.service), "utf-8")
    bundled = run(project, TOOLS / "esbuild", "main.ts", "--bundle", f"--format={kind}")
    assert bundled.returncode == 0, bundled.stderr
    page = open_page(site.write('data-target="none"'), bypass_csp=True)
    page.add_script_tag(content=bundled.stdout, type="module" if kind == "esm" else "")
    search(page, "認証")
    page.wait_for_function("document.title === '認証: 2'")
    posts(page).first.locator("a").first.click()
    assert page.url.startswith(site.origin)
    assert "login" not in page.url
