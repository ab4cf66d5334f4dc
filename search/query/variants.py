"""Spelling variants found in the posts themselves, proposed as synonyms for the owner to review.

Two words are proposed together when a reader would take them for one: the same kanji with other
okurigana and the same reading (売上げ, 売り上げ), katakana that differ in long vowels or small
kana only (スタンドアローン, スタンドアロン), names that are written with a dot or without (Node.js,
NodeJS). What is found together anyway (サーバー, サーバ; e-mail, email) never comes up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from search.columns.view import View

MIN_DOCUMENTS = 2
"""Posts of the rarer spelling: a single one is more often a slip than a habit."""

_KANJI = re.compile(r"[々〇\u3400-\u9fff\uf900-\ufaff]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_LATIN = re.compile(r"[a-z]{2,}(?:\.[a-z]{2,})?")
_SHORTEST_LATIN = 5
"""Letters; of shorter ones (a.b, ab) most are parts of programs."""
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
        at, literal = segment["term_at"].tolist(), segment["term_literal"]
        for number, term in enumerate(segment.ordered_terms):
            low, high = at[number], at[number + 1]
            # A part of a longer word (css of style.css) is no word that a post writes.
            counts[term] += int(literal[low:high].sum()) if _LATIN.fullmatch(term) else high - low
    return counts


def _keys(view: View, counts: dict[str, int]) -> Iterable[tuple[str, str]]:
    """Each term with the keys under which it meets its variants."""
    for segment, _ in view.placed:
        for reading, terms in segment.readings.items():
            for term in terms:
                kanji = "".join(_KANJI.findall(term))
                if kanji and len(term) > 1:  # 辺 and 辺り, 割 and 割れる are two words
                    yield term, f"{reading} {kanji}"
    for term in counts:
        if _KATAKANA.fullmatch(term):
            yield term, _katakana_sound(term)
        elif _LATIN.fullmatch(term) and len(term) >= _SHORTEST_LATIN:
            yield term, term.replace(".", "")


def _katakana_sound(term: str) -> str:
    """What is heard of a word, roughly: インタフェイス and インターフェース → インタフエス."""
    if len(term) < _SHORTEST_WITHOUT_LONG and "ァ" in term:
        return term  # ファン is no フアン
    sound = _AFTER_E.sub("ー", term.translate(_SMALL)).rstrip("ー")
    return sound.replace("ー", "") if len(sound) >= _SHORTEST_WITHOUT_LONG else sound
