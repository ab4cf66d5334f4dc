"""Numbers of which nearly all are among few: a byte each, and the others beside.

::

    values   6 6 2 901 6        table  2 6        codes  1 1 0 255 1        rare  901, at 3

Of what is kept of a word in a post (how often, in which forms, its weight) 98 of 100 long posts'
and all but 3 of 10,000 short posts' are in the table.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.files import write_array

_RARE = 255
"""The code of what is not in the table, which has at most so many entries."""
_AT_ONCE = 1 << 18
"""Numbers that are looked up at once: each takes eight bytes then."""


def write_common(folder: Path, name: str, values: NDArray[np.uint32]) -> None:
    """Writes four arrays, which :class:`Common` reads."""
    known, counts = np.unique(values, return_counts=True)
    table = np.sort(known[np.argsort(-counts, kind="stable")[:_RARE]])
    codes = np.full(len(values), _RARE, np.uint8)
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        at = table.searchsorted(some)
        is_known = table.take(at, mode="clip") == some
        codes[start : start + _AT_ONCE][is_known] = at[is_known]
    rare = np.flatnonzero(codes == _RARE)
    write_array(folder, name, codes)
    write_array(folder, f"{name}_table", np.append(table, np.zeros(0x100 - len(table), np.uint32)))
    write_array(folder, f"{name}_rare_at", rare.astype(np.uint32))
    write_array(folder, f"{name}_rare", values[rare])


class Common:
    """What :func:`write_common` has written, each number as ``told`` says of it."""

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        name: str,
        told: Callable[[NDArray[Any]], NDArray[Any]],
    ) -> None:
        self._codes = arrays[name]
        self._table = told(arrays[f"{name}_table"])
        self._rare_at = arrays[f"{name}_rare_at"]
        self._looked_at = self._rare_at.data
        self._rare, self._told = arrays[f"{name}_rare"], told

    def between(self, low: int, high: int) -> NDArray[Any]:
        """The numbers from ``low`` to ``high``."""
        values = self._table.take(self._codes[low:high])
        first = bisect_left(self._looked_at, low)
        if first < len(self._looked_at) and self._looked_at[first] < high:
            last = bisect_left(self._looked_at, high, first)
            values[self._rare_at[first:last] - np.uint32(low)] = self._told(self._rare[first:last])
        return values

    def at(self, places: NDArray[np.intp]) -> NDArray[Any]:
        """The numbers at some places."""
        codes = self._codes[places]
        values = self._table.take(codes)
        rare = (codes == _RARE).nonzero()[0]
        if len(rare):
            values[rare] = self._told(self._rare[self._rare_at.searchsorted(places[rare])])
        return values
