"""How the tests of this folder open small indexes and ask them, as a person would."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from index.fields import BUILT_IN, FieldTable
from search.columns.searcher import ColumnSearcher
from search.query.params import query_from_values
from search.query.query import Query
from search.results import Hit, Results
from tests.support import Post, build_index, open_columns

TODAY = date(2025, 11, 5)


def open_posts(
    folder: Path,
    posts: Mapping[str, Post],
    synonyms: Sequence[str] = (),
    fields: FieldTable = BUILT_IN,
) -> ColumnSearcher:
    """A searcher over posts by id; ``synonyms`` are the lines of the site owner's file."""
    return open_columns(
        build_index(folder, posts, fields), synonyms=write_lines(folder / "synonyms.txt", synonyms)
    )


def write_lines(path: Path, lines: Sequence[str]) -> Path | None:
    if not lines:
        return None
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def query(text: str, **more: object) -> Query:
    """The query of what was typed; ``more`` are parameters of the API."""
    return query_from_values({"q": text, **more}, TODAY)


def ask(searcher: ColumnSearcher, text: str, **more: object) -> Results:
    return searcher.search(query(text, **more))


def found(searcher: ColumnSearcher, text: str, **more: object) -> list[str]:
    """The ids of the hits, in their order."""
    return [hit.id for hit in ask(searcher, text, **more).hits]


def only_hit(searcher: ColumnSearcher, text: str, **more: object) -> Hit:
    (hit,) = ask(searcher, text, **more).hits
    return hit


def marks(marked: str) -> list[str]:
    """The texts that are marked in a piece of HTML, as the author wrote them."""
    return [html.unescape(mark) for mark in re.findall("<mark>(.*?)</mark>", marked, re.DOTALL)]
