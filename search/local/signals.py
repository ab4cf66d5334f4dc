"""What posts gain by signals, and what each gives: said once for all engines within this process.

The joint score of words, characters and pairs is an engine's own, since it is worked out for all
posts. What follows it is looked for in the best posts alone, and asks an engine for little: see
:class:`Seen`. A new signal is one function here, and its name in :data:`SIGNALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.pages.literal import near_places
from index.pages.pages import Pages
from search.local.matching import NO_HIT
from search.local.values import Mask, Values
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.scored import Kind, fragments_of, idf, near_pairs, shown, terms_of
from search.ranking import (
    FRAGMENT_WEIGHT,
    K1,
    PROXIMITY_DOCUMENTS,
    PROXIMITY_GAP,
    PROXIMITY_WEIGHT,
)
from search.results import ScorePart

_TIER_STEP = 1e6
"""More than any score, so that tiers never mix."""


class Gain(NamedTuple):
    """What some posts gain by one thing, such as a word; each stands in it once."""

    name: str
    kind: str
    numbers: NDArray[np.int64]
    times: NDArray[Any]
    scores: NDArray[Any]


def saturated(
    name: str,
    kind: str,
    numbers: NDArray[np.int64],
    times: NDArray[Any],
    weight: float,
    norms: NDArray[Any],
) -> Gain:
    """What BM25 gives to posts that say something so many times."""
    return Gain(name, kind, numbers, times, weight * times / (times + norms[numbers]))


class Parts:
    """The scores of posts, and the parts that they are made of."""

    def __init__(self, scores: NDArray[Any], tiers: NDArray[np.int8]) -> None:
        self.scores = scores
        self._tiers = tiers
        self._gains: list[Gain] = []
        self._others: list[tuple[Parts, Mask]] = []

    def add(self, gain: Gain) -> None:
        self.scores[gain.numbers] += gain.scores
        self._gains.append(gain)

    def take(self, others: Parts, mask: Mask) -> None:
        """Adds what others have of some posts."""
        self.scores[mask] += others.scores[mask]
        self._others.append((others, mask))

    @cached_property
    def best(self) -> NDArray[np.int64]:
        """The posts that come first, as numbers that rise: those that signals look into, which
        raise no other and so leave them the best."""
        hits = ((self._tiers < NO_HIT) & (self.scores > 0)).nonzero()[0]
        return np.sort(smallest(hits, self.keys(hits), hits, PROXIMITY_DOCUMENTS))

    def keys(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """What some posts are ordered by, the smallest first: the tier, then the score."""
        return np.asarray(self._tiers[numbers] * _TIER_STEP - self.scores[numbers], np.float64)

    def explain(self, number: int) -> Iterator[ScorePart]:
        """The parts of one post's score, which add up to it."""
        for gain in self._gains:
            for at in np.flatnonzero(gain.numbers == number).tolist():
                yield ScorePart(gain.name, gain.kind, float(gain.times[at]), float(gain.scores[at]))
        for others, mask in self._others:
            if mask[number]:
                yield from others.explain(number)


def smallest(
    numbers: NDArray[np.int64], keys: NDArray[Any], ties: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """The ``count`` of some numbers with the smallest keys, in order; of equal keys those with the
    smallest of ``ties``."""
    if count < len(numbers):
        # Everything up to the last key, so that ties are cut by the rule and not by chance.
        kept = keys <= np.partition(keys, count - 1)[count - 1]
        numbers, keys, ties = numbers[kept], keys[kept], ties[kept]
    return numbers[np.lexsort((ties, keys))][:count]


class Seen(Protocol):
    """What signals ask of the posts that one asker may see."""

    @property
    def values(self) -> Values:
        """Dates, and what posts are chosen by."""

    @property
    def population(self) -> int:
        """Posts that frequencies are compared with."""

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        """The idf of each term."""

    def norms(self, kind: Kind) -> NDArray[Any]:
        """BM25's norm of each post, for a kind of unit."""

    def pages_of(
        self, numbers: NDArray[np.int64]
    ) -> Iterable[tuple[Pages, NDArray[np.int64], NDArray[np.int64]]]:
        """The pages in which some posts lie: of each the documents there, and their numbers."""

    def having(self, fragment: str) -> NDArray[np.int64]:
        """The posts that have three units in a row, as numbers that rise."""


def near_words(seen: Seen, plan: Plan, parts: Parts) -> Iterator[Gain]:
    """Words of the query that stand side by side; the nearer they are, the more it counts."""
    pairs = near_pairs(plan)
    if not pairs:
        return
    words = {word.term: word for pair in pairs for word in pair}
    idfs, norms = seen.weights(words), seen.norms(Kind.WORD)
    for pages, docs, numbers in seen.pages_of(parts.best):
        places = {term: _places(pages, terms_of(word), docs) for term, word in words.items()}
        for first, second in pairs:
            length = len(first.text)  # a synonym that stands there may be shorter
            near, nearness = near_places(
                places[first.term], places[second.term], length, length + PROXIMITY_GAP
            )
            if len(near):
                times = np.bincount(pages.doc_at(near), nearness, pages.documents)[docs]
                found = times.nonzero()[0]
                rarity = (idfs[first.term] + idfs[second.term]) / 2
                weight = PROXIMITY_WEIGHT * rarity * (K1 + 1)
                name = f"{first.text} {second.text}"
                yield saturated(name, "near", numbers[found], times[found], weight, norms)


def _places(pages: Pages, terms: tuple[str, ...], docs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a word or one of its synonyms stands in ``docs`` (rising), as rising places."""
    places = [pages.term_places(term, docs) for term in dict.fromkeys(terms)]
    return places[0] if len(places) == 1 else np.sort(np.concatenate(places))


def fragments(seen: Seen, plan: Plan, parts: Parts) -> Iterator[Gain]:
    """Longer pieces of the query that stand as they were typed: every three units in a row."""
    names = fragments_of(plan)
    if not names:
        return
    norms = seen.norms(Kind.PAIR)
    is_best = np.zeros(len(norms), np.bool_)
    is_best[parts.best] = True
    for name in names:
        having = seen.having(name)
        found = having[is_best[having]]
        if len(found):
            weight = FRAGMENT_WEIGHT * (K1 + 1) * idf(seen.population, len(having))
            yield saturated(shown(name), "fragment", found, np.ones(len(found)), weight, norms)


Signal = Callable[[Seen, Plan, Parts], Iterator[Gain]]
SIGNALS: tuple[Signal, ...] = (near_words, fragments)
"""In this order: scores are added up so, and explained."""


def add_signals(seen: Seen, plan: Plan, parts: Parts, deadline: Deadline) -> None:
    """Adds to the joint scores what all signals give."""
    for signal in SIGNALS:
        deadline.check("scoring")
        for gain in signal(seen, plan, parts):
            parts.add(gain)
