"""Lists by code that come in pieces, and are joined piece by piece in the order of their codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.files import forget_pages
from index.spool import Spool

ENTRIES_AT_ONCE = 250_000
"""Entries that are joined at once, so that no index over all of them is needed: some 25 MB."""


def starts_of_runs(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where a value differs from the one before: [7, 7, 9] → [0, 2]."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))


class ListsByCode:
    """Takes the lists of some codes at a time; entries are rows of columns of these ``kinds``."""

    def __init__(self, folder: Path, code_kind: Any, *kinds: Any) -> None:
        self._codes = Spool(code_kind, folder)
        self._counts = Spool(np.uint32, folder)
        self._columns = [Spool(kind, folder) for kind in kinds]

    def add(self, codes: NDArray[Any], counts: NDArray[np.int64], *columns: NDArray[Any]) -> None:
        """Adds lists of so many entries each, laid end to end."""
        self._codes.append(codes)
        self._counts.append(counts)
        for spool, column in zip(self._columns, columns, strict=True):
            spool.append(column)

    def merged(
        self,
    ) -> Iterator[tuple[NDArray[Any], NDArray[np.int64], tuple[NDArray[Any], ...]]]:
        """All lists in the order of their codes, those of one code as they came; some at a time.

        Gives the code and the count of each list, and the columns of all entries. The lists of a
        code are never parted.
        """
        codes, counts = self._codes.all(), self._counts.all()
        columns = [spool.mapped() for spool in self._columns]
        order = np.argsort(codes, kind="stable")
        starts = (np.cumsum(counts, dtype=np.int64) - counts)[order]
        codes, counts = codes[order], counts[order]
        del order
        ends = np.cumsum(counts, dtype=np.int64)
        first = 0
        while first < len(codes):
            reached = int(ends.searchsorted(ends[first] + ENTRIES_AT_ONCE))
            last = int(codes.searchsorted(codes[min(reached, len(codes) - 1)], "right"))
            some = counts[first:last].astype(np.int64)
            shift = starts[first:last] - (np.cumsum(some) - some)
            at = np.repeat(shift, some) + np.arange(int(some.sum()))
            yield codes[first:last], some, tuple(column[at] for column in columns)
            for column in columns:
                forget_pages(column)
            first = last
