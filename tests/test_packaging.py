"""What the wheel holds, and that it works where only the wheel is installed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, packages_distributions, requires, version
from pathlib import Path

import pytest

import index
import search
import web
from web.commands.cli import COMMANDS

PACKAGES = {
    package.__name__: Path(str(package.__file__)).parent for package in (index, search, web)
}
SOURCE = PACKAGES["index"].parent
COMPANIONS = {
    "werkzeug": "flask",
    "jinja2": "flask",
    "markupsafe": "flask",
    "pydantic_core": "pydantic",
}
"""Modules of distributions that come with a declared one and belong to its interface."""
SCRIPT = Path(sys.executable).parent / "sakuin"


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files that the wheel brings: of the one that is installed, else of one built here."""
    installed = {str(path) for path in distribution("sakuin").files or ()}
    if "web/commands/cli.py" in installed:
        return installed
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(SOURCE)).build(directory=str(folder), versions=["standard"])
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("name", PACKAGES)
def test_the_wheel_holds_every_file_of_a_package(name: str, wheel_files: set[str]) -> None:
    present = {
        path.relative_to(PACKAGES[name].parent).as_posix()
        for path in PACKAGES[name].rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert present - wheel_files == set()


@pytest.mark.parametrize(
    ("folder", "suffix"),
    [
        ("web/templates", ".html"),
        ("web/static", ".js"),
        ("web/static", ".css"),
        ("web/locales", ".json"),
        ("web/demo/_posts", ".md"),
        ("web/demo", "_config.yml"),
        ("index/analysis/data", ".txt"),
        ("index/analysis/data", ".csv"),
        ("index", "py.typed"),
        ("search", "py.typed"),
        ("web", "py.typed"),
    ],
)
def test_files_that_are_not_code_are_shipped(
    folder: str, suffix: str, wheel_files: set[str]
) -> None:
    assert any(path.startswith(f"{folder}/") and path.endswith(suffix) for path in wheel_files)


def test_the_wheel_holds_nothing_but_the_three_packages(wheel_files: set[str]) -> None:
    tops = {path.partition("/")[0] for path in wheel_files}
    assert {top for top in tops if not top.startswith(("sakuin-", ".."))} == set(PACKAGES)


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_owns_the_import_name(name: str) -> None:
    assert set(packages_distributions().get(name, ())) <= {"sakuin"}


def test_the_distribution_cannot_be_uploaded_by_mistake() -> None:
    assert "Private :: Do Not Upload" in distribution("sakuin").metadata.get_all("Classifier", [])


def test_whatever_is_imported_is_declared() -> None:
    declared = {
        normalized(re.split(r"[^\w.-]", requirement)[0]) for requirement in requires("sakuin") or ()
    }
    owners = packages_distributions()
    imported = {
        name: {COMPANIONS.get(name) or normalized(owner) for owner in owners.get(name, ("?",))}
        for name in third_party_imports()
    }
    assert {name for name, owner in imported.items() if not owner & declared} == set()


def normalized(distribution_name: str) -> str:
    """``Flask_Limiter`` → ``flask-limiter``."""
    return re.sub(r"[-_.]+", "-", distribution_name).lower()


def third_party_imports() -> set[str]:
    """The top-level names that the packages import, without their own and Python's."""
    names = set()
    for root in PACKAGES.values():
        for path in root.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module)
    python = sys.stdlib_module_names | {"compression"}  # Python's own from 3.14 on
    return {name.partition(".")[0] for name in names} - python - set(PACKAGES)


def test_the_script_shows_its_commands() -> None:
    shown = _run("--help")
    assert set(COMMANDS) <= {line.split()[0] for line in shown.splitlines() if line.strip()}


def test_the_script_tells_its_version() -> None:
    assert version("sakuin") in _run("--version")


def test_the_demo_site_is_indexed_without_a_skipped_post(tmp_path: Path) -> None:
    shown = _run("index", str(PACKAGES["web"] / "demo"), "--data", str(tmp_path), "--strict")
    assert shown.startswith("20 posts (20 added")


def _run(*arguments: str) -> str:
    """What the installed command prints."""
    return subprocess.run(
        [SCRIPT, *arguments], capture_output=True, text=True, check=True, timeout=60
    ).stdout
