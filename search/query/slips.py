"""What a finger may have meant: ありかとう is ありがとう, toyko is tokyo.

One slip a run. The kana that come out are looked up by their sound, so that only words of the posts
are ever meant; the likeliest slips come first, and the others only where those lead to no word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from index.analysis.romaji import romaji_readings

MIN_SLIPPED, MAX_SLIPPED = 3, 14
"""Kana or letters of a run that may have a slip; shorter ones are like everything."""
MIN_OTHER = 5
"""Characters from which on any kana or letter may be wrong, missing or too many."""

_KANA = "".join(map(chr, range(ord("ぁ"), ord("ん") + 1)))
_LETTERS = "aiueonkstrmhygdbpzcjfw"
_SIZES = dict(zip("あいうえおつやゆよ", "ぁぃぅぇぉっゃゅょ", strict=True))
_SIZES |= {small: large for large, small in _SIZES.items()}
_MAY_GLIDE = re.compile("[きぎしじちにひびぴみり](?![ゃゅょ])")
"""しじゅつ is heard for しゅじゅつ."""
_MAY_STOP = re.compile("(?<=[^っん])[かきくけこさしすせそたちつてとぱぴぷぺぽがぎぐげござじだでど]")
_SYLLABLE = re.compile("[bghkmnprstz]y|[sc]h|ts|[bdfghjkmnprstwyz]")
_SKELETON = re.compile(f"(?:{_SYLLABLE.pattern}){{2,3}}")
_DIGRAPH = re.compile("[bghkmnprstz]y")
"""Abbreviations hardly have these: tky, but not ssh."""
_FEW = 2
"""Ways to read letters that are tried; the others are rare."""


def slips_of_kana(kana: str, other: int = MIN_OTHER) -> Iterator[tuple[str, ...]]:
    """Hiragana that may have been meant, in groups, the likeliest first.

    ``other``: kana from which on any may be wrong, missing or too many.
    """
    if not MIN_SLIPPED <= len(kana) <= MAX_SLIPPED:
        return
    places = range(len(kana))
    keys = [kana[:at] + key + kana[at + 1 :] for at in places for key in _same_key(kana[at])]
    small = (
        kana[: m.end()] + y + kana[m.end() :] for m in _MAY_GLIDE.finditer(kana) for y in "ゃゅょ"
    )
    yield tuple(dict.fromkeys((*keys, *_exchanged(kana), *small)))
    if len(kana) >= other:
        yield tuple(dict.fromkeys(_edited(kana, _KANA)))


def with_a_stop(kana: str) -> Iterator[str]:
    """Kana, and with a っ that is missing: すくりんしょと → すくりんしょっと, …"""
    yield kana
    for stopped in _MAY_STOP.finditer(kana[: MAX_SLIPPED + 1]):
        yield kana[: stopped.start()] + "っ" + kana[stopped.start() :]


def slips_of_letters(letters: str, other: int = MIN_OTHER) -> Iterator[tuple[str, ...]]:
    """As above, for romaji: a letter missing or exchanged with its neighbour, then any other."""
    if not MIN_SLIPPED <= len(letters) <= MAX_SLIPPED:
        return
    if _SKELETON.fullmatch(letters):
        if _DIGRAPH.search(letters):
            yield _read(_with_vowels(letters))
        return
    if len(letters) > MIN_SLIPPED:
        yield _read((*_exchanged(letters), *_with_one_more(letters, _LETTERS)))
    if len(letters) >= other:
        yield _read(_edited(letters, _LETTERS))


@lru_cache(maxsize=256)
def _same_key(kana: str) -> tuple[str, ...]:
    """What is typed with the same key, and a mark or shift: は → ば, ぱ; つ → っ, づ."""
    plain = unicodedata.normalize("NFD", _SIZES[kana] if kana == "っ" else kana)[0]
    voiced = (unicodedata.normalize("NFC", plain + mark) for mark in ("", "\u3099", "\u309a"))
    found = dict.fromkeys((*(v for v in voiced if len(v) == 1), _SIZES.get(kana, kana)))
    found.pop(kana, None)
    return tuple(found)


def _exchanged(text: str) -> Iterator[str]:
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _with_one_more(text: str, characters: str) -> Iterator[str]:
    for at in range(len(text) + 1):
        yield from (text[:at] + character + text[at:] for character in characters)


def _edited(text: str, characters: str) -> Iterator[str]:
    """One character too many, wrong or missing; the first is right."""
    for at in range(1, len(text)):
        yield text[:at] + text[at + 1 :]
    for at in range(1, len(text)):
        yield from (text[:at] + character + text[at + 1 :] for character in characters)
    yield from _with_one_more(text, characters)


def _with_vowels(consonants: str) -> Iterator[str]:
    """tky → takya, … tokyo, …; whoever leaves out all vowels."""
    syllables = _SYLLABLE.findall(consonants)
    for vowels in product("aiueo", repeat=len(syllables)):
        yield "".join(map("".join, zip(syllables, vowels, strict=True)))


def _read(texts: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    kana = (reading for text in dict.fromkeys(texts) for reading in romaji_readings(text)[:_FEW])
    return tuple(dict.fromkeys(kana))
