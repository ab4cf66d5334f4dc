"""The suite that an engine's reading side must pass.

A new engine's test file says how to open it, and nothing else::

    class TestMyEngine(SearcherContract):
        @classmethod
        def open(cls, documents, folder):
            return my_engine(documents, folder)
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.analysis.analyzer import fold
from index.document import About, Document
from index.errors import TimedOutError, UnsupportedError
from search.query.deadline import Deadline
from search.query.params import query_from_values
from search.query.parser import parse_text
from search.query.query import EVERYTHING, Asker, Days, Filters, Query, Sort
from search.ranking import SIMILAR_TERMS, Tier
from search.results import FacetValue, Results
from search.searcher import Capability, Searcher
from tests.contract.confined import METHODS, WITHIN, Confined
from tests.contract.corpus import POSTS
from tests.support import PostFields, make_document, make_records
from web.commands.language import in_language

TODAY = date(2025, 11, 5)

SEARCHES: tuple[tuple[str, set[str], str], ...] = (
    # (query, ids of all hits in any order, why)
    ("京都", {"kyoto"}, "東京都 does not stand for 京都 while a post has 京都 itself"),
    ("空港", {"tokyo", "kansai"}, "a word is found inside a compound"),
    ("サーバー", {"server", "linux"}, "サーバ and サーバー are one word"),
    ("走る", {"server"}, "a verb is found in every inflection"),
    ("LINUX", {"linux", "server"}, "case does not matter, and tags are searched"),
    ("ｌｉｎｕｘ", {"linux", "server"}, "width does not matter"),
    ("京都 紅葉", {"kyoto"}, "all words are wanted"),
    ("図書館 -空港", set(), "an excluded word excludes"),
    ("図書館 -紅葉", {"tokyo"}, "excluding what is not there changes nothing"),
    ("紅葉 OR 図書館", {"kyoto", "tokyo"}, "either will do"),
    ('"清水寺から歩いて"', {"kyoto"}, "a phrase is found as it stands"),
    ('"歩いて清水寺から"', set(), "and not in another order"),
    ("title:サーバー", {"server"}, "a field can be asked for"),
    ("Py*", {"linux"}, "words that start so"),
    ("C++", {"linux"}, "identifiers stay whole"),
    ("nginx", {"server"}, "code is searched"),
    ("tag:旅行", {"kyoto", "kansai"}, "a filter alone is a query"),
    ("tag:LINUX", {"server", "linux"}, "spellings of one tag are one value"),
    ("category:旅 空港", {"kansai"}, "a filter and a word"),
    ("date:2025-10", {"kyoto"}, "a month in the site's zone: the last day of October 23:30 UTC"),
    ("date:2025", {"kyoto", "tokyo", "kansai", "linux"}, "a year in the site's zone"),
    ("", {"kyoto", "tokyo", "kansai", "server", "linux", "memo"}, "nothing asked: everything"),
    ("の", {"kyoto", "tokyo", "kansai", "linux", "memo"}, "a particle is a text like any other"),
)


def ask(searcher: Searcher, text: str, **more: object) -> Results:
    """A search for what a person types."""
    return searcher.search(replace(parse_text(text, TODAY), **more))  # type: ignore[arg-type]


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def counts(results: Results, name: str) -> dict[str, int]:
    return {value.value: value.count for value in results.facets[name]}


ANSWERS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("answers.toml").read_text("utf-8")
)
"""By method, what is asked and answered over the corpus."""


def answers(method: str) -> pytest.MarkDecorator:
    """All that the table says of a method, one test each."""
    return pytest.mark.parametrize(
        "wanted", [pytest.param(row, id=row["why"]) for row in ANSWERS[method]]
    )


FOLDED = {record.document.id: record.folded for record in make_records(POSTS)}
"""By id all the text of a post, as characters of it are compared."""
OWN_WORDS = ("why", "finds", "total", "facets", "facets_asked", "facet_limit", "after", "limit",
             "next", "of", "typed")  # fmt: skip
"""What the table says beside parameters of the API."""


def asked_in(row: dict[str, Any]) -> Query:
    """The query of a row of the table."""
    named = {name: value for name, value in row.items() if name not in OWN_WORDS}
    query = query_from_values(named, TODAY)
    limits = {"facet_limit": row.get("facet_limit", query.facet_limit)}
    return replace(query, facets=tuple(row.get("facets_asked", query.facets)), **limits)


def shows_all_of(searcher: Searcher, documents: Sequence[Document]) -> None:
    """Every document comes back whole, and its hit has all that is known of it."""
    hits = {hit.id: hit for hit in searcher.search(Query(per_page=100)).hits}
    for document in documents:
        found, hit = searcher.document(document.id), hits[document.id]
        assert found == document
        assert str(hit.date) == str(found.date) == str(document.date)  # on the site's own clock
        for field in fields(About):
            assert getattr(hit, field.name) == getattr(document, field.name), field.name
        assert hit.site == document.site


def rows_of(values: Sequence[FacetValue]) -> list[list[Any]]:
    """Values as the table writes them."""
    return [[*value] if value.selected else [*value[:2]] for value in values]


MAY_LACK: dict[str, tuple[Capability, Callable[[Searcher], object]]] = {
    "suggest": (Capability.SUGGEST, lambda searcher: searcher.suggest("京")),
    "similar": (Capability.SIMILAR, lambda searcher: searcher.similar("kyoto")),
    "explain": (Capability.EXPLAIN, lambda searcher: ask(searcher, "京都", explain=True)),
    "vocabulary": (Capability.VOCABULARY, lambda searcher: list(searcher.vocabulary())),
}
"""What an engine may lack, and how it is asked for."""


def lacks(searcher: Searcher, method: str) -> bool:
    """Whether the engine lacks it; then it says so, and answers with nothing else."""
    if method not in MAY_LACK:
        return False
    capability, ask_for = MAY_LACK[method]
    if capability in searcher.capabilities:
        return False
    with pytest.raises(UnsupportedError, match=searcher.statistics().engine):
        ask_for(searcher)
    return True


class SearcherContract:
    """Subclass it as ``Test…`` and define :meth:`open`."""

    @classmethod
    def open(cls, documents: Sequence[Document], folder: Path) -> Searcher:
        """The engine under test over ``documents``; ``folder`` is its to write to."""
        raise AssertionError("say how to open the engine")

    @pytest.fixture(scope="class")
    @classmethod
    def searcher(cls, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
        return cls.open(POSTS, tmp_path_factory.mktemp("engine"))

    @pytest.mark.parametrize(
        ("text", "wanted", "why"), SEARCHES, ids=[search[0] for search in SEARCHES]
    )
    def test_finds_exactly(self, searcher: Searcher, text: str, wanted: set[str], why: str) -> None:
        results = ask(searcher, text)
        assert set(ids(results)) == wanted, why
        assert results.total == len(wanted)

    @answers("search")
    def test_searches(self, searcher: Searcher, wanted: dict[str, Any]) -> None:
        query = asked_in(wanted)
        results = searcher.search(query)
        assert ids(results) == wanted["finds"]
        assert results.total == wanted.get("total", len(wanted["finds"]))
        assert tuple(results.facets) == query.facets
        told = {name: rows_of(results.facets[name]) for name in wanted.get("facets", ())}
        assert told == wanted.get("facets", {})

    @answers("scan")
    def test_scans(self, searcher: Searcher, wanted: dict[str, Any]) -> None:
        """A hit of a scan is that of a search, but for how much it is worth."""
        query = asked_in(wanted)
        hits, cursor = searcher.scan(query, wanted.get("after"), wanted.get("limit", 100))
        assert ([hit.id for hit in hits], cursor) == (wanted["finds"], wanted.get("next"))
        searched = {hit.id: hit for hit in searcher.search(query).hits}
        for hit in hits:
            assert replace(hit, score=0) == replace(searched[hit.id], score=0)

    @answers("values")
    def test_lists_values(self, searcher: Searcher, wanted: dict[str, Any]) -> None:
        limits = wanted.get("typed", ""), wanted.get("limit", 100)
        found = searcher.facet_values(wanted["of"], asked_in(wanted), *limits)
        assert rows_of(found) == wanted["finds"]

    @answers("suggest")
    def test_completes(self, searcher: Searcher, wanted: dict[str, Any]) -> None:
        if lacks(searcher, "suggest"):
            return
        found = searcher.suggest(wanted["typed"], wanted.get("limit", 8))
        told = [[one.text, one.kind, one.count, *[one.url] * bool(one.url)] for one in found]
        assert told == wanted["finds"]
        for one in found:
            assert one.url == (f"/{one.id}/" if one.id else "")
            assert "<mark>" in one.marked_text

    @answers("shown")
    def test_shows(self, searcher: Searcher, wanted: dict[str, Any]) -> None:
        hit = ask(searcher, wanted["q"]).hits[0]
        told = {
            "id": hit.id,
            "title": hit.marked_title,
            "snippets": [*hit.marked_snippets],
            "matched_by": [*hit.matched_by],
            "sections": [[one.title, one.url, one.marked_snippet] for one in hit.sections],
        }
        assert told == {name: wanted[name] for name in told}
        assert {hit.fragment, *(one.fragment for one in hit.sections)} <= {""}  # made for pages

    def test_an_answer_says_what_was_asked(self, searcher: Searcher) -> None:
        asked = {"q": "空港 tag:旅行", "page": 2, "per_page": 7}
        results = searcher.search(query_from_values(asked, TODAY))
        assert (results.query, results.page, results.per_page) == ("空港 tag:旅行", 2, 7)
        assert results.interpreted.terms == ("空港",)
        assert results.generation == searcher.generation
        assert results.generation in searcher.version
        assert results.took_ms >= 0

    def test_threads_do_not_mix_their_answers(self, searcher: Searcher) -> None:
        def told(text: str) -> Any:
            searcher.rest()  # whenever it comes, it does no harm
            completed = "suggest" in searcher.capabilities and searcher.suggest(text[:2])
            return ids(ask(searcher, text)), completed

        texts = [text for text, _, _ in SEARCHES]
        alone = [told(text) for text in texts]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(told, texts * 2))
        assert together == alone * 2

    def test_an_index_without_posts_answers(self, tmp_path: Path) -> None:
        searcher = self.open([], tmp_path)
        results = ask(searcher, "京都")
        assert (results.total, results.hits) == (0, ())
        assert set(results.facets.values()) == {()}
        assert searcher.scan(Query(), None, 5) == ((), None)
        assert searcher.document("kyoto") is None
        assert searcher.facet_values("tag", Query(), "", 5) == ()
        figures = searcher.statistics()
        assert (figures.documents, figures.terms, figures.last_day) == (0, 0, None)
        if not lacks(searcher, "suggest"):
            assert searcher.suggest("京") == ()
        if not lacks(searcher, "vocabulary"):
            assert list(searcher.vocabulary()) == []

    def test_posts_that_are_worth_the_same_come_newest_first(self, tmp_path: Path) -> None:
        days = {"a": "2025-01-01", "b": "", "c": "2025-01-03", "d": "2025-01-02"}
        posts = [
            make_document(
                name,
                {
                    "title": "梅<b> & 花",
                    "text": "梅が咲いた。",
                    "date": day,
                    "tags": ["Vim", "ｖｉｍ"],
                },
            )
            for name, day in days.items()
        ]
        searcher = self.open(posts, tmp_path)
        hits = ask(searcher, "梅").hits
        assert [hit.id for hit in hits] == ["c", "d", "a", "b"]
        assert len({hit.score for hit in hits}) == 1
        assert counts(ask(searcher, "梅"), "tag") == {"Vim": 4}  # a post has a value once
        assert hits[0].marked_title == "<mark>梅</mark>&lt;b&gt; &amp; 花"
        if not lacks(searcher, "suggest"):
            (title, *_) = searcher.suggest("梅")
            assert title.marked_text == "<mark>梅</mark>&lt;b&gt; &amp; 花"

    def test_facets_leave_out_their_own_filter_and_obey_the_others(
        self, searcher: Searcher
    ) -> None:
        filters = Filters(values={"tag": ("旅行",), "author": ("鈴木",)})
        results = ask(searcher, "", filters=filters)
        assert ids(results) == ["kansai"]
        assert counts(results, "tag") == {"旅行": 1, "空港": 1, "読書": 1}
        assert counts(results, "author") == {"佐藤": 2, "鈴木": 1}
        assert counts(results, "category") == {"旅": 1}

    def test_values_of_one_facet_are_or(self, searcher: Searcher) -> None:
        filters = Filters(values={"tag": ("京都", "自作")})
        assert set(ids(ask(searcher, "", filters=filters))) == {"kyoto", "server"}

    def test_excluded_values_are_left_out(self, searcher: Searcher) -> None:
        filters = Filters(values={"category": ("旅",)}, excluded={"tag": ("空港",)})
        assert ids(ask(searcher, "", filters=filters)) == ["kyoto"]

    def test_spellings_of_a_value_are_counted_together(self, searcher: Searcher) -> None:
        tags = counts(ask(searcher, ""), "tag")
        assert tags.get("Linux", 0) + tags.get("linux", 0) == 2
        assert not {"Linux", "linux"} <= set(tags)

    def test_months_are_those_of_the_sites_calendar(self, searcher: Searcher) -> None:
        assert [(v.value, v.count) for v in ask(searcher, "").facets["date"]] == [
            ("2025-11", 1), ("2025-10", 1), ("2025-09", 1), ("2025-01", 1), ("2024-12", 1)
        ]  # fmt: skip

    def test_days_include_both_ends(self, searcher: Searcher) -> None:
        days = Days(date(2024, 12, 31), date(2025, 1, 1))
        results = ask(searcher, "", filters=Filters(ranges={"date": days}))
        assert set(ids(results)) == {"server", "linux"}

    def test_sorts_by_date_and_puts_undated_posts_last(self, searcher: Searcher) -> None:
        newest = ["tokyo", "kyoto", "kansai", "linux", "server", "memo"]
        assert ids(ask(searcher, "", sort=Sort.NEWEST)) == newest
        assert ids(ask(searcher, "", sort=Sort.OLDEST)) == [*newest[-2::-1], "memo"]

    def test_without_a_query_the_newest_come_first(self, searcher: Searcher) -> None:
        assert ids(ask(searcher, ""))[0] == "tokyo"

    def test_pages_are_disjoint_and_the_one_past_the_end_is_empty(self, searcher: Searcher) -> None:
        pages = [ids(ask(searcher, "", page=page, per_page=4)) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [4, 2, 0]
        assert len(set(pages[0]) | set(pages[1])) == 6

    def test_a_page_far_behind_the_end_is_empty_and_counts_the_same(
        self, searcher: Searcher
    ) -> None:
        results = ask(searcher, "", page=10_000, per_page=100)
        assert (results.total, results.hits) == (len(POSTS), ())
        assert counts(results, "category") == counts(ask(searcher, ""), "category")

    @pytest.mark.parametrize("text", ["", "空港", "サーバー", "の"])
    def test_pages_one_after_the_other_are_the_whole_in_one_order(
        self, searcher: Searcher, text: str
    ) -> None:
        """Ties are cut by a rule, never by chance: no post is on two pages or on none."""
        whole = ids(ask(searcher, text, per_page=100))
        pages = [ids(ask(searcher, text, page=page, per_page=1)) for page in range(1, 7)]
        assert [identity for page in pages for identity in page] == whole

    def test_an_exact_title_comes_first(self, searcher: Searcher) -> None:
        assert ids(ask(searcher, "サーバーを立てる"))[0] == "server"

    def test_marks_the_words_in_the_original_text(self, searcher: Searcher) -> None:
        hit = ask(searcher, "サーバ", filters=Filters(values={"author": ("高橋",)})).hits
        titles = {h.id: h.marked_title for h in hit}
        assert titles["server"] == "<mark>サーバー</mark>を立てる"

    def test_texts_from_posts_are_escaped(self, searcher: Searcher) -> None:
        (hit,) = ask(searcher, "太字").hits
        assert "&lt;b&gt;<mark>太字</mark>&lt;/b&gt; &amp; 記号も" in hit.marked_snippets[0]

    def test_a_hit_links_to_the_section(self, searcher: Searcher) -> None:
        (hit,) = ask(searcher, "円山公園").hits
        assert [section.url for section in hit.sections] == ["/kyoto/#midashi"]

    @pytest.mark.parametrize(
        "text",
        [
            "京都", "京都の寺を歩く", "清水寺から円山公園へ", "関西国際空港への行き方",
            "検索サーバーの話", "Py*", "C++", "うみ", "umi", "Pythn", "紅葉 ロケット 図書館",
            "title:サーバー", '"清水寺から歩いて"', "紅葉 OR 図書館", "走る",
            "東京都の図書館は近い", "",
        ],
    )  # fmt: skip
    def test_the_parts_of_a_score_add_up_to_it(self, searcher: Searcher, text: str) -> None:
        """Near words, fragments, and words that stand for others included."""
        if Capability.EXPLAIN not in searcher.capabilities:
            with pytest.raises(UnsupportedError):
                ask(searcher, text, explain=True)
            return
        for hit in ask(searcher, text, explain=True).hits:
            assert hit.explanation is not None
            assert Tier[hit.explanation["tier"].upper()] < Tier.NONE
            for part in hit.explanation["parts"]:
                assert part["unit"]
                if part["kind"] in ("character", "pair", "fragment"):  # of the query and the post
                    assert part["unit"] in fold(text)[0]
                    assert part["unit"] in FOLDED[hit.id]
            parts = [part["score"] for part in hit.explanation["parts"]]
            assert sum(parts) == pytest.approx(hit.score, abs=2e-4)
            assert parts == sorted(parts, reverse=True)
            kinds = {f"({part['kind']})" for part in hit.explanation["parts"]}
            unknown = {kind for kind in kinds if in_language(kind, "ja") == kind}
            assert unknown == set(), "say it in web/locales/commands.ja.json"

    def test_what_stands_for_a_word_counts_less_than_the_word(self, tmp_path: Path) -> None:
        posts: dict[str, PostFields] = {
            "latin": {"text": "Amazonの本を買った。", "date": "2025-01-01"},
            "kana": {"text": "アマゾンの本を買った。", "date": "2025-01-02"},
        }
        searcher = self.open([make_document(name, one) for name, one in posts.items()], tmp_path)
        for text, order in (
            ("Amazon", ["latin", "kana"]),
            ("Amazonの本", ["latin", "kana"]),
            ("アマゾン", ["kana", "latin"]),
            ("アマゾンの本", ["kana", "latin"]),
        ):
            first, second = ask(searcher, text).hits
            assert [first.id, second.id] == order
            assert first.score > second.score > 0
            assert ("synonym" in first.matched_by, "synonym" in second.matched_by) == (False, True)

    def test_says_what_was_given_up(self, searcher: Searcher) -> None:
        assert ask(searcher, "紅葉 ロケット 図書館").interpreted.relaxed == "most_words"
        assert ask(searcher, "紅葉").interpreted.relaxed is None

    def test_a_slip_is_told_as_the_posts_spell_the_word(self, searcher: Searcher) -> None:
        assert ask(searcher, "Pythn").did_you_mean == "Python"
        assert ask(searcher, "Python").did_you_mean is None

    def test_filters_are_told_as_they_were_typed(self, searcher: Searcher) -> None:
        query = query_from_values({"q": "空港 tag:旅行"}, TODAY)
        typed = searcher.search(query).interpreted.typed_filters
        assert [one.text for one in typed] == ["tag:旅行"]

    def test_a_phrase_is_never_given_up(self, searcher: Searcher) -> None:
        assert ids(ask(searcher, '"紅葉がきれい" ロケット 図書館')) == ["kyoto"]
        assert ids(ask(searcher, '"紅葉がすごい" 図書館')) == []

    def test_looser_hits_never_stand_above_stricter_ones(self, searcher: Searcher) -> None:
        assert ids(ask(searcher, "うみ")) == ["memo"]  # 海, by its reading
        assert ask(searcher, "うみ").hits[0].matched_by == ("reading",)

    def test_nothing_found_is_an_empty_page(self, searcher: Searcher) -> None:
        results = ask(searcher, "量子コンピューター")
        assert (results.total, results.hits) == (0, ())

    def test_gives_documents_back_whole(self, searcher: Searcher) -> None:
        shows_all_of(searcher, POSTS)
        assert searcher.document("nowhere") is None

    def test_marks_are_those_asked_for(self, searcher: Searcher) -> None:
        (hit,) = ask(searcher, "円山公園", highlight_pre="[", highlight_post="]").hits
        assert "[円山公園]" in hit.marked_snippets[0]
        titled = ask(searcher, "サーバー", highlight_pre="[", highlight_post="]").hits[0]
        assert titled.marked_title == "[サーバー]を立てる"

    def test_neighbours_share_something_and_are_not_the_document_itself(
        self, searcher: Searcher
    ) -> None:
        if lacks(searcher, "similar"):
            return
        neighbours = [hit.id for hit in searcher.similar("kyoto")]
        assert neighbours[0] == "kansai"
        assert "kyoto" not in neighbours
        assert searcher.similar("nowhere") == ()

    def test_neighbours_are_found_by_the_words_that_say_most(self, tmp_path: Path) -> None:
        """Those that a long post says often, others that it says once; the first of words alike."""
        rare, often, alike, filler = (
            sorted(f"{one}{two}{end}" for one in "kstnhm" for two in "aeiou")
            for end in ("ga", "no", "zu", "me")
        )
        rare, often = rare[:SIMILAR_TERMS], often[:SIMILAR_TERMS]
        alone = [f"{one}{other}" for one in filler for other in filler[:15]]
        texts = {
            "long": [*rare, *5 * often, *40 * filler],
            "rare": rare,
            **dict.fromkeys(("often", "oftener", "oftenest"), often),
            "list": [*2 * alone, *alike[::-1]],
            "first": alike[:5],
            "middle": alike[5:-5],
            "last": alike[-5:],
        }
        posts = [make_document(name, " ".join(words)) for name, words in texts.items()]
        posts[0] = replace(posts[0], authors=("森",))
        searcher = self.open(posts, tmp_path)
        if lacks(searcher, "similar"):
            return
        near = {name: [hit.id for hit in searcher.similar(name)] for name in ("long", "list")}
        assert set(near["long"]) == {"often", "oftener", "oftenest"}
        assert near["list"] == ["middle", "first"]
        assert len(searcher.similar("long", 2)) == 2
        outside = Asker(Filters(excluded={"author": ("森",)}))
        assert searcher.document("long", outside) is None
        assert searcher.similar("long", asker=outside) == ()

    def test_values_that_begin_with_what_is_typed_come_first(self, tmp_path: Path) -> None:
        """Then those of which a word does; more frequent ones crowd no nearer ones out."""
        times = {
            "RLHF": 1,
            "RL 入門": 2,
            "Deep RL": 1,
            "技術/RL": 1,
            "深層・ＲＬ": 2,
            "World": 4,
            "girls": 3,
            "ruby": 5,
            "R L": 5,
            "a.*": 1,
        }
        having = [(tag, number) for tag, times_ in times.items() for number in range(times_)]
        posts = [
            replace(make_document(f"{at}", "記事"), tags=(tag,))
            for at, (tag, _) in enumerate(having)
        ]
        searcher = self.open(posts, tmp_path)
        wanted = ["RL 入門", "RLHF", "深層・ＲＬ", "Deep RL", "技術/RL", "World", "girls"]
        for limit in (7, 5, 2, 1):
            found = searcher.facet_values("tag", Query(), "ｒl", limit)
            assert [*found] == [FacetValue(tag, times[tag], False) for tag in wanted[:limit]]
        for typed, tags in {".*": ["a.*"], "[": [], "R  L": ["R L"], "x" * 1_000: []}.items():
            found = searcher.facet_values("tag", Query(), typed, 10)
            assert [one.value for one in found] == tags

    @pytest.fixture(scope="class", params=WITHIN, ids=str)
    @classmethod
    def confined(
        cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Confined:
        """A filter, and an engine that holds the posts within it and no others."""
        folders = iter(range(9))
        return Confined.of(
            request.param,
            lambda posts: cls.open(posts, tmp_path_factory.mktemp(f"within{next(folders)}")),
        )

    @pytest.mark.parametrize("method", METHODS)
    def test_what_may_not_be_seen_does_not_exist(
        self, searcher: Searcher, confined: Confined, method: str
    ) -> None:
        if lacks(searcher, method):
            return
        ask_all = METHODS[method]
        assert ask_all(searcher, confined.within) == ask_all(confined.alone, EVERYTHING)

    @pytest.mark.parametrize("method", sorted(METHODS))
    def test_an_answer_that_would_come_too_late_is_given_up(
        self, searcher: Searcher, method: str
    ) -> None:
        if lacks(searcher, method):
            return
        asker = Asker(deadline=Deadline.after(-1))
        query = Query(asker=asker)
        calls: dict[str, Callable[[], object]] = {
            "search": lambda: searcher.search(query),
            "scan": lambda: searcher.scan(query, None, 5),
            "facet_values": lambda: searcher.facet_values("tag", query, "", 5),
            "suggest": lambda: searcher.suggest("京", asker=asker),
            "document": lambda: searcher.document("kyoto", asker),
            "similar": lambda: searcher.similar("kyoto", asker=asker),
        }
        with pytest.raises(TimedOutError):
            calls[method]()

    @pytest.mark.parametrize("method", MAY_LACK)
    def test_what_it_lacks_is_said_and_the_rest_is_answered(
        self, searcher: Searcher, method: str
    ) -> None:
        capability, ask_for = MAY_LACK[method]
        if not lacks(searcher, method):
            assert ask_for(searcher)
            assert capability in searcher.statistics().capabilities

    def test_its_figures_are_those_of_the_posts(self, searcher: Searcher) -> None:
        figures = searcher.statistics()
        assert figures.documents == len(POSTS)
        assert timedelta() < datetime.now(UTC) - figures.created < timedelta(hours=1)
        assert (figures.generation, bool(figures.engine)) == (searcher.generation, True)
        assert figures.characters == sum(len(record.original) for record in make_records(POSTS))
        assert (str(figures.first_day), str(figures.last_day)) == ("2024-12-31", "2025-11-01")
        assert (figures.facets["tag"], figures.facets["category"]) == (7, 3)
        assert dict(searcher.documents_with(("京都", "空港", "無い"))) == {
            "京都": 1, "空港": 2, "無い": 0,
        }  # fmt: skip

    def test_its_words_are_those_of_the_posts(self, searcher: Searcher) -> None:
        if lacks(searcher, "vocabulary"):
            return
        words = list(searcher.vocabulary())
        assert len(words) == len({word.term for word in words}) == searcher.statistics().terms
        assert {("京都", ("きょうと",), 1, 1), ("空港", ("くうこう",), 2, 2)} <= set(words)
        assert ("走る", ("はしる",), 1, 0) in words  # written 走った alone

    def test_what_titles_share_completes(self, tmp_path: Path) -> None:
        """As a phrase, with the posts that would be found, where the asker may see two of them."""
        titles = {"one": "京都旅行の朝", "two": "秋の京都旅行", "three": "京都旅行の宿"}
        posts = [
            make_document(name, {"title": title, "authors": ["森" if name == "one" else "林"]})
            for name, title in titles.items()
        ]
        searcher = self.open(posts, tmp_path)
        if lacks(searcher, "suggest"):
            return
        for typed in ("京都旅", "きょうとり", "kyoutoryo"):
            for author, count in (("林", 2), ("森", 0), (None, 3)):
                within = Filters({"author": (author,)}) if author else EVERYTHING
                found = searcher.suggest(typed, asker=Asker(within))
                phrases = [(one.text, one.count) for one in found if one.kind == "phrase"]
                assert phrases == [("京都旅行", count)] * bool(count)
            nobody = Asker(Filters({"author": ("誰でもない",)}))
            assert searcher.suggest(typed, asker=nobody) == ()

    def test_completes_what_is_typed(self, searcher: Searcher) -> None:
        if lacks(searcher, "suggest"):
            return
        for typed in ("京", "きょうと", "kyout"):
            texts = [suggestion.text for suggestion in searcher.suggest(typed)]
            assert "京都" in texts, typed
