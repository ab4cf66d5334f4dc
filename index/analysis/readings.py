"""Kana and romaji: how words sound, for finding 海 by うみ or ``umi``, and for completions.

Romaji is read here and not by an input method's converter, because searchers type less: long
vowels may be left out (``tokyo``), and the last letter may begin any syllable (``touk``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, product

import jaconv

from index.analysis.variants import read_data

_KANJI = re.compile(r"[々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA_ONLY = re.compile(r"[\u3041-\u309f\u30a1-\u30ffー]+$")
_IRREGULAR = {"来る": "くる", "来": "くる"}

_LONGEST = 40
_MOST_LONG_VOWELS = 4
"""Each doubles the number of spellings that are tried, or nearly triples it."""
_MAY_BE_LONG = re.compile("[おこそとのほもよろごぞどぼぽょゅゆくすつふぐ](?![うおーっん])")
_LONG_BY_O = frozenset("おこそとほ")
"""As in おおさか and とおり."""
_NASAL = re.compile("nn(?![aiueoy])|n'|n(?![aiueoy])|m(?=[bmp])")


def to_hiragana(text: str) -> str:
    """``コンピュータ`` → ``こんぴゅーた``; anything but katakana stays."""
    return str(jaconv.kata2hira(text))


def is_kana(text: str) -> bool:
    """Whether ``text`` is written in kana alone, as a reading is."""
    return _KANA_ONLY.match(text) is not None


@lru_cache(maxsize=1)
def _several() -> dict[str, tuple[str, ...]]:
    lines = read_data("readings.txt").splitlines()
    return {word: tuple(r) for word, *r in map(str.split, lines) if not word.startswith("#")}


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


def romaji_to_hiragana(text: str) -> tuple[str, str]:
    """Kana, and the letters from the first that spells none on: ``touk`` → とう and ``k``.

    A last n is ん: ``nihon`` → にほん. Letters must be lower case.
    """
    kana, rest = _convert(text)
    return (kana + "ん", "") if rest == "n" else (kana, rest)


def romaji_spellings(text: str) -> tuple[str, ...]:
    """All kana that ``text`` may stand for, the literal one first; empty if it is no romaji.

    ``kyoto`` → きょと, きょとう, きょとお, きょうと, ….
    """
    kana, rest = romaji_to_hiragana(text)
    return () if rest or not kana else _lengthened(kana)


def romaji_prefixes(text: str) -> tuple[str, ...]:
    """What a reading may begin with after ``text`` has been typed: ``touk`` → とうか, とうき, …

    The literal kana first; empty if ``text`` cannot become romaji.
    """
    kana, rest = _convert(text)
    if not rest:
        return _lengthened(kana) if kana else ()
    if len(rest) > 1 and rest[0] == rest[1]:
        rest, kana = rest[1:], kana + "っ"
    onward = [s for start, s in _syllables().items() if start.startswith(rest)]
    if rest == "n":
        onward.append("ん")
    heads = _lengthened(kana) if kana else ("",)
    return tuple(dict.fromkeys(head + tail for head in heads for tail in onward))


def _convert(text: str) -> tuple[str, str]:
    """Kana and the rest, which is ``n`` for a last n that may become な or ん."""
    if len(text) > _LONGEST:
        return "", text
    syllables = _syllables()
    kana: list[str] = []
    at = 0
    while at < len(text):
        taken = next((n for n in (4, 3, 2, 1) if text[at : at + n] in syllables), 0)
        nasal = _NASAL.match(text, at)
        if taken:
            kana.append(syllables[text[at : at + taken]])
        elif nasal and (nasal.end() < len(text) or len(nasal[0]) > 1):
            kana.append("ん")
            taken = len(nasal[0])
        elif _doubles(text, at):
            kana.append("っ")
            taken = 1
        else:
            break
        at += taken
    return "".join(kana), text[at:]


def _doubles(text: str, at: int) -> bool:
    """A doubled consonant before a vowel, as in kippu; also the tch of matcha."""
    return (
        text[at] in "bcdfghjkprstvwz"
        and (text[at + 1 : at + 2] == text[at] or text.startswith("tch", at))
        and len(text) > at + 2
    )


def _lengthened(kana: str) -> tuple[str, ...]:
    """``kana`` itself, then with long vowels where they may have been left out."""
    places = list(_MAY_BE_LONG.finditer(kana))[:_MOST_LONG_VOWELS]
    choices = [("", "う", "お") if place[0] in _LONG_BY_O else ("", "う") for place in places]
    cuts = [0, *(place.end() for place in places), len(kana)]
    pieces = [kana[start:end] for start, end in pairwise(cuts)]
    return tuple(
        "".join(piece + long for piece, long in zip(pieces, (*chosen, ""), strict=True))
        for chosen in product(*choices)
    )


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    syllables = {"-": "ー", "ー": "ー"}
    for line in read_data("romaji.txt").splitlines():
        if not line.startswith("##"):
            consonants, *kana = line.split()
            for vowel, syllable in zip("aiueo", kana, strict=True):
                if syllable != ".":
                    syllables[consonants.strip("-") + vowel] = syllable
    return syllables
