"""One column segment, mapped: postings by term, beside its grams, over its documents.

Nothing is read until it is asked for, and the pages are shared by all processes that map them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.sound import sounds_without_long
from index.columns.common import Common
from index.columns.gram_columns import GramColumns
from index.columns.postings import HALF, Postings
from index.columns.words import READING_SEPARATOR
from index.pages.pages import PlacesIn
from index.spool import ranges

REMEMBERED = 16
"""Words of which the uses are kept: a search asks for them again and again."""
_LITERAL, _WITHIN, _COUNT = 1 << 8, 2 << 8, 10
"""Of ``term_uses``: the word stands there as itself, within a token, and where its count begins."""
_NO_PLACES = np.empty(0, np.int64)
_MANY = 1 << 40
"""More places than any word has."""


class ColumnSegment(GramColumns):
    """The arrays of one segment by their names in :mod:`.layout`, and look-ups over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.terms = {term: number for number, term in enumerate(self._lines("terms"))}
        # The offsets that every look-up needs, as attributes of their own.
        self._term_at = self["term_at"]
        self._uses = Common(self._arrays, "term_uses")
        # Not a method: it would hold this, and with it the files of a generation gone.
        self._of_term = lru_cache(REMEMBERED)(partial(_uses, self._term_at, self._uses))

    def term(self, term: str) -> Postings | None:
        """The postings of a word, or None."""
        number = self.terms.get(term)
        return None if number is None else self.postings_of(number)

    def postings_of(self, number: int) -> Postings:
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        tf = self._of_term(number).astype(np.uint8)
        return Postings(self._arrays["term_docs"][low:high], tf)

    def twice_tf(self, low: int, high: int) -> NDArray[np.uint8]:
        """Of some postings of terms."""
        return self._uses.between(low, high).astype(np.uint8)

    def docs_with_token(self, number: int) -> NDArray[Any]:
        """Documents in which a term stands within the text of a token: サーバ in サーバー."""
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        docs: NDArray[Any] = self._arrays["term_docs"][low:high]
        return docs[self._of_term(number) & _WITHIN > 0]

    def literal_uses(self) -> NDArray[np.bool_]:
        """Of each posting of a term whether it stands there as itself."""
        return self._uses.between(0, int(self._term_at[-1])) & _LITERAL > 0

    def terms_having(self, text: str) -> list[int]:
        """The numbers of the terms that have ``text`` within."""
        lines, starts = self._joined_terms
        found, at = [], lines.find(text)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            found.append(number)
            at = lines.find(text, starts[number + 1]) if number + 1 < len(starts) else -1
        return found

    @cached_property
    def _joined_terms(self) -> tuple[str, memoryview]:
        """All terms, a line each, and where each begins."""
        ends = np.fromiter(map(len, self.terms), np.int64).cumsum()
        starts = np.arange(len(ends)) + np.append(0, ends)[:-1]
        return "\n".join(self.terms), starts.data

    def documents_with(self, term: str) -> int:
        """How many documents have a word."""
        return self._entries_of(term, self._term_at)

    def place_bounds(self, first: int, last: int) -> NDArray[np.int64]:
        """Where the places of each posting of the terms ``first`` to ``last`` (exclusive) start,
        and where those of the last one end."""
        low, high = int(self._term_at[first]), int(self._term_at[last])
        uses = self._of_term(first) if last == first + 1 else self._uses.between(low, high)
        bounds = np.empty(high - low + 1, np.int64)
        bounds[0] = self._arrays["term_places_at"][first]
        np.right_shift(uses, _COUNT, out=bounds[1:])
        return bounds.cumsum(out=bounds)

    def _lengths(self, number: int, at: NDArray[np.int64]) -> NDArray[np.uint8]:
        """How long a term is at some of its entries in ``term_places``."""
        low, high = self._arrays["term_lengths_at"][number : number + 2].tolist()
        lengths: NDArray[np.uint8] = self._arrays["term_lengths"][low:high]
        if high - low == 1:
            return lengths.repeat(len(at))
        return lengths[at - int(self._arrays["term_places_at"][number])]

    def _entries(
        self, number: int, docs: NDArray[np.int64], limit: int
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Which postings of a term are in ``docs`` (rising), and in which of them; at most how many
        places each has there, and the positions of those in ``term_places``, one after the
        other."""
        low, high = self._term_at[number : number + 2].tolist()
        posted = self._arrays["term_docs"][low:high]
        at = posted.searchsorted(docs.astype(posted.dtype))
        known = posted.take(at, mode="clip") == docs
        at = at[known]
        bounds = self.place_bounds(number, number + 1)
        starts = bounds[at]
        counts = np.minimum(bounds[at + 1] - starts, limit)
        return at, docs[known], counts, ranges(starts, counts)

    def _places(
        self, docs: NDArray[np.int64], counts: NDArray[np.int64], entries: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        bases = self.folded_at[docs].repeat(counts)
        return np.asarray(bases + self._arrays["term_places"][entries], np.int64)

    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        number = self.terms.get(term)
        if number is None:
            return None
        at, docs, counts, entries = self._entries(number, docs, limit)
        if not len(at):
            return None
        return PlacesIn(
            docs.tolist(),
            counts.tolist(),
            self._places(docs, counts, entries),
            self._lengths(number, entries),
            (self._of_term(number)[at] & _LITERAL > 0).tolist(),
        )

    def term_places(
        self, term: str, docs: NDArray[np.int64], limit: int | None = None
    ) -> NDArray[np.int64]:
        """As of all pages; at most ``limit`` places in each document."""
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES
        _, *entries = self._entries(number, docs, limit or _MANY)
        return self._places(*entries)

    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES, _NO_PLACES
        arrays = self._arrays
        low, high = self._term_at[number : number + 2].tolist()
        bounds = self.place_bounds(number, number + 1)
        some = slice(bounds[0], bounds[-1])
        bases = self.folded_at[arrays["term_docs"][low:high].astype(np.int64)]
        places = arrays["term_places"][some] + np.repeat(bases, np.diff(bounds))
        return places, self._lengths(number, np.arange(bounds[0], bounds[-1])).astype(np.int64)

    def occurrences(self, term: str) -> int:
        """How often a word stands in all documents together."""
        return self._entries_of(term, self._arrays["term_places_at"])

    def _entries_of(self, term: str, at: NDArray[Any]) -> int:
        number = self.terms.get(term)
        return 0 if number is None else int(at[number + 1]) - int(at[number])

    def terms_of(self, doc: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The numbers of the terms of a document, and their weighted frequencies.

        Reads all postings once: milliseconds, for what is asked seldom.
        """
        at = np.flatnonzero(self._arrays["term_docs"] == doc)
        numbers = np.searchsorted(self._term_at, at, "right") - 1
        return numbers, self.twice_tf(0, int(self._term_at[-1]))[at] * HALF

    @cached_property
    def readings(self) -> dict[str, list[str]]:
        """Reading in hiragana → terms that are read so."""
        by_reading: dict[str, list[str]] = {}
        lines = self._lines("readings")
        for term, line in zip(self.terms, lines, strict=True):
            for reading in line.split(READING_SEPARATOR) if line else ():
                by_reading.setdefault(reading, []).append(term)
        return by_reading

    @cached_property
    def heard(self) -> dict[str, list[tuple[str, str]]]:
        """Sound without long vowels → terms that sound so, each with its reading."""
        by_sound: dict[str, list[tuple[str, str]]] = {}
        keys = sounds_without_long([*self.readings])
        for key, (reading, terms) in zip(keys, self.readings.items(), strict=True):
            by_sound.setdefault(key, []).extend((term, reading) for term in terms)
        return by_sound

    def heard_from(self, beginning: str) -> Iterator[tuple[str, str]]:
        """The terms whose sound begins so, as in :attr:`heard`."""
        keys = self._sounds
        for at in range(bisect_left(keys, beginning), len(keys)):
            if not keys[at].startswith(beginning):
                return
            yield from self.heard[keys[at]]

    @cached_property
    def _sounds(self) -> list[str]:
        return sorted(self.heard)

    def term_range(self, prefix: str) -> tuple[int, int]:
        """The numbers of the terms that start with ``prefix``: first, and one behind the last."""
        terms = self.ordered_terms
        first = bisect_left(terms, prefix)
        return first, bisect_left(terms, prefix + "\U0010ffff", first)

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


def _uses(term_at: NDArray[Any], uses: Common, number: int) -> NDArray[np.uint32]:
    return uses.between(*term_at[number : number + 2].tolist())
