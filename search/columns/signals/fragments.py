"""Fragments: what documents gain in which longer pieces of the query stand as they were typed.

Every three characters in a row are looked up, in the best documents only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.columns.rising import unpack_set
from search.columns.signals.best import best_documents
from search.columns.visible import ColumnVisible
from search.query.plan import Plan
from search.query.scored import Kind, fragments_of, idf, shown
from search.ranking import FRAGMENT_WEIGHT, K1, PROXIMITY_DOCUMENTS
from search.results import ScorePart


class Fragments:
    """Three characters in a row, of the best documents."""

    def __init__(self, visible: ColumnVisible, plan: Plan) -> None:
        self._visible = visible
        self._names = fragments_of(plan)
        self._best = np.empty(0, np.int64)

    def add(self, scores: NDArray[np.float32]) -> None:
        if not self._names:
            return
        self._best = best_documents(scores, PROXIMITY_DOCUMENTS)
        for _, numbers, shares in self._gains(self._best):
            scores[numbers] += shares

    def explain(self, number: int) -> Iterator[ScorePart]:
        for name, _, shares in self._gains(self._best[self._best == number]):
            if len(shares):
                yield ScorePart(shown(name), "fragment", 1.0, float(shares[0]))

    def _gains(
        self, best: NDArray[np.int64]
    ) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.float32]]]:
        """By fragment, those of the best documents that have it, and what each gains."""
        visible = self._visible
        norms = visible.view.norms[Kind.PAIR]
        for name in self._names:
            having = [
                (base, unpack_set(packed[0], segment.documents))
                for segment, base in visible.view.placed
                if (packed := segment.triples([*map(ord, name)]))
            ]
            total = sum(
                len(docs) if visible.everything else int(visible.mask[docs + base].sum())
                for base, docs in having
            )
            weight = FRAGMENT_WEIGHT * (K1 + 1) * idf(visible.population, total)
            for base, docs in having:
                having_it = np.zeros(visible.view.documents, np.bool_)
                having_it[docs + base] = True
                found = best[having_it[best]]
                yield name, found, (weight / (1 + norms[found])).astype(np.float32)
