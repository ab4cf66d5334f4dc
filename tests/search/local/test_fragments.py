"""Fragments: posts in which longer pieces of the query stand as typed come first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from search.local.signals import Parts, fragments
from search.query.params import query_from_values
from tests.search.asking import found, open_posts
from tests.support import everything

FILLER = "ほかの話がここに長く続きます。今日は天気が良いので散歩をしました。"


def test_pieces_as_typed_outrank_other_forms_of_the_same_words(tmp_path: Path) -> None:
    posts = {
        "past": f"梅雨が明けた日の写真です。{FILLER}夜が明けぬ。来ぬ日。{FILLER}",
        "negative": f"梅雨が明けぬ日の写真です。{FILLER}夜が明けた。来た日。{FILLER}",
    }
    searcher = open_posts(tmp_path, posts)
    assert found(searcher, "梅雨が明けた日に撮る写真")[0] == "past"
    assert found(searcher, "梅雨が明けぬ日に撮る写真")[0] == "negative"


def test_pieces_that_no_post_has_change_nothing(tmp_path: Path) -> None:
    posts = {"a": f"量子の計算。{FILLER}", "b": f"量子と計算と計算と量子。{FILLER}"}
    assert found(open_posts(tmp_path, posts), "量子力学計算")[0] == "b"


def test_words_with_spaces_between_are_judged_as_words(tmp_path: Path) -> None:
    searcher = open_posts(tmp_path, {"a": f"機械学習の入門。{FILLER}", "b": f"入門。{FILLER}"})
    for text, gains in (("機械学習の入門", True), ("機械学習 入門", False)):
        count = searcher.view.documents
        parts = Parts(np.ones(count, np.float32), np.zeros(count, np.int8))
        plan = searcher.planner.plan(query_from_values({"q": text}, date(2026, 1, 1)))
        assert any(fragments(everything(searcher.view), plan, parts)) is gains
