"""Similar posts: those that share what is telling of a post."""

from __future__ import annotations

from pathlib import Path

from tests.search.asking import open_posts
from tests.support import Post

POSTS: dict[str, Post] = {
    "whisper": {"title": "音声認識を試す", "text": "音声認識の精度と雑音の話。", "tags": ["音声"]},
    "noise": {"title": "雑音を消す", "text": "音声認識の前に雑音を消す。", "tags": ["音声"]},
    "tag": {"title": "発声の練習", "text": "歌の前に喉を温める。", "tags": ["音声"]},
    "bread": {"title": "パンを焼く", "text": "酵母と小麦でパンを焼く。"},
    "far": {"title": "登山", "text": "山の上で朝を迎えた。"},
}


def similar(folder: Path, identity: str, limit: int = 5) -> list[str]:
    return [hit.id for hit in open_posts(folder, POSTS).similar(identity, limit)]


def test_shared_words_and_tags_make_neighbours_the_nearest_first(tmp_path: Path) -> None:
    assert similar(tmp_path, "whisper") == ["noise", "tag"]


def test_being_similar_goes_both_ways(tmp_path: Path) -> None:
    assert similar(tmp_path, "noise")[0] == "whisper"


def test_there_are_no_more_than_asked_for(tmp_path: Path) -> None:
    assert similar(tmp_path, "whisper", 1) == ["noise"]


def test_a_post_that_shares_nothing_has_no_neighbours(tmp_path: Path) -> None:
    assert similar(tmp_path, "far") == []


def test_an_unknown_post_has_no_neighbours(tmp_path: Path) -> None:
    assert similar(tmp_path, "nowhere") == []


def test_a_neighbour_is_shown_as_a_hit_without_marks(tmp_path: Path) -> None:
    hit = open_posts(tmp_path, POSTS).similar("whisper")[0]
    assert (hit.url, hit.marked_title) == ("/noise/", "雑音を消す")
    assert hit.marked_snippets == ("音声認識の前に雑音を消す。",)


def test_a_shared_tag_without_a_word_in_it_counts(tmp_path: Path) -> None:
    posts: dict[str, Post] = {
        "one": {"text": "朝の散歩", "tags": ["これ"]},
        "two": {"text": "夜の読書", "tags": ["これ"]},
        "none": {"text": "昼の料理", "tags": ["それ"]},
    }
    assert [hit.id for hit in open_posts(tmp_path, posts).similar("one")] == ["two"]
