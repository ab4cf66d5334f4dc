"""How words are read, in kana: for finding 海 by うみ, and for completions."""

from __future__ import annotations

import re
from functools import lru_cache

import jaconv

from index.analysis.variants import read_rows

_KANJI = re.compile(r"[々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA_ONLY = re.compile(r"[\u3041-\u309f\u30a1-\u30ffー]+$")
_IRREGULAR = {"来る": "くる", "来": "くる"}


def to_hiragana(text: str) -> str:
    """``コンピュータ`` → ``こんぴゅーた``; anything but katakana stays."""
    return str(jaconv.kata2hira(text))


def is_kana(text: str) -> bool:
    """Whether ``text`` is written in kana alone, as a reading is."""
    return _KANA_ONLY.match(text) is not None


@lru_cache(maxsize=1)
def _several() -> dict[str, tuple[str, ...]]:
    return {word: tuple(readings) for word, *readings in read_rows("readings.txt")}


def all_readings(word: str, reading: str) -> str:
    """How a word may be read, divided by spaces, that of the text first: 日本 → にっぽん にほん.

    Only for words of which ``reading`` is known.
    """
    others = _several().get(word)
    return " ".join(dict.fromkeys((reading, *others))) if others and reading else reading


def base_reading(surface: str, base: str, reading: str) -> str:
    """The reading of the base form in hiragana, from that of the surface.

    走っ (ハシッ) with base form 走る gives はしる: what the surface has after its last kanji is
    taken off the reading, and what the base form has there is put on. Empty where unknown.
    """
    if is_kana(base):
        return to_hiragana(base)
    if reading in ("", "*"):
        return ""
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    hiragana = to_hiragana(reading)
    if surface == base:
        return hiragana
    ending, base_ending = _after_kanji(surface), _after_kanji(base)
    if not hiragana.endswith(to_hiragana(ending)):
        return ""
    return hiragana[: len(hiragana) - len(ending)] + to_hiragana(base_ending)


def _after_kanji(text: str) -> str:
    last = 0
    for match in _KANJI.finditer(text):
        last = match.end()
    return text[last:]


def to_katakana(text: str) -> str:
    """``こんぴゅーた`` → ``コンピュータ``; anything but hiragana stays."""
    return str(jaconv.hira2kata(text))
