"""Words that stand one right behind the other: 関数型 for かんすうがた, read as 関数 and 型."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.pages.pages import Pages

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
    first: NDArray[np.int64], second: NDArray[np.int64], least: int, most: int
) -> NDArray[np.int64]:
    """The places of ``first`` behind which one of ``second`` comes, so many units further on."""
    if not len(first) or not len(second):
        return first[:0]
    behind = first + least
    following = np.searchsorted(second, behind)
    inside = following < len(second)
    gap = second[np.minimum(following, len(second) - 1)] - behind
    return first[inside & (gap <= most - least)]


def _words(pages: Pages, terms: tuple[str, ...]) -> Ranges:
    """All places of some words, in no order."""
    found = [pages.all_places(term) for term in terms]
    starts = np.concatenate([places for places, _ in found])
    return starts, starts + np.concatenate([lengths for _, lengths in found])
