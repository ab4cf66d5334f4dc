"""Texts under which entries are found by what has been typed: sorted, in a few arrays.

A Python object for each of them would be most of what a service of many posts holds, and each
worker would get a copy of its own, as looking at an object writes to it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray


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
        pieces = [bytes(text[at : at + length]) for at, length in table[:, :2].tolist()]
        of_rows = table[:, 2].tolist()
        order: list[int] = []
        last = (b"", -1)
        for row in sorted(range(len(pieces)), key=pieces.__getitem__):
            key = (pieces[row], of_rows[row])
            if key != last and key[0]:
                order.append(row)
            last = key
        chosen = table[order]
        self._starts = array("I", chosen[:, 0].tobytes())
        self._lengths = array("I", chosen[:, 1].tobytes())
        self._entries = chosen[:, 2].copy()
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
