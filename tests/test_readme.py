"""The README says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from tests.readme import BLOCKS, README, updated
from tests.support import open_live
from web.app import create_app
from web.settings import Settings

TEXT = README.read_text("utf-8")
INSTALLED = Path(web.__file__).parent.parent
ROOTS = {"index": INSTALLED, "search": INSTALLED, "web": INSTALLED, "tests": README.parent}


def test_generated_parts_are_up_to_date() -> None:
    assert updated(TEXT) == TEXT, "run: python -m tests.readme --write"


@pytest.mark.parametrize("name", BLOCKS)
def test_every_generated_part_is_there(name: str) -> None:
    assert f"<!-- generated: {name} -->" in TEXT


def test_every_route_is_described(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path), open_live(tmp_path))
    routes = {re.sub(r"<(?:\w+:)?\w+>", "", rule.rule) for rule in app.url_map.iter_rules()}
    described = re.sub(r"(NAME|ID)\b", "", TEXT)
    shown = {route.removeprefix("/api/v1") for route in routes if not route.startswith("/assets")}
    assert {route for route in shown if f"{route.rstrip('/')}" not in described} == set()


def test_every_file_of_the_map_exists() -> None:
    named = re.findall(r"`((?:index|search|web|tests)/[\w./-]*)`", TEXT)
    assert [name for name in named if not (ROOTS[name.partition("/")[0]] / name).exists()] == []


def test_links_within_the_readme_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
