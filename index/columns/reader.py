"""One column segment, mapped: postings by term, gram and triple, over its documents.

Nothing is read until it is asked for, and the pages are shared by all processes that map them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.documents import DocumentColumns
from index.columns.grams import is_scored_pair
from index.columns.words import READING_SEPARATOR

_HALF = np.float32(0.5)


class Postings(NamedTuple):
    """Documents of a unit, rising, with parallel weighted frequencies and a flag.

    The flag is ``term_literal`` for words and ``gram_whole`` for grams, see :mod:`.layout`.
    """

    docs: NDArray[np.unsignedinteger[Any]]
    twice_tf: NDArray[Any]
    """As they are stored: in halves."""
    flags: NDArray[np.uint8]

    @property
    def tf(self) -> NDArray[np.float32]:
        return np.asarray(self.twice_tf * _HALF, np.float32)


class PlacesIn(NamedTuple):
    """Where a word stands in some documents, rising."""

    docs: list[int]
    places: list[NDArray[np.int64]]
    """By document."""
    lengths: NDArray[np.uint8]
    """How long it is at each place of all documents."""
    literal: list[int]
    """By document, 1 if it stands there as itself, not inflected."""


_NO_PLACES = np.empty(0, np.int64)


class ColumnSegment(DocumentColumns):
    """The arrays of one segment by their names in :mod:`.layout`, and look-ups over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.boundary_bits = self["boundaries"].tobytes()
        self.terms = {term: number for number, term in enumerate(self._lines("terms"))}
        # The offsets that every look-up needs, as attributes of their own.
        self._term_at = self["term_at"]
        self._gram_codes = self["gram_codes"]
        self._gram_at = self["gram_at"]
        self._triple_codes = self["triple_codes"]
        self._triple_at = self["triple_at"]
        self.triple_places: NDArray[np.uint32] = self["triple_places"]

    def term(self, term: str) -> Postings | None:
        """The postings of a word, or None."""
        number = self.terms.get(term)
        return None if number is None else self.postings_of(number)

    def postings_of(self, number: int) -> Postings:
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        arrays = self._arrays
        return Postings(
            arrays["term_docs"][low:high],
            arrays["term_tf"][low:high],
            arrays["term_literal"][low:high],
        )

    def documents_with(self, term: str) -> int:
        """How many documents have a word."""
        number = self.terms.get(term)
        if number is None:
            return 0
        return int(self._term_at[number + 1]) - int(self._term_at[number])

    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        """Where a word stands in ``docs`` (rising), at most ``limit`` places in each."""
        number = self.terms.get(term)
        if number is None:
            return None
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        arrays = self._arrays
        posted = arrays["term_docs"][low:high]
        at = posted.searchsorted(docs.astype(posted.dtype))
        at = at[posted.take(at, mode="clip") == docs] + low
        if not len(at):
            return None
        starts = arrays["term_places_at"][at].tolist()
        ends = arrays["term_places_at"][at + 1].tolist()
        ranges = [slice(s, min(e, s + limit)) for s, e in zip(starts, ends, strict=True)]
        places = [arrays["term_places"][r].astype(np.int64) for r in ranges]
        lengths = np.concatenate([arrays["term_lengths"][r] for r in ranges])
        literal = arrays["term_literal"][at].tolist()
        return PlacesIn(arrays["term_docs"][at].tolist(), places, lengths, literal)

    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a word stands in all documents, rising, and how long it is at each place."""
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES, _NO_PLACES
        arrays = self._arrays
        low, high = arrays["term_places_at"][self._term_at[number : number + 2]].tolist()
        places, lengths = arrays["term_places"][low:high], arrays["term_lengths"][low:high]
        return places.astype(np.int64), lengths.astype(np.int64)

    def terms_of(self, doc: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The numbers of the terms of a document, and their weighted frequencies.

        Reads all postings once: milliseconds, for what is asked seldom.
        """
        at = np.flatnonzero(self._arrays["term_docs"] == doc)
        numbers = np.searchsorted(self._term_at, at, "right") - 1
        return numbers, self._arrays["term_tf"][at] * _HALF

    def gram(self, code: int) -> Postings | None:
        """The postings of a character (``unit << 16``) or a pair, or None."""
        return self.grams([code])[0]

    def grams(self, codes: Sequence[int]) -> list[Postings | None]:
        """The postings of each of some characters and pairs."""
        found: list[Postings | None] = [None] * len(codes)
        if not len(self._gram_codes):
            return found
        wanted = np.array(codes, np.uint32)
        at = self._gram_codes.searchsorted(wanted)
        known = np.flatnonzero(self._gram_codes.take(at, mode="clip") == wanted)
        lows, highs = self._gram_at[at[known]].tolist(), self._gram_at[at[known] + 1].tolist()
        docs, tf, whole = (self._arrays[name] for name in ("gram_docs", "gram_tf", "gram_whole"))
        for number, low, high in zip(known.tolist(), lows, highs, strict=True):
            found[number] = Postings(docs[low:high], tf[low:high], whole[low:high])
        return found

    def triples(self, codes: NDArray[np.uint64]) -> list[NDArray[np.uint32]] | None:
        """The places, rising, of each of some threes of units; None if one stands nowhere."""
        at = self._triple_codes.searchsorted(codes)
        if not len(self._triple_codes) or (self._triple_codes.take(at, mode="clip") != codes).any():
            return None
        starts, ends = self._triple_at[at].tolist(), self._triple_at[at + 1].tolist()
        return [self.triple_places[s:e] for s, e in zip(starts, ends, strict=True)]

    def triples_from(self, low: int, high: int) -> NDArray[np.uint32]:
        """The places, in no order, of all triples with ``low`` ≤ code < ``high``."""
        first, last = self._triple_codes.searchsorted(np.array([low, high], np.uint64))
        return self.triple_places[int(self._triple_at[first]) : int(self._triple_at[last])]

    def is_start(self, places: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the tokenizer starts a token at each of ``places``."""
        bits = self["boundaries"][places >> 3] >> (7 - (places & 7)).astype(np.uint8)
        return np.asarray(bits & 1, np.bool_)

    @cached_property
    def readings(self) -> dict[str, list[str]]:
        """Reading in hiragana → terms that are read so."""
        by_reading: dict[str, list[str]] = {}
        lines = self._lines("readings")
        for term, line in zip(self.terms, lines, strict=True):
            for reading in line.split(READING_SEPARATOR) if line else ():
                by_reading.setdefault(reading, []).append(term)
        return by_reading

    def term_range(self, prefix: str) -> tuple[int, int]:
        """The numbers of the terms that start with ``prefix``: first, and one behind the last."""
        terms = self.ordered_terms
        first = bisect_left(terms, prefix)
        return first, bisect_left(terms, prefix + "\U0010ffff", first)

    def is_indexed_pair(self, units: list[int]) -> bool:
        """Whether two units have postings, if they occur at all."""
        return bool(is_scored_pair(units[0], units[1]))

    def words_of_length(self, shortest: int, longest: int) -> list[str]:
        """Katakana and Latin terms of so many characters: those in which typos are sought."""
        lengths = range(shortest, longest + 1)
        return [term for length in lengths for term in self._by_length.get(length, ())]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        by_length: dict[int, list[str]] = {}
        for term in self.terms:
            if (term[0] >= "\u30a1" and term[0] <= "\u30fc") or (term.isascii() and term.isalpha()):
                by_length.setdefault(len(term), []).append(term)
        return by_length

    @cached_property
    def ordered_terms(self) -> list[str]:
        """All terms in order; a term's number is its position."""
        return list(self.terms)
