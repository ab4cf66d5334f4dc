"""Untrusted parameters: what becomes of them, and what is said about bad ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fields import BUILT_IN
from search.query.params import (
    QueryError,
    SearchParams,
    collect,
    model_for,
    query_from,
    query_from_values,
    validate,
)
from search.query.query import Days, Filters, Phrase, Query, Sort, TypedFilter, Word

TODAY = date(2025, 10, 30)


def query_from_pairs(pairs: Sequence[tuple[str, str]], today: date) -> Query:
    """As HTTP sends them."""
    return query_from_values(collect(pairs), today)


def test_parameters_and_the_query_text_make_one_query() -> None:
    query = query_from_pairs(
        [
            ("q", '"全文 検索" tag:検索 date:2025'),
            ("tag", "OpenAI"),
            ("tag", "検索"),
            ("category", "技術"),
            ("from", "2025-06"),
            ("to", "令和8年"),
            ("sort", "newest"),
            ("page", "3"),
            ("per_page", "20"),
            ("facets", "tag,date"),
            ("highlight_pre", "["),
            ("highlight_post", "]"),
        ],
        TODAY,
    )
    assert query == Query(
        text='"全文 検索" tag:検索 date:2025',
        wanted=(Phrase("全文 検索"),),
        filters=Filters(
            {"tag": ("OpenAI", "検索"), "category": ("技術",)},
            ranges={"date": Days(date(2025, 6, 1), date(2025, 12, 31))},
        ),
        words='"全文 検索"',
        typed_filters=(
            TypedFilter("tag:検索", '"全文 検索" date:2025'),
            TypedFilter("date:2025", '"全文 検索" tag:検索'),
        ),
        every=((Filters({"tag": ("検索",)}),),),  # wanted, whatever is chosen beside it
        sort=Sort.NEWEST,
        page=3,
        per_page=20,
        facets=("tag", "date"),
        highlight_pre="[",
        highlight_post="]",
    )


def test_nothing_given_asks_for_everything() -> None:
    assert query_from_pairs([], TODAY) == Query()


def test_relative_dates_count_from_today() -> None:
    query = query_from_pairs([("from", "先月"), ("to", "今日")], TODAY)
    assert query.filters.ranges["date"] == Days(date(2025, 9, 1), TODAY)


@pytest.mark.parametrize(("value", "facets"), [("", ()), ("tag,date", ("tag", "date"))])
def test_facets_are_named_by_commas(value: str, facets: tuple[str, ...]) -> None:
    assert query_from_pairs([("facets", value)], TODAY).facets == facets


def test_facets_are_all_by_default_with_as_many_values_as_there_may_be() -> None:
    query = query_from_pairs([("q", "検索")], TODAY)
    assert (query.facets, query.facet_limit) == (BUILT_IN.facets, 1000)


BAD = [
    ("page", "0", "greater than or equal to 1"),
    ("page", "-1", "greater than or equal to 1"),
    ("page", "１", "must be a whole number"),
    ("page", "x", "must be a whole number"),
    ("page", "", "must be a whole number"),
    ("page", "9" * 5000, "must be a whole number"),
    ("page", "10001", "less than or equal to 10000"),
    ("per_page", "101", "less than or equal to 100"),
    ("sort", "best", "must be one of relevance, newest, oldest"),
    ("from", "soon", "must be a date, a month or a year"),
    ("to", "2025-02-30", "must be a date, a month or a year"),
    ("facets", "colour", "must be one of category, tag"),
    ("highlight_pre", "<" * 101, "at most 100 characters"),
    ("q", "a" * 2_001, "at most 2000 characters"),
    ("q", "a\x00b", "must not contain NUL"),
    ("q", "a\ud800b", "valid Unicode text"),
    ("tag", "a\x00b", "must not contain NUL"),
    ("explain", "perhaps", "true or false"),
    ("from_", "2025", "unknown parameter; known are"),
    ("colour", "red", "unknown parameter; known are"),
]


@pytest.mark.parametrize(("name", "value", "said"), BAD)
def test_a_bad_parameter_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        query_from_pairs([(name, value)], TODAY)
    (error,) = caught.value.details
    assert error.parameter == name
    assert said in error.message
    assert len(error.message) < 300


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        query_from_pairs([("page", "0"), ("from", "x"), ("sort", "x"), ("y", "z")], TODAY)
    assert {error.parameter for error in caught.value.details} == {"page", "from", "sort", "y"}


def test_what_may_not_be_repeated_is_an_error() -> None:
    with pytest.raises(QueryError, match="page: must be given only once"):
        collect([("page", "1"), ("page", "2")])


def test_json_types_are_strict() -> None:
    model = model_for(SearchParams, BUILT_IN)
    params = validate(model, '{"q": "検索", "tag": ["AI"], "page": 2}'.encode())
    assert query_from(params, TODAY).filters == Filters({"tag": ("AI",)})
    with pytest.raises(QueryError, match="page: must be a whole number"):
        validate(model, b'{"page": "2"}')


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"q": 1}', b"\xff", b'{"q":"\\ud800"}']
)
def test_a_bad_body_is_an_error(body: bytes) -> None:
    with pytest.raises(QueryError):
        validate(SearchParams, body)


@given(
    st.dictionaries(
        st.sampled_from(["q", "tag", "from", "to", "page", "per_page", "sort", "facets", "x"]),
        st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text(), max_size=3)),
    )
)
def test_any_values_are_a_query_or_an_error(values: dict[str, object]) -> None:
    try:
        query = query_from_values(values, TODAY)
    except QueryError as error:
        assert error.details
    else:
        assert query.page >= 1
        assert all(isinstance(word, Word) or word for word in query.wanted)
