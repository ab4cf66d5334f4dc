"""Spelling variants found in the posts themselves, proposed as synonyms for the owner to review.

Two words are proposed together when a reader would take them for one: the same kanji with other
okurigana and the same reading (売上げ, 売り上げ), katakana that differ in long vowels or small
kana only (スタンドアローン, スタンドアロン), names that are written with a dot or without (Node.js,
NodeJS). What is found together anyway (サーバー, サーバ; e-mail, email) never comes up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from search.searcher import VocabularyEntry

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


Variants = tuple[tuple[str, int], ...]
"""Spellings that may be one word, the commonest first, with their numbers of posts."""


def find_variants(
    vocabulary: Iterable[VocabularyEntry], minimum: int = MIN_DOCUMENTS
) -> list[Variants]:
    """Groups of spellings, those that touch most posts first."""
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for entry in vocabulary:
        # A part of a longer word (css of style.css) is no word that a post writes.
        count = entry.written if _LATIN.fullmatch(entry.term) else entry.documents
        if count >= minimum:
            for key in _keys(entry):
                groups[key][entry.term] = count
    found = [
        tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        for counts in groups.values()
        if len(counts) > 1
    ]
    # Words with two readings may meet under both.
    return sorted(set(found), key=lambda group: (-group[-1][1], group))


def as_synonym_file(groups: Iterable[Variants]) -> str:
    """The groups in the syntax of a synonym file, with the counts as comments."""
    lines = []
    for group in groups:
        lines.append("# " + ", ".join(f"{term}: {count}" for term, count in group))
        lines.append(", ".join(term for term, _ in group))
    return "".join(f"{line}\n" for line in lines)


def _keys(entry: VocabularyEntry) -> Iterator[str]:
    """The keys under which a term meets its variants."""
    term = entry.term
    kanji = "".join(_KANJI.findall(term))
    if kanji and len(term) > 1:  # 辺 and 辺り, 割 and 割れる are two words
        yield from (f"{reading} {kanji}" for reading in entry.readings)
    if _KATAKANA.fullmatch(term):
        yield _katakana_sound(term)
    elif _LATIN.fullmatch(term) and len(term) >= _SHORTEST_LATIN:
        yield term.replace(".", "")


def _katakana_sound(term: str) -> str:
    """What is heard of a word, roughly: インタフェイス and インターフェース → インタフエス."""
    if len(term) < _SHORTEST_WITHOUT_LONG and "ァ" in term:
        return term  # ファン is no フアン
    sound = _AFTER_E.sub("ー", term.translate(_SMALL)).rstrip("ー")
    return sound.replace("ー", "") if len(sound) >= _SHORTEST_WITHOUT_LONG else sound
