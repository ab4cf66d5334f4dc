"""Tiers: no looser hit above a stricter one, whatever the posts, and what was given up is named."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.ranking import Tier
from tests.search.asking import ask, found, open_posts
from tests.support import Post

WORDS = (
    "東京",
    "京都",
    "東京都",
    "検索",
    "全文検索",
    "サーバー",
    "サーバ",
    "うみ",
    "海",
    "の",
    "走った",
    "search",
)
TEXTS = st.lists(st.sampled_from([*WORDS, "、", "。"]), min_size=1, max_size=12).map("".join)
QUERIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
ORDER = [tier.name.lower() for tier in Tier]


@settings(max_examples=20)
@given(
    posts=st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(TEXTS, TEXTS), min_size=1),
    queries=st.lists(QUERIES, min_size=3, max_size=6),
)
def test_no_looser_hit_stands_above_a_stricter_one(
    posts: dict[str, tuple[str, str]], queries: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        searcher = open_posts(Path(folder), dict(posts))
        for text in queries:
            hits = ask(searcher, text, explain=True, per_page=100).hits
            tiers = [ORDER.index((hit.explanation or {})["tier"]) for hit in hits]
            assert tiers == sorted(tiers), text
            for (tier, above), (next_tier, below) in pairwise(zip(tiers, hits, strict=True)):
                assert tier != next_tier or above.score >= below.score, text


@settings(max_examples=20)
@given(posts=st.dictionaries(st.sampled_from("abcdef"), TEXTS, min_size=1), text=QUERIES)
def test_a_post_with_all_words_as_typed_is_never_missing(posts: dict[str, str], text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hits = found(open_posts(Path(folder), dict(posts)), text)
        bare = {name for name in posts if all(word in cut(posts[name]) for word in text.split())}
        assert bare <= set(hits)


def cut(text: str) -> list[str]:
    """The words of a text whose edges nobody doubts: those between punctuation."""
    return text.replace("。", "、").split("、")


@pytest.mark.parametrize(
    ("posts", "query", "wanted", "relaxed"),
    [
        ({"title": ("検索", "本文"), "word": "検索と検索と検索"}, "検索", "title word", None),
        ({"typed": "秋の夜長", "apart": "夜長の秋、夜長の秋、秋"}, "秋の夜長", "typed apart", None),
        (
            {"typed": ("無題", "前置き。秋の夜長。"), "apart": ("夜長と秋", "夜長、秋、夜長、秋")},
            "秋の夜長",
            "typed apart",
            None,
        ),
        (
            {"kana": ("無題", "前置き。うみ。"), "sound": ("海と海", "海、海、海")},
            "うみ",
            "kana sound",
            None,
        ),
        ({"whole": "京都の寺", "inside": "東京都の桜"}, "京都", "whole", None),
        ({"inside": "東京都の桜"}, "京都", "inside", "substrings"),
        (
            {"all": "桜と城と川", "two": "城と川", "no": "桜と空"},
            "桜 城 川 量子",
            "all two",
            "most_words",
        ),
        ({"sound": "海を見た"}, "うみ", "sound", "readings"),
        ({"typed": "うみの絵本", "sound": "海を見た"}, "うみ", "typed sound", None),
        ({"slip": "データベースの話"}, "データベーズ", "slip", "typos"),
        ({"any": "桜"}, "量子力学", "", None),
    ],
)
def test_the_way_down_is_taken_a_step_at_a_time(
    tmp_path: Path, posts: dict[str, Post], query: str, wanted: str, relaxed: str | None
) -> None:
    results = ask(open_posts(tmp_path, posts), query)
    assert [hit.id for hit in results.hits] == wanted.split()
    assert results.interpreted.relaxed == relaxed


def test_a_filter_does_not_loosen_the_search(tmp_path: Path) -> None:
    searcher = open_posts(
        tmp_path,
        {
            "whole": {"text": "京都の寺", "tags": ["寺"]},
            "inside": {"text": "東京都", "tags": ["都"]},
        },
    )
    assert found(searcher, "京都", tag=["都"]) == []


def test_what_may_not_be_seen_loosens_nothing_either(tmp_path: Path) -> None:
    searcher = open_posts(tmp_path, {"whole": "京都の寺 秘密", "inside": "東京都の桜"})
    assert found(searcher, "京都 -秘密") == ["inside"]


def test_five_words_are_a_question_and_most_of_them_are_enough(tmp_path: Path) -> None:
    posts = {
        "all": "日本で一番高い山の名前は富士山、山の高さは三千七百七十六メートル。",
        "most": "日本の山の名前を調べ、高い所から眺めた。",
        "none": "昼食の献立を考えた。",
    }
    hits = found(open_posts(tmp_path, posts), "日本で一番高い山の名前は何")
    assert hits == ["all", "most"]


@pytest.mark.parametrize("typed", ["島国の首都は", "島国の首都はどこ", "島国の首都か？"])
def test_so_is_what_ends_or_asks_like_a_question(tmp_path: Path, typed: str) -> None:
    posts = {
        "all": "この島国では首都に人が集まる。",
        "most": "首都の港に立つ。",
        "one": "島国の港に立つ。",
        "none": "昼食の献立を考えた。",
    }
    searcher = open_posts(tmp_path, posts)
    assert found(searcher, typed)[0] == "all"
    assert set(found(searcher, typed)) == {"all", "most", "one"}
    assert found(searcher, "島国の首都") == ["all"]
