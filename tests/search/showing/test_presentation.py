"""Hits: the fields of a post as its author gave them, and what a page of results shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from search.showing.presentation import OPENING
from tests.search.asking import ask, found, marks, only_hit, open_posts
from tests.support import Post

POSTS: dict[str, Post] = {
    "full": {
        "title": "夏の京都 <改訂>",
        "text": "祇園祭の夜を歩いた。",
        "headings": {"宵山": "鉾の灯りが並ぶ宵山の通り。", "翌朝": "静かな朝。"},
        "tags": ["旅", "祭り"],
        "categories": ["京都"],
        "authors": ["佐藤"],
        "date": "2025-07-16T21:00:00",
        "excerpt": "祇園祭の記録",
        "lang": "ja",
        "site": "blog",
        "url": "/2025/07/16/gion/",
    },
    "bare": "題名のない投稿。祇園の話。",
    "long": {"title": "長い話", "text": "始まりの文。" + "続きの文です。" * 60},
    "empty": {"title": "空の記事"},
    "label": {"title": "無関係", "text": "本文には出てこない。", "tags": ["写真機"]},
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("presentation"), POSTS)


def test_a_hit_has_the_fields_of_its_post_as_they_were_written(searcher: ColumnSearcher) -> None:
    hit = only_hit(searcher, "宵山")
    assert (hit.id, hit.path, hit.site, hit.lang) == ("full", "full", "blog", "ja")
    assert (hit.title, hit.url) == ("夏の京都 <改訂>", "/2025/07/16/gion/")
    assert (hit.tags, hit.categories, hit.authors) == (("旅", "祭り"), ("京都",), ("佐藤",))
    assert hit.excerpt == "祇園祭の記録"
    assert hit.date is not None
    assert hit.date.isoformat() == "2025-07-16T21:00:00+09:00"


def test_the_marked_title_is_safe_and_the_plain_one_is_plain(searcher: ColumnSearcher) -> None:
    hit = only_hit(searcher, "京都")
    assert hit.marked_title == "夏の<mark>京都</mark> &lt;改訂&gt;"


def test_the_section_that_was_found_is_shown_with_its_link(searcher: ColumnSearcher) -> None:
    (section,) = only_hit(searcher, "鉾").sections
    assert (section.title, section.url) == ("宵山", "/2025/07/16/gion/#宵山")
    assert marks(section.marked_snippet) == ["鉾"]


def test_a_post_without_a_title_or_a_date_is_shown_as_well(searcher: ColumnSearcher) -> None:
    hit = only_hit(searcher, "題名のない")
    assert (hit.title, hit.marked_title, hit.date) == ("", "", None)


def test_without_a_query_a_long_post_shows_how_it_begins(searcher: ColumnSearcher) -> None:
    shown = {hit.id: hit.marked_snippets for hit in ask(searcher, "").hits}
    (opening,) = shown["long"]
    assert opening.startswith("始まりの文。")
    assert opening.endswith("…")
    assert len(opening) <= OPENING + 1
    assert shown["full"] == ("祇園祭の記録",)
    assert shown["empty"] == ()


@pytest.mark.parametrize("sign", [", ", "」", "、", "; "])
def test_no_passage_begins_with_a_sign_that_ends_something(tmp_path: Path, sign: str) -> None:
    words = ["朝", "夕べ", "山川草木", "see"]
    many = sign.join(words * 40)
    texts = {f"p{number}": f"{many}の{'谷' * number}と麒麟の話。" for number in range(12)}
    for hit in ask(open_posts(tmp_path, texts), "麒麟", per_page=12).hits:
        assert hit.marked_snippets[0].startswith("…")
        assert hit.marked_snippets[0][1] not in ",;」、 "


def test_a_post_found_by_a_label_shows_its_text_without_marks(searcher: ColumnSearcher) -> None:
    hit = only_hit(searcher, "写真機")
    assert hit.marked_snippets == ("本文には出てこない。",)
    assert hit.matched_by == ("surface",)


def test_hits_are_in_the_order_of_the_ranking_whatever_their_place(
    searcher: ColumnSearcher,
) -> None:
    hits = ask(searcher, "祇園").hits
    assert [hit.id for hit in hits] == found(searcher, "祇園")
    assert {hit.id for hit in hits} == {"full", "bare"}


def test_scores_are_shown_so_that_they_compare(searcher: ColumnSearcher) -> None:
    for hit in ask(searcher, "祇園").hits:
        assert hit.score == round(hit.score, 4) > 0
