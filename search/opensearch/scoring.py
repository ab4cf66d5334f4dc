"""The joint score of :mod:`search.ranking`, as scoring queries over impacts.

    score(d) = Σ weight × idf × tf × (k1 + 1) / (tf + norm(d))

The nodes compute it: frequencies have been divided by the norm when they were indexed (see
:mod:`index.opensearch.mapping`), and frequencies of documents come from all shards together
(``dfs_query_then_fetch``). What near words and fragments add is asked for in a second round over
the best posts of each shard.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from index.opensearch.mapping import IMPACT
from index.opensearch.posts import as_token
from search.opensearch.queries import JsonQuery
from search.query.plan import Plan, WordNode
from search.query.scored import (
    Kind,
    Unit,
    fragments_of,
    near_pairs,
    shown,
    terms_of,
    units_of,
)
from search.ranking import (
    FRAGMENT_WEIGHT,
    K1,
    PROXIMITY_GAP,
    PROXIMITY_WEIGHT,
    SYNONYM_WEIGHT,
)

MAX_GRAMS = 600
"""Characters and pairs of a query that are scored: a query may have 1,024 clauses."""

Weigh = Callable[[Collection[str]], Mapping[str, float]]
"""The idf of some terms."""
_FIELDS = {Kind.WORD: "words", Kind.CHARACTER: "chars", Kind.PAIR: "pairs"}


class Scored(NamedTuple):
    """Scoring queries, and more than they can give together."""

    queries: list[JsonQuery]
    bound: float

    def __add__(self, other: Scored) -> Scored:  # type: ignore[override]
        return Scored(self.queries + other.queries, self.bound + other.bound)


class Boosts(NamedTuple):
    """What makes BM25 of the nodes ours: until 2.x they multiply by (k1 + 1), then no more."""

    impact: float
    plain: float

    @classmethod
    def of(cls, version: str) -> Boosts:
        if int(version.split(".")[0]) >= 3:
            return cls(K1 + 1, K1 + 1)
        return cls((K1 + 1) / (K1 * IMPACT + 1), 1.0)


def joint_score(plan: Plan, boosts: Boosts, weigh: Weigh) -> Scored:
    """Words, characters and pairs of a plan."""
    queries, bound = [], 0.0
    for unit in _asked(plan):
        queries.append(_unit(unit, boosts.impact, weigh))
        bound += unit.weight
    return Scored(queries, bound)


def _asked(plan: Plan) -> Iterator[Unit]:
    """The units of a plan without halves of characters, which no field has."""
    grams = 0
    for unit in units_of(plan):
        if unit.kind is not Kind.WORD:
            grams += 1
        if "\ufffd" not in unit.shown and grams <= MAX_GRAMS:
            yield unit


def _unit(unit: Unit, boost: float, weigh: Weigh) -> JsonQuery:
    if unit.begins:
        rewrite = {"value": as_token(unit.name), "rewrite": "top_terms_blended_freqs_64"}
        return {"prefix": {"words": {**rewrite, "boost": unit.weight * boost}}}
    if not unit.synonyms:
        name = as_token(unit.name) if unit.kind is Kind.WORD else unit.shown
        return _term(_FIELDS[unit.kind], name, unit.weight * boost)
    # A word and its synonyms are one: whichever gives most, each as rare as the commonest.
    shares = {unit.name: 1.0, **dict.fromkeys(unit.synonyms, SYNONYM_WEIGHT)}
    rarities = weigh(shares)
    least = min(rarities.values())
    ways = [
        _term("words", as_token(term), unit.weight * share * boost * least / rarities[term])
        for term, share in shares.items()
    ]
    return {"dis_max": {"queries": ways}}


def near_score(plan: Plan, boosts: Boosts) -> Scored:
    """What posts gain in which words of the query stand near each other, and pieces of it."""
    near = [_near(first, second, boosts) for first, second in near_pairs(plan)]
    names = [name for piece in fragments_of(plan) if "\ufffd" not in (name := shown(piece))]
    pieces = [_term("folded", name, FRAGMENT_WEIGHT * boosts.plain) for name in names[:MAX_GRAMS]]
    bound = PROXIMITY_WEIGHT * len(near) + FRAGMENT_WEIGHT * len(pieces)
    return Scored([*near, *pieces], bound)


def _near(first: WordNode, second: WordNode, boosts: Boosts) -> JsonQuery:
    """Places are code points: between two words lie the rest of the first one and the gap.

    A span weighs the idf of all its terms together, so each pair gets half.
    """
    return {
        "span_near": {
            "clauses": [_standing(first), _standing(second)],
            "in_order": True,
            "slop": len(first.text) - 1 + PROXIMITY_GAP,
            "boost": PROXIMITY_WEIGHT / 2 * boosts.plain,
        }
    }


def _standing(word: WordNode) -> JsonQuery:
    spans = [{"span_term": {"places": as_token(t)}} for t in dict.fromkeys(terms_of(word))]
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


def _term(field: str, token: str, boost: float) -> JsonQuery:
    return {"term": {field: {"value": token, "boost": boost}}}


def step_above(bound: float, documents: int) -> float:
    """A power of two above every score of so much weight.

    Tiers are multiples of it: so the 24 bits of a score keep scores within a tier apart.
    """
    greatest = max(bound, 1.0) * (K1 + 1) * math.log(1 + (documents + 0.5) / 0.5)
    return float(2.0 ** math.ceil(math.log2(greatest + 1)))
