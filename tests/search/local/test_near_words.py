"""Near words: posts in which the words of a query stand together come first."""

from __future__ import annotations

from pathlib import Path

from tests.search.asking import found, open_posts
from tests.support import Post

FILLER = "ほかの話がここに長く続きます。今日は天気が良いので散歩をしました。"


def test_adjacent_words_outrank_scattered_ones(tmp_path: Path) -> None:
    posts = {
        "scattered": f"全文の話。{FILLER}検索の話。{FILLER}",
        "together": f"{FILLER}全文の検索を試す。{FILLER}",
    }
    assert found(open_posts(tmp_path, posts), "全文と検索")[0] == "together"


def test_words_side_by_side_outrank_those_a_little_apart(tmp_path: Path) -> None:
    posts = {
        "apart": f"{FILLER}全文での速い検索を試す。{FILLER}",
        "beside": f"{FILLER}全文検索での速いのを試す。{FILLER}",
    }
    assert found(open_posts(tmp_path, posts), "検索や全文検索")[0] == "beside"


def test_words_in_the_typed_order_outrank_those_in_another(tmp_path: Path) -> None:
    posts = {
        "turned": f"検索のための全文。{FILLER}",
        "typed": f"全文のための検索。{FILLER}",
    }
    assert found(open_posts(tmp_path, posts), "全文を検索")[0] == "typed"


def test_the_text_as_typed_outranks_words_that_are_near_and_frequent(tmp_path: Path) -> None:
    posts = {
        "often": "出会いのことを系統立てて。出会い、系列、出会い、系図、出会い、系。" * 2,
        "typed": f"{FILLER}出会い系の広告。{FILLER}",
    }
    assert found(open_posts(tmp_path, posts), "出会い系")[0] == "typed"


def test_a_synonym_that_is_shorter_than_the_typed_word_is_near_as_well(tmp_path: Path) -> None:
    posts = {
        "apart": f"{FILLER}本やアマゾンを探す。{FILLER}",
        "beside": f"{FILLER}アマゾンや本を探す。{FILLER}",
    }
    assert found(open_posts(tmp_path, posts), "Amazonの本")[0] == "beside"


def test_near_words_are_looked_for_in_what_passes_the_filters(tmp_path: Path) -> None:
    posts: dict[str, Post] = {f"other-{n}": f"検索。{FILLER}全文の検索。" for n in range(40)}
    posts |= {
        "scattered": {"text": f"検索全文。{FILLER}検索、", "tags": ["設計"]},
        "together": {"text": f"全文と検索。{FILLER}検索、", "tags": ["設計"]},
    }
    assert found(open_posts(tmp_path, posts), "全文の検索 tag:設計")[0] == "together"


def test_words_of_a_list_need_not_stand_together(tmp_path: Path) -> None:
    posts = {
        "near": f"全文、検索。{FILLER}",
        "often": "全文と検索と全文と検索の話。全文を検索する全文検索。",
    }
    assert found(open_posts(tmp_path, posts), "検索 全文")[0] == "often"
