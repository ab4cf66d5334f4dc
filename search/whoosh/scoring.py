"""BM25F over Whoosh's postings: the joint score of :mod:`search.query.scored`, of words alone.

To the best posts it adds a little for every pair of characters that stands there as it was typed.
Characters, frequencies of pairs, near words and fragments are left to the engines that scale.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from search.local.matching import Match
from search.local.records import Gain, Parts, saturated
from search.query.plan import Plan
from search.query.scored import Kind, Unit, idf, units_of
from search.ranking import K1, PROXIMITY_DOCUMENTS, SYNONYM_WEIGHT, Tier
from search.whoosh.posts import WhooshPosts

PAIR_SCORE = 1.0
"""For a pair of characters of the query in one of the best posts: 書込 before 書き込み."""


def parts_of(posts: WhooshPosts, plan: Plan, match: Match) -> Parts:
    """What every hit gains."""
    parts = Parts(len(match.tiers))
    hits = np.flatnonzero(match.tiers < Tier.NONE)
    pairs = []
    for unit in units_of(plan):
        if unit.kind is Kind.WORD:
            parts.add(_gain(posts, unit, match))
        elif unit.kind is Kind.PAIR:
            pairs.append(unit.shown)
    best = hits[np.lexsort((-parts.scores[hits], match.tiers[hits]))][:PROXIMITY_DOCUMENTS]
    texts = {number: posts.folded(number).text for number in best.tolist()} if pairs else {}
    for pair in pairs:
        numbers = np.array([number for number, text in texts.items() if pair in text], np.int64)
        once = np.ones(len(numbers))
        parts.add(Gain(pair, "pair", numbers, once, PAIR_SCORE * once))
    return parts


def _gain(posts: WhooshPosts, unit: Unit, match: Match) -> Gain:
    frequencies = _frequencies(posts, unit)
    weight = unit.weight * idf(len(match.tiers), len(frequencies)) * (K1 + 1)
    among = match.tiers < Tier.NONE
    return saturated(unit.shown, "word", frequencies, weight, posts.norms, among)


def _frequencies(posts: WhooshPosts, unit: Unit) -> Mapping[int, float]:
    """A word and its synonyms count as one, and so do all words that begin alike."""
    if unit.begins:
        return posts.frequencies(posts.beginning(unit.name))
    found = dict(posts.frequencies([unit.name]))
    for number, times in posts.frequencies(unit.synonyms).items():
        found[number] = found.get(number, 0.0) + SYNONYM_WEIGHT * times
    return found
