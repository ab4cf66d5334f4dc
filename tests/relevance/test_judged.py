"""Ranking over the judged set: posts.yaml and the demo site, asked by queries.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from search.evaluation import DEPTH, evaluate, score
from search.query.params import query_from_values
from search.searcher import Searcher
from tests.relevance.judged import (
    JudgedQuery,
    index_judged_posts,
    judged_names,
    name_of,
    read_judged_set,
)
from tests.support import open_live

JUDGED = read_judged_set()
TODAY = date(2025, 12, 1)
"""The day on which the queries are asked."""
MANY = 100
"""Enough for all hits."""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return open_live(index_judged_posts(tmp_path_factory.mktemp("judged"))).current()


def test_ranking_is_as_good_as_it_was(searcher: Searcher) -> None:
    texts = {judged.text: judged.text for judged in JUDGED.queries}
    wanted = {judged.text: judged.want for judged in JUDGED.queries}
    result = evaluate(texts, wanted, lambda text: ranked(searcher, text, DEPTH))
    figures = {"mrr": result.mrr, "ndcg": result.ndcg, "recall": result.recall}
    below = {name: figure for name, figure in figures.items() if figure < JUDGED.floors[name]}
    assert not below, f"{below} below the floors; worst: {worst(searcher)}"


@pytest.mark.parametrize(
    "judged",
    [pytest.param(judged, id=judged.text) for judged in JUDGED.queries if judged.never],
)
def test_a_hit_that_must_not_be_is_not_there(searcher: Searcher, judged: JudgedQuery) -> None:
    assert not set(judged.never) & set(ranked(searcher, judged.text, MANY))


def test_each_query_is_asked_once() -> None:
    assert len({judged.text for judged in JUDGED.queries}) == len(JUDGED.queries) >= 70


def test_the_judgements_speak_of_posts_that_exist() -> None:
    spoken_of = {name for judged in JUDGED.queries for name in (*judged.want, *judged.never)}
    assert spoken_of <= judged_names()


def ranked(searcher: Searcher, text: str, depth: int) -> Sequence[str]:
    """The names of the best hits."""
    query = query_from_values({"q": text, "per_page": depth}, TODAY)
    return [name_of(hit) for hit in searcher.search(query).hits]


def worst(searcher: Searcher) -> list[str]:
    """The queries that are answered worst, for whoever has to look into it."""
    gains = {
        judged.text: score(ranked(searcher, judged.text, DEPTH), judged.want)[2]
        for judged in JUDGED.queries
    }
    return sorted(gains, key=gains.__getitem__)[:10]
