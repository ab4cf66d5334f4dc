"""Scores: BM25F as the formula says, computed here by hand for a corpus of four posts."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from search.ranking import K1, B
from search.results import Hit
from tests.search.asking import ask, open_posts
from tests.support import Post

POSTS: dict[str, Post] = {
    "title": {"title": "apple", "text": "banana cherry"},
    "body": {"title": "banana", "text": "apple apple cherry"},
    "code": {"title": "cherry", "text": "banana", "code": "apple"},
    "none": {"title": "cherry", "text": "cherry"},
}
FREQUENCY = {"title": 10.0, "body": 2.0, "code": 0.5}
"""Of apple: 10 in a title, 1 in the text, a half in code."""
LENGTHS = {"title": 12.0, "body": 13.0, "code": 11.5, "none": 11.0}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("scoring"), POSTS)


def by_hand(name: str) -> float:
    """idf × tf × (k1 + 1) / (tf + k1 × (1 − b + b × length / average))."""
    posts, having = len(POSTS), len(FREQUENCY)
    idf = math.log(1 + (posts - having + 0.5) / (having + 0.5))
    norm = K1 * (1 - B + B * LENGTHS[name] / (sum(LENGTHS.values()) / posts))
    return idf * FREQUENCY[name] * (K1 + 1) / (FREQUENCY[name] + norm)


def hits(searcher: ColumnSearcher, text: str) -> dict[str, Hit]:
    return {hit.id: hit for hit in ask(searcher, text, explain=True).hits}


def of_words(hit: Hit) -> float:
    """What this signal gives, whatever others there are."""
    assert hit.explanation is not None
    parts = hit.explanation["parts"]
    return math.fsum(part["score"] for part in parts if part["kind"] == "word")


def test_a_word_scores_as_the_formula_says(searcher: ColumnSearcher) -> None:
    scores = {name: of_words(hit) for name, hit in hits(searcher, "apple").items()}
    assert scores == pytest.approx({name: by_hand(name) for name in FREQUENCY}, abs=1e-3)


def test_titles_weigh_more_than_texts_and_these_more_than_code(searcher: ColumnSearcher) -> None:
    scores = {name: hit.score for name, hit in hits(searcher, "apple").items()}
    assert scores["title"] > scores["body"] > scores["code"] > 0


def test_words_of_a_query_add_up(searcher: ColumnSearcher) -> None:
    single = [of_words(hits(searcher, text)["body"]) for text in ("apple", "cherry")]
    both = of_words(hits(searcher, "apple cherry")["body"])
    assert both == pytest.approx(sum(single), abs=1e-3)


@pytest.mark.parametrize("text", ["apple", "apple cherry", "banana -apple", "app*"])
def test_the_parts_of_an_explanation_add_up_to_the_score(
    searcher: ColumnSearcher, text: str
) -> None:
    for hit in ask(searcher, text, explain=True).hits:
        assert hit.explanation is not None
        parts = sum(part["score"] for part in hit.explanation["parts"])
        assert parts == pytest.approx(hit.score, abs=1e-3)


def test_the_greatest_part_is_explained_first(searcher: ColumnSearcher) -> None:
    explanation = hits(searcher, "apple cherry")["title"].explanation
    assert explanation is not None
    shares = [part["score"] for part in explanation["parts"]]
    assert shares == sorted(shares, reverse=True)
    assert explanation["parts"][0]["unit"] == "apple"
    assert explanation["parts"][0]["weighted_frequency"] == 10.0


@pytest.mark.parametrize("text", ["𩸽", "𩸽を焼く", "😀"])
def test_parts_of_rare_characters_can_be_shown(tmp_path: Path, text: str) -> None:
    searcher = open_posts(tmp_path, {"a": "𩸽を焼いた😀"})
    explanation = ask(searcher, text, explain=True).hits[0].explanation
    assert explanation is not None
    names = [part["unit"] for part in explanation["parts"]]
    assert names
    assert "".join(names).encode("utf-8")


def test_nothing_is_explained_unless_asked(searcher: ColumnSearcher) -> None:
    assert ask(searcher, "apple").hits[0].explanation is None


def test_repeating_a_word_helps_less_each_time(tmp_path: Path) -> None:
    posts = {f"{count}": f"{'猫 ' * count}{'犬 ' * (16 - count)}" for count in (1, 2, 4, 8)}
    searcher = open_posts(tmp_path, {**posts, "none": "犬 " * 16})
    scores = {hit.id: hit.score for hit in ask(searcher, "猫").hits}
    gains = [scores["2"] - scores["1"], scores["4"] - scores["2"], scores["8"] - scores["4"]]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] > 0


def test_rare_words_weigh_more_than_frequent_ones(tmp_path: Path) -> None:
    posts: dict[str, Post] = {f"n{n}": "散歩の記録" for n in range(8)}
    posts |= {"rare": "燕が来た記録と記録", "frequent": "散歩をした記録と散歩"}
    searcher = open_posts(tmp_path, posts)
    assert ask(searcher, "燕 OR 散歩").hits[0].id == "rare"


def test_a_short_post_outranks_a_long_one_with_the_same_words(tmp_path: Path) -> None:
    long = "燕が来た。" + "ほかの話もたくさん書きました。" * 20
    assert [
        hit.id for hit in ask(open_posts(tmp_path, {"l": long, "s": "燕が来た。"}), "燕").hits
    ] == [
        "s",
        "l",
    ]


def test_the_word_that_was_typed_outranks_its_synonym(tmp_path: Path) -> None:
    posts = {"synonym": "乗用車の話。", "typed": "自動車の話。"}
    searcher = open_posts(tmp_path, posts, ["自動車, 乗用車"])
    assert [hit.id for hit in ask(searcher, "自動車").hits] == ["typed", "synonym"]
    assert [hit.id for hit in ask(searcher, "乗用車").hits] == ["synonym", "typed"]
