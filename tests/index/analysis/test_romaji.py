"""Romaji: what kana are meant by letters, of whatever school, finished or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.romaji import romaji_prefixes, romaji_readings

ROMAJI = [
    ("umi", "うみ"),
    ("toukyou", "とうきょう"),
    ("shinbun", "しんぶん"),
    ("shimbun", "しんぶん"),
    ("sinbun", "しんぶん"),
    ("gakkou", "がっこう"),
    ("matcha", "まっちゃ"),
    ("konnichiwa", "こんにちわ"),
    ("konnnichiha", "こんにちは"),
    ("kon'nichiha", "こんにちは"),
    ("hennkou", "へんこう"),
    ("ra-men", "らーめん"),
    ("zyouhou", "じょうほう"),
    ("jouhou", "じょうほう"),
    ("nihon", "にほん"),
    ("tya", "ちゃ"),
]


@pytest.mark.parametrize(("typed", "kana"), ROMAJI)
def test_romaji_of_every_school_is_read(typed: str, kana: str) -> None:
    assert kana in romaji_readings(typed)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("kinen", {"きねん", "きんえん"}),
        ("zenin", {"ぜにん", "ぜんいん"}),
        ("honya", {"ほにゃ", "ほんや"}),
    ],
)
def test_an_n_before_a_vowel_or_y_may_stand_for_itself(typed: str, readings: set[str]) -> None:
    assert set(romaji_readings(typed)) == readings


@pytest.mark.parametrize(
    ("typed", "kana"),
    [("touk", "とうき"), ("k", "き"), ("ky", "きょ"), ("nihon", "にほん"), ("nihon", "にほの")],
)
def test_the_last_letter_may_begin_any_syllable(typed: str, kana: str) -> None:
    assert kana in romaji_prefixes(typed)


@pytest.mark.parametrize("typed", ["gpt", "xyz!", "東京", "c++", ""])
def test_what_is_no_romaji_has_no_spelling(typed: str) -> None:
    assert romaji_readings(typed) == ()


@given(st.text(alphabet="aiueokstnhmyrwgzdbpjfcvx'-", max_size=60))
def test_reading_romaji_is_bounded(text: str) -> None:
    assert len(romaji_prefixes(text)) <= 2_000
    assert len(romaji_readings(text)) <= 32
