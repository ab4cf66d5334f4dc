"""Which passages of the posts of a page to show: where most of the query stands together.

A window is laid around the places of the words; it counts what is rare more than what is
frequent, and different words more than the same word again. All documents of a segment are done
at once, since places count through the segment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.store import PartKind
from search.occurrences import Occurrences

WINDOW = 110
"""Characters of a passage: about three lines on a phone."""
MAX_CANDIDATES = 12
"""Places of one word in one document around which a window is tried, spread over the text."""
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


@dataclass(frozen=True, slots=True)
class Passage:
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
    segment: ColumnSegment, found: list[Occurrences], weights: list[float]
) -> dict[int, list[Passage]]:
    """By document, the best passage of each of its best sections, the best first.

    ``weights`` says how much each of ``found`` counts. Documents without any are left out.
    """
    if not found:
        return {}
    candidates = np.concatenate([_thinned(segment, item.places) for item in found])
    part = segment["part_place"].searchsorted(candidates.astype(np.uint32), "right") - 1
    share = _SHARES[segment["part_kind"][part]]
    shown = share > 0
    candidates, part, share = candidates[shown], part[shown], share[shown]
    if not len(candidates):
        return {}
    floor, ceiling = segment.part_bounds(part)
    low = np.maximum(candidates - WINDOW // 3, floor)
    high = np.minimum(low + WINDOW, ceiling)
    low = np.maximum(np.minimum(low, high - WINDOW), floor)
    scores = _window_scores(found, weights, low, high) * share
    sections = segment["part_section"][part]
    docs = segment.doc_at(candidates)
    best: dict[int, dict[int, Passage]] = {}
    rows = zip(
        docs.tolist(), sections.tolist(), low.tolist(), high.tolist(), floor.tolist(),
        ceiling.tolist(), strict=True,
    )  # fmt: skip
    ordered = list(rows)
    least: dict[int, float] = {}
    for at in np.argsort(-scores, kind="stable").tolist():
        doc, section, first, last, bottom, top = ordered[at]
        of_doc = best.get(doc)
        if of_doc is None:
            of_doc = best[doc] = {}
            least[doc] = SECTION_SHARE * float(scores[at])
        if section not in of_doc and len(of_doc) < MAX_SECTIONS and scores[at] >= least[doc]:
            of_doc[section] = Passage(first, last, bottom, top, section)
    return {doc: list(passages.values()) for doc, passages in best.items()}


def _thinned(segment: ColumnSegment, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the places in each document at most MAX_CANDIDATES, evenly chosen."""
    if len(places) <= MAX_CANDIDATES:
        return places
    docs = segment.doc_at(places)
    first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
    counts = np.diff(np.append(first, len(places)))
    position = np.arange(len(places)) - np.repeat(first, counts)
    step = np.repeat(-(-counts // MAX_CANDIDATES), counts)
    return np.asarray(places[position % step == 0], np.int64)


def _window_scores(
    found: list[Occurrences],
    weights: list[float],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> NDArray[np.float64]:
    scores = np.zeros(len(low))
    for item, weight in zip(found, weights, strict=True):
        last = item.places + item.lengths
        count = item.places.searchsorted(high) - last.searchsorted(low, "right")
        scores += weight * _COUNT_VALUES[np.clip(count, 0, 3)]
    return scores
