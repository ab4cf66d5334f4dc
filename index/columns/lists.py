"""Lists by code that come in pieces, and are joined piece by piece in the order of their codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENTRIES_AT_ONCE = 250_000
"""Entries that are joined at once, so that no index over all of them is needed: some 25 MB."""


def starts_of_runs(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where a value differs from the one before: [7, 7, 9] → [0, 2]."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))


class ListsByCode:
    """Takes the lists of some codes at a time; entries are rows of parallel columns."""

    def __init__(self) -> None:
        self._codes: list[NDArray[Any]] = []
        self._counts: list[NDArray[np.int64]] = []
        self._columns: list[tuple[NDArray[Any], ...]] = []

    def add(self, codes: NDArray[Any], counts: NDArray[np.int64], *columns: NDArray[Any]) -> None:
        """Adds lists of so many entries each, laid end to end."""
        self._codes.append(codes)
        self._counts.append(counts)
        self._columns.append(columns)

    def merged(
        self,
    ) -> Iterator[tuple[NDArray[Any], NDArray[np.int64], tuple[NDArray[Any], ...]]]:
        """All lists in the order of their codes, those of one code as they came; some at a time.

        Gives the code and the count of each list, and the columns of all entries. The lists of a
        code are never parted. Nothing is left afterwards.
        """
        if not self._codes:
            return
        codes, counts = np.concatenate(self._codes), np.concatenate(self._counts)
        pieces = list(zip(*self._columns, strict=True))
        self._codes, self._counts, self._columns = [], [], []
        # One after the other, so that no more than one column is there twice.
        columns = [np.concatenate(pieces.pop(0)) for _ in range(len(pieces))]
        order = np.argsort(codes, kind="stable")
        starts = (np.cumsum(counts) - counts)[order]
        codes, counts = codes[order], counts[order]
        ends = np.cumsum(counts)
        first = 0
        while first < len(codes):
            reached = int(ends.searchsorted(ends[first] + ENTRIES_AT_ONCE))
            last = int(codes.searchsorted(codes[min(reached, len(codes) - 1)], "right"))
            some = counts[first:last]
            shift = starts[first:last] - (np.cumsum(some) - some)
            at = np.repeat(shift, some) + np.arange(int(some.sum()))
            yield codes[first:last], some, tuple(column[at] for column in columns)
            first = last
