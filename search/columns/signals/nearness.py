"""Near words: what documents gain in which words of the query stand side by side.

The places of the first word of each pair are compared with those of the second, in the best
documents only. The nearer they are, the more it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.pages.literal import near_places
from search.columns.signals.best import best_documents
from search.columns.visible import ColumnVisible
from search.query.plan import Plan
from search.query.scored import Kind, NearPair, near_pairs, terms_of
from search.ranking import K1, PROXIMITY_DOCUMENTS, PROXIMITY_GAP, PROXIMITY_WEIGHT
from search.results import ScorePart


class _Gain(NamedTuple):
    """What documents gain by one pair."""

    pair: NearPair
    numbers: NDArray[np.int64]
    frequencies: NDArray[np.float64]
    shares: NDArray[np.float64]


class Nearness:
    """Near pairs of the best documents."""

    def __init__(self, visible: ColumnVisible, plan: Plan) -> None:
        self._visible = visible
        self._pairs = near_pairs(plan)
        self._best = np.empty(0, np.int64)
        terms = {word.term for pair in self._pairs for word in pair}
        self._idfs = visible.weights(terms)

    def add(self, scores: NDArray[np.float32]) -> None:
        if not self._pairs:
            return
        self._best = best_documents(scores, PROXIMITY_DOCUMENTS)
        for gain in self._gains(self._best):
            scores[gain.numbers] += gain.shares

    def explain(self, number: int) -> Iterator[ScorePart]:
        for gain in self._gains(self._best[self._best == number]):
            name = f"{gain.pair.first.text} {gain.pair.second.text}"
            yield ScorePart(name, "near", float(gain.frequencies[0]), float(gain.shares[0]))

    def _gains(self, best: NDArray[np.int64]) -> Iterator[_Gain]:
        norms = self._visible.view.norms[Kind.WORD]
        for segment, base in self._visible.view.placed:
            docs = best[(best >= base) & (best < base + segment.documents)] - base
            if not len(docs):
                continue
            words = {word.term: word for pair in self._pairs for word in pair}
            places = {
                term: _places_of(segment, terms_of(word), docs) for term, word in words.items()
            }
            for pair in self._pairs:
                first, second = pair
                near, nearness = near_places(
                    places[first.term],
                    places[second.term],
                    len(first.text),
                    len(first.text) + PROXIMITY_GAP,
                )
                if not len(near):
                    continue
                frequency = np.bincount(segment.doc_at(near), nearness, segment.documents)
                found = np.flatnonzero(frequency)
                tf = frequency[found].astype(np.float64)
                rarity = (self._idfs[first.term] + self._idfs[second.term]) / 2
                weight = PROXIMITY_WEIGHT * rarity * (K1 + 1)
                yield _Gain(pair, base + found, tf, weight * tf / (tf + norms[base + found]))


def _places_of(
    segment: ColumnSegment, terms: tuple[str, ...], docs: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where a word or one of its synonyms stands in ``docs`` (rising), as rising places."""
    places = [segment.term_places(term, docs) for term in dict.fromkeys(terms)]
    return places[0] if len(places) == 1 else np.sort(np.concatenate(places))
