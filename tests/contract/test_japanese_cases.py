"""Runs japanese_cases.toml and spelling_cases.toml: each case indexes its posts and searches them.

Those of the second are numbered from 101.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.document import Document
from search.query.params import query_from_values
from search.results import Hit
from search.searcher import Searcher
from tests.cluster.fixtures import cluster_settings, named_cluster
from tests.support import index_with, make_document
from web.engines import ENGINES
from web.settings import Settings

CASES: list[dict[str, Any]] = [
    case
    for name in ("japanese_cases.toml", "spelling_cases.toml")
    for case in tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))["case"]
]
TODAY = date(2025, 10, 30)


EVERY_CASE = pytest.mark.parametrize(
    "case", [case for case in CASES if "search" in case], ids=lambda case: str(case["number"])
)
"""A test each, since each has an index of its own."""


@pytest.fixture(scope="module", params=sorted(ENGINES))
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Those of every engine in turn."""
    data = tmp_path_factory.mktemp("data")
    if request.param != "opensearch":
        yield Settings(engine=request.param, data=data)
        return
    with named_cluster(request.getfixturevalue("nodes")) as cluster:
        yield cluster_settings(cluster, data)


def open_case(case: dict[str, Any], settings: Settings, folder: Path) -> Searcher:
    synonyms = write_lines(folder / "synonyms.txt", case.get("synonyms"))
    dictionary = write_lines(folder / "words.csv", case.get("dictionary"))
    chosen = settings.model_copy(update={"synonyms": synonyms})
    data = settings.data / str(case["number"])
    return index_with(chosen, documents_of(case), dictionary, data)


def documents_of(case: dict[str, Any]) -> list[Document]:
    return [
        make_document(name, post if isinstance(post, str) else tuple(post))
        for name, post in case["posts"].items()
    ]


def write_lines(path: Path, lines: list[str] | None) -> Path | None:
    if not lines:
        return None
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@EVERY_CASE
def test_the_wanted_posts_are_found_in_order(
    settings: Settings, case: dict[str, Any], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    found_as_wanted(open_case(case, settings, tmp_path), case, subtests)


def found_as_wanted(searcher: Searcher, case: dict[str, Any], subtests: pytest.Subtests) -> None:
    """What each search of a case finds and marks is what the case says, in any engine."""
    for expected in case["search"]:
        with subtests.test(expected["query"] or "nothing"):
            results = searcher.search(query_from_values({"q": expected["query"]}, TODAY))
            found = [hit.id for hit in results.hits]
            if "finds" in expected:
                assert in_groups(found, expected["finds"]) == expected["finds"]
                if found:
                    assert results.interpreted.relaxed == expected.get("relaxed")
            hits = {hit.id: hit for hit in results.hits}
            for name, marks in expected.get("marks", {}).items():
                assert marked(hits[name]) == marks, name


def in_groups(found: list[str], groups: list[list[str]]) -> list[list[str]]:
    """What was found, cut and sorted as ``groups`` are, so that they compare."""
    cut: list[list[str]] = []
    rest = found
    for group in groups:
        part, rest = rest[: len(group)], rest[len(group) :]
        cut.append(sorted(part, key=lambda name: group.index(name) if name in group else 99))
    return [*cut, rest] if rest else cut


def marked(hit: Hit) -> list[str]:
    """The distinct texts that are marked in the title and the passages of a hit, in order."""
    text = "\n".join((hit.marked_title, *hit.marked_snippets))
    marks = re.findall("<mark>(.*?)</mark>", text, re.DOTALL)
    return list(dict.fromkeys(html.unescape(mark) for mark in marks))


def test_all_forty_cases_are_here_once() -> None:
    numbers = [case["number"] for case in CASES]
    assert [number for number in numbers if number < 100] == list(range(1, 41))
    assert len(set(numbers)) == len(numbers)
