"""The engine as its callers use it, beyond the contract: order, pages, cursors, figures."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.pages.literal import Literal
from search.columns import masks, substrings
from search.columns import searcher as columns
from search.columns.searcher import ColumnSearcher
from search.query.query import Asker, Filters, Query
from tests.search.asking import ask, found, open_posts, query
from tests.support import Post

POSTS: dict[str, Post] = {
    f"post{number:02}": {
        "title": f"第{number}回",
        "text": "検索の話。" + "検索。" * (number % 4),
        "date": f"2025-0{1 + number % 9}-{10 + number}",
        "tags": ["偶数" if number % 2 == 0 else "奇数"],
    }
    for number in range(1, 16)
}
UNDATED: dict[str, Post] = {"undated": "検索の話", "other": "別の話"}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("searcher"), {**POSTS, **UNDATED})


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("text", ["検索", "", "tag:偶数 検索"])
@pytest.mark.parametrize("per_page", [1, 4, 7])
def test_pages_laid_end_to_end_are_the_whole_list(
    searcher: ColumnSearcher, text: str, sort: str, per_page: int
) -> None:
    whole = found(searcher, text, sort=sort, per_page=100)
    pages = range(1, -(-len(whole) // per_page) + 1)
    laid = [n for p in pages for n in found(searcher, text, sort=sort, per_page=per_page, page=p)]
    assert laid == whole
    assert len(set(laid)) == len(laid)


def test_a_page_past_the_end_is_empty_and_knows_the_total(searcher: ColumnSearcher) -> None:
    results = ask(searcher, "検索", page=9999)
    assert (results.hits, results.total, results.total_pages) == ((), 16, 2)


def test_dates_are_in_order_and_posts_without_one_come_last(searcher: ColumnSearcher) -> None:
    newest = ask(searcher, "検索", sort="newest", per_page=100).hits
    oldest = ask(searcher, "検索", sort="oldest", per_page=100).hits
    days = [hit.date for hit in newest if hit.date]
    assert all(later >= earlier for later, earlier in pairwise(days))
    assert [hit.id for hit in oldest[:-1]] == [hit.id for hit in newest[:-1]][::-1]
    assert newest[-1].id == oldest[-1].id == "undated"


def test_of_equal_posts_the_newest_comes_first(searcher: ColumnSearcher) -> None:
    hits = ask(searcher, "検索", per_page=100).hits
    for above, below in pairwise(hits):
        if above.score == below.score and above.date and below.date:
            assert above.date >= below.date


@pytest.mark.parametrize("text", ["", "検索", "tag:奇数", "別の話"])
@pytest.mark.parametrize("limit", [1, 5, 100])
def test_a_scan_reads_every_hit_once(searcher: ColumnSearcher, text: str, limit: int) -> None:
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(len(POSTS) + len(UNDATED)):
        page, cursor = searcher.scan(query(text), cursor, limit)
        seen += [hit.id for hit in page]
        if cursor is None:
            break
    assert seen == sorted(found(searcher, text, per_page=100))


def test_a_scan_goes_on_behind_a_post_that_is_gone(searcher: ColumnSearcher) -> None:
    page, _ = searcher.scan(Query(), "post03-that-was-deleted", 2)
    assert [hit.id for hit in page] == ["post04", "post05"]


def test_facets_of_a_page_are_those_of_all_hits(searcher: ColumnSearcher) -> None:
    results = ask(searcher, "検索", per_page=1, page=3)
    assert sum(value.count for value in results.facets["tag"]) == 15


def test_the_interpretation_names_terms_and_filters(searcher: ColumnSearcher) -> None:
    interpreted = ask(searcher, "検索の検索 tag:奇数 -tag:偶数", **{"from": "2025-03"}).interpreted
    assert interpreted.terms == ("検索",)
    assert interpreted.filters == {
        "tag": ["奇数"],
        "not": {"tag": ["偶数"]},
        "from": "2025-03-01",
    }


def test_an_unknown_document_is_none(searcher: ColumnSearcher) -> None:
    assert searcher.document("nowhere") is None
    document = searcher.document("post01")
    assert document is not None
    assert document.title == "第1回"


def test_figures_are_those_of_the_posts(searcher: ColumnSearcher) -> None:
    figures = searcher.statistics()
    assert figures.documents == 17
    assert figures.facets["tag"] == 2
    assert figures.first_day == date(2025, 1, 19)
    assert figures.last_day == date(2025, 9, 18)
    assert figures.generation == searcher.generation


def test_what_may_be_seen_narrows_scans_and_values_too(searcher: ColumnSearcher) -> None:
    odd = Query(asker=Asker(Filters(values={"tag": ("奇数",)})))
    page, _ = searcher.scan(odd, None, 100)
    assert len(page) == 8
    assert [v.value for v in searcher.facet_values("tag", odd, "", 10)] == ["奇数"]


@pytest.mark.parametrize(
    "text",
    ["\x01", "-", "-検索", "OR", "((", '"', "title:", "*", "𠮷" * 500, "あ" * 2000, "🇯🇵"],
)
def test_odd_queries_are_answered(searcher: ColumnSearcher, text: str) -> None:
    assert ask(searcher, text).took_ms < 10_000


def test_texts_are_read_in_the_posts_that_have_the_other_words_and_later_in_those_that_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (
        "空港へ行くこと。",
        "空港に着く。",
        "温泉に行くこと。",
        "温泉に入ることと、空港のこと。",
    )
    posts = {f"{number}-{at}": texts[at] for number in range(40) for at in range(4)}
    opened, read = open_posts(tmp_path, posts), list[int]()

    def noted(
        segment: ColumnSegment, docs: NDArray[np.int64], literal: Literal, *, whole: bool
    ) -> NDArray[np.int64]:
        read.extend(docs)
        return substrings.read(segment, docs, literal, whole=whole)

    monkeypatch.setattr(masks, "read", noted)
    assert [ask(opened, "空港 こと").total, len(read)] == [80, 80]
    assert [ask(opened, "温泉 こと").total, len(read)] == [80, 120]
    assert [ask(opened, "こと").total, len(read)] == [120, 120]


def test_pages_of_the_index_are_given_back_when_they_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_posts(tmp_path, POSTS)
    mapped, dropped, at_once = [1_000_000], list[int](), []
    monkeypatch.setattr(columns, "mapped_bytes", lambda: mapped[-1])
    pieces = [partial(dropped.append, number) for number in range(100)]
    monkeypatch.setitem(vars(opened.view), "_pages", pieces)
    for size in (1_000_000, 300_000_000, 1_000_000):
        mapped.append(size)
        for _ in range(columns.LOOK):
            before = len(dropped)
            ask(opened, "検索")
            at_once.append(len(dropped) - before)
    assert sorted(dropped) == list(range(100))  # each once, until fewer are counted
    assert max(at_once) == 7  # as no search should wait for all of them


def test_whoever_is_not_asked_for_a_while_gives_its_pages_back_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_posts(tmp_path, POSTS)
    now, dropped = [100.0], list[float]()
    monkeypatch.setattr(time, "monotonic", lambda: now[-1])
    monkeypatch.setattr(opened.view, "forget_pages", lambda: dropped.append(now[-1]))
    for second in range(100, 140):
        now.append(float(second))
        if second in (103, 104, 107, 120):
            assert ask(opened, "検索").total
        opened.rest()
    assert dropped == [113.0, 126.0]
