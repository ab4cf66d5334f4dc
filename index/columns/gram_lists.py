"""Postings of characters and pairs, each list in the way that takes little room and time.

=======  ==========================  =====================================================
a list   documents that have it      what is kept
=======  ==========================  =====================================================
few      less than a sixteenth       each document's number; what each posting has
bits     less than a third           a bit for each of all documents; what each posting has
full     a third or more             a byte for each of all documents, 0 where it is not
=======  ==========================  =====================================================

What a posting has is twice the weighted frequency: of ``full`` in a byte, else as :mod:`.common`
keeps it. Of 24,000 short posts 77 MB of documents and frequencies become 37, and what stands in
most of them is scored in a few passes over all.

A character by itself has its unit as its code, and so comes before all pairs. One that is not
scored has no frequencies: it is at most ``bits``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.common import write_common
from index.columns.files import document_numbers, offsets, write_array
from index.spool import Spool
from index.weights import is_scored_character

FEW, BITS, FULL = range(3)
PAIRS = 1 << 16
"""The codes of pairs are not below: first unit << 16 | second unit."""


def ways(counts: Any, documents: int, scored: Any) -> Any:
    """How lists of so many postings are kept, of a segment of so many documents; for arrays of
    lists or for one."""
    return 1 * (counts * 16 >= documents) + scored * (counts * 3 >= documents)


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

    def write(self) -> None:
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
            "full": spools["full"].all().reshape(-1, max(self._documents, 1)),
            "whole": np.packbits(spools["whole"].all()),
        }.items():
            write_array(self._folder, f"gram_{name}", array)
