"""One generation as queries see it: the segments laid end to end, and what is joined over them.

A document's *number* counts through all segments; deleted documents keep theirs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.postings import GramPostings, Postings
from index.columns.reader import ColumnSegment
from index.document import Document
from index.store import Generation
from search.local.values import DATE, Ordinals, Values
from search.ranking import K1, B
from search.searcher import VocabularyEntry
from search.suggesting.entries import Title


def gram_code(units: Sequence[int]) -> int:
    """A character or pair of UTF-16 units as :mod:`index.columns.layout` numbers them."""
    return units[0] if len(units) == 1 else units[0] << 16 | units[1]


class PlacedSegment(NamedTuple):
    """A segment and the number of its first document."""

    segment: ColumnSegment
    base: int

    @property
    def end(self) -> int:
        return self.base + self.segment.documents


class View(Values):
    """Immutable; shared by all threads."""

    def __init__(
        self,
        generation: Generation,
        segments: Sequence[ColumnSegment],
        deleted: Sequence[Sequence[int]],
    ) -> None:
        """``deleted`` are the numbers of deleted documents in each of ``segments``."""
        self.generation = generation
        self.placed: list[PlacedSegment] = []
        base = 0
        for segment in segments:
            self.placed.append(PlacedSegment(segment, base))
            base += segment.documents
        self.documents = base
        """Numbers in use, those of deleted documents included."""
        self.live = np.ones(base, np.bool_)
        for placed, numbers in zip(self.placed, deleted, strict=True):
            self.live[placed.base + np.array(numbers, np.int64)] = False
        self.count = int(self.live.sum())
        """Documents that can be found."""
        self.fields = generation.fields
        self.day = self.joined("day").astype(np.int32)
        self.epoch = self.joined("epoch").astype(np.int64)
        self.norms = self._norms()
        self.twice_norms = 2 * self.norms
        """For frequencies as they are stored."""

    def _norms(self) -> NDArray[np.float32]:
        """BM25's k1 × (1 − b + b × length / average), a row a kind of unit [3, documents]."""
        if not self.documents:
            return np.zeros((3, 0), np.float32)
        lengths = self.joined("lengths")
        average = lengths[:, self.live].mean(axis=1, keepdims=True) if self.count else 1.0
        norms = K1 * (1 - B + B * lengths / np.maximum(average, 1e-9))
        return np.asarray(norms, np.float32)

    def joined(self, name: str) -> NDArray[Any]:
        """An array of one entry a document, over all segments."""
        arrays = [placed.segment[name] for placed in self.placed]
        return np.concatenate(arrays, axis=-1) if arrays else np.empty(0)

    def locate(self, number: int) -> tuple[ColumnSegment, int]:
        """The segment of a document and its number there."""
        for placed in self.placed:
            if number < placed.end:
                return placed.segment, number - placed.base
        raise LookupError(number)

    def find(self, identity: str) -> int | None:
        for placed in self.placed:
            number = placed.segment.numbers.get(identity)
            if number is not None and self.live[placed.base + number]:
                return placed.base + number
        return None

    def forget_pages(self, share: slice = slice(None)) -> None:
        """Drops mapped pages from the memory of the process: all, or every so many pieces."""
        for forget in self._pages[share]:
            forget()

    @cached_property
    def _pages(self) -> list[Callable[[], None]]:
        return [forget for segment, _ in self.placed for forget in segment.pages()]

    def term(self, term: str) -> list[tuple[int, Postings]]:
        """The postings of a word by segment: (number of its first document, postings)."""
        found = ((base, segment.term(term)) for segment, base in self.placed)
        return [(base, postings) for base, postings in found if postings is not None]

    def grams(self, codes: Sequence[int]) -> dict[int, list[tuple[int, GramPostings]]]:
        """The postings, by segment, of those characters and pairs that any document has."""
        found: dict[int, list[tuple[int, GramPostings]]] = {}
        for segment, base in self.placed:
            for code, postings in zip(codes, segment.grams(codes), strict=True):
                if postings is not None:
                    found.setdefault(code, []).append((base, postings))
        return found

    def ordinals(self, name: str) -> Iterator[Ordinals]:
        if name == DATE:  # kept as days
            docs = np.flatnonzero(self.day)
            codes, months = np.unique(self.day[docs] // 100, return_inverse=True)
            yield Ordinals([f"{c // 100:04}-{c % 100:02}" for c in codes.tolist()], docs, months)
            return
        for segment, base in self.placed:
            counts, ordinals = segment.facet_ordinals(name)
            docs = np.repeat(np.arange(segment.documents), counts) + base
            yield Ordinals(segment.facet(name), docs, ordinals)

    def empty(self) -> NDArray[np.bool_]:
        """A mask of no documents."""
        return np.zeros(self.documents, np.bool_)

    @cached_property
    def by_title(self) -> dict[str, list[int]]:
        """Folded title → the documents that have it."""
        by_title: dict[str, list[int]] = {}
        for segment, base in self.placed:
            for doc, title in enumerate(segment.titles):
                by_title.setdefault(title.strip(), []).append(base + doc)
        return by_title

    def document(self, number: int) -> Document:
        segment, doc = self.locate(number)
        return segment.document(doc)

    def titles(self) -> Iterator[Title]:
        for segment, base in self.placed:
            rows = zip(segment.title_words(), segment.all_fields(), strict=True)
            for doc, ((folded, words), fields) in enumerate(rows):
                if self.live[base + doc]:
                    place = fields["id"], fields["site"], fields["url"]
                    yield Title(base + doc, fields["title"], folded, words, *place)

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        documents: Counter[str] = Counter()
        written: Counter[str] = Counter()
        readings: dict[str, dict[str, None]] = defaultdict(dict)
        for segment, base in self.placed:
            for term, count, literal in _counted(segment, self.live[base:]):
                documents[term] += count
                written[term] += literal
            for reading, terms in segment.readings.items():
                for term in terms:
                    readings[term][reading] = None
        for term, count in documents.items():
            if count:
                ways = tuple(sorted(readings.get(term, ())))
                yield VocabularyEntry(term, ways, count, written[term])

    def count_terms(self) -> int:
        return len({term for segment, _ in self.placed for term in segment.terms})

    def identity(self, number: int) -> str:
        segment, doc = self.locate(number)
        return segment.ids[doc]


def _counted(segment: ColumnSegment, live: NDArray[np.bool_]) -> Iterator[tuple[str, int, int]]:
    """Each term of a segment with its live posts, and those that write it as it is."""
    alive = live[segment["term_docs"]]
    literal = alive & segment.literal_uses()
    at = segment["term_at"].astype(np.intp)
    totals = [np.concatenate(([0], np.cumsum(found)))[at] for found in (alive, literal)]
    counts, written = (np.diff(total).tolist() for total in totals)
    return zip(segment.ordered_terms, counts, written, strict=True)
