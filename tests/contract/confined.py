"""What one asker is told: every method that shows posts, asked within a filter.

The suite compares it with the answers of an engine that holds the posts within the filter and no
others. Scores are left out, which an engine may weigh by all of its posts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from index.document import Document
from search.query.params import query_from_values
from search.query.query import Asker, Filters, Query
from search.results import Hit
from search.searcher import Searcher
from tests.contract.corpus import POSTS

TODAY = date(2025, 11, 5)

WITHIN = (
    Filters(values={"category": ("旅",)}),
    Filters(excluded={"category": ("旅",)}),
    Filters(values={"lang": ("ja",)}),
    Filters(values={"tag": ("誰も付けない",)}),
)

QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("", {}),
    ("京都", {}),
    ("空港", {"sort": "oldest"}),
    ("サーバー", {}),
    ("検索サーバー 空港", {}),
    ("紅葉 ロケット 図書館", {}),
    ("", {"tag": ["linux"]}),  # selected: a hidden label must not come back with a count of 0
    ("", {"tag": ["旅行"], "author": ["鈴木"]}),
    ("Python", {}),
    ("Pythn", {}),  # one letter from a word that not everybody may see
    ("nginks", {}),
    ("うみ", {}),
    ("umi", {}),
    ("くうこう", {}),
    ("Py*", {}),
    ("title:サーバー", {}),
    ("date:2025", {}),
    ("読書 -海", {}),
)
TYPED = ("京", "き", "く", "py", "li", "サー", "さー", "ど", "読", "tab", "旅")


def searches(searcher: Searcher, within: Filters) -> Any:
    """All of a page but its scores; hits by their ids."""
    found = []
    for query in _queries(within):
        results = searcher.search(query)
        hits = {hit.id: _unscored(hit) for hit in results.hits}
        found.append((query.text, replace(results, hits=(), took_ms=0, generation=""), hits))
    return found


def scans(searcher: Searcher, within: Filters) -> Any:
    found = []
    for query in _queries(within):
        page, cursor = searcher.scan(query, None, 2)
        found.append((query.text, [_unscored(hit) for hit in page], cursor))
    return found


def values(searcher: Searcher, within: Filters) -> Any:
    return [
        (query.text, name, searcher.facet_values(name, query, typed, 5))
        for query in _queries(within)
        for name in ("tag", "category", "author", "lang", "date")
        for typed in ("", "P", "l")
    ]


def completions(searcher: Searcher, within: Filters) -> Any:
    return [(typed, searcher.suggest(typed, 6, asker=Asker(within))) for typed in TYPED]


def documents(searcher: Searcher, within: Filters) -> Any:
    return [searcher.document(name, asker=Asker(within)) for name in _NAMES]


def neighbours(searcher: Searcher, within: Filters) -> Any:
    return [
        (name, [_unscored(hit) for hit in searcher.similar(name, asker=Asker(within))])
        for name in _NAMES
    ]


METHODS: dict[str, Callable[[Searcher, Filters], Any]] = {
    "search": searches,
    "scan": scans,
    "facet_values": values,
    "suggest": completions,
    "document": documents,
    "similar": neighbours,
}
"""By the method of the contract that each asks."""

_NAMES = ("kyoto", "tokyo", "kansai", "server", "linux", "memo", "nowhere")


def _queries(within: Filters) -> list[Query]:
    asked = [query_from_values({"q": text, **more}, TODAY) for text, more in QUESTIONS]
    return [replace(query, asker=Asker(within)) for query in asked]


def _unscored(hit: Hit) -> Hit:
    return replace(hit, score=0.0)


class Confined(NamedTuple):
    """A filter, and an engine that holds the posts within it and no others."""

    within: Filters
    alone: Searcher

    @classmethod
    def of(cls, within: Filters, engine: Callable[[Sequence[Document]], Searcher]) -> Confined:
        """The posts are those that one over all of them finds by that filter."""
        found = engine(POSTS).search(Query(filters=within, per_page=100))
        names = {hit.id for hit in found.hits}
        return cls(within, engine([post for post in POSTS if post.id in names]))
