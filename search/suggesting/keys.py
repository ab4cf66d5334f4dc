"""Texts under which entries are found by what has been typed: sorted, in a few arrays.

A Python object for each of them would be most of what a service of many posts holds, and each
worker would get a copy of its own, as looking at an object writes to it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

from index.spool import changes

_MASKS = np.array([256**8 - 256 ** (8 - kept) for kept in range(9)], np.uint64)
"""Which leave the first 0 … 8 bytes of eight."""


def encoded(text: str) -> bytes:
    """The text in UTF-8, where bytes have the order of the code points."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes | bytearray) -> str:
    """What :func:`encoded` was given."""
    return text.decode("utf-8", "surrogatepass")


class Keys:
    """Pieces of one long text, each with the number of an entry; a piece is there once an entry."""

    def __init__(self, text: bytearray, rows: array[int]) -> None:
        """``rows`` has of each key start and length in ``text``, in bytes, and entry, one row
        behind the other; entries rise."""
        self._text = text
        table = np.frombuffer(rows, np.uint32).reshape(-1, 3)
        table = table[table[:, 1] > 0]
        ranks = _ranks(text, *table[:, :2].T.astype(np.int64))
        order = ranks.argsort(kind="stable")
        chosen = table[order[changes(ranks[order]) | changes(table[order, 2])]]
        self._starts = array("I", chosen[:, 0].tobytes())
        self._lengths = array("I", chosen[:, 1].tobytes())
        self._entries: NDArray[np.uint32] = chosen[:, 2].copy()
        self._by_entry = array("I", np.argsort(self._entries, kind="stable").astype(np.uint32))
        counts = np.bincount(self._entries)
        self._first_of = array("I", np.concatenate(([0], np.cumsum(counts))).astype(np.uint32))
        """The place in ``_by_entry`` of the first key of each entry, and where those of the last
        end."""

    def starting_with(self, prefix: str) -> NDArray[np.uint32]:
        """The entries of the keys that start so, in the order of the keys."""
        wanted = encoded(prefix)

        def begun(at: int) -> bytes:
            start = self._starts[at]
            return bytes(self._text[start : start + min(self._lengths[at], len(wanted))])

        places = range(len(self._entries))
        low = bisect_left(places, wanted, key=begun)
        return self._entries[low : bisect_right(places, wanted, low, key=begun)]

    def of_entry(self, entry: int) -> list[str]:
        """The keys of an entry, in their order."""
        if entry + 1 >= len(self._first_of):
            return []
        starts, lengths, text = self._starts, self._lengths, self._text
        low, high = self._first_of[entry : entry + 2]
        found = ((starts[at], lengths[at]) for at in self._by_entry[low:high])
        return [decoded(text[start : start + length]) for start, length in found]


def _ranks(
    text: bytearray, starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Of each of some pieces of a text how many are less; equal ones have the same rank.

    An object for each would leave the memory of the process in fragments. Eight bytes of each are
    one number; the next eight follow only of those that are equal so far.
    """
    ranks = np.zeros(len(starts), np.int64)
    windows = np.ndarray(len(text) + 1, ">u8", bytes(text) + bytes(8), strides=(1,))
    rows, at = np.arange(len(starts)), 0
    while len(rows):
        left = lengths[rows] - at
        eight = windows[starts[rows] + np.minimum(lengths[rows], at)] & _MASKS[left.clip(0, 8)]
        order = np.lexsort((eight, ranks[rows]))
        rows, left, eight = rows[order], left[order], eight[order]
        tied = ranks[rows]
        new_group = changes(tied)
        new = new_group | changes(eight)
        places = np.arange(len(rows))
        first, first_tied = (
            np.maximum.accumulate(np.where(some, places, 0)) for some in (new, new_group)
        )
        ranks[rows] = tied + first - first_tied
        begins = np.flatnonzero(new)
        counts = np.diff(begins, append=len(rows))
        unsettled = (counts > 1) & (np.maximum.reduceat(left, begins) > 8)
        rows, at = rows[unsettled.repeat(counts)], at + 8
    return ranks
