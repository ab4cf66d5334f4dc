"""The fields of the table in queries: what is told of mistakes, and what is no filter."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.fields import BUILT_IN
from search.query.params import QueryError, query_from_values
from search.query.parser import parse_filters
from search.query.query import Filters, Query, Sort
from tests.contract.fields_contract import FIELDS
from tests.search.asking import TODAY, open_posts


def test_a_field_of_no_table_is_text() -> None:
    assert query_from_values({"q": "series:索引入門"}, TODAY).filters == Filters()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "level",
            "高い",
            "must be a number or a range such as 3, 2..3 or 2..",
        ),
        ("done", "いつか", "must be a date"),
        ("good", "たぶん", "must be true or false"),
        ("series", "x" * 1_001, "at most 1000 characters"),
        ("colour", "red", "known are author, category, date, done"),
    ],
)
def test_a_parameter_of_another_type_is_an_error(name: str, value: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        query_from_values({name: [value]}, TODAY, FIELDS)
    (error,) = caught.value.details
    assert (error.parameter, said in error.message) == (name, True)


def test_unknown_facets_and_orders_are_told_which_there_are() -> None:
    with pytest.raises(QueryError) as caught:
        query_from_values({"facets": ["colour"], "sort": "colour"}, TODAY, FIELDS)
    told = {error.parameter: error.message for error in caught.value.details}
    assert told["facets"].startswith(
        f"must be one of {', '.join(BUILT_IN.facets)}, series, level, done, good"
    )
    assert "oldest, date, -date, series, -series, level, -level, done, -done" in told["sort"]


def test_an_order_is_named_as_it_is_asked_for() -> None:
    assert [str(one) for one in (Sort(), Sort("date", True), Sort("date"), Sort("a", True))] == [
        "relevance", "newest", "oldest", "-a"
    ]  # fmt: skip


def test_a_long_value_can_be_filtered_by(tmp_path: Path) -> None:
    """What a page offers must be a parameter that it takes."""
    long = "長い名前" * 100
    searcher = open_posts(tmp_path, {"a": {"title": "一", "tags": [long]}, "b": "二"})
    (value,) = searcher.search(Query()).facets["tag"]
    query = query_from_values({"tag": [value.value]}, TODAY)
    assert [hit.id for hit in searcher.search(query).hits] == ["a"]


def test_a_filter_of_a_field_of_no_table_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=rf"fields are {', '.join(BUILT_IN.facets)}$"):
        parse_filters("series:a", TODAY)
