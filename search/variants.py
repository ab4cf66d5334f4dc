"""Spelling variants found in the posts themselves, proposed as synonyms for the owner to review.

Two words are proposed together when a reader would take them for one: the same kanji with other
okurigana and the same reading (売上げ, 売り上げ), katakana that differ in long vowels or small
kana only (インターフェース, インタフェイス), Latin words that differ in hyphens, dots or spaces
only (e-mail, email). What the analyzer makes one anyway is one term, and never comes up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from search.view import View

MIN_DOCUMENTS = 2
"""Posts of the rarer spelling: a single one is more often a slip than a habit."""

_KANJI = re.compile(r"[々〇\u3400-\u9fff\uf900-\ufaff]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_LATIN = re.compile(r"[a-z0-9]+(?:[-_. ][a-z0-9]+)*")
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", "・")
_AFTER_E = re.compile("(?<=[エケセテネヘメレゲゼデベペ])イ")
_SHORTEST_WITHOUT_LONG = 6
"""Characters; in shorter words a long vowel makes another one (レベル, レーベル)."""


@dataclass(frozen=True, slots=True)
class Variants:
    """Spellings that may be one word, the commonest first, with their numbers of posts."""

    spellings: tuple[tuple[str, int], ...]


def find_variants(view: View, minimum: int = MIN_DOCUMENTS) -> list[Variants]:
    """Groups of spellings, those that touch most posts first."""
    counts = _counts(view)
    groups: dict[str, set[str]] = defaultdict(set)
    for term, key in _keys(view, counts):
        groups[key].add(term)
    found = []
    for terms in groups.values():
        kept = sorted(
            ((term, counts[term]) for term in terms if counts[term] >= minimum),
            key=lambda pair: (-pair[1], pair[0]),
        )
        if len(kept) > 1:
            found.append(Variants(tuple(kept)))
    return sorted(found, key=lambda group: (-group.spellings[-1][1], group.spellings))


def as_synonym_file(groups: Iterable[Variants]) -> str:
    """The groups in the syntax of a synonym file, with the counts as comments."""
    lines = []
    for group in groups:
        lines.append("# " + ", ".join(f"{term}: {count}" for term, count in group.spellings))
        lines.append(", ".join(term for term, _ in group.spellings))
    return "".join(f"{line}\n" for line in lines)


def _counts(view: View) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for segment, _ in view.placed:
        at = segment["term_at"]
        for number, term in enumerate(segment.ordered_terms):
            counts[term] += int(at[number + 1] - at[number])
    return counts


def _keys(view: View, counts: dict[str, int]) -> Iterable[tuple[str, str]]:
    """Each term with the keys under which it meets its variants."""
    for segment, _ in view.placed:
        for reading, terms in segment.readings.items():
            for term in terms:
                kanji = "".join(_KANJI.findall(term))
                if kanji:
                    yield term, f"{reading} {kanji}"
    for term in counts:
        if _KATAKANA.fullmatch(term):
            yield term, _katakana_sound(term)
        elif _LATIN.fullmatch(term) and any(c.isalpha() for c in term):
            yield term, re.sub(r"[-_. ]", "", term)


def _katakana_sound(term: str) -> str:
    """What is heard of a word, roughly: インタフェイス and インターフェース → インタフエス."""
    sound = _AFTER_E.sub("ー", term.translate(_SMALL)).rstrip("ー")
    return sound.replace("ー", "") if len(sound) >= _SHORTEST_WITHOUT_LONG else sound
