"""Conditions as queries that nodes take: they refuse one of more than 1,024 clauses."""

from __future__ import annotations

from typing import Any

import pytest

from search.opensearch.queries import ROOM, query_of, with_room
from search.query.conditions import All, Chain, Condition, Either, HasTerm

DATE = Chain((("2011", "02011", "002011"), tuple(f"年{number}" for number in range(12))))
LONG = Chain(tuple(tuple(f"{piece}{number}" for number in range(20)) for piece in "いつおこ"))


def clauses(query: Any) -> int:
    """What nodes count: terms and phrases, wherever they stand."""
    if isinstance(query, list):
        return sum(map(clauses, query))
    if not isinstance(query, dict):
        return 0
    leaves = {"term", "match", "match_phrase", "prefix"}
    return sum(
        1 + clauses(said.get("filter")) if name in leaves else clauses(said)
        for name, said in query.items()
    )


@pytest.mark.parametrize("condition", [DATE, All((DATE,) * 21), Either((LONG, DATE)), LONG])
def test_however_many_ways_there_are_nodes_take_the_query(condition: Condition) -> None:
    (shortened,) = with_room([condition])
    assert 0 < clauses(query_of(shortened, lambda query: 1.0)) <= ROOM


def test_what_there_is_room_for_stays_as_it_is() -> None:
    everyday: list[Condition] = [All((DATE, HasTerm("災害"))), DATE]
    assert with_room(everyday) == everyday
