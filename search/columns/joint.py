"""Words, characters and pairs in one joint score: see :mod:`search.query.scored`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.postings import FullPostings, GramPostings, Postings
from search.columns.view import View, gram_code
from search.columns.visible import ColumnVisible
from search.local.matching import Match
from search.local.signals import Parts, add_signals
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.scored import Kind, Unit, idf, units_of
from search.ranking import K1
from search.results import ScorePart


class Posted(NamedTuple):
    """A unit with its postings by segment: (number of the first document, postings)."""

    unit: Unit
    postings: Sequence[tuple[int, GramPostings]]


class ColumnParts(Parts):
    """The joint score of all posts, and what signals add to those of the best."""

    def __init__(
        self, visible: ColumnVisible, plan: Plan, match: Match, deadline: Deadline
    ) -> None:
        deadline.check("scoring")
        self._visible = visible
        self._posted = posted(visible.view, list(units_of(plan)))
        super().__init__(joint_scores(visible, self._posted), match.tiers)
        add_signals(visible, plan, self, deadline)

    def explain(self, number: int) -> Iterator[ScorePart]:
        yield from super().explain(number)
        norms = self._visible.view.norms
        for unit, postings in self._posted:
            weight = _weight(self._visible, unit, postings)
            for base, found in postings:
                tf = found.tf_in(number - base) if number >= base else 0.0
                if tf:
                    share = weight * tf / (tf + float(norms[unit.kind][number]))
                    yield ScorePart(unit.shown, unit.kind.name.lower(), tf, share)


def joint_scores(visible: ColumnVisible, units: list[Posted]) -> NDArray[np.float32]:
    """The joint score of every document, 0 where no unit occurs [documents].

    Postings of all units are one array: a handful of passes over it cost less than a few calls
    a unit. Of what is in many documents, a row for all of them costs less than a list.
    """
    view = visible.view
    listed: list[tuple[int, Postings, int, float]] = []
    full: dict[int, list[tuple[NDArray[np.uint8], Kind, float]]] = {}
    scores = np.zeros(view.documents, np.float64)
    for unit, postings in units:
        weight = _weight(visible, unit, postings)
        for base, found in postings:
            if isinstance(found, FullPostings):
                full.setdefault(base, []).append((found.every, unit.kind, weight))
            else:
                listed.append((base, found, unit.kind * view.documents, weight))
    for base, some in full.items():
        every, kinds, weights = zip(*some, strict=True)
        shares = np.concatenate(every, dtype=np.float32).reshape(len(every), -1)
        end = base + shares.shape[1]
        shares /= view.twice_norms[kinds, base:end] + shares
        shares *= np.array(weights, np.float32)[:, None]
        scores[base:end] += shares.sum(axis=0, dtype=np.float64)
    if listed:
        scores += _listed_scores(view, listed)
    if not visible.everything:
        scores[~visible.mask] = 0
    return scores.astype(np.float32)


def _listed_scores(
    view: View, listed: list[tuple[int, Postings, int, float]]
) -> NDArray[np.float64]:
    """What postings give, each with the numbers of its first document and of its first norm, and
    its weight."""
    bases, every, rows, weights = zip(*listed, strict=True)
    counts = np.array([len(one.docs) for one in every])
    docs = np.concatenate([one.docs for one in every], dtype=np.intp)
    if len(view.placed) > 1:
        docs += np.array(bases).repeat(counts)
    twice_tf = np.concatenate([one.twice_tf for one in every], dtype=np.float32)
    share = view.twice_norms.reshape(-1).take(np.array(rows).repeat(counts) + docs)
    share += twice_tf
    np.divide(twice_tf, share, out=share)
    share *= np.array(weights, np.float32).repeat(counts)
    return np.asarray(np.bincount(docs, share, minlength=view.documents), np.float64)


def _weight(
    visible: ColumnVisible, unit: Unit, postings: Sequence[tuple[int, GramPostings]]
) -> float:
    return unit.weight * (K1 + 1) * idf(visible.population, visible.frequency(postings))


def posted(view: View, units: list[Unit]) -> list[Posted]:
    """The units that any document has, with their postings."""
    word = Kind.WORD  # members of an enumeration are slow to name
    codes = {u.name: gram_code([*map(ord, u.name)]) for u in units if u.kind is not word}
    grams = view.grams(list(codes.values()))
    found = []
    postings: Sequence[tuple[int, GramPostings]]
    for unit in units:
        if unit.kind is not word:
            postings = grams.get(codes[unit.name], [])
        elif unit.begins:
            postings = _beginning(view, unit.name)
        elif unit.synonyms:
            postings = _merged(view, unit)
        else:
            postings = view.term(unit.name)
        if postings:
            found.append(Posted(unit, postings))
    return found


def _merged(view: View, unit: Unit) -> list[tuple[int, Postings]]:
    """A word and its synonyms, as if the post said the same word each time; those count less."""
    merged = []
    for segment, base in view.placed:
        tf = np.zeros(segment.documents, np.float32)
        for name, weight in unit.shares.items():
            postings = segment.term(name)
            if postings is not None:
                tf[postings.docs] += np.float32(weight) * postings.tf
        merged.append((base, _postings(tf)))
    return [(base, postings) for base, postings in merged if len(postings.docs)]


def _beginning(view: View, prefix: str) -> list[tuple[int, Postings]]:
    """All words with a prefix count as one word."""
    merged = []
    for segment, base in view.placed:
        first, last = segment.term_range(prefix)
        low, high = int(segment["term_at"][first]), int(segment["term_at"][last])
        tf = np.bincount(
            segment["term_docs"][low:high],
            segment.twice_tf(low, high) * np.float32(0.5),
            minlength=segment.documents,
        )
        merged.append((base, _postings(tf)))
    return merged


def _postings(tf: NDArray[Any]) -> Postings:
    """Postings from the frequency of each document."""
    docs = np.flatnonzero(tf)
    return Postings(docs.astype(np.uint32), 2 * tf[docs].astype(np.float32))
