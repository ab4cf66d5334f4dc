"""Kana and romaji: what readings are looked up for what is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.readings import (
    base_reading,
    is_kana,
    romaji_prefixes,
    romaji_spellings,
    romaji_to_hiragana,
    to_hiragana,
    to_katakana,
)

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
    assert romaji_to_hiragana(typed) == (kana, "")


@pytest.mark.parametrize(
    ("typed", "kana"), [("tokyo", "とうきょう"), ("osaka", "おおさか"), ("kyoto", "きょうと")]
)
def test_long_vowels_may_be_left_out(typed: str, kana: str) -> None:
    assert kana in romaji_spellings(typed)


@pytest.mark.parametrize(
    ("typed", "kana"),
    [("touk", "とうき"), ("k", "き"), ("ky", "きょ"), ("nihon", "にほん"), ("nihon", "にほの")],
)
def test_the_last_letter_may_begin_any_syllable(typed: str, kana: str) -> None:
    assert kana in romaji_prefixes(typed)


@pytest.mark.parametrize("typed", ["gpt", "xyz!", "東京", "c++", ""])
def test_what_is_no_romaji_has_no_spelling(typed: str) -> None:
    assert romaji_spellings(typed) == ()


@given(st.text(alphabet="aiueokstnhmyrwgzdbpjfcvx'-", max_size=60))
def test_reading_romaji_is_bounded(text: str) -> None:
    assert len(romaji_prefixes(text)) <= 2_000
    assert len(romaji_spellings(text)) <= 81


READINGS = [
    ("走っ", "走る", "ハシッ", "はしる"),
    ("高かっ", "高い", "タカカッ", "たかい"),
    ("来", "来る", "キ", "くる"),
    ("取り組み", "取り組む", "トリクミ", "とりくむ"),
    ("海", "海", "ウミ", "うみ"),
    ("ワガハイ", "ワガハイ", "*", "わがはい"),
    ("魈", "魈", "*", ""),
]


@pytest.mark.parametrize(("surface", "base", "reading", "wanted"), READINGS)
def test_the_reading_of_a_base_form_follows_from_its_surface(
    surface: str, base: str, reading: str, wanted: str
) -> None:
    assert base_reading(surface, base, reading) == wanted


def test_kana_convert_both_ways() -> None:
    assert to_hiragana("コンピュータ") == "こんぴゅーた"
    assert to_katakana("こんぴゅーた") == "コンピュータ"
    assert is_kana("らーメン")
    assert not is_kana("海")
