"""Whether everything that stands in a post finds it: substrings drawn at random, as grep has them.

For each substring, every post in which it stands (after folding) must be a hit, and these must
come before all others. On an index of one's own::

    python -m tests.relevance.substrings --data .sakuin --count 500
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from search.columns.searcher import ColumnSearcher
from search.query.parser import parse_text
from search.query.query import Filters, Word
from tests.support import open_columns

SHORTEST, LONGEST = 4, 12
"""Characters of a substring."""
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one substring."""

    text: str
    posts: int
    """Posts in which it stands."""
    missed: tuple[str, ...]
    """Of these, ids that are no hits."""
    late: int
    """Hits without the substring that stand above one with it."""

    @property
    def good(self) -> bool:
        return not self.missed and not self.late


def check_substrings(searcher: ColumnSearcher, count: int, seed: int = SEED) -> Iterator[Outcome]:
    """Draws ``count`` substrings from random places of random posts, and looks for each."""
    rng = random.Random(seed)
    texts = dict(_texts(searcher))
    folded = dict(_folded_texts(searcher))
    names = [name for name in texts if len(texts[name]) > LONGEST]
    while count:
        text = texts[rng.choice(names)]
        start = rng.randrange(len(text) - LONGEST)
        piece = text[start : start + rng.randint(SHORTEST, LONGEST)]
        wanted = searcher.planner.fold(piece)
        if "\n" in piece or len(wanted) < SHORTEST or _is_syntax(piece):
            continue
        count -= 1
        having = {name for name, other in folded.items() if wanted in other}
        yield _outcome(searcher, piece, having)


def _is_syntax(piece: str) -> bool:
    """Whether a piece means something else to the query language: ``-rf``, ``"a`` and so on."""
    parsed = parse_text(piece, date.today())
    plain = all(isinstance(clause, Word) for clause in parsed.wanted)
    return bool(parsed.excluded) or not plain or parsed.filters != Filters()


def _texts(searcher: ColumnSearcher) -> Iterator[tuple[str, str]]:
    """Id and text of each post, as its author wrote it."""
    for number in np.flatnonzero(searcher.view.live).tolist():
        document = searcher.document(searcher.view.identity(number))
        if document:
            parts = (part for s in document.sections for part in (s.text, s.code))
            yield document.id, "\n".join(parts)


def _folded_texts(searcher: ColumnSearcher) -> Iterator[tuple[str, str]]:
    """Id and whole text of each post, as it is compared."""
    for number in np.flatnonzero(searcher.view.live).tolist():
        segment, doc = searcher.view.locate(number)
        low, high = segment.folded_at[doc], segment.folded_at[doc + 1]
        yield segment.ids[doc], segment.folded_text(int(low), int(high))


def _outcome(searcher: ColumnSearcher, piece: str, having: set[str]) -> Outcome:
    typed = parse_text(piece, date.today())
    query = replace(typed, per_page=max(1, searcher.view.count), facets=())
    found = [hit.id for hit in searcher.search(query).hits]
    last = max((n for n, name in enumerate(found) if name in having), default=-1)
    late = sum(name not in having for name in found[: last + 1])
    return Outcome(piece, len(having), tuple(sorted(having - set(found))), late)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(".sakuin"))
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    searcher = open_columns(given.data)
    bad = []
    for done, outcome in enumerate(check_substrings(searcher, given.count, given.seed), 1):
        if not outcome.good:
            bad.append(outcome)
            print(f"{outcome.text!r}: {outcome}")
        if done % 100 == 0:
            print(f"{done} substrings, {len(bad)} bad", file=sys.stderr)
    print(f"{given.count - len(bad)} of {given.count} find every post that has them, and first")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
