"""The joint score of :mod:`search.ranking`, as scoring queries over impacts.

    score(d) = Σ weight × idf × tf × (k1 + 1) / (tf + norm(d))

The nodes compute it: frequencies have been divided by the norm when they were indexed (see
:mod:`index.opensearch.mapping`), and frequencies of documents come from all shards together
(``dfs_query_then_fetch``). What near words and fragments add is asked for of the best posts alone,
as the columns look for them there alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from index.opensearch.mapping import IMPACT
from index.opensearch.posts import as_token
from search.opensearch.queries import JsonQuery, any_interval, constant, interval_of
from search.opensearch.visible import EITHER, FRAGMENT, ClusterVisible, counted
from search.query.plan import Plan, WordNode
from search.query.scored import (
    Kind,
    NearPair,
    Unit,
    fragments_of,
    near_pairs,
    shown,
    terms_of,
    units_of,
)
from search.ranking import FRAGMENT_WEIGHT, K1, PROXIMITY_GAP, PROXIMITY_WEIGHT, B

MAX_GRAMS = 250
"""Characters and pairs of a query that are scored: conditions need most of its 1,024 clauses."""

Weigh = Callable[[Collection[str]], Mapping[str, float]]
"""The idf of some terms."""
_FIELDS = {Kind.WORD: "words", Kind.CHARACTER: "chars", Kind.PAIR: "pairs"}


class Scored(NamedTuple):
    """Scoring queries, and more than they can give together."""

    queries: list[JsonQuery]
    bound: float


def boost_of(version: str) -> float:
    """What makes BM25 of the nodes ours: until 2.x they multiply by (k1 + 1), then no more."""
    return K1 + 1 if int(version.split(".")[0]) >= 3 else (K1 + 1) / (K1 * IMPACT + 1)


def joint_score(plan: Plan, boost: float, weigh: Weigh) -> Scored:
    """Words, characters and pairs of a plan."""
    queries, bound = [], 0.0
    for unit in _asked(plan):
        queries.append(_unit(unit, boost, weigh))
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
    # A word and its synonyms are one, and as rare as all of them together.
    shares = unit.shares
    together = EITHER.join(shares)
    params = {
        "words": list(map(as_token, shares)),
        "shares": list(shares.values()),
        "half": K1 * IMPACT,
        "weight": unit.weight * (K1 + 1) * weigh([together])[together],
    }
    having = {"constant_score": {"filter": counted(together)}}
    return {"script_score": {"query": having, "script": {"source": _TOGETHER, "params": params}}}


_TOGETHER = """
    double times = 0;
    for (int n = 0; n < params.words.size(); ++n) {
        times += params.shares[n] * termFreq('words', params.words[n]);
    }
    return params.weight * times / (times + params.half);
"""


def has_grams(plan: Plan) -> bool:
    """Whether characters are scored: posts that score the same are then copies of each other."""
    return any(unit.kind is not Kind.WORD for unit in _asked(plan))


def near_bound(plan: Plan) -> float:
    """What near words and fragments weigh together, at most."""
    return PROXIMITY_WEIGHT * len(near_pairs(plan)) + FRAGMENT_WEIGHT * len(fragments_asked(plan))


def fragments_asked(plan: Plan) -> list[str]:
    """The pieces of a plan that are scored, as :meth:`ClusterVisible.counting` knows them."""
    names = [name for piece in fragments_of(plan) if "\ufffd" not in (name := shown(piece))]
    return [FRAGMENT + name for name in names[:MAX_GRAMS]]


def near_queries(plan: Plan, visible: ClusterVisible) -> list[JsonQuery]:
    """What posts gain in which words of the query stand near each other, and pieces of it."""
    pairs, fragments = near_pairs(plan), fragments_asked(plan)
    terms = {term for pair in pairs for word in pair for term in terms_of(word)}
    rarities = visible.weights([*terms, *fragments])
    standing = {term for term, count in visible.documents_with(terms).items() if count}
    norm = _norm("words", visible.averages.words)
    found = [
        _near(pair, rarities, norm)
        for pair in pairs
        if all(standing.intersection(terms_of(word)) for word in pair)
    ]
    if pieces := [
        constant(FRAGMENT_WEIGHT * (K1 + 1) * rarities[piece], counted(piece))
        for piece in fragments
    ]:
        params = _norm("pairs", visible.averages.pairs)
        script = {"source": f"_score / (1 + {_NORM})", "params": params}
        found.append({"script_score": {"query": {"bool": {"should": pieces}}, "script": script}})
    return found


def _norm(kind: str, average: float) -> dict[str, Any]:
    """What ``_NORM`` is to be told."""
    return {"length": f"weighed.{kind}", "least": K1 * (1 - B), "each": K1 * B / average}


_NORM = "(params.least + params.each * doc[params.length].value)"
_TIMES = f"""
    double times = params.distance * _score / (1 - _score);
    return params.weight * times / (times + {_NORM});
"""


def _near(pair: NearPair, rarities: Mapping[str, float], norm: Mapping[str, Any]) -> JsonQuery:
    """Places are code points: between two words lie the rest of the first one and the gap.

    An interval gives times / (times + 1), of which each time counts 1 / distance. The script takes
    that times the length, as the columns do, and scores it by the post's exact length.
    """
    length = len(pair.first.text)
    words = list(map(_standing, pair))
    rule = {"ordered": True, "intervals": words, "max_gaps": length - 1 + PROXIMITY_GAP}
    rarity = sum(rarities[word.term] for word in pair) / 2
    params = {**norm, "distance": length, "weight": PROXIMITY_WEIGHT * (K1 + 1) * rarity}
    near = {"intervals": {"places": {"all_of": rule}}}
    return {"script_score": {"query": near, "script": {"source": _TIMES, "params": params}}}


def _standing(word: WordNode) -> JsonQuery:
    return any_interval(map(interval_of, dict.fromkeys(terms_of(word))))


def _term(field: str, token: str, boost: float) -> JsonQuery:
    return {"term": {field: {"value": token, "boost": boost}}}


def step_above(bound: float, documents: int) -> float:
    """A power of two above every score of so much weight.

    Tiers are multiples of it: so the 24 bits of a score keep scores within a tier apart.
    """
    greatest = max(bound, 1.0) * (K1 + 1) * math.log(1 + (documents + 0.5) / 0.5)
    return float(2.0 ** math.ceil(math.log2(greatest + 1)))
