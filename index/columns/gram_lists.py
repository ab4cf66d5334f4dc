"""Postings of characters and pairs, each list in the way that takes little room and time.

=======  ==========================  =====================================================
a list   documents that have it      what is kept
=======  ==========================  =====================================================
few      less than a sixteenth       each document's number; what each posting has
bits     less than a third           a bit for each of all documents; what each posting has
full     a third or more             a byte, or half a one, for each of all documents, 0 where it
                                     is not
=======  ==========================  =====================================================

What a posting has is twice the weighted frequency, as :mod:`.common` keeps it; of ``full`` in a
byte. Where nearly all are small, as in short posts, half a byte is the weighted frequency where
that is whole and below 15, and 15 where it is kept beside; the second half of the documents are the
high bits, so that all are unpacked in a few passes::

    documents  0 1 2 3 4    frequencies  0 2 1.5 3 1    bytes  30 12 0f    beside  1.5, of 2

Of 24,000 short posts 77 MB of documents and frequencies become 30.

A character by itself has its unit as its code, and so comes before all pairs. One that is not
scored has no frequencies: it is at most ``bits``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.common import write_common
from index.columns.files import document_numbers, forget_pages, offsets, write_array
from index.spool import Spool
from index.weights import is_scored_character

FEW, BITS, FULL = range(3)
RARE = 15
"""In half a byte of ``full``: what it is there is kept beside."""
FEW_RARE = 32
"""Halves are kept where one of so many documents at most is kept beside: each takes time."""
TOGETHER = 8
"""So many triples are kept with one start: what each takes says where the others start."""
PAIRS = 1 << 16
"""The codes of pairs are not below: first unit << 16 | second unit."""


def ways(counts: Any, documents: int, scored: Any) -> Any:
    """How lists of so many postings are kept, of a segment of so many documents; for arrays of
    lists or for one."""
    return 1 * (counts * 16 >= documents) + scored * (counts * 3 >= documents)


def halves(documents: int) -> int:
    """The bytes of a row of ``full``."""
    return max((documents + 1) // 2, 1)


def is_scored(codes: NDArray[Any]) -> NDArray[np.bool_]:
    """Which lists have frequencies: those of pairs are there for that alone."""
    is_pair = codes >= PAIRS
    return np.asarray(is_pair | is_scored_character(np.where(is_pair, 0, codes)), np.bool_)


class GramLists:
    """Takes the lists in the order of their codes, and writes them."""

    def __init__(self, folder: Path, documents: int) -> None:
        self._folder = folder
        self._documents = documents
        self._codes: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        self._counts: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        numbers = document_numbers(np.empty(0, np.uint16), documents).dtype
        names = ("tf", "bits", "bits_tf", "full", "whole")
        self._spools = {name: Spool(np.uint8, folder) for name in names}
        self._spools["docs"] = Spool(numbers, folder)
        self._of_pairs = Spool(numbers, folder)
        """The documents of the pairs that are not ``full``."""

    def add(
        self,
        codes: NDArray[np.uint32],
        counts: NDArray[np.int64],
        docs: NDArray[Any],
        tf: NDArray[np.uint8],
        whole: NDArray[np.uint8],
    ) -> None:
        """Adds lists of so many postings each, laid end to end."""
        self._codes.append(codes)
        self._counts.append(counts)
        self._spools["whole"].append(whole[(codes >= PAIRS).repeat(counts)])
        scored = is_scored(codes)
        way = ways(counts, self._documents, scored)
        few, bits, full = (way == one for one in (FEW, BITS, FULL))
        entries = few.repeat(counts)
        self._spools["docs"].append(docs[entries])
        self._spools["tf"].append(tf[entries])
        self._of_pairs.append(docs[(~full & (codes >= PAIRS)).repeat(counts)])
        entries = bits.repeat(counts)
        rows = self._rows(counts[bits], docs[entries], True)
        self._spools["bits"].append(np.packbits(rows, axis=1))
        self._spools["bits_tf"].append(tf[(bits & scored).repeat(counts)])
        entries = full.repeat(counts)
        self._spools["full"].append(self._rows(counts[full], docs[entries], tf[entries]))

    def _rows(
        self, counts: NDArray[np.int64], docs: NDArray[Any], values: NDArray[np.uint8] | bool
    ) -> NDArray[np.uint8]:
        """A row a list, with the value of each document."""
        rows = np.zeros((len(counts), self._documents), np.uint8)
        rows[np.arange(len(counts)).repeat(counts), docs] = values
        return rows

    def write(self) -> PairLists:
        codes, counts = np.concatenate(self._codes), np.concatenate(self._counts)
        scored = is_scored(codes)
        way = ways(counts, self._documents, scored)
        place = np.zeros(len(counts), np.uint32)
        for rows in (BITS, FULL):
            place[way == rows] = np.arange(np.count_nonzero(way == rows))
        ends = np.cumsum(counts[way == FEW])
        place[way == FEW] = ends - counts[way == FEW]
        spools, width = self._spools, (self._documents + 7) // 8
        of_bits = np.where(scored, counts, 0)[way == BITS]
        for name in ("tf", "bits_tf"):
            write_common(self._folder, f"gram_{name}", spools[name].all())
        for name, array in {
            "codes": codes,
            "at": offsets(np.append(0, np.cumsum(counts))),
            "place": place,
            "docs": spools["docs"].all(),
            "bits": spools["bits"].all().reshape(-1, max(width, 1)),
            "bits_at": offsets(np.append(0, np.cumsum(of_bits))),
            **self._full(spools["full"].mapped().reshape(-1, max(self._documents, 1))),
            "whole": np.packbits(spools["whole"].all()),
        }.items():
            write_array(self._folder, f"gram_{name}", array)
        lists = (way != FULL) & (codes >= PAIRS)
        return PairLists(codes[lists], counts[lists], self._of_pairs.mapped(), self._documents)

    def _full(self, rows: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
        """Rows as they are, or in halves with what these do not hold."""
        half, docs, values = halves(self._documents), [], []
        packed = np.zeros((len(rows), half), np.uint8)
        for number, row in enumerate(rows):
            rare = np.flatnonzero((row >= 2 * RARE) | (row & 1 > 0))
            docs.append(rare)
            values.append(row[rare])
            codes = row >> 1
            codes[rare] = RARE
            packed[number] = codes[:half]
            packed[number, : len(codes) - half] |= codes[half:] << 4
        at = np.cumsum([0, *map(len, docs)])
        if at[-1] * FEW_RARE > rows.size:
            packed, at, docs, values = rows, at[:1], [], []
        none = np.empty(0, np.uint8)
        return {
            "full": packed,
            "full_rare_at": offsets(at),
            "full_rare_docs": document_numbers(np.concatenate((none, *docs)), self._documents),
            "full_rare": np.concatenate((none, *values)),
        }


class PairLists:
    """The documents of the pairs that are not ``full``, by their codes."""

    def __init__(
        self,
        codes: NDArray[np.uint32],
        counts: NDArray[np.int64],
        docs: NDArray[Any],
        documents: int,
    ) -> None:
        self._codes, self._docs, self._documents = codes, docs, documents
        self._at = np.append(0, np.cumsum(counts))

    def places(
        self, codes: NDArray[np.uint32], counts: NDArray[np.int64], docs: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the documents of other lists stand in those of some rising codes, of which they
        are a part; and how many there are. Of codes without such a list, the documents, of all::

            list of 東京    3 9 12 40        documents of 東京都    9 40        places    1 3, of 4
        """
        kept, at = self._codes, self._codes.searchsorted(codes)
        known = np.flatnonzero(kept.take(at, mode="clip") == codes) if len(kept) else kept
        among = np.full(len(codes), self._documents, np.int64)
        if not len(known):
            return docs, among
        first, last = at[known[[0, -1]]]
        bounds = self._at[first : last + 2]
        owners = np.arange(first, last + 1).repeat(np.diff(bounds))
        keys = owners * self._documents + self._docs[bounds[0] : bounds[-1]]
        forget_pages(self._docs)
        of_list = at.repeat(counts)
        entries = np.isin(np.arange(len(codes)), known).repeat(counts)
        of_list, numbers = of_list[entries], docs.copy()
        found = keys.searchsorted(of_list * self._documents + docs[entries])
        numbers[entries] = found + bounds[0] - self._at[of_list]
        among[known] = self._at[at[known] + 1] - self._at[at[known]]
        return numbers, among
