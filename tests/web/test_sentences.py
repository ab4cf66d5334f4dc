"""Sentences in Japanese, found by rows of a table, whatever stands in them."""

from __future__ import annotations

import time

import pytest

from web.sentences import told_in


def test_what_stands_in_the_places_is_told_as_well() -> None:
    assert told_in("no index in a: b: run `sakuin index SITE` first", "ja").startswith("a: b に")


def test_what_was_given_stands_behind_what_was_wanted() -> None:
    told = told_in("must be greater than or equal to 1, not '0'", "ja")
    assert told == "1 以上にしてください（'0' は使えません）"


@pytest.mark.parametrize(
    "message", ["from {original!r} at 1–2", "{count:,} posts", "in {count:,} posts"]
)
def test_rows_that_figures_are_put_into_fit_no_sentence(message: str) -> None:
    told_in(message, "ja")  # whoever sends this must not end a request


@pytest.mark.parametrize(
    "hostile",
    [f"{':a: a; allowed: a' + ': :  ; allowed: a' * 99:.990}; x", "a: " * 330, "it says : " * 99],
)
def test_hostile_sentences_take_no_time(hostile: str) -> None:
    began = time.process_time()
    told_in(hostile, "ja")
    assert time.process_time() - began < 0.5
