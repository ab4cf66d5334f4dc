"""All signals of a request: scores of all documents, and the parts of the score of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.columns.signals.fragments import Fragments
from search.columns.signals.joint import Joint
from search.columns.signals.nearness import Nearness
from search.columns.visible import ColumnVisible
from search.local.matching import Match
from search.query.deadline import Deadline
from search.query.plan import Plan, stand_ins
from search.ranking import STAND_IN
from search.results import ScorePart


class Signal(Protocol):
    """Made for one plan; ``add`` comes before ``explain``.

    For hits that have other words than the typed ones there is another, made for those words; both
    add up, so that what has nothing to do with words would count twice.
    """

    def __init__(self, visible: ColumnVisible, plan: Plan) -> None: ...

    def add(self, scores: NDArray[np.float32]) -> None:
        """Adds, in place, what documents gain; ``scores`` holds what the signals before gave."""

    def explain(self, number: int) -> Iterator[ScorePart]:
        """What it has added to the score of one document."""


SIGNALS: tuple[type[Signal], ...] = (Joint, Nearness, Fragments)
"""In this order: those behind the first look at the documents that are the best so far."""


class Scorer:
    """Scores the documents of one match; hits that have other words than the typed ones are scored
    by those as well."""

    def __init__(
        self, visible: ColumnVisible, plan: Plan, match: Match, deadline: Deadline
    ) -> None:
        self._match = match
        self._typed = [signal(visible, plan) for signal in SIGNALS]
        self.scores = _sum(visible, self._typed, deadline)
        self._stand_ins: list[Signal] = []
        if match.extra:
            others = stand_ins(match.extra)
            self._stand_ins = [signal(visible, others) for signal in SIGNALS]
            loose = np.isin(match.tiers, tuple(STAND_IN))
            self.scores[loose] += _sum(visible, self._stand_ins, deadline)[loose]

    def explain(self, number: int) -> list[ScorePart]:
        """The parts of one document's score, which add up to it, the greatest first."""
        signals = list(self._typed)
        if self._match.tiers[number] in STAND_IN:
            signals += self._stand_ins
        parts = [part for signal in signals for part in signal.explain(number)]
        return sorted(parts, key=lambda part: -part.score)


def _sum(visible: ColumnVisible, signals: list[Signal], deadline: Deadline) -> NDArray[np.float32]:
    scores = np.zeros(visible.view.documents, np.float32)
    for signal in signals:
        deadline.check("scoring")
        signal.add(scores)
    return scores
