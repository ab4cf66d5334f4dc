"""The engine over the Whoosh indexes of a data folder.

It scores by BM25F over Whoosh's postings: the joint score of :mod:`search.query.scored`, of words
alone. To the best posts it adds a little for every pair of characters that stands there as it was
typed. Characters, frequencies of pairs, near words and fragments are left to the engines that
scale.
"""

from __future__ import annotations

import numpy as np

from index.local.manifest import segments_of
from index.local.store import LocalStore
from index.store import Generation
from search.local.matching import Match
from search.local.records import RecordSearcher, RecordVisible, gain_of
from search.local.signals import Gain, Parts
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.scored import Kind, Unit, idf, units_of
from search.ranking import K1, Tier
from search.searcher import Capability
from search.whoosh.posts import WhooshPosts

PAIR_SCORE = 1.0
"""For a pair of characters of the query in one of the best posts: 書込 before 書き込み."""


class WhooshSearcher(RecordSearcher[WhooshPosts]):
    """See :mod:`search.local.searcher`.

    To complete what is typed, it would have to read all records when the first letter comes.
    """

    engine = "whoosh"
    capabilities = frozenset(Capability) - {Capability.SUGGEST}

    def _parts(self, visible: RecordVisible, plan: Plan, match: Match, deadline: Deadline) -> Parts:
        """What every hit gains."""
        deadline.check("scoring")
        posts, pairs = self._posts, []
        parts = Parts(np.zeros(len(match.tiers)), match.tiers)
        for unit in units_of(plan):
            if unit.kind is Kind.WORD:
                parts.add(_gain(posts, unit, match))
            elif unit.kind is Kind.PAIR:
                pairs.append(unit.shown)
        best = parts.best.tolist() if pairs else []
        texts = {number: posts.folded(number).text for number in best}
        for pair in pairs:
            numbers = np.array([number for number, text in texts.items() if pair in text], np.int64)
            once = np.ones(len(numbers))
            parts.add(Gain(pair, "pair", numbers, once, PAIR_SCORE * once))
        return parts


class WhooshOpener:
    """Opens searchers over a data folder, one generation after the other."""

    def __init__(self, store: LocalStore, *, warm: bool) -> None:
        self._data = store.data

    def __call__(self, generation: Generation, planner: Planner) -> WhooshSearcher:
        segments = segments_of(self._data, generation)
        folders = [(segment.path / "whoosh", segment.deleted) for segment in segments]
        return WhooshSearcher(generation, WhooshPosts(folders, generation.fields), planner)


def _gain(posts: WhooshPosts, unit: Unit, match: Match) -> Gain:
    frequencies = posts.frequencies(unit)
    weight = unit.weight * idf(len(match.tiers), len(frequencies)) * (K1 + 1)
    among = match.tiers < Tier.NONE
    return gain_of(unit.shown, "word", frequencies, weight, posts.norms, among)
