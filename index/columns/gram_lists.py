"""Postings of characters and pairs, each list in the way that takes little room and time.

=======  ==========================  =====================================================
a list   documents that have it      what is kept
=======  ==========================  =====================================================
few      less than a sixteenth       each document's number; a byte a posting
bits     less than a third           a bit for each of all documents; a byte a posting
full     a third or more             a byte for each of all documents, 0 where it is not
=======  ==========================  =====================================================

The bytes are twice the weighted frequency. Of 24,000 short posts 77 MB of documents and
frequencies become 49, and what stands in most of them is scored in a few passes over all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.files import document_numbers, offsets, write_array
from index.spool import Spool

FEW, BITS, FULL = range(3)


def ways(counts: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
    """How lists of so many postings are kept, of a segment of so many documents."""
    return (counts * 16 >= documents).astype(np.int64) + (counts * 3 >= documents)


def way_of(count: int, documents: int) -> int:
    """The same of one list."""
    return (count * 16 >= documents) + (count * 3 >= documents)


class GramLists:
    """Takes the lists in the order of their codes, and writes them."""

    def __init__(self, folder: Path, documents: int) -> None:
        self._folder = folder
        self._documents = documents
        self._codes: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        self._counts: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        numbers = document_numbers(np.empty(0, np.uint16), documents).dtype
        kinds = {"docs": numbers, "tf": np.uint8, "bits": np.uint8, "bits_tf": np.uint8}
        kinds |= {"full": np.uint8, "whole": np.bool_}
        self._spools = {name: Spool(kind, folder) for name, kind in kinds.items()}

    def add(
        self,
        codes: NDArray[np.uint32],
        counts: NDArray[np.int64],
        docs: NDArray[Any],
        tf: NDArray[np.uint8],
        whole: NDArray[np.bool_],
    ) -> None:
        """Adds lists of so many postings each, laid end to end."""
        self._codes.append(codes)
        self._counts.append(counts)
        self._spools["whole"].append(whole)
        way = ways(counts, self._documents)
        few, bits, full = (way == one for one in (FEW, BITS, FULL))
        entries = few.repeat(counts)
        self._spools["docs"].append(docs[entries])
        self._spools["tf"].append(tf[entries])
        entries = bits.repeat(counts)
        rows = self._rows(counts[bits], docs[entries], True)
        self._spools["bits"].append(np.packbits(rows, axis=1))
        self._spools["bits_tf"].append(tf[entries])
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
        way = ways(counts, self._documents)
        place = np.zeros(len(counts), np.uint32)
        for rows in (BITS, FULL):
            place[way == rows] = np.arange(np.count_nonzero(way == rows))
        ends = np.cumsum(counts[way == FEW])
        place[way == FEW] = ends - counts[way == FEW]
        spools, width = self._spools, (self._documents + 7) // 8
        for name, array in {
            "codes": codes,
            "at": offsets(np.append(0, np.cumsum(counts))),
            "place": place,
            "docs": spools["docs"].all(),
            "tf": spools["tf"].all(),
            "bits": spools["bits"].all().reshape(-1, max(width, 1)),
            "bits_at": offsets(np.append(0, np.cumsum(counts[way == BITS]))),
            "bits_tf": spools["bits_tf"].all(),
            "full": spools["full"].all().reshape(-1, max(self._documents, 1)),
            "whole": np.packbits(spools["whole"].all()),
        }.items():
            write_array(self._folder, f"gram_{name}", array)
