"""One column segment, mapped: postings by term, gram and triple, over its documents.

Nothing is read until it is asked for, and the pages are shared by all processes that map them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.sound import sound, without_long
from index.columns.documents import DocumentColumns
from index.columns.rising import unpack_lists
from index.columns.words import READING_SEPARATOR
from index.pages.pages import PlacesIn
from index.weights import is_scored_pair

_HALF = np.float32(0.5)


class Postings(NamedTuple):
    """Documents of a unit, rising, with parallel weighted frequencies."""

    docs: NDArray[np.unsignedinteger[Any]]
    twice_tf: NDArray[Any]
    """As they are stored: in halves."""

    @property
    def tf(self) -> NDArray[np.float32]:
        return np.asarray(self.twice_tf * _HALF, np.float32)


_NO_PLACES = np.empty(0, np.int64)


class ColumnSegment(DocumentColumns):
    """The arrays of one segment by their names in :mod:`.layout`, and look-ups over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.terms = {term: number for number, term in enumerate(self._lines("terms"))}
        # The offsets that every look-up needs, as attributes of their own.
        self._term_at = self["term_at"]
        self._gram_codes = self["gram_codes"]
        self._gram_at = self["gram_at"]
        self._triple_codes = self["triple_codes"]
        self._triple_at = self["triple_at"]
        self._triple_docs = self._bytes("triple_docs")

    def term(self, term: str) -> Postings | None:
        """The postings of a word, or None."""
        number = self.terms.get(term)
        return None if number is None else self.postings_of(number)

    def postings_of(self, number: int) -> Postings:
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        arrays = self._arrays
        return Postings(arrays["term_docs"][low:high], arrays["term_tf"][low:high])

    def docs_with_token(self, number: int) -> NDArray[Any]:
        """Documents in which a term stands within the text of a token: サーバ in サーバー."""
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        docs: NDArray[Any] = self._arrays["term_docs"][low:high]
        return docs[self._arrays["term_forms"][low:high] >= 2]

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
    def _joined_terms(self) -> tuple[str, list[int]]:
        """All terms, a line each, and where each begins."""
        starts = list(accumulate((len(term) + 1 for term in self.terms), initial=0))
        return "\n".join(self.terms), starts[:-1]

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
        found = arrays["term_docs"][at].astype(np.int64)
        bases = self.folded_at[found].tolist()
        places = [
            arrays["term_places"][r].astype(np.int64) + base
            for r, base in zip(ranges, bases, strict=True)
        ]
        lengths = np.concatenate([arrays["term_lengths"][r] for r in ranges])
        return PlacesIn(found.tolist(), places, lengths, (arrays["term_forms"][at] & 1).tolist())

    def term_places(self, term: str, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        """All places of a word in ``docs`` (rising), rising; quicker than ``places_in``."""
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        arrays = self._arrays
        posted = arrays["term_docs"][low:high]
        at = posted.searchsorted(docs.astype(posted.dtype))
        at = at[posted.take(at, mode="clip") == docs] + low
        starts = arrays["term_places_at"][at].tolist()
        ends = arrays["term_places_at"][at + 1].tolist()
        bases = self.folded_at[arrays["term_docs"][at].astype(np.int64)].tolist()
        places = [
            arrays["term_places"][s:e].astype(np.int64) + base
            for s, e, base in zip(starts, ends, bases, strict=True)
        ]
        return np.concatenate(places) if places else _NO_PLACES

    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a word stands in all documents, rising, and how long it is at each place."""
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES, _NO_PLACES
        arrays = self._arrays
        low, high = self._term_at[number : number + 2].tolist()
        bounds = arrays["term_places_at"][low : high + 1].astype(np.int64)
        some = slice(bounds[0], bounds[-1])
        bases = self.folded_at[arrays["term_docs"][low:high].astype(np.int64)]
        places = arrays["term_places"][some] + np.repeat(bases, np.diff(bounds))
        return places, arrays["term_lengths"][some].astype(np.int64)

    def occurrences(self, term: str) -> int:
        """How often a word stands in all documents together."""
        number = self.terms.get(term)
        if number is None:
            return 0
        low, high = self._arrays["term_places_at"][self._term_at[number : number + 2]].tolist()
        return int(high - low)

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

    def gram_docs(self, code: int, *, whole: bool) -> NDArray[Any]:
        """The documents of a character or pair; ``whole``: where it does not cut a token."""
        at = int(self._gram_codes.searchsorted(np.uint32(code)))
        if at == len(self._gram_codes) or self._gram_codes[at] != code:
            return _NO_PLACES
        low, high = self._gram_at[at : at + 2].tolist()
        docs: NDArray[Any] = self._arrays["gram_docs"][low:high]
        if not whole:
            return docs
        bits = np.unpackbits(self._arrays["gram_whole"][low >> 3 : (high + 7) >> 3])
        return np.asarray(docs[bits[low & 7 : (low & 7) + high - low] == 1])

    def grams(self, codes: Sequence[int]) -> list[Postings | None]:
        """The postings of each of some characters and pairs."""
        found: list[Postings | None] = [None] * len(codes)
        if not len(self._gram_codes):
            return found
        wanted = np.array(codes, np.uint32)
        at = self._gram_codes.searchsorted(wanted)
        known = np.flatnonzero(self._gram_codes.take(at, mode="clip") == wanted)
        lows, highs = self._gram_at[at[known]].tolist(), self._gram_at[at[known] + 1].tolist()
        docs, tf = self._arrays["gram_docs"], self._arrays["gram_tf"]
        for number, low, high in zip(known.tolist(), lows, highs, strict=True):
            found[number] = Postings(docs[low:high], tf[low:high])
        return found

    def triples(self, codes: NDArray[np.uint64]) -> list[NDArray[np.uint8]] | None:
        """The packed documents of each of some threes of units; None if one stands nowhere.

        :func:`index.columns.rising.unpack` gives the documents; few bytes are few documents.
        """
        at = self._triple_codes.searchsorted(codes)
        if not len(self._triple_codes) or (self._triple_codes.take(at, mode="clip") != codes).any():
            return None
        starts, ends = self._triple_at[at].tolist(), self._triple_at[at + 1].tolist()
        return [self._triple_docs[s:e] for s, e in zip(starts, ends, strict=True)]

    def docs_with_pair(self, first: int, second: int) -> NDArray[np.int64]:
        """The documents of all triples that start with two units, rising."""
        low = first << 32 | second << 16
        at = self._triple_codes.searchsorted(np.array([low, low + (1 << 16)], np.uint64))
        bounds = self._triple_at[at[0] : at[1] + 1].astype(np.int64)
        packed = self._triple_docs[bounds[0] : bounds[-1]]
        mask = np.zeros(self.documents, np.bool_)
        mask[unpack_lists(packed, bounds[:-1] - bounds[0])] = True
        return np.flatnonzero(mask)

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
        keys = without_long(sound("\n".join(self.readings))).split("\n")
        for key, (reading, terms) in zip(keys, self.readings.items(), strict=False):
            by_sound.setdefault(key, []).extend((term, reading) for term in terms)
        return by_sound

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
