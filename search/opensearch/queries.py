"""Conditions and filters → queries of OpenSearch.

``NOTHING`` is found by no post, and disappears where something else would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import orjson

from index.fields import LANGUAGE, day_number
from index.opensearch.mapping import ENDED, ENDING, HOLE, STARTING
from index.opensearch.posts import LONGEST_INSIDE, LONGEST_TITLE, as_token
from index.reading.facet_values import fold_facet
from index.weights import is_scored_pair
from search.query.conditions import (
    All,
    Chain,
    Condition,
    Either,
    HasPrefix,
    HasTerm,
    HasText,
    Not,
    TitleIs,
    Weighty,
    Within,
)
from search.query.query import Days, Filters, Moments, Numbers, Range, Where
from search.ranking import LONG_TEXT

JsonQuery = dict[str, Any]

NOTHING: JsonQuery = {"match_none": {}}
EVERYTHING: JsonQuery = {"match_all": {}}
LONGER = 8
"""So much longer than its term may a token be that others follow: サーバー of サーバ."""
MAX_CHAINS = 64
"""Ways to read a text as several words that are looked for; the commonest words come first."""


CLAUSES = 1_000
"""Of one query; nodes refuse one of more than 1,024."""
PIECES = (20, 12, 8, 5, 3, 2, 1)
"""Words of a piece of a chain, each fewer where a query would have too many clauses otherwise."""
WAYS = 40
"""By how many times there may be more other spellings of a word than words in a piece."""
_LEAVES = tuple(
    f'"{name}":'.encode()
    for name in ("term", "terms", "prefix", "match", "match_phrase", "match_all", "range")
)


def clauses(query: JsonQuery) -> int:
    """How many clauses a query has, as nodes count them: what it asks of fields."""
    return sum(map(orjson.dumps(query).count, _LEAVES))


def shortened(condition: Condition, most: int) -> Condition:
    """The same with at most so many words in a piece of a chain, and :data:`WAYS` times as many
    ways to fulfil it, the likeliest."""
    match condition:
        case Chain(pieces):
            return replace(condition, pieces=tuple(words[:most] for words in pieces))
        case All(parts):
            return All(tuple(shortened(one, most) for one in parts))
        case Either(parts):
            return Either(tuple(shortened(one, most) for one in parts[: WAYS * most]))
        case Weighty(weighed):
            return replace(
                condition, parts=tuple((shortened(one, most), weight) for one, weight in weighed)
            )
        case Not(unwanted):
            return Not(shortened(unwanted, most))
        case _:
            return condition


def all_of(queries: Iterable[JsonQuery]) -> JsonQuery:
    wanted = [query for query in queries if query != EVERYTHING]
    if NOTHING in wanted:
        return NOTHING
    if len(wanted) < 2:
        return wanted[0] if wanted else EVERYTHING
    return {"bool": {"filter": wanted}}


def any_of(queries: Iterable[JsonQuery]) -> JsonQuery:
    wanted = [query for query in queries if query != NOTHING]
    if EVERYTHING in wanted:
        return EVERYTHING
    if len(wanted) < 2:
        return wanted[0] if wanted else NOTHING
    return {"bool": {"should": wanted, "minimum_should_match": 1}}


def none_of(queries: Iterable[JsonQuery]) -> JsonQuery:
    return {"bool": {"must_not": list(queries)}}


BestWeight = Callable[[JsonQuery], float]
"""The greatest score that a query gives to a post that may be a hit."""


def query_of(condition: Condition, best_weight: BestWeight) -> JsonQuery:
    """Posts that meet a condition."""
    match condition:
        case HasTerm(term, where):
            return {"term": {_named(where, "words"): as_token(term)}}
        case HasPrefix(text, where):
            return {"prefix": {_named(where, "words"): as_token(text)}}
        case HasText(text, where, whole):
            return _has_text(text, where, whole)
        case TitleIs(text):
            return {"term": {"title": text[:LONGEST_TITLE]}}
        case Chain():
            return _chain(condition)
        case All(parts):
            return all_of(query_of(part, best_weight) for part in parts)
        case Either(parts):
            return any_of(query_of(part, best_weight) for part in parts)
        case Weighty():
            return _weighty(condition, best_weight)
        case Within(_, filters):
            return within(filters)
        case Not(unwanted):
            return none_of([query_of(unwanted, best_weight)])


def _has_text(text: str, where: Where, whole: bool) -> JsonQuery:
    """A text as it is; ``whole``: where it does not cut tokens."""
    inside = {"term": {_named(where, "inside"): as_token(text)}}
    if not text:
        return EVERYTHING
    if len(text) == 1 or (whole and len(text) < LONG_TEXT):
        return inside
    found = _has_substring(text, where)
    if not whole or len(text) > LONGEST_INSIDE:  # at such length, it is no accident
        return found
    # Titles have all such texts listed; of whole posts, those that lie between edges are not.
    return all_of(
        (found, inside if where is Where.TITLE else any_of((inside, _between_edges(text))))
    )


def _between_edges(text: str) -> JsonQuery:
    """Two edges so far from each other, where posts have the start and the end of a text."""
    holes = f" {HOLE}" * (len(text) - 1)
    edges = f"{STARTING}{as_token(text[:2])}{holes} {ENDING}{as_token(text[-2:])}"
    return {"match_phrase": {"places": edges}}


def _has_substring(text: str, where: Where) -> JsonQuery:
    """By its triples, which say exactly where they stand; two characters begin a triple."""
    triples = _named(where, "folded")
    if len(text) == 2:
        first, second = (min(ord(character), 0xFFFF) for character in text)
        if where is Where.ANY and is_scored_pair(first, second):
            return {"term": {"pairs": text}}
        return {"prefix": {triples: text}}
    return {"term": {triples: text}} if len(text) == 3 else {"match_phrase": {triples: text}}


def _chain(chain: Chain) -> JsonQuery:
    """One word of every piece, right behind each other.

    A place is a code point, so that a word of two characters leaves a gap of one.
    """
    *before, last = chain.pieces
    ways: list[tuple[str, ...]] = [()]
    for terms in before:
        ways = [(*way, term) for way in ways for term in terms][:MAX_CHAINS]
    behind = any_interval(map(interval_of, last))
    beside = any_interval(_beside(way, behind) for way in ways)
    found = {"intervals": {"places": beside}}
    if chain.where is Where.ANY:
        return found
    # Places are those of the whole post; its title must have the words at least.
    words = [{"terms": {"title_words": list(map(as_token, terms))}} for terms in chain.pieces]
    return all_of((found, *words))


def _beside(terms: tuple[str, ...], behind: JsonQuery) -> JsonQuery:
    """Words, and right behind the last one ``behind``."""
    if not terms:
        return behind
    followers = [*map(interval_of, terms[1:]), behind]
    return reduce(_followed, zip(terms, followers, strict=True), interval_of(terms[0]))


def _followed(chain: JsonQuery, pair: tuple[str, JsonQuery]) -> JsonQuery:
    """A chain up to a term, and what stands right behind that.

    Where a token ends that is not as long as its term is told; all others are.
    """
    term, follower = as_token(pair[0]), pair[1]
    ended = interval_of(f"{ENDED}{term}")
    found = {"ordered": True, "intervals": [chain, follower], "max_gaps": len(term) - 1}
    ((kind, said),) = follower.items()
    there = {kind: {**said, "filter": {"overlapping": ended}}}
    other = {"ordered": True, "intervals": [chain, there], "max_gaps": len(term) + LONGER}
    as_long = {"all_of": {**found, "filter": {"not_containing": ended}}}
    return any_interval((as_long, {"all_of": other}))


def any_interval(intervals: Iterable[JsonQuery]) -> JsonQuery:
    """Wherever one of some intervals is."""
    every = list(intervals)
    return every[0] if len(every) == 1 else {"any_of": {"intervals": every}}


def interval_of(term: str) -> JsonQuery:
    """The places of a word."""
    return {"match": {"query": as_token(term), "analyzer": "terms"}}


def _weighty(weighty: Weighty, best_weight: BestWeight) -> JsonQuery:
    """Posts in which what holds weighs at least a share of what it does in the best one."""
    parts = [
        constant(weight, query)
        for condition, weight in weighty.parts
        if (query := query_of(condition, best_weight)) != NOTHING
    ]
    if not parts:
        return NOTHING
    weights = {"bool": {"should": parts}}
    # Scores have 24 bits: what weighs exactly the share is not to fail for the last one.
    least = max(best_weight(weights) * weighty.share, 1e-6) * (1 - 1e-6)
    return {"function_score": {"query": weights, "min_score": least, "boost_mode": "multiply"}}


def constant(score: float, query: JsonQuery) -> JsonQuery:
    """A score for whoever is found."""
    return {"constant_score": {"filter": query, "boost": score}}


def _named(where: Where, name: str) -> str:
    return f"title_{name}" if where is Where.TITLE else name


def filters_by_name(filters: Filters) -> dict[str, JsonQuery]:
    """One query a field that is filtered by."""
    return {
        name: all_of(_field(name, what, has) for what, has in some)
        for name, some in filters.by_field().items()
    }


def within(filters: Filters) -> JsonQuery:
    """Posts that pass all filters."""
    return all_of(filters_by_name(filters).values())


def _field(name: str, what: tuple[str, ...] | Range, has: bool) -> JsonQuery:
    found = _having(name, what) if isinstance(what, tuple) else _lying(name, what)
    return found if has else none_of([found])


def _having(name: str, values: tuple[str, ...]) -> JsonQuery:
    keys = list(dict.fromkeys(map(fold_facet, values)))
    having: JsonQuery = {"terms": {f"is.{name}": keys}}
    if name != LANGUAGE:
        return having
    return any_of([having, *({"prefix": {f"is.{name}": f"{key}-"}} for key in keys)])


def _lying(name: str, span: Range) -> JsonQuery:
    """Posts of which a value lies in a range; what has no value lies nowhere."""
    group = {Days: "day", Numbers: "number", Moments: "second"}[type(span)]
    ends = {"gte": span.first, "lte": span.last}
    given = {
        key: day_number(end) if isinstance(end, date) else end
        for key, end in ends.items()
        if end is not None
    }
    field = f"{group}.{name}"
    return {"range": {field: given}} if given else {"exists": {"field": field}}
