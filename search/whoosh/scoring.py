"""BM25F over Whoosh's postings: the joint score of :mod:`search.query.scored`, of words alone.

To the best posts it adds a little for every pair of characters that stands there as it was typed.
Characters, frequencies of pairs, near words and fragments are left to the engines that scale.
"""

from __future__ import annotations

from collections.abc import Collection

from search.query.plan import Plan, stand_ins
from search.query.scored import Kind, Unit, idf, units_of
from search.ranking import K1, PROXIMITY_DOCUMENTS, STAND_IN, SYNONYM_WEIGHT, B
from search.whoosh.contents import Contents
from search.whoosh.matching import Match

PAIR_SCORE = 1.0
"""For a pair of characters of the query in one of the best posts: 書込 before 書き込み."""


def scores_of(contents: Contents, plan: Plan, match: Match) -> dict[int, float]:
    """The score of every hit; those that have other words are scored by these as well."""
    scores = _scores(contents, plan, match.tiers)
    best = sorted(scores, key=lambda number: (match.tiers[number], -scores[number]))
    pairs = [unit.shown for unit in units_of(plan) if unit.kind is Kind.PAIR]
    for number in best[:PROXIMITY_DOCUMENTS] if pairs else ():
        text = contents.folded(number).text
        scores[number] += PAIR_SCORE * sum(pair in text for pair in pairs)
    if match.extra:
        loose = [number for number, tier in match.tiers.items() if tier in STAND_IN]
        for number, score in _scores(contents, stand_ins(match.extra), loose).items():
            scores[number] += score
    return scores


def _scores(contents: Contents, plan: Plan, hits: Collection[int]) -> dict[int, float]:
    scores = dict.fromkeys(hits, 0.0)
    lengths = contents.lengths
    average = sum(lengths.values()) / max(len(lengths), 1) or 1.0
    for unit in units_of(plan):
        if unit.kind is not Kind.WORD:
            continue
        frequencies = _frequencies(contents, unit)
        weight = unit.weight * idf(len(lengths), len(frequencies)) * (K1 + 1)
        for number in scores.keys() & frequencies.keys():
            tf = frequencies[number]
            norm = K1 * (1 - B + B * lengths[number] / average)
            scores[number] += weight * tf / (tf + norm)
    return scores


def _frequencies(contents: Contents, unit: Unit) -> dict[int, float]:
    """A word and its synonyms count as one, and so do all words that begin alike."""
    if unit.begins:
        return contents.weighted_frequencies(contents.terms_beginning(unit.name))
    found = contents.weighted_frequencies([unit.name])
    for number, times in contents.weighted_frequencies(unit.synonyms).items():
        found[number] = found.get(number, 0.0) + SYNONYM_WEIGHT * times
    return found
