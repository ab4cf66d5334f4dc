"""The plainest engine, held to the contract: it proves that the contract says enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.analysis.choice import AnalyzerChoice
from index.document import Document
from index.fields import BUILT_IN, FieldTable
from index.runs.pipeline import index_documents
from search.live import Engine, LiveSearcher
from search.query.params import query_from_values
from search.query.query import Query
from search.results import Hit
from search.searcher import Searcher
from tests.contract.confined import QUESTIONS
from tests.contract.corpus import POSTS
from tests.contract.fields_contract import FieldsContract
from tests.contract.searcher_contract import TODAY, SearcherContract
from tests.contract.test_japanese_cases import (
    EVERY_CASE,
    documents_of,
    found_as_wanted,
    write_lines,
)
from tests.memory.searcher import MemoryOpener
from tests.memory.store import MemoryStore
from tests.support import open_columns, sites_of, write_index


def open_memory(
    documents: Sequence[Document],
    dictionary: Path | None = None,
    synonyms: Path | None = None,
    fields: FieldTable = BUILT_IN,
) -> Searcher:
    store, choice = MemoryStore(), AnalyzerChoice("janome", dictionary)
    sites = sites_of(documents)
    index_documents(documents, store, choice, jobs=1, sites=sites, fields=fields)
    return LiveSearcher(Engine("memory", store, MemoryOpener(store)), synonyms=synonyms).current()


class TestMemorySearcher(SearcherContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path) -> Searcher:
        return open_memory(documents)


class TestMemoryFields(FieldsContract):
    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path, fields: FieldTable) -> Searcher:
        return open_memory(documents, fields=fields)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Searcher, Searcher]:
    """The plainest engine and the fastest, over the same posts."""
    data = write_index(tmp_path_factory.mktemp("columns"), POSTS)
    return open_memory(POSTS), open_columns(data)


@pytest.mark.parametrize(("text", "more"), QUESTIONS)
def test_it_answers_as_the_columns_do(
    engines: tuple[Searcher, Searcher], text: str, more: dict[str, Any]
) -> None:
    """The same hits in the same order, with the same scores, passages, marks and facets."""
    query = query_from_values({"q": text, "explain": True, **more}, TODAY)
    plain, fast = (engine.search(query) for engine in engines)
    assert [rounded(hit) for hit in plain.hits] == [rounded(hit) for hit in fast.hits], (
        "tests/memory/scoring.py and search/columns/joint.py must score alike"
    )
    assert replace(plain, hits=(), took_ms=0, generation="") == replace(
        fast, hits=(), took_ms=0, generation=""
    )


def test_it_finds_the_same_neighbours_and_completions(engines: tuple[Searcher, Searcher]) -> None:
    plain, fast = engines
    for post in POSTS:
        near = [[hit.id for hit in engine.similar(post.id)] for engine in engines]
        assert near[0] == near[1], post.id
    for typed in ("京", "きょ", "kyo", "サー", "l"):
        assert plain.suggest(typed) == fast.suggest(typed)
    assert sorted(plain.vocabulary()) == sorted(fast.vocabulary())
    assert replace(plain.statistics(), engine="", details={}) == replace(
        fast.statistics(),
        engine="",
        details={},
        generation=plain.generation,
        created=plain.statistics().created,
    )


def rounded(hit: Hit) -> Hit:
    """Columns add up in four bytes, Python in eight."""
    parts = [] if hit.explanation is None else hit.explanation["parts"]
    units = sorted((part["kind"], part["unit"], round(part["score"], 3)) for part in parts)
    return replace(hit, score=round(hit.score, 3), explanation={"parts": units})


@EVERY_CASE
def test_japanese_words_are_found(
    case: dict[str, Any], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    dictionary = write_lines(tmp_path / "words.csv", case.get("dictionary"))
    synonyms = write_lines(tmp_path / "synonyms.txt", case.get("synonyms"))
    found_as_wanted(open_memory(documents_of(case), dictionary, synonyms), case, subtests)


def test_a_scan_goes_on_over_a_change_of_generation() -> None:
    """A cursor is an id: what was published meanwhile is read if it lies behind it."""
    store = MemoryStore()
    live = LiveSearcher(Engine("memory", store, MemoryOpener(store)))
    index_documents(POSTS[:4], store, AnalyzerChoice("janome"), jobs=1)
    page, cursor = live.refresh().scan(Query(), None, 2)
    assert ([hit.id for hit in page], cursor) == (["kansai", "kyoto"], "kyoto")
    index_documents(POSTS[1:], store, AnalyzerChoice("janome"), jobs=1)
    rest, cursor = live.refresh().scan(Query(), cursor, 10)
    assert ([hit.id for hit in rest], cursor) == (["linux", "memo", "server", "tokyo"], None)
