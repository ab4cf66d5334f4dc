"""Lists of rising numbers in few bytes: differences in groups of seven bits.

A number below 128 is one byte; in longer ones every byte but the last has its highest bit set,
the lowest seven bits first (LEB128, as in Lucene's VInt)::

    documents     3   5  300            lists     [3, 5, 300]  [4]
    differences   3   2  295            values     3  2  295    4
    bytes         03  02 A7 02          bytes      03 02 A7 02  04

A *set* is such a list or, where that is no longer, a bit for each of all there are; if it has all
of them, it is nothing. Numbers are documents, or places in a list of documents that has them all:
of three characters those in the list of the first two, most of which take no byte or one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SEVEN = 0x7F
ENDS = 0x80
"""A byte below this is the last one of its number."""


def pack(numbers: NDArray[Any], starts: NDArray[np.int64]) -> tuple[NDArray[np.uint8], Any]:
    """Lists laid end to end, each beginning at one of ``starts``; the bytes, and those of each.

    Numbers rise within a list and are below 2**32.
    """
    if not len(numbers):
        return np.empty(0, np.uint8), np.zeros(len(starts), np.int64)
    values = numbers.astype(np.int64)
    values[1:] -= values[:-1].copy()
    values[starts] = numbers[starts]
    sizes = np.ones(len(values), np.int64)
    for bits in (7, 14, 21, 28):
        sizes += values >= 1 << bits
    ends = np.cumsum(sizes)
    at = ends - sizes
    packed = np.empty(int(ends[-1]), np.uint8)
    for byte in range(int(sizes.max())):
        some = np.flatnonzero(sizes > byte)
        more = np.where(sizes[some] > byte + 1, ENDS, 0)
        packed[at[some] + byte] = values[some] >> 7 * byte & _SEVEN | more
    return packed, np.add.reduceat(sizes, starts)


def pack_sets(
    numbers: NDArray[Any], starts: NDArray[np.int64], among: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Sets of some ``among`` so many each, laid end to end likewise; the bytes, and those of
    each."""
    packed, sizes = pack(numbers, starts)
    counts, widths = np.diff(starts, append=len(numbers)), (among + 7) // 8
    bits, whole = sizes >= widths, counts == among
    if not bits.any():
        return packed, sizes
    ends = np.cumsum(widths[bits])
    rows = np.zeros(8 * int(ends[-1]), np.bool_)
    rows[numbers[bits.repeat(counts)] + (8 * (ends - widths[bits])).repeat(counts[bits])] = True
    shortened = np.where(whole, 0, np.minimum(sizes, widths))
    sets, of_bits = np.empty(int(shortened.sum()), np.uint8), bits.repeat(shortened)
    sets[of_bits] = np.packbits(rows)[~whole[bits].repeat(widths[bits])]
    sets[~of_bits] = packed[~bits.repeat(sizes)]
    return sets, shortened


def unpack_set(packed: NDArray[np.uint8], among: int) -> NDArray[np.int64]:
    """The numbers of one set of some ``among`` so many."""
    if not len(packed):
        return np.arange(among)
    if len(packed) < _width(among):
        return unpack(packed)
    return np.unpackbits(packed, count=among).view(np.bool_).nonzero()[0]


def in_any(packed: NDArray[np.uint8], starts: NDArray[Any], documents: int) -> NDArray[np.int64]:
    """The documents of sets laid end to end, of which each begins at one of ``starts`` (bytes)."""
    sizes = np.diff(starts, append=len(packed))
    if not sizes.all():
        return np.arange(documents)
    bits = sizes >= _width(documents)
    of_bits = bits.repeat(sizes)
    rows = packed[of_bits].reshape(-1, _width(documents))
    found = np.unpackbits(np.bitwise_or.reduce(rows, axis=0), count=documents)
    ends = np.cumsum(sizes[~bits])
    found[unpack_lists(packed[~of_bits], ends - sizes[~bits])] = 1
    return found.nonzero()[0]


def _width(documents: int) -> int:
    """Bytes of a bit for each."""
    return (documents + 7) // 8 or 1


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The numbers of one list."""
    return _values(packed).cumsum()


def unpack_lists(packed: NDArray[np.uint8], starts: NDArray[Any]) -> NDArray[np.int64]:
    """The numbers of lists laid end to end, of which each begins at one of ``starts`` (bytes)."""
    if not len(packed):
        return np.empty(0, np.int64)
    first = np.zeros(len(packed), np.bool_)
    first[starts] = True
    values = _values(packed)
    lasts = np.flatnonzero(packed < ENDS)
    begins = np.flatnonzero(first[np.concatenate(([0], lasts[:-1] + 1))])
    sums = np.cumsum(values)
    before = sums[begins] - values[begins]
    return sums - np.repeat(before, np.diff(np.append(begins, len(values))))


def _values(packed: NDArray[np.uint8]) -> NDArray[np.int64]:
    lasts = (packed < ENDS).nonzero()[0]
    values = packed[lasts].astype(np.int64)
    if len(lasts) == len(packed):
        return values
    # From its last byte back: few numbers have a second, hardly any a third.
    sizes = lasts.copy()
    sizes[0] += 1
    sizes[1:] -= lasts[:-1]
    for byte in range(1, int(sizes.max())):
        longer = (sizes > byte).nonzero()[0]
        values[longer] = values[longer] << 7 | packed[lasts[longer] - byte] & _SEVEN
    return values
