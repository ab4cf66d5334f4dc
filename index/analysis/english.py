"""Makes the inflected forms of an English word one: Running, runs → run.

Inflections only: steps 1a, 1b and 5 of the Porter2 stemmer
(https://snowballstem.org/algorithms/english/stemmer.html). The steps for derived words are left
out, because in technical writing ``transformer`` is not ``transform`` and ``organization`` is not
``organ``.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]{4,40}$")
_HAS_VOWEL = re.compile(r"[aeiouy]")
_REGION_1 = re.compile(r".*?[aeiouy][^aeiouy]")
_SHORT_END = re.compile(r"(?:^|.*[^aeiouy])[aeiouy][^aeiouywx]$|^[aeiouy][^aeiouy]$")
_NO_PLURALS = frozenset({"news", "always", "perhaps", "across", "windows", "kubernetes"})
_DOUBLED = re.compile(r"(bb|dd|ff|gg|mm|nn|pp|rr|tt)$")


def stem_english(word: str) -> str:
    """The stem of a lower-case word: ``running`` → ``run``, ``google`` → ``googl``.

    Words of up to three letters, and anything but a to z, stay as they are.
    """
    if not _WORD.match(word) or word in _NO_PLURALS:
        return word
    return _without_last_e(_without_ed_and_ing(_without_s(word)))


def _without_s(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ies", "ied")):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("s") and word[-2] not in "sui" and _HAS_VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _without_ed_and_ing(word: str) -> str:
    for suffix in ("ing", "ed"):
        stem = word.removesuffix(suffix)
        if stem != word and not word.endswith("eed") and _HAS_VOWEL.search(stem):
            return _without_ed_and_ing(_repaired(stem))
    return word


def _repaired(stem: str) -> str:
    """What stood before -ed or -ing, as it is written alone: ``mak`` → ``make``."""
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if _DOUBLED.search(stem):
        return stem[:-1]
    if _region_1(stem) >= len(stem) and _SHORT_END.match(stem):
        return stem + "e"
    return stem


def _without_last_e(word: str) -> str:
    region_1 = _region_1(word)
    if not word.endswith("e") or region_1 >= len(word):
        return word
    rest = _REGION_1.match(word, region_1)
    in_region_2 = rest is not None and rest.end() < len(word)
    return word[:-1] if in_region_2 or not _SHORT_END.match(word[:-1]) else word


def _region_1(word: str) -> int:
    match = _REGION_1.match(word)
    return match.end() if match else len(word)
