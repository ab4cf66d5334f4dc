"""Which passages of a post to show: where most of the query stands together.

A window is laid around the places of the words; it counts what is rare more than what is
frequent, and different words more than the same word again.
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
MAX_CANDIDATES = 48
"""Places of one word around which a window is tried."""
REPEAT_SHARE = 0.1
"""What the same word again adds, beside its first occurrence in a window; counted twice at most."""
MAX_SECTIONS = 3
SHOWN_KINDS = (PartKind.EXCERPT, PartKind.BODY, PartKind.CODE)
"""Parts that passages are taken from; titles and headings are shown as such."""
KIND_SHARE = {PartKind.EXCERPT: 0.7, PartKind.BODY: 1.0, PartKind.CODE: 0.5}
"""The text before the author's summary, which is the same on every query; code comes last."""


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
    segment: ColumnSegment, doc: int, found: list[Occurrences], weights: list[float]
) -> list[Passage]:
    """The best passage of each of the best sections, the best first; empty if nothing is shown.

    ``weights`` says how much each of ``found`` counts.
    """
    if not found:
        return []
    candidates = np.concatenate([item.places[:MAX_CANDIDATES] for item in found])
    parts = _Parts(segment, doc)
    part = parts.of(candidates)
    shown = parts.share[part] > 0
    candidates, part = candidates[shown], part[shown]
    if not len(candidates):
        return []
    low = np.maximum(candidates - WINDOW // 3, parts.starts[part])
    high = np.minimum(low + WINDOW, parts.ends[part])
    low = np.maximum(np.minimum(low, high - WINDOW), parts.starts[part])
    scores = _window_scores(found, weights, low, high) * parts.share[part]
    return [
        Passage(
            start=int(low[at]),
            end=int(high[at]),
            floor=int(parts.starts[part[at]]),
            ceiling=int(parts.ends[part[at]]),
            section=int(parts.sections[part[at]]),
        )
        for at in _best_by_section(parts.sections[part], scores)
    ]


class _Parts:
    """The parts of one document as arrays of places."""

    def __init__(self, segment: ColumnSegment, doc: int) -> None:
        first, last = segment.parts(doc)
        self.starts = segment["part_place"][first:last].astype(np.int64)
        self.ends = np.append(self.starts[1:], segment.folded_at[doc + 1]) - 1
        self.share = _SHARES[segment["part_kind"][first:last]]
        self.sections = segment["part_section"][first:last]

    def of(self, places: NDArray[np.int64]) -> NDArray[np.intp]:
        return np.asarray(self.starts.searchsorted(places, "right") - 1, np.intp)


_SHARES = np.array([KIND_SHARE.get(kind, 0.0) for kind in PartKind], np.float64)


_COUNT_VALUES = np.array([0.0, 1.0, 1.0 + REPEAT_SHARE, 1.0 + 2 * REPEAT_SHARE])


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
        scores += weight * _COUNT_VALUES[np.minimum(count, 3)]
    return scores


def _best_by_section(sections: NDArray[np.int32], scores: NDArray[np.float64]) -> list[int]:
    """The best candidate of each of the best sections; the first in the text on a tie."""
    best: dict[int, int] = {}
    of_candidate = sections.tolist()
    for at in np.argsort(-scores, kind="stable").tolist():
        best.setdefault(of_candidate[at], at)
        if len(best) == MAX_SECTIONS:
            break
    return list(best.values())
