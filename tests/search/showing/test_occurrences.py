"""Why a post is a hit: the words of ``matched_by``."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.results import Hit
from tests.search.asking import ask, marks, only_hit, open_posts


def hit_of(folder: Path, text: str, query: str) -> Hit:
    return only_hit(open_posts(folder, {"post": text}, ["自動車, 乗用車, 四輪の車"]), query)


@pytest.mark.parametrize(
    ("text", "query", "matched_by"),
    [
        ("e-mailを送る", "e-mail", ("surface", "base_form")),
        ("emailを送る", "e-mail", ("base_form",)),
        ("昨日の検索の話", "検索", ("surface",)),
        ("川沿いを走った", "走る", ("base_form",)),
        ("サーバーの話", "サーバ", ("base_form",)),
        ("関西国際空港", "空港", ("surface",)),
        ("バスケットボール", "ボール", ("compound",)),
        ("東京都の桜", "京都", ("substring",)),
        ("乗用車を買う", "自動車", ("synonym",)),
        ("四輪の車を買う", "自動車", ("synonym",)),
        ("海を見た", "うみ", ("reading",)),
        ("海を見た", "umi", ("reading",)),
        ("データベースの話", "データベーズ", ("typo",)),
        ("検索とバスケットボール", "検索 ボール", ("surface", "compound")),
        ("昨日の検索の話", '"日の検"', ("surface",)),
    ],
)
def test_a_hit_says_why_it_is_one(
    tmp_path: Path, text: str, query: str, matched_by: tuple[str, ...]
) -> None:
    assert hit_of(tmp_path, text, query).matched_by == matched_by


def test_each_post_says_its_own_reason(tmp_path: Path) -> None:
    posts = {"typed": "ボールの朝", "inside": "バスケットボールの朝", "other": "球の朝"}
    hits = ask(open_posts(tmp_path, posts, ["ボール, 球"]), "ボール").hits
    assert {hit.id: hit.matched_by for hit in hits} == {
        "typed": ("surface",),
        "inside": ("compound",),
        "other": ("synonym",),
    }


def test_what_stands_for_the_query_is_marked(tmp_path: Path) -> None:
    assert marks(hit_of(tmp_path, "夏に海を見た", "うみ").marked_snippets[0]) == ["海"]


def test_a_word_that_stands_a_thousand_times_is_marked_where_it_is_shown(tmp_path: Path) -> None:
    hit = hit_of(tmp_path, "桜、" * 1000 + "梅の花。", "桜")
    assert len(marks(hit.marked_snippets[0])) > 20
    last = hit_of(tmp_path / "again", "桜、" * 1000 + "梅の花。", "梅")
    assert marks(last.marked_snippets[0]) == ["梅"]
