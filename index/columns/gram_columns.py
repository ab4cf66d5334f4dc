"""The characters, pairs and triples of a segment, mapped: written by :mod:`.grams`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.common import Common
from index.columns.documents import DocumentColumns
from index.columns.gram_lists import BITS, FEW, FULL, PAIRS, RARE, TOGETHER, ways
from index.columns.postings import FullPostings, GramPostings, Postings
from index.columns.rising import in_any, unpack_set
from index.weights import is_scored_character, is_scored_pair

_NO_DOCS = np.empty(0, np.int64)


class Triple(NamedTuple):
    """Three units in a row that stand somewhere: their number, and the first two of them."""

    number: int
    size: int
    """Bytes of their documents: a set of those of the pair, where these have a list, else of
    all."""
    pair: int


class GramColumns(DocumentColumns):
    """Their arrays by their names in :mod:`.layout`, and look-ups over them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
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
        self._codes_seen, self._gram_at_seen, self._gram_place = (
            self[name].data for name in ("gram_codes", "gram_at", "gram_place")
        )

    def gram_docs(self, code: int, *, whole: bool) -> NDArray[Any]:
        """The documents of a character or pair; ``whole``: where it does not cut a token."""
        number = self._gram_number(code)
        if number is None:
            return _NO_DOCS
        docs = self._docs_of_gram(number, self._way(number, code))
        if not whole or code < PAIRS:
            return docs
        low, high = (self._gram_at_seen[at] - self._pairs_from for at in (number, number + 1))
        bits = np.unpackbits(self._arrays["gram_whole"][low >> 3 : (high + 7) >> 3])
        return np.asarray(docs[bits[low & 7 : (low & 7) + high - low].view(np.bool_)])

    def _gram_number(self, code: int) -> int | None:
        number = bisect_left(self._codes_seen, code)
        known = number < len(self._codes_seen) and self._codes_seen[number] == code
        return number if known else None

    def _way(self, number: int, code: int) -> int:
        """How the list of a character or pair is kept."""
        count = self._gram_at_seen[number + 1] - self._gram_at_seen[number]
        return int(ways(count, self.documents, code >= PAIRS or bool(is_scored_character(code))))

    def _docs_of_gram(self, number: int, way: int) -> NDArray[Any]:
        place = self._gram_place[number]
        if way == FEW:
            count = self._gram_at_seen[number + 1] - self._gram_at_seen[number]
            return self._arrays["gram_docs"][place : place + count]
        if way == BITS:
            return np.unpackbits(self._arrays["gram_bits"][place]).nonzero()[0]
        row = self._arrays["gram_full"][place]
        every = row if len(row) == self.documents else _from_halves(row)
        return np.asarray(every.nonzero()[0])

    def grams(self, codes: Sequence[int]) -> list[GramPostings | None]:
        """The postings of each of some characters and pairs that are scored, or None."""
        found: list[GramPostings | None] = [None] * len(codes)
        if not len(self._gram_codes):
            return found
        arrays, wanted = self._arrays, np.array(codes, np.uint32)
        at = self._gram_codes.searchsorted(wanted)
        known = (self._gram_codes.take(at, mode="clip") == wanted).nonzero()[0]
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
            found.append(Triple(low, sizes[low], first << 16 | second))
        return found

    def docs_of(self, triple: Triple) -> NDArray[np.int64]:
        """The documents of three units, rising."""
        start = self._triple_start(triple.number)
        packed = self._triple_docs[start : start + triple.size]
        number = self._gram_number(triple.pair)
        way = FULL if number is None else self._way(number, triple.pair)
        if number is None or way == FULL:
            return unpack_set(packed, self.documents)
        docs = self._docs_of_gram(number, way).astype(np.int64, copy=False)
        return docs[unpack_set(packed, len(docs))] if triple.size else docs

    def mask_of(self, triple: Triple) -> NDArray[np.bool_]:
        """Of each document whether it has three units."""
        mask = np.zeros(self.documents, np.bool_)
        mask[self.docs_of(triple)] = True
        return mask

    def _triple_start(self, number: int) -> int:
        """Where the documents of a triple start."""
        before = number - number % TOGETHER
        return self._triple_at[number // TOGETHER] + sum(self._triple_sizes[before:number])

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
            return _NO_DOCS
        sizes = self["triple_sizes"][low:high].astype(np.int64)
        start, ends = self._triple_start(low), np.cumsum(sizes)
        packed = self._triple_docs[start : start + int(ends[-1])]
        return in_any(packed, ends - sizes, self.documents)


def _from_halves(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of bytes from halves: see :mod:`.gram_lists`."""
    half = packed.shape[-1]
    every = np.empty((*packed.shape[:-1], 2 * half), np.uint8)
    np.bitwise_and(packed, RARE, out=every[..., :half])
    np.right_shift(packed, 4, out=every[..., half:])
    return every
