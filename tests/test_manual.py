"""The README and the manual say what the code does, and the same in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from index.markdown.slugs import github_slug
from index.sites.generators import GENERATORS
from tests.manual import BLOCKS, FILES, README, language_of, updated
from tests.support import open_live
from web.api.params import CountedParams
from web.app import create_app
from web.guide.manual import FOLDER, PAGES, page_of
from web.settings import Settings
from web.texts import LANGUAGES

INSTALLED = Path(web.__file__).parent.parent
ROOTS = {"index": INSTALLED, "search": INSTALLED, "web": INSTALLED, "tests": README.parent}
TEXT = README.read_text("utf-8")
GUIDE = {path: path.read_text("utf-8") for path in FILES if path != README}
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_generated_parts_are_up_to_date(path: Path) -> None:
    text = path.read_text("utf-8")
    assert updated(text, language_of(path)) == text, "run: python -m tests.manual --write"


@pytest.mark.parametrize("name", BLOCKS)
def test_every_generated_part_is_in_every_language(name: str) -> None:
    having = {path.parent.name for path, text in GUIDE.items() if f"generated: {name} -->" in text}
    assert having == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_route_is_described(tmp_path: Path, language: str) -> None:
    app = create_app(Settings(data=tmp_path), open_live(tmp_path))
    routes = {re.sub(r"<(?:\w+:)?\w+>", "", rule.rule) for rule in app.url_map.iter_rules()}
    text = "\n".join(text for path, text in GUIDE.items() if path.parent.name == language)
    described = re.sub(r"(NAME|ID)\b", "", text)
    shown = {route.removeprefix("/api/v1") for route in routes if not route.startswith("/assets")}
    assert {route for route in shown if f"{route.rstrip('/')}" not in described} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_of_a_search_is_described(language: str) -> None:
    names = {field.alias or name for name, field in CountedParams.model_fields.items()}
    described = GUIDE[FOLDER / language / "api.md"]
    unknown = {name for name in names if f"`{name}`" not in described}
    assert unknown == set(), f"describe it in web/guide/{language}/api.md"


def test_every_generator_is_named() -> None:
    named = GUIDE[FOLDER / "en" / "generators.md"].casefold()
    unknown = [name for name in GENERATORS if name not in named]
    assert unknown == [], "name it in web/guide/*/generators.md"


def test_every_file_of_the_map_exists() -> None:
    named = re.findall(r"`((?:index|search|web|tests)/[\w./-]*)`", TEXT)
    assert [name for name in named if not (ROOTS[name.partition("/")[0]] / name).exists()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_link_leads_somewhere(path: Path) -> None:
    text = _FENCE.sub("", path.read_text("utf-8"))
    missing = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = link.partition("#")
        if "://" in name:
            continue
        target = _target(path, name)
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            missing.append(link)
    assert missing == []


def _target(path: Path, name: str) -> Path:
    """The file that a page links to; the packages may be installed elsewhere than the README."""
    root = ROOTS.get(name.partition("/")[0], path.parent) if path == README else path.parent
    return root / name if name else path


def _anchors(path: Path) -> set[str]:
    text = _FENCE.sub("", path.read_text("utf-8"))
    return {github_slug(title.replace("`", "")) for title in re.findall(r"^#+ (.+)$", text, re.M)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_same_parts_in_every_language(name: str) -> None:
    pages = [page_of(language, name) for language in LANGUAGES]
    levels = [[heading.level for heading in page.headings] for page in pages if page]
    assert all(other == levels[0] for other in levels)
    assert len(levels) == len(LANGUAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_the_same_examples_in_every_language(name: str) -> None:
    """Fenced blocks of code, line for line, but for texts and remarks."""
    blocks = [
        [re.match(r"```(\w*)", block)[1] for block in _FENCE.findall(GUIDE[path])]  # type: ignore[index]
        for path in GUIDE
        if path.stem == name
    ]
    assert all(other == blocks[0] for other in blocks)


def test_the_readme_is_short() -> None:
    assert len(TEXT.encode()) <= 15_000
