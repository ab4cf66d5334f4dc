"""What every engine must do with the fields of the table: the owner's own, of each type.

::

    class TestMyEngine(FieldsContract):
        @classmethod
        def open(cls, documents, folder, fields):
            return my_engine(documents, folder, fields)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from index.document import Document
from index.fields import FieldTable, own_field, with_own
from search.query.params import query_from_values
from search.query.parser import parse_filters
from search.query.query import Asker, Filters, Moments, Query
from search.searcher import Searcher
from tests.contract.searcher_contract import shows_all_of
from tests.search.asking import TODAY
from tests.support import TOKYO, Post, make_document

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
    "a": {"title": "桜", "date": "2025-01-01", "lang": "ja", "site": "blog", "fields": {
        "series": ("索引入門",), "level": (1,), "done": (day(2025, 2, 3),), "good": (True,)}},
    "b": {"title": "桜", "date": "2025-01-02", "lang": "ja-JP", "site": "notes", "fields": {
        "series": ("Ａ", "索引入門"), "level": (2.5, 10), "done": (day(2025, 3, 31),)}},
    "c": {"title": "梅", "date": "2025-01-03", "lang": "en-us", "fields": {
        "series": ("a",), "level": (-3,), "done": (day(2024, 12, 31),), "good": (False,)}},
    "d": {"title": "桜", "date": "2025-01-04", "lang": "", "excerpt": "要約", "image": "/a.png",
        "text": "本文", "code": "ls", "headings": {"見出し": "その下", "次": ""}},
}  # fmt: skip


DOCUMENTS = [
    replace(make_document(name, post), kind="page" if name == "d" else "post")
    for name, post in POSTS.items()
]


def ids(searcher: Searcher, text: str = "", /, **params: object) -> str:
    query = query_from_values({"q": text, **params}, TODAY, FIELDS)
    return "".join(hit.id for hit in searcher.search(query).hits)


CROWD: dict[str, Post] = {
    f"{name}": {
        "title": f"{name}の話",
        "date": f"2025-05-05T{12 + number:02}:00",
        "site": "blog" if number % 2 else "notes",
        "tags": [f"札{name}", "みんな", "長" * 200 if name == "a" else f"印{name}"],
        "text": "朝の庭に水をやる。" * 3_000 + "渚" if name == "b" else "花",
        "fields": {"level": (level,), "series": (f"続きもの{name}",)} if level else {},
    }
    for number, (name, level) in enumerate(
        {
            "a": 9.5, "b": 10, "c": 100, "d": -1, "e": 16_777_216, "f": 16_777_217, "g": 10,
            "h": 999_999_999_999, "i": 2, "j": 9.5, "k": None, "l": 1_000_000,
        }.items()
    )
}  # fmt: skip
"""More posts than a page has, of one day, with numbers that no text and no small float can say."""


TYPED = [
    ("series:索引入門", "ba"),
    ("連載：索引入門", "ba"),
    ("series:a", "cb"),
    ('series:"ａ"', "cb"),
    ("-series:索引入門", "dc"),
    ("NOT series:a -series:索引入門", "d"),
    ("series:索引入門 series:a", "b"),
    ("series:索引入門 OR series:a", "cba"),
    ("桜 -series:a", "da"),
    ("level:1", "a"),
    ("level:１．０", "a"),
    ("level:2.5", "b"),
    ("level:10", "b"),
    ("level:1 OR level:-3", "ca"),
    ("level:1 level:-3", ""),
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
    ("lang:ja", "ba"),
    ("言語:JA", "ba"),
    ("lang:ja-jp", "b"),
    ("lang:en", "c"),
    ("-lang:ja", "dc"),
    ("-lang:ja-JP", "dca"),
    ("lang:en OR lang:ja-jp", "cb"),
    ("lang:ja lang:ja-jp", "b"),
    ("lang:j", ""),
    ("lang:ja-j", ""),
    ("lang:jp", ""),
    ("lang:ja-jp-osaka", ""),
    ("kind:page", "d"),
    ("site:blog", "a"),
    ("-site:blog", "dcb"),
    ("site:blog OR site:notes", "ba"),
    ("-series:索引入門 -series:a -lang:ja", "d"),
    ("-level:1 -level:10", "dc"),
]


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
    ({"lang": ["ja"]}, "ba"),
    ({"lang": ["en", "ja-jp"]}, "cb"),
    ({"site": ["notes"]}, "b"),
    ({"series": [" "], "level": [""]}, "dcba"),
]


class FieldsContract:
    """Subclass it as ``Test…`` and define :meth:`open`."""

    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path, fields: FieldTable) -> Searcher:
        """The engine under test over ``documents``, written with the table ``fields``."""
        raise AssertionError("say how to open the engine")

    @pytest.fixture(scope="class")
    @classmethod
    def searcher(cls, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
        return cls.open(DOCUMENTS, tmp_path_factory.mktemp("fields"), FIELDS)

    @pytest.mark.parametrize(("typed", "found"), TYPED)
    def test_fields_are_typed_as_tags_are(self, searcher: Searcher, typed: str, found: str) -> None:
        assert ids(searcher, typed, sort="newest") == found

    @pytest.mark.parametrize(
        "typed",
        ["level:高い", "level:1...2", "level:..", "good:たぶん", "done:いつか", "-level:高い"],
    )
    def test_a_value_of_another_type_is_text_as_all_that_is_no_syntax(
        self, searcher: Searcher, typed: str
    ) -> None:
        query = query_from_values({"q": typed}, TODAY, FIELDS)
        assert query.filters == Filters()
        assert query.wanted or query.excluded

    def test_keywords_of_the_owner_are_found_as_words(self, searcher: Searcher) -> None:
        assert ids(searcher, "索引入門", sort="newest") == "ba"

    @pytest.mark.parametrize(("params", "found"), PARAMETERS)
    def test_fields_are_parameters(
        self, searcher: Searcher, params: dict[str, object], found: str
    ) -> None:
        assert ids(searcher, sort="newest", **params) == found

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
        self, searcher: Searcher, sort: str, found: str
    ) -> None:
        assert ids(searcher, sort=sort) == found
        assert ids(searcher, "桜", sort=sort) == found.replace("c", "")

    def test_pages_of_an_order_lie_one_behind_the_other(self, searcher: Searcher) -> None:
        pages = [ids(searcher, sort="-level", page=page, per_page=1) for page in (1, 2, 3, 4, 5)]
        assert pages == ["b", "a", "c", "d", ""]

    def test_facets_are_counted_and_leave_their_own_filter_out(self, searcher: Searcher) -> None:
        query = query_from_values({"q": "桜", "level": ["1"]}, TODAY, FIELDS)
        facets = searcher.search(query).facets
        assert [tuple(one) for one in facets["series"]] == [("索引入門", 1, False)]
        assert [tuple(one) for one in facets["level"]] == [
            ("1", 1, True), ("10", 1, False), ("2.5", 1, False)
        ]  # fmt: skip
        assert [tuple(one) for one in facets["good"]] == [("true", 1, False)]
        months = searcher.search(Query(facets=("done",))).facets["done"]
        assert [one.value for one in months] == ["2025-03", "2025-02", "2024-12"]

    def test_months_of_any_date_are_the_newest_ones_and_those_of_its_range_are_chosen(
        self, searcher: Searcher
    ) -> None:
        twice = {"q": "桜 OR 梅", "facet_limit": 2, "done": ["2025-02.."]}
        months = searcher.search(query_from_values(twice, TODAY, FIELDS)).facets["done"]
        assert [tuple(one) for one in months] == [("2025-03", 1, True), ("2025-02", 1, True)]

    def test_a_language_counts_those_within_it(self, searcher: Searcher) -> None:
        """What a count promises is what choosing the value finds."""
        query = query_from_values({"lang": ["ja"]}, TODAY, FIELDS)
        shown = [("ja", 2, True), ("en-us", 1, False), ("ja-JP", 1, False)]
        assert [tuple(one) for one in searcher.search(query).facets["lang"]] == shown
        assert [tuple(one) for one in searcher.facet_values("lang", query, "", 1)] == shown[:1]
        plum = query_from_values({"q": "梅"}, TODAY, FIELDS)
        assert [tuple(one) for one in searcher.facet_values("lang", plum, "", 9)] == [
            ("en-us", 1, False)
        ]

    def test_who_may_see_a_language_sees_those_within_it(self, searcher: Searcher) -> None:
        within = parse_filters("lang:ja", TODAY, FIELDS)
        results = searcher.search(Query(asker=Asker(within), facets=("lang",)))
        assert {hit.id for hit in results.hits} == {"a", "b"}
        assert [(one.value, one.count) for one in results.facets["lang"]] == [
            ("ja", 2),
            ("ja-JP", 1),
        ]
        assert searcher.document("b", asker=Asker(within)) is not None
        assert searcher.document("c", asker=Asker(within)) is None
        narrow = parse_filters("lang:ja-jp", TODAY, FIELDS)
        assert {hit.id for hit in searcher.search(Query(asker=Asker(narrow))).hits} == {"b"}

    def test_values_of_a_facet_are_found_by_what_is_typed(self, searcher: Searcher) -> None:
        values = searcher.facet_values("series", Query(), "索引", 10)
        assert [(one.value, one.count) for one in values] == [("索引入門", 2)]

    def test_seconds_compare_with_dates(self, searcher: Searcher) -> None:
        start = int(day(2025, 2, 3).timestamp())
        second = int(day(2025, 1, 2).timestamp())
        for name, span, found in (
            ("done", Moments(start, start), {"a"}),
            ("done", Moments(start + 1, None), {"b"}),
            ("date", Moments(second, second), {"b"}),
            ("date", Moments(None, second - 1), {"a"}),
        ):
            results = searcher.search(Query(filters=Filters(ranges={name: span})))
            assert {hit.id for hit in results.hits} == found

    def test_hits_and_documents_carry_the_values(self, searcher: Searcher) -> None:
        (hit,) = searcher.search(query_from_values({"q": "level:1"}, TODAY, FIELDS)).hits
        document = searcher.document("a")
        assert document
        wanted = {
            "series": ("索引入門",),
            "level": (1,),
            "done": (day(2025, 2, 3),),
            "good": (True,),
        }
        assert hit.fields == document.fields == wanted
        shows_all_of(searcher, DOCUMENTS)
        assert searcher.fields == FIELDS

    def test_filters_are_shown_as_they_are_typed(self, searcher: Searcher) -> None:
        query = query_from_values(
            {"q": "-level:7.. -date:2024", "level": ["2..3"], "from": "2025"}, TODAY, FIELDS
        )
        assert searcher.search(query).interpreted.filters == {
            "level": ["2..3"],
            "from": "2025-01-01",
            "not": {"level": ["7.."], "date": ["2024-01-01..2024-12-31"]},
        }

    def test_what_an_asker_may_see_is_said_by_own_fields_too(self, searcher: Searcher) -> None:
        within = parse_filters("lang:ja level:0.. -series:a", TODAY, FIELDS)
        results = searcher.search(Query(asker=Asker(within), facets=("series",)))
        assert [hit.id for hit in results.hits] == ["a"]
        assert [one.value for one in results.facets["series"]] == ["索引入門"]
        assert searcher.document("b", asker=Asker(within)) is None

    @pytest.fixture(scope="class")
    @classmethod
    def crowd(cls, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
        documents = [make_document(name, post) for name, post in CROWD.items()]
        return cls.open(documents, tmp_path_factory.mktemp("crowd"), FIELDS)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"sort": "newest"}, "lkjihgfedcba"),  # by the hour, too
            ({"sort": "oldest"}, "abcdefghijkl"),
            ({"sort": "level"}, "dijagbclefhk"),  # 2 before 10; the newest of those that are alike
            ({"sort": "-level"}, "hfelcgbjaidk"),
            ({"level": ["3..10"], "sort": "newest"}, "jgba"),
            ({"level": ["16777217"]}, "f"),
            ({"level": ["..16777216"], "sort": "-level", "per_page": 1}, "e"),
            ({"q": "渚"}, "b"),  # the last word of a long text
            ({"tag": ["長" * 200]}, "a"),
        ],
    )
    def test_many_posts_are_found_and_ordered_as_few(
        self, crowd: Searcher, asked: dict[str, object], found: str
    ) -> None:
        assert ids(crowd, **{"per_page": 100, **asked}) == found

    def test_no_list_ends_before_its_limit(self, crowd: Searcher) -> None:
        """Ten of anything is what some libraries give unasked."""
        assert "".join(hit.id for hit in crowd.scan(Query(), None, 100)[0]) == "abcdefghijkl"
        facets = crowd.search(Query(facets=("tag", "level", "series"))).facets
        assert [len(facets[name]) for name in ("tag", "level", "series")] == [25, 9, 11]
        assert len(crowd.facet_values("tag", Query(), "札", 100)) == 12
        if "suggest" in crowd.capabilities:
            assert len(crowd.suggest("札", 100)) == 12

    def test_its_sites_and_the_values_of_all_facets_are_told(self, crowd: Searcher) -> None:
        figures = crowd.statistics()
        assert figures.sites == ("blog", "notes")
        assert [site.name for site in crowd.sites] == ["blog", "notes"]
        if "suggest" in crowd.capabilities:
            assert [(one.id, one.site) for one in crowd.suggest("aの")] == [("a", "notes")]
        assert {name: figures.facets[name] for name in ("tag", "site", "series", "level")} == {
            "tag": 25, "site": 2, "series": 11, "level": 9
        }  # fmt: skip

    def test_what_the_table_does_not_have_no_document_has(self, searcher: Searcher) -> None:
        for filters in (Filters({"gone": ("x",)}), Filters(ranges={"gone": Moments(0, None)})):
            assert searcher.search(Query(filters=filters)).total == 0
        assert ids(searcher, sort="newest") == "dcba"
