"""Numbers from 1, nearly all among few: two, four or eight bits each, and the others beside.

::

    values   6 6 2 901 6        table  2 6        codes  1 1 0 3 1        rare  901, at 3

How often a word stands in a post, in which forms, and what it weighs takes a byte so, with 2% of
long posts and hardly any of short ones beside; how often a pair of characters does, two bits of
short posts and four of long ones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.files import write_array

_AT_ONCE = 1 << 18
"""Numbers that are looked up at once: each takes eight bytes then."""


def write_common(folder: Path, name: str, values: NDArray[np.unsignedinteger[Any]]) -> None:
    """Writes four arrays, which :class:`Common` reads: those of the width that takes least."""
    known, counts = np.unique(values, return_counts=True)
    by_count = np.argsort(-counts, kind="stable")
    sums = np.append(0, np.cumsum(counts[by_count]))
    sizes = {
        width: len(values) * width / 8
        + (len(values) - int(sums[min((1 << width) - 1, len(known))])) * (4 + values.itemsize)
        for width in (2, 4, 8)
        if values.itemsize * 8 // width <= 8
    }
    width = min(sizes, key=sizes.__getitem__)
    rare = (1 << width) - 1
    table = np.sort(known[by_count[:rare]])
    codes = np.full(-len(values) % _AT_ONCE + len(values), rare, np.uint8)
    packed = np.zeros(len(codes) * width // 8, np.uint8)
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        at = table.searchsorted(some)
        is_known = table.take(at, mode="clip") == some
        codes[start : start + len(some)][is_known] = at[is_known]
    each = 8 // width
    for number in range(each):
        packed |= codes[number::each] << np.uint8(number * width)
    at = np.flatnonzero(codes[: len(values)] == rare)
    write_array(folder, name, packed[: -(-len(values) // each)])
    filled = np.append(table, np.zeros(rare + 1 - len(table), values.dtype))
    write_array(folder, f"{name}_table", filled.astype(values.dtype))
    write_array(folder, f"{name}_rare_at", at.astype(np.uint32))
    write_array(folder, f"{name}_rare", values[at])


class Common:
    """What :func:`write_common` has written."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._packed, table = arrays[name], arrays[f"{name}_table"]
        width = len(table).bit_length() - 1
        self._each, self._kind = 8 // width, table.dtype
        shifts = np.arange(0, 8, width, dtype=np.uint8)
        codes = np.arange(0x100, dtype=np.uint8)[:, None] >> shifts & np.uint8(len(table) - 1)
        # All numbers of a byte are one number, so that a look gives them.
        of_byte = np.ascontiguousarray(table[codes])
        self._numbers = of_byte.reshape(-1)
        self._of_byte = of_byte.view(f"u{of_byte.itemsize * self._each}").reshape(-1)
        self._rare_at, self._rare = arrays[f"{name}_rare_at"], arrays[f"{name}_rare"]
        self._looked_at = self._rare_at.data

    def at(self, places: NDArray[np.int64]) -> NDArray[Any]:
        """The numbers at some places."""
        each = self._each
        of_byte = self._packed[places >> each.bit_length() - 1] * np.intp(each)
        of_byte += places & each - 1
        values = self._numbers.take(of_byte)
        rare = (values == 0).nonzero()[0]
        if len(rare):
            values[rare] = self._rare[self._rare_at.searchsorted(places[rare].astype(np.uint32))]
        return np.asarray(values)

    def between(self, low: int, high: int) -> NDArray[Any]:
        """The numbers from ``low`` to ``high``."""
        each = self._each
        first = low // each
        read = self._of_byte.take(self._packed[first : -(-high // each)]).view(self._kind)
        values = read[low - first * each : high - first * each]
        first = bisect_left(self._looked_at, low)
        if first < len(self._looked_at) and self._looked_at[first] < high:
            last = bisect_left(self._looked_at, high, first)
            values[self._rare_at[first:last] - np.uint32(low)] = self._rare[first:last]
        return values
