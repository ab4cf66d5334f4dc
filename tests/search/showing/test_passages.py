"""Passages: the lines of a post that answer the query, short enough for a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from search.showing.passages import WINDOW
from search.showing.presentation import TRIM
from tests.search.asking import ask, marks, only_hit, open_posts
from tests.search.showing.test_marks import without_marks
from tests.support import Post

FILLER = "ここには関係のない文が続きます。読む人はだんだん飽きてきます。" * 6
POSTS: dict[str, Post] = {
    "long": {
        "title": "旅の記録",
        "excerpt": "旅行をまとめた要約です。",
        "text": f"鎌倉の話を少し。{FILLER}鎌倉で大仏を見た後、大仏の裏へ回った。{FILLER}",
        "headings": {
            "京都の寺": f"{FILLER}清水寺の舞台に立った。{FILLER}",
            "奈良の鹿": f"鹿せんべいを買った。{FILLER}奈良公園と清水寺の違い。{FILLER}",
            "東京の塔": f"塔の上で休んだ。{FILLER}",
            "大阪の城": f"城を一周した。{FILLER}塔も見えた。",
        },
    },
    "code": {
        "title": "設定",
        "text": f"{FILLER}再起動の手順を書く。{FILLER}",
        "code": "再起動 再起動 再起動\nnginx reload",
    },
    "unbroken": {"title": "切れ目", "text": "あ" * 400 + "目印" + "い" * 400},
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("passages"), POSTS)


def test_the_passage_with_most_of_the_query_is_chosen(searcher: ColumnSearcher) -> None:
    snippet = only_hit(searcher, "鎌倉 大仏").marked_snippets[0]
    assert marks(snippet) == ["鎌倉", "大仏", "大仏"]


def test_the_text_comes_before_code_with_more_of_the_same_word(searcher: ColumnSearcher) -> None:
    assert "再起動</mark>の手順" in only_hit(searcher, "再起動").marked_snippets[0]


def test_code_is_shown_when_nothing_else_has_the_word(searcher: ColumnSearcher) -> None:
    assert "<mark>nginx</mark> reload" in only_hit(searcher, "nginx").marked_snippets[0]


def test_a_passage_begins_where_a_sentence_does(searcher: ColumnSearcher) -> None:
    snippet = only_hit(searcher, "大仏の裏").marked_snippets[0]
    assert snippet.startswith("…読む人は")


@pytest.mark.parametrize("query", ["鎌倉", "清水寺", "再起動", "目印", "塔", "関係のない文"])
def test_a_passage_is_of_bounded_length(searcher: ColumnSearcher, query: str) -> None:
    for hit in ask(searcher, query).hits:
        for marked in (*hit.marked_snippets, *(s.marked_snippet for s in hit.sections)):
            assert len(without_marks(marked)) <= WINDOW + TRIM + 2


def test_a_cut_is_told_by_dots_and_an_end_is_not(searcher: ColumnSearcher) -> None:
    middle = only_hit(searcher, "目印").marked_snippets[0]
    assert middle.startswith("…")
    assert middle.endswith("…")
    end = only_hit(searcher, "塔も見えた").marked_snippets[0]
    assert end.endswith("</mark>。")


@pytest.fixture(scope="module")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    """Posts in which the edges of a passage fall on every place of what stands around a word."""
    word = "internationalization"
    posts: dict[str, Post] = {
        f"{shift}": {
            "title": f"端{shift}",
            "text": f"{f'{word}、' * 9}{'道' * shift}羅針盤{'見' * shift}{f'「{word}」' * 9}",
            "headings": {"計算": f"磁石、{'見' * shift}{'量子計算、' * 40}"},
        }
        for shift in range(24)
    }
    return open_posts(tmp_path_factory.mktemp("shifted"), posts)


def snippets(searcher: ColumnSearcher, query: str) -> list[str]:
    hits = ask(searcher, query, per_page=24).hits
    assert len(hits) == 24
    return [hit.marked_snippets[0] for hit in hits]


def test_no_edge_of_a_passage_cuts_a_word(shifted: ColumnSearcher) -> None:
    for snippet in snippets(shifted, "羅針盤"):
        plain = without_marks(snippet)
        assert re.match("…(internationalization、|道|羅針盤)", plain), plain
        assert re.search("(」|「internationalization|見|羅針盤)…$", plain), plain


def test_no_edge_of_a_passage_cuts_what_is_marked(shifted: ColumnSearcher) -> None:
    for snippet in snippets(shifted, '磁石 "量子計算"'):
        assert set(marks(snippet)) <= {"磁石", "量子計算"}, snippet


def test_sections_link_to_their_headings_the_best_first(searcher: ColumnSearcher) -> None:
    sections = only_hit(searcher, "奈良公園 清水寺").sections
    assert [(s.title, s.url) for s in sections] == [
        ("奈良の鹿", "/long/#奈良の鹿"),
        ("京都の寺", "/long/#京都の寺"),
    ]


def test_the_text_before_the_first_heading_is_no_section(searcher: ColumnSearcher) -> None:
    assert only_hit(searcher, "鎌倉").sections == ()


def test_at_most_three_sections_are_shown(tmp_path: Path) -> None:
    headings = {f"第{n}章": f"合言葉は{n}番目。" for n in range(1, 6)}
    searcher = open_posts(tmp_path, {"a": {"title": "本", "headings": headings}})
    assert len(only_hit(searcher, "合言葉").sections) == 3


def test_a_post_found_by_its_title_shows_the_authors_summary(searcher: ColumnSearcher) -> None:
    hit = only_hit(searcher, "旅の記録")
    assert marks(hit.marked_title) == ["旅の記録"]
    assert only_hit(searcher, "title:記録").marked_snippets == ("旅行をまとめた要約です。",)


def test_without_a_summary_it_shows_how_the_text_begins(searcher: ColumnSearcher) -> None:
    assert only_hit(searcher, "title:設定").marked_snippets[0].startswith("ここには関係のない文")
