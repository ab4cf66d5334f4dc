"""Every row of synonyms, units and words, put into a sentence and looked for both ways.

The other tables change terms and readings: see ``tests/index/analysis/test_word_lists.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from index.analysis.variants import read_data
from search.query.sounds import SURE_SOUND
from tests.search.asking import ask, open_posts

SENTENCE = "昨日は{}について考えた"
MOST = 100
"""Hits of a page, among which the post is; the tables have fewer words that mean the same."""

Pairs = Iterator[tuple[str, str]]
"""What a post has, and what is typed."""


def _rows(name: str) -> Iterator[str]:
    lines = read_data(name).splitlines()
    return (line.split(" # ")[0] for line in lines if line and line[0] != "#")


def synonyms() -> Pairs:
    for line in _rows("synonyms.txt"):
        left, _, right = line.partition(" => ")
        others = right.split(", ") or []
        if right:
            yield from ((other, left) for other in others)
        else:
            yield from permutations(left.split(", "), 2)


def units() -> Pairs:
    for line in _rows("units.txt"):
        yield from permutations((f"25{name}" for name in line.split()), 2)


def words() -> Pairs:
    for line in _rows("words.csv"):
        word, reading, *_ = line.split(",")
        yield word.replace("|", ""), reading


def in_kana() -> Pairs:
    """The other way: posts with the word in kana, not so few that they are a part of others."""
    yield from ((reading, word) for word, reading in words() if len(reading) >= SURE_SOUND)


TABLES: dict[str, Callable[[], Pairs]] = {
    "synonyms.txt": synonyms,
    "units.txt": units,
    "words.csv": words,
    "words.csv, in kana": in_kana,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_is_found_in_a_sentence(tmp_path: Path, table: str) -> None:
    pairs = list(TABLES[table]())
    written = dict.fromkeys(post for post, _ in pairs)
    searcher = open_posts(
        tmp_path, {f"p{at}": SENTENCE.format(text) for at, text in enumerate(written)}
    )
    names = {text: f"p{at}" for at, text in enumerate(written)}
    missed = [
        f"{typed} → {post}"
        for post, typed in pairs
        if names[post] not in {hit.id for hit in ask(searcher, typed, per_page=MOST).hits}
    ]
    assert not missed, f"{len(missed)} of {len(pairs)}: " + ", ".join(missed)
