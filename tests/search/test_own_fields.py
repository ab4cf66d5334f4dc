"""The owner's fields in a search: what a filter lets through, facets, and orders."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from index.fields import BUILT_IN, own_field, with_own
from search.columns.searcher import ColumnSearcher
from search.query.params import QueryError, query_from_values
from search.query.parser import parse_filters
from search.query.query import Filters, Moments, Query, Sort
from tests.search.asking import TODAY, open_posts
from tests.support import TOKYO, Post

FIELDS = with_own(
    [
        own_field("series", facet=True, sort=True, labels={"ja": "連載"}),
        own_field("level", "number", facet=True, sort=True),
        own_field("done", "date", facet=True, sort=True),
        own_field("good", "boolean", facet=True),
    ]
)


def day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=TOKYO)


POSTS: dict[str, Post] = {
    "a": {"title": "桜", "date": "2025-01-01", "fields": {
        "series": ("索引入門",), "level": (1,), "done": (day(2025, 2, 3),), "good": (True,)}},
    "b": {"title": "桜", "date": "2025-01-02", "fields": {
        "series": ("Ａ", "索引入門"), "level": (2.5, 10), "done": (day(2025, 3, 31),)}},
    "c": {"title": "梅", "date": "2025-01-03", "fields": {
        "series": ("a",), "level": (-3,), "done": (day(2024, 12, 31),), "good": (False,)}},
    "d": {"title": "桜", "date": "2025-01-04"},
}  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("own"), POSTS, fields=FIELDS)


def ids(searcher: ColumnSearcher, text: str = "", /, **params: object) -> str:
    query = query_from_values({"q": text, **params}, TODAY, FIELDS)
    return "".join(hit.id for hit in searcher.search(query).hits)


TYPED = [
    ("series:索引入門", "ba"),
    ("連載：索引入門", "ba"),
    ("series:a", "cb"),
    ('series:"ａ"', "cb"),
    ("-series:索引入門", "dc"),
    ("NOT series:a -series:索引入門", "d"),
    ("series:索引入門 series:a", "cba"),
    ("桜 -series:a", "da"),
    ("level:1", "a"),
    ("level:１．０", "a"),
    ("level:2.5", "b"),
    ("level:10", "b"),
    ("level:1 level:-3", "ca"),
    ("level:1..2", "a"),
    ("level:2..", "b"),
    ("level:..1", "ca"),
    ("level:１〜３", "ba"),
    ("level:3..9", ""),
    ("level:0..5 level:2..", "b"),
    ("-level:1..", "dc"),
    ("-level:1", "dcb"),
    ("LEVEL:1", "a"),
    ("good:true", "a"),
    ("good:はい", "a"),
    ("-good:true", "dcb"),
    ("good:no", "c"),
    ("done:2025-02", "a"),
    ("done:2025", "ba"),
    ("done:2025-02-03..2025-03-30", "a"),
    ("done:2025年3月31日", "b"),
    ("done:..2024", "c"),
    ("-done:2025", "dc"),
    ("date:2025-01-02.. level:2..", "b"),
    ("-date:2025-01-02..", "a"),
]


@pytest.mark.parametrize(("typed", "found"), TYPED)
def test_fields_are_typed_as_tags_are(searcher: ColumnSearcher, typed: str, found: str) -> None:
    assert ids(searcher, typed, sort="newest") == found


@pytest.mark.parametrize(
    "typed", ["level:高い", "level:1...2", "level:..", "good:たぶん", "done:いつか", "-level:高い"]
)
def test_a_value_of_another_type_is_text_as_all_that_is_no_syntax(
    searcher: ColumnSearcher, typed: str
) -> None:
    query = query_from_values({"q": typed}, TODAY, FIELDS)
    assert query.filters == Filters()
    assert query.wanted or query.excluded


def test_a_field_of_no_table_is_text() -> None:
    assert query_from_values({"q": "series:索引入門"}, TODAY).filters == Filters()


def test_keywords_of_the_owner_are_found_as_words(searcher: ColumnSearcher) -> None:
    assert ids(searcher, "索引入門", sort="newest") == "ba"


PARAMETERS: list[tuple[dict[str, object], str]] = [
    ({"series": ["索引入門"]}, "ba"),
    ({"series": ["索引入門", "A"]}, "cba"),
    ({"level": ["1", "-3"]}, "ca"),
    ({"level": ["2..3"]}, "b"),
    ({"level": ["1..", "..5"]}, "ba"),
    ({"good": ["no"]}, "c"),
    ({"done": ["2025-02", "2025-03"]}, "ba"),
    ({"done": ["2025-02-01..2025-02-28"]}, "a"),
    ({"date": ["2025-01"]}, "dcba"),
    ({"series": [" "], "level": [""]}, "dcba"),
]


@pytest.mark.parametrize(("params", "found"), PARAMETERS)
def test_fields_are_parameters(
    searcher: ColumnSearcher, params: dict[str, object], found: str
) -> None:
    assert ids(searcher, sort="newest", **params) == found


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
        f"must be among {', '.join(BUILT_IN.facets)}, series, level, done, good"
    )
    assert "oldest, date, -date, series, -series, level, -level, done, -done" in told["sort"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("level", "cabd"),
        ("-level", "bacd"),
        ("done", "cabd"),
        ("-done", "bacd"),
        ("series", "cbad"),
        ("-series", "bacd"),
        ("date", "abcd"),
        ("-date", "dcba"),
        ("newest", "dcba"),
    ],
)
def test_hits_are_sorted_and_those_without_a_value_come_last(
    searcher: ColumnSearcher, sort: str, found: str
) -> None:
    assert ids(searcher, sort=sort) == found
    assert ids(searcher, "桜", sort=sort) == found.replace("c", "")


def test_pages_of_an_order_lie_one_behind_the_other(searcher: ColumnSearcher) -> None:
    pages = [ids(searcher, sort="-level", page=page, per_page=1) for page in (1, 2, 3, 4, 5)]
    assert pages == ["b", "a", "c", "d", ""]


def test_facets_are_counted_and_leave_their_own_filter_out(searcher: ColumnSearcher) -> None:
    query = query_from_values({"q": "桜", "level": ["1"]}, TODAY, FIELDS)
    facets = searcher.search(query).facets
    assert [tuple(one) for one in facets["series"]] == [("索引入門", 1, False)]
    assert [tuple(one) for one in facets["level"]] == [
        ("1", 1, True), ("10", 1, False), ("2.5", 1, False)
    ]  # fmt: skip
    assert [tuple(one) for one in facets["good"]] == [("true", 1, False)]
    months = searcher.search(Query(facets=("done",))).facets["done"]
    assert [one.value for one in months] == ["2025-03", "2025-02", "2024-12"]


def test_values_of_a_facet_are_found_by_their_start(searcher: ColumnSearcher) -> None:
    values = searcher.facet_values("series", Query(), "索引", 10)
    assert [(one.value, one.count) for one in values] == [("索引入門", 2)]


def test_seconds_compare_with_dates(searcher: ColumnSearcher) -> None:
    start = int(day(2025, 2, 3).timestamp())
    for span, found in ((Moments(start, start), {"a"}), (Moments(start + 1, None), {"b"})):
        results = searcher.search(Query(filters=Filters(ranges={"done": span})))
        assert {hit.id for hit in results.hits} == found


def test_hits_and_documents_carry_the_values(searcher: ColumnSearcher) -> None:
    (hit,) = searcher.search(query_from_values({"q": "level:1"}, TODAY, FIELDS)).hits
    document = searcher.document("a")
    assert document
    wanted = {"series": ("索引入門",), "level": (1,), "done": (day(2025, 2, 3),), "good": (True,)}
    assert hit.fields == document.fields == wanted


def test_filters_are_shown_as_they_are_typed(searcher: ColumnSearcher) -> None:
    query = query_from_values(
        {"q": "-level:7.. -date:2024", "level": ["2..3"], "from": "2025"}, TODAY, FIELDS
    )
    assert searcher.search(query).interpreted.filters == {
        "level": ["2..3"],
        "from": "2025-01-01",
        "not": {"level": ["7.."], "date": ["2024-01-01..2024-12-31"]},
    }


def test_a_key_is_held_within_its_own_fields_or_refused(searcher: ColumnSearcher) -> None:
    within = parse_filters("level:0.. -series:a", TODAY, FIELDS)
    results = searcher.search(Query(within=within, facets=("series",)))
    assert [hit.id for hit in results.hits] == ["a"]
    assert [one.value for one in results.facets["series"]] == ["索引入門"]
    assert searcher.document("b", within=within) is None
    with pytest.raises(ValueError, match=rf"fields are {', '.join(BUILT_IN.facets)}$"):
        parse_filters("series:a", TODAY)


def test_what_the_table_does_not_have_no_document_has(searcher: ColumnSearcher) -> None:
    for filters in (Filters({"gone": ("x",)}), Filters(ranges={"gone": Moments(0, None)})):
        assert searcher.search(Query(filters=filters)).total == 0
    assert ids(searcher, sort="newest") == "dcba"


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
