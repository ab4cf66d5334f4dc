"""Conditions as queries that nodes take: they refuse one of more than 1,024 clauses."""

from __future__ import annotations

from typing import Any

import pytest

from search.opensearch.queries import PIECES, clauses, query_of, shortened
from search.query.conditions import All, Chain, Condition, Either, HasTerm, Not, Weighty

DATE = Chain((("2011", "02011", "002011"), tuple(f"年{number}" for number in range(12))))
LONG = Chain(tuple(tuple(f"{piece}{number}" for number in range(20)) for piece in "いつおこ"))


def counted(query: Any) -> int:
    """What nodes count: terms and phrases, wherever they stand."""
    if isinstance(query, list):
        return sum(map(counted, query))
    if not isinstance(query, dict):
        return 0
    leaves = {"term", "match", "match_phrase", "prefix"}
    return sum(
        1 + counted(said.get("filter")) if name in leaves else counted(said)
        for name, said in query.items()
    )


@pytest.mark.parametrize("condition", [DATE, All((DATE,) * 21), LONG])
def test_the_clauses_of_a_query_are_counted(condition: Condition) -> None:
    query = query_of(condition, lambda query: 1.0)
    assert 0 < clauses(query) == counted(query)


@pytest.mark.parametrize("condition", [All((DATE,) * 21), LONG, Not(Weighty(((LONG, 1.0),), 0.5))])
def test_chains_of_fewer_words_are_few_clauses(condition: Condition) -> None:
    queries = (query_of(shortened(condition, most), lambda query: 1.0) for most in PIECES)
    sizes = [counted(query) for query in queries]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 < sizes[-1] <= 21 * 6


def test_shortening_leaves_what_is_short_as_it_is() -> None:
    everyday = All((DATE, HasTerm("災害")))
    assert shortened(everyday, PIECES[0]) == everyday


def test_of_a_thousand_ways_to_write_a_word_the_likeliest_are_asked_for() -> None:
    ways = Either(tuple(HasTerm(f"旧{number}橋") for number in range(2_000)))
    fewest = shortened(All((ways, ways)), PIECES[-1])
    assert clauses(query_of(fewest, lambda query: 1.0)) < 100
    assert shortened(ways, PIECES[0]) == Either(ways.conditions[:800])
