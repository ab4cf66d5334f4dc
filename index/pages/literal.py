"""Where a literal text stands without cutting tokens, and words one right behind the other.

A chain of words is 関数型 for かんすうがた, read as 関数 and 型.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.pages.pages import Pages
from index.pages.utf16 import encode

MANY = 200
"""Occurrences of a text in a short piece that are looked at."""


class Literal:
    """A folded text to look for, as UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.encoded = encode(text)
        self.units: list[int] = np.frombuffer(self.encoded, "<u2").tolist()

    def __len__(self) -> int:
        return len(self.units)


def is_whole(pages: Pages, places: NDArray[np.int64], length: int) -> NDArray[np.bool_]:
    """Whether each occurrence respects the tokens: it lies inside one, or is one or several.

    京都 in 東京|都 starts inside a token and ends in another: not whole. 空港 in 関西国際空港,
    which is one token, is.
    """
    inner = np.zeros(len(places), np.bool_)
    for at in range(1, length):
        inner |= pages.is_start(places + at)
    return ~inner | (pages.is_start(places) & pages.is_start(places + length))


def is_whole_at(bits: bytes, place: int, length: int) -> bool:
    """The same for one place; ``bits`` are the segment's boundaries."""
    for at in range(place + 1, place + length):
        if bits[at >> 3] >> (7 - (at & 7)) & 1:  # in line: this is asked of every mark
            return is_boundary(bits, place) and is_boundary(bits, place + length)
    return True


def is_boundary(bits: bytes, place: int) -> bool:
    """Whether a token starts at a place, or a line ends there."""
    return bool(bits[place >> 3] >> (7 - (place & 7)) & 1)


def next_boundary(bits: bytes, at: int, stop: int, other: int, step: int = 1) -> int:
    """The first boundary from ``at`` on, before ``stop``; ``other`` where there is none."""
    for place in range(at, stop, step):
        if bits[place >> 3] >> (7 - (place & 7)) & 1:
            return place
    return other


def find_units(data: bytes, literal: Literal, most: int = MANY) -> list[int]:
    """The positions in ``data``, in units, where a literal text stands; at most ``most``."""
    wanted = literal.encoded
    found: list[int] = []
    at = data.find(wanted) if wanted else -1
    while at >= 0 and len(found) < most:
        if at % 2:  # between two units: chance
            at = data.find(wanted, at + 1)
        else:
            found.append(at // 2)
            at = data.find(wanted, at + len(wanted))
    return found


Pieces = tuple[tuple[str, ...], ...]
"""Words one after the other, each with its alternatives."""

Ranges = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Where each begins, rising, and the place behind its end."""


def chains(pages: Pages, pieces: Pieces) -> Ranges:
    """Where one word of every piece stands, in their order and with nothing between."""
    starts, ends = _words(pages, pieces[0])
    for terms in pieces[1:]:
        next_starts, next_ends = _words(pages, terms)
        order = np.argsort(ends)
        starts, ends = starts[order], ends[order]
        at = ends.searchsorted(next_starts)
        follows = ends.take(at, mode="clip") == next_starts if len(ends) else at > 0
        starts, ends = starts[at[follows]], next_ends[follows]
    order = np.argsort(starts)
    return starts[order], ends[order]


def near_places(
    first: NDArray[np.int64], second: NDArray[np.int64], length: int, most: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The places of ``first`` behind which one of ``second`` comes, ``most`` units further on at
    most, and how near it is: 1 at a distance of ``length``, half at twice that.

    Of several before the same one of ``second``, only the last is near.
    """
    if not len(first) or not len(second):
        return first[:0], np.empty(0)
    following = second.searchsorted(first, "right")
    distances = second.take(following, mode="clip") - first
    near = (following < len(second)) & (distances <= most)
    near[:-1] &= following[:-1] != following[1:]
    return first[near], length / distances[near]


def _words(pages: Pages, terms: tuple[str, ...]) -> Ranges:
    """All places of some words, in no order."""
    found = [pages.all_places(term) for term in terms]
    starts = np.concatenate([places for places, _ in found])
    return starts, starts + np.concatenate([lengths for _, lengths in found])
