"""Kana and romaji: what readings are looked up for what is typed."""

from __future__ import annotations

import pytest

from index.analysis.readings import (
    base_reading,
    is_kana,
    to_hiragana,
    to_katakana,
)

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
