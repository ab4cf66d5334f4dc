"""Latin letters that spell Japanese: ``kinen`` is きねん, or きんえん.

Read here and not by an input method's converter, because searchers type less: the last letter may
begin any syllable (``touk``), an n before a vowel may be a ん of its own, and Hepburn, kunrei and
what input methods take are all understood at once. Long vowels that were left out are not put in
here: :mod:`index.analysis.sound` compares without them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from index.analysis.variants import read_rows

LONGEST = 40
"""Letters; longer ones are no word."""
MOST_READINGS = 16
_NASAL = re.compile("nn?'|nn(?![aiueoy])|n(?![aiueoy])|m(?=[bmp])")
_EITHER_NASAL = re.compile("(nn?)(?=[aiueoy])")
_LONG_OH = re.compile("h(?![aiueoy])")
_FOREIGN = {"ti": "てぃ", "di": "でぃ", "tu": "とぅ", "du": "どぅ", "si": "すぃ"}
"""What foreign words may mean by letters that are ち, ぢ … in others: paatii."""
_O_ROW = frozenset("おこそとのほもよろごぞどぼぽょ")


class Reading(NamedTuple):
    """Kana, and the letters from the first that spells none on."""

    kana: str
    rest: str


def romaji_readings(text: str) -> tuple[str, ...]:
    """The kana that ``text`` spells, the usual reading first; empty if it is no romaji.

    A last n is ん: ``nihon`` → にほん. Letters must be lower case.
    """
    read = (kana + "ん" if rest == "n" else kana for kana, rest in _readings(text) if rest in "n")
    return tuple(dict.fromkeys(kana for kana in read if kana))


def romaji_prefixes(text: str) -> tuple[str, ...]:
    """What a reading may begin with after ``text`` has been typed: ``touk`` → とうか, とうき, …

    Empty if ``text`` cannot become romaji.
    """
    return tuple(dict.fromkeys(begun for one in _readings(text) for begun in _begun(one)))


def _begun(reading: Reading) -> tuple[str, ...]:
    kana, rest = reading
    if not rest:
        return (kana,) if kana else ()
    if len(rest) > 1 and rest[0] == rest[1]:
        rest, kana = rest[1:], kana + "っ"
    onward = [s for start, s in _syllables().items() if start.startswith(rest)]
    if rest == "n":
        onward.append("ん")
    return tuple(kana + syllable for syllable in onward)


def _readings(text: str) -> tuple[Reading, ...]:
    """All ways to read the letters; a last n is left, since it may become な or ん."""
    if len(text) > LONGEST:
        return (Reading("", text),)
    found: list[Reading] = []
    open_: list[tuple[str, int]] = [("", 0)]
    while open_ and len(found) < MOST_READINGS:
        kana, at = open_.pop()
        while at < len(text):
            either = _EITHER_NASAL.match(text, at)
            if either and len(open_) < MOST_READINGS:
                open_.append((kana + "ん", either.end()))
                if len(either[1]) > 1:
                    open_.append((kana + "ん", at + 1))
                    break
            foreign = _FOREIGN.get(text[at : at + 2])
            if foreign and len(open_) < MOST_READINGS:
                open_.append((kana + foreign, at + 2))
            syllable, taken = _next(text, at, kana)
            if not taken:
                found.append(Reading(kana, text[at:]))
                break
            kana, at = kana + syllable, at + taken
        else:
            found.append(Reading(kana, ""))
    return tuple(found) or (Reading("", text),)


def _next(text: str, at: int, before: str) -> tuple[str, int]:
    """The syllable at a place, and how many letters it takes; none if there is none."""
    syllables = _syllables()
    for length in (4, 3, 2, 1):
        syllable = syllables.get(text[at : at + length])
        if syllable and at + length <= len(text):
            return syllable, length
    nasal = _NASAL.match(text, at)
    if nasal and (nasal.end() < len(text) or len(nasal[0]) > 1):
        return "ん", len(nasal[0])
    if before[-1:] in _O_ROW and before and _LONG_OH.match(text, at):
        return "ー", 1  # Ohno, Satoh
    return ("っ", 1) if _doubles(text, at) else ("", 0)


def _doubles(text: str, at: int) -> bool:
    """A doubled consonant before a vowel, as in kippu; also the tch of matcha."""
    return (
        text[at] in "bcdfghjkprstvwz"
        and (text[at + 1 : at + 2] == text[at] or text.startswith("tch", at))
        and len(text) > at + 2
    )


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    syllables = {"-": "ー", "ー": "ー"}
    for consonants, *kana in read_rows("romaji.txt"):
        for vowel, syllable in zip("aiueo", kana, strict=True):
            if syllable != ".":
                syllables[consonants.strip("-") + vowel] = syllable
    return syllables
