"""One column segment, mapped: postings by term, gram and triple, over its documents.

Nothing is read until it is asked for, and the pages are shared by all processes that map them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.sound import sound, without_long
from index.columns.common import Common
from index.columns.documents import DocumentColumns
from index.columns.gram_lists import BITS, FEW, FULL, PAIRS, RARE, TOGETHER, ways
from index.columns.rising import in_any, unpack_set
from index.columns.words import READING_SEPARATOR
from index.pages.pages import PlacesIn
from index.spool import ranges
from index.weights import is_scored_character, is_scored_pair

_HALF = np.float32(0.5)


class Postings(NamedTuple):
    """Documents of a unit, rising, with parallel weighted frequencies."""

    docs: NDArray[np.unsignedinteger[Any]]
    twice_tf: NDArray[Any]
    """As they are stored: in halves."""

    @property
    def tf(self) -> NDArray[np.float32]:
        return np.asarray(self.twice_tf * _HALF, np.float32)

    @property
    def documents(self) -> int:
        """In how many documents the unit is."""
        return len(self.docs)

    def tf_in(self, doc: int) -> float:
        """The weighted frequency in a document, 0 where it is not."""
        at = int(self.docs.searchsorted(doc))
        return float(self.tf[at]) if at < self.documents and self.docs[at] == doc else 0.0


class FullPostings(NamedTuple):
    """Those of a unit that is in many documents."""

    documents: int
    every: NDArray[np.uint8]
    """Twice the weighted frequency of each document."""

    @property
    def docs(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.every)

    def tf_in(self, doc: int) -> float:
        return float(self.every[doc] * _HALF) if doc < len(self.every) else 0.0


GramPostings = Postings | FullPostings


REMEMBERED = 16
"""Words of which the uses are kept: a search asks for them again and again."""
_LITERAL, _WITHIN, _COUNT = 1 << 8, 2 << 8, 10
"""Of ``term_uses``: the word stands there as itself, within a token, and where its count begins."""
_NO_PLACES = np.empty(0, np.int64)
_MANY = 1 << 40
"""More places than any word has."""


class Triple(NamedTuple):
    """The documents of three units as they are kept, and the first two units."""

    packed: NDArray[np.uint8]
    """A set of those of the pair, where these have a list, else of all."""
    pair: int


class ColumnSegment(DocumentColumns):
    """The arrays of one segment by their names in :mod:`.layout`, and look-ups over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.terms = {term: number for number, term in enumerate(self._lines("terms"))}
        # The offsets that every look-up needs, as attributes of their own.
        self._term_at = self["term_at"]
        self._uses = Common(self._arrays, "term_uses")
        # Not a method: it would hold this, and with it the files of a generation gone.
        self._of_term = lru_cache(REMEMBERED)(partial(_uses, self._term_at, self._uses))
        self._gram_codes = self["gram_codes"]
        self._gram_at = self["gram_at"]
        first_pair = int(self._gram_codes.searchsorted(np.uint32(PAIRS)))
        self._pairs_from = int(self._gram_at[first_pair])
        self._tf = {FEW: Common(self._arrays, "gram_tf")}
        self._tf[BITS] = Common(self._arrays, "gram_bits_tf")
        # Looks at single numbers cost a fifth of those at the array's.
        self._triple_pairs, self._triple_thirds = (
            self["triple_pairs"].data,
            self["triple_thirds"].data,
        )
        self._triple_pairs_at, self._triple_sizes, self._triple_at = (
            self[name].data for name in ("triple_pairs_at", "triple_sizes", "triple_at")
        )
        self._triple_docs = self._bytes("triple_docs.bin")
        self._codes_seen, self._gram_at_seen = self._gram_codes.data, self._gram_at.data

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
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
        """The postings of a term in ``docs`` (rising), at most how many places each has there, and
        the positions of those in ``term_places``, one after the other."""
        arrays = self._arrays
        low, high = self._term_at[number : number + 2].tolist()
        posted = arrays["term_docs"][low:high]
        at = posted.searchsorted(docs.astype(posted.dtype))
        at = at[posted.take(at, mode="clip") == docs]
        bounds = self.place_bounds(number, number + 1)
        counts = np.minimum(bounds[at + 1] - bounds[at], limit)
        return low + at, counts, ranges(bounds[at], counts)

    def _places(
        self, postings: NDArray[np.intp], counts: NDArray[np.int64], entries: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        bases = self.folded_at[self._arrays["term_docs"][postings].astype(np.int64)]
        return np.asarray(bases.repeat(counts) + self._arrays["term_places"][entries], np.int64)

    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        number = self.terms.get(term)
        if number is None:
            return None
        postings, counts, entries = self._entries(number, docs, limit)
        if not len(postings):
            return None
        places = self._places(postings, counts, entries)
        ends = np.cumsum(counts).tolist()
        arrays = self._arrays
        uses = self._of_term(number)[postings - int(self._term_at[number])]
        return PlacesIn(
            arrays["term_docs"][postings].tolist(),
            [places[start:end] for start, end in zip([0, *ends], ends, strict=False)],
            self._lengths(number, entries),
            ((uses & _LITERAL) // _LITERAL).tolist(),
        )

    def term_places(
        self, term: str, docs: NDArray[np.int64], limit: int | None = None
    ) -> NDArray[np.int64]:
        """As of all pages; at most ``limit`` places in each document."""
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES
        return self._places(*self._entries(number, docs, limit or _MANY))

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
        number = self.terms.get(term)
        if number is None:
            return 0
        low, high = self._arrays["term_places_at"][number : number + 2].tolist()
        return int(high - low)

    def terms_of(self, doc: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The numbers of the terms of a document, and their weighted frequencies.

        Reads all postings once: milliseconds, for what is asked seldom.
        """
        at = np.flatnonzero(self._arrays["term_docs"] == doc)
        numbers = np.searchsorted(self._term_at, at, "right") - 1
        return numbers, self.twice_tf(0, int(self._term_at[-1]))[at] * _HALF

    def gram_docs(self, code: int, *, whole: bool) -> NDArray[Any]:
        """The documents of a character or pair; ``whole``: where it does not cut a token."""
        number = int(self._gram_codes.searchsorted(np.uint32(code)))
        if number == len(self._gram_codes) or self._gram_codes[number] != code:
            return _NO_PLACES
        low, high = self._gram_at[number : number + 2].tolist()
        place = self._arrays["gram_place"][number]
        scored = code >= PAIRS or is_scored_character(code)
        way = ways(high - low, self.documents, scored)
        docs: NDArray[Any]
        if way == FULL:
            row = self._arrays["gram_full"][place]
            docs = (row if len(row) == self.documents else _from_halves(row)).nonzero()[0]
        elif way == BITS:
            docs = np.unpackbits(self._arrays["gram_bits"][place]).nonzero()[0]
        else:
            docs = self._arrays["gram_docs"][place : place + high - low]
        if not whole or code < PAIRS:
            return docs
        low, high = low - self._pairs_from, high - self._pairs_from
        bits = np.unpackbits(self._arrays["gram_whole"][low >> 3 : (high + 7) >> 3])
        return np.asarray(docs[bits[low & 7 : (low & 7) + high - low].view(np.bool_)])

    def grams(self, codes: Sequence[int]) -> list[GramPostings | None]:
        """The postings of each of some characters and pairs that are scored, or None."""
        found: list[GramPostings | None] = [None] * len(codes)
        if not len(self._gram_codes):
            return found
        arrays, wanted = self._arrays, np.array(codes, np.uint32)
        at = self._gram_codes.searchsorted(wanted)
        known = np.flatnonzero(self._gram_codes.take(at, mode="clip") == wanted)
        at = at[known]
        counts = (self._gram_at[at + 1] - self._gram_at[at]).astype(np.int64)
        way, places = ways(counts, self.documents, 1), arrays["gram_place"][at]
        rows = zip(known.tolist(), way.tolist(), places.tolist(), counts.tolist(), strict=True)
        for number, way_of_list, place, count in rows:
            if way_of_list == FEW:
                tf = self._tf[FEW].between(place, place + count)
                found[number] = Postings(arrays["gram_docs"][place : place + count], tf)
        full = way == FULL
        every = self._of_full(places[full]) if full.any() else ()
        for number, count, row in zip(
            known[full].tolist(), counts[full].tolist(), every, strict=True
        ):
            found[number] = FullPostings(count, row)
        bits = way == BITS
        for number, postings in zip(known[bits].tolist(), self._of_bits(places[bits]), strict=True):
            found[number] = postings
        return found

    def _of_bits(self, rows: NDArray[np.uint32]) -> Iterator[Postings]:
        """The postings of some rows of ``gram_bits``, all unpacked at once."""
        bits, tf = self._arrays["gram_bits"][rows], self._tf[BITS]
        docs = np.unpackbits(bits.reshape(-1)).view(np.bool_).nonzero()[0]
        at = self._arrays["gram_bits_at"]
        bounds = zip(at[rows].tolist(), at[rows + 1].tolist(), strict=True)
        low = 0
        for row, (first, last) in enumerate(bounds):
            high = low + last - first
            yield Postings(docs[low:high] - row * 8 * bits.shape[1], tf.between(first, last))
            low = high

    def _of_full(self, rows: NDArray[Any]) -> NDArray[np.uint8]:
        """Some rows of ``gram_full``, unpacked: twice the weighted frequency of each document."""
        packed = self._arrays["gram_full"]
        if packed.shape[1] == self.documents:
            return np.asarray(packed[rows])
        every = _from_halves(packed[rows])
        every += every
        docs, rare = self._arrays["gram_full_rare_docs"], self._arrays["gram_full_rare"]
        at = self._arrays["gram_full_rare_at"]
        bounds = zip(every, at[rows].tolist(), at[rows + 1].tolist(), strict=True)
        for row, low, high in bounds:
            if low < high:
                row[docs[low:high]] = rare[low:high]
        return every[:, : self.documents]

    def triples(self, units: Sequence[int]) -> list[Triple] | None:
        """The documents of every three units in a row; None if some stand nowhere."""
        thirds, sizes, found = self._triple_thirds, self._triple_sizes, []
        for first, second, third in zip(units, units[1:], units[2:], strict=False):
            low, high = self._with_pair(first, second)
            low = bisect_left(thirds, third, low, high)
            if low == high or thirds[low] != third:
                return None
            start = self._triple_start(low)
            packed = self._triple_docs[start : start + sizes[low]]
            found.append(Triple(packed, first << 16 | second))
        return found

    def docs_of(self, triple: Triple) -> NDArray[np.int64]:
        """The documents of three units, rising."""
        if not self._has_places(triple.pair):
            return unpack_set(triple.packed, self.documents)
        docs = self.gram_docs(triple.pair, whole=False).astype(np.int64)
        return docs[unpack_set(triple.packed, len(docs))] if len(triple.packed) else docs

    def mask_of(self, triple: Triple) -> NDArray[np.bool_]:
        """Of each document whether it has three units."""
        mask = np.zeros(self.documents, np.bool_)
        mask[self.docs_of(triple)] = True
        return mask

    def _triple_start(self, number: int) -> int:
        """Where the documents of a triple start."""
        before = number - number % TOGETHER
        return self._triple_at[number // TOGETHER] + sum(self._triple_sizes[before:number])

    def _has_places(self, pair: int) -> bool:
        """Whether triples that start with a pair are told by places in its list."""
        codes, at = self._codes_seen, self._gram_at_seen
        number = bisect_left(codes, pair)
        if number == len(codes) or codes[number] != pair:
            return False
        return bool(ways(at[number + 1] - at[number], self.documents, 1) != FULL)

    def _with_pair(self, first: int, second: int) -> tuple[int, int]:
        """The range of the triples that start with two units."""
        pairs, pair = self._triple_pairs, first << 16 | second
        number = bisect_left(pairs, pair)
        if number == len(pairs) or pairs[number] != pair:
            return 0, 0
        return self._triple_pairs_at[number], self._triple_pairs_at[number + 1]

    def docs_with_pair(self, first: int, second: int) -> NDArray[np.int64]:
        """The documents of all triples that start with two units, rising."""
        if is_scored_pair(first, second):
            return self.gram_docs(first << 16 | second, whole=False).astype(np.int64)
        low, high = self._with_pair(first, second)
        if low == high:
            return _NO_PLACES
        sizes = self["triple_sizes"][low:high].astype(np.int64)
        start, ends = self._triple_start(low), np.cumsum(sizes)
        packed = self._triple_docs[start : start + int(ends[-1])]
        return in_any(packed, ends - sizes, self.documents)

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


def _from_halves(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of bytes from halves: see :mod:`.gram_lists`."""
    half = packed.shape[-1]
    every = np.empty((*packed.shape[:-1], 2 * half), np.uint8)
    np.bitwise_and(packed, RARE, out=every[..., :half])
    np.right_shift(packed, 4, out=every[..., half:])
    return every


def _uses(term_at: NDArray[Any], uses: Common, number: int) -> NDArray[np.uint32]:
    return uses.between(*term_at[number : number + 2].tolist())
