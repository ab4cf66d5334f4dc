"""Which passages of the posts of a page to show: where most of the query stands together.

A window is laid around the places of the words; it counts what is rare more than what is
frequent, and different words more than the same word again. All documents of a segment are done
at once, since places count through the pages.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.pages.pages import SECTIONS, Pages
from index.record import PartKind
from search.showing.occurrences import Occurrences

WINDOW = 110
"""Characters of a passage: about three lines on a phone."""
MAX_TRIED = 10
"""Words around which passages are tried, the most telling ones: more find no better passages."""
REPEAT_SHARE = 0.1
"""What the same word again adds, beside its first occurrence in a window; counted twice at most."""
MAX_SECTIONS = 3
SECTION_SHARE = 0.4
"""Of the best passage's score: what another section of the post needs to be shown beside it."""
KIND_SHARE = {PartKind.EXCERPT: 0.7, PartKind.BODY: 1.0, PartKind.CODE: 0.5}
"""Titles and headings are shown as such. The text comes before the author's summary, which is the
same on every query, and code comes last."""

_SHARES = np.array([KIND_SHARE.get(kind, 0.0) for kind in PartKind], np.float64)
_COUNT_VALUES = np.array([0.0, 1.0, 1.0 + REPEAT_SHARE, 1.0 + 2 * REPEAT_SHARE])


class Passage(NamedTuple):
    """A range of places within one part of a document."""

    start: int
    end: int
    floor: int
    """Where the part starts."""
    ceiling: int
    """Where it ends."""
    section: int
    """Number of the section, -1 for the excerpt."""


def best_passages(
    pages: Pages, found: list[Occurrences], weights: list[float]
) -> dict[int, list[Passage]]:
    """By document, the best passage of each of its best sections, the best first.

    ``weights`` says how much each of ``found`` counts. Documents without any are left out.
    """
    if not found:
        return {}
    telling = sorted(range(len(found)), key=weights.__getitem__, reverse=True)[:MAX_TRIED]
    candidates = np.concatenate([found[number].candidates for number in telling])
    part = pages.part_at(candidates)
    share = _SHARES[pages["part_kind"][part]]
    shown = share.nonzero()[0]
    if not len(shown):
        return {}
    candidates, part, share = candidates[shown], part[shown], share[shown]
    floor, ceiling = pages.part_bounds(part)
    low = np.maximum(candidates - WINDOW // 3, floor)
    high = np.minimum(low + WINDOW, ceiling)
    low = np.maximum(np.minimum(low, high - WINDOW), floor)
    scores = _window_scores(found, weights, low, high) * share
    keys = pages.section_keys[part].tolist()
    best: dict[int, list[Passage]] = {}
    least: dict[int, float] = {}
    seen: set[int] = set()
    for at in (-scores).argsort(kind="stable").tolist():  # of equal ones the first
        key = keys[at]
        if key in seen:
            continue
        seen.add(key)
        doc, section = divmod(key, SECTIONS)
        score, of_doc = scores.item(at), best.setdefault(doc, [])
        if len(of_doc) < MAX_SECTIONS and score >= least.setdefault(doc, SECTION_SHARE * score):
            bounds = low.item(at), high.item(at), floor.item(at), ceiling.item(at)
            of_doc.append(Passage(*bounds, section - 1))
    return best


def _window_scores(
    found: list[Occurrences], weights: list[float], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.float64]:
    scores = np.zeros(len(low))
    for item, weight in zip(found, weights, strict=True):
        last = item.places + item.lengths
        count = item.places.searchsorted(high) - last.searchsorted(low, "right")
        scores += weight * _COUNT_VALUES.take(count, mode="clip")
    return scores
