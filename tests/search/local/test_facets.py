"""Facets: what a filter lets through, and how many posts a reader would get for each value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from search.query.query import Asker, Days, Filters, Query
from search.results import Results
from tests.search.asking import ask, found, open_posts
from tests.support import Post

POSTS: dict[str, Post] = {
    "a": {"text": "桜を見た", "tags": ["旅", "春"], "date": "2025-04-01", "authors": ["佐藤"]},
    "b": {"text": "桜と城", "tags": ["旅", "城"], "date": "2025-04-30T23:59:59"},
    "c": {"text": "城の石垣", "tags": ["城", "Linux"], "date": "2025-05-01", "lang": "en"},
    "d": {"text": "桜餅", "tags": ["ｌｉｎｕｘ", "菓子"], "categories": ["食"], "site": "blog"},
    "e": {"text": "何もない日", "date": "2024-12-31", "categories": ["技術: LLM", "EU AI Act"]},
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("filters"), POSTS)


def counts(results: Results, name: str) -> dict[str, int]:
    return {value.value: value.count for value in results.facets[name]}


def test_counts_are_those_of_the_hits(searcher: ColumnSearcher) -> None:
    assert counts(ask(searcher, "桜"), "tag") == {"旅": 2, "春": 1, "城": 1, "Linux": 1, "菓子": 1}


def test_a_count_is_what_choosing_the_value_as_well_would_give(searcher: ColumnSearcher) -> None:
    first = ask(searcher, "", tag=["旅"])
    assert counts(first, "tag") == {"旅": 2, "城": 2, "Linux": 2, "春": 1, "菓子": 1}
    for value in first.facets["author"]:
        assert ask(searcher, "", tag=["旅"], author=[value.value]).total == value.count


def test_what_is_chosen_is_shown_even_when_no_post_is_left(searcher: ColumnSearcher) -> None:
    values = ask(searcher, "石垣", tag=["菓子"]).facets["tag"]
    assert [(v.count, v.selected) for v in values if v.value == "菓子"] == [(0, True)]
    assert not any(v.selected for v in values if v.value != "菓子")


def test_spellings_of_a_tag_are_one_value_that_counts_a_post_once(tmp_path: Path) -> None:
    posts: dict[str, Post] = {
        "twice": {"text": "一", "tags": ["AI", "ai"]},
        "once": {"text": "二", "tags": ["ＡＩ"]},
        "other": {"text": "三", "tags": ["AI"]},
    }
    searcher = open_posts(tmp_path, posts)
    assert counts(ask(searcher, ""), "tag") == {"AI": 3}


@pytest.mark.parametrize("value", ["技術: LLM", "技術： ｌｌｍ", "EU AI Act", "eu ai act"])
def test_values_with_spaces_and_signs_filter_exactly(searcher: ColumnSearcher, value: str) -> None:
    assert found(searcher, "", category=[value]) == ["e"]


def test_a_part_of_a_value_is_not_the_value(searcher: ColumnSearcher) -> None:
    assert found(searcher, "", category=["EU"]) == []


def test_excluded_values_leave_posts_out_and_counts_as_well(searcher: ColumnSearcher) -> None:
    results = ask(searcher, "桜 -tag:旅")
    assert [hit.id for hit in results.hits] == ["d"]
    assert counts(results, "category") == {"食": 1}


def test_an_exclusion_and_a_wish_of_one_facet_hold_together(searcher: ColumnSearcher) -> None:
    assert found(searcher, "tag:旅 -tag:春") == ["b"]


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (date(2025, 4, 1), date(2025, 4, 30), {"a", "b"}),
        (date(2025, 4, 30), date(2025, 5, 1), {"b", "c"}),
        (None, date(2024, 12, 31), {"e"}),
        (date(2025, 5, 1), None, {"c"}),
        (date(2025, 5, 2), date(2025, 4, 1), set()),
    ],
)
def test_both_ends_of_a_range_of_days_belong_to_it(
    searcher: ColumnSearcher, first: date | None, last: date | None, wanted: set[str]
) -> None:
    results = searcher.search(Query(filters=Filters(ranges={"date": Days(first, last)})))
    assert {hit.id for hit in results.hits} == wanted


def test_months_are_counted_newest_first_and_posts_without_a_date_in_none(
    searcher: ColumnSearcher,
) -> None:
    months = ask(searcher, "").facets["date"]
    assert [(m.value, m.count) for m in months] == [("2025-05", 1), ("2025-04", 2), ("2024-12", 1)]


def test_months_may_be_chosen_and_excluded(searcher: ColumnSearcher) -> None:
    chosen = Filters(values={"date": ("2025-04", "2024-12")})
    results = searcher.search(Query(filters=chosen))
    assert {hit.id for hit in results.hits} == {"a", "b", "e"}
    assert [m.value for m in results.facets["date"] if m.selected] == ["2025-04", "2024-12"]
    without = Filters(excluded={"date": ("2025-04",)})
    assert {hit.id for hit in searcher.search(Query(filters=without)).hits} == {"c", "d", "e"}


def test_what_the_asker_may_not_see_is_not_even_counted(searcher: ColumnSearcher) -> None:
    results = searcher.search(Query(asker=Asker(Filters(values={"tag": ("旅",)}))))
    assert {hit.id for hit in results.hits} == {"a", "b"}
    assert counts(results, "tag") == {"旅": 2, "春": 1, "城": 1}


def test_filters_of_every_hold_for_the_counts_of_their_own_facet(searcher: ColumnSearcher) -> None:
    query = Query(every=((Filters(values={"tag": ("旅",)}),), (Filters(values={"tag": ("城",)}),)))
    results = searcher.search(query)
    assert [hit.id for hit in results.hits] == ["b"]
    assert counts(results, "tag") == {"旅": 1, "城": 1}


def test_of_a_group_of_filters_one_is_enough(searcher: ColumnSearcher) -> None:
    group = (Filters(values={"tag": ("旅",)}), Filters(values={"lang": ("en",)}))
    results = searcher.search(Query(every=(group,)))
    assert ({hit.id for hit in results.hits}, results.total) == ({"a", "b", "c"}, 3)


def test_as_many_values_as_are_wanted_the_most_frequent_first(searcher: ColumnSearcher) -> None:
    values = ask(searcher, "", facet_limit=2).facets["tag"]
    assert [v.count for v in values] == [2, 2]
    assert all(value.count == 2 for value in values)


def test_facet_values_are_found_by_how_they_begin_among_the_hits(searcher: ColumnSearcher) -> None:
    values = searcher.facet_values("tag", Query(), "ＬＩ", 10)
    assert [(v.value, v.count) for v in values] == [("Linux", 2)]
    narrowed = searcher.facet_values("tag", Query(filters=Filters({"lang": ("en",)})), "", 10)
    assert {v.value: v.count for v in narrowed} == {"Linux": 1, "城": 1}


def test_no_facets_but_those_asked_for_are_counted(searcher: ColumnSearcher) -> None:
    assert set(ask(searcher, "", facets=["lang"]).facets) == {"lang"}
    assert ask(searcher, "", facets=["lang"]).facets["lang"][0].value == "ja"
