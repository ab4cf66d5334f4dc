"""Proposes spelling variants that a site really uses, as lines of a synonym file to review.

Two spellings belong together when they share a *sound*: katakana words when they differ in long
vowels and small kana only (インターフェース, インタフェイス), words with kanji when they have the
same kanji and the same reading (引越し, 引っ越し), or one is the other's reading in kana (いろいろ,
色々), Latin words when they differ in hyphens (e-mail, email). What the analyzer takes for one
term already is told apart: it is found without a synonym.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from index.analysis.readings import is_kana, to_hiragana
from index.analysis.token_filters import TermFilter

_KATAKANA = re.compile(r"[ァ-ヺー・]{3,}$")
_LATIN = re.compile(r"[a-z]+(?:-[a-z]+)*$")
_NOT_KANJI = re.compile(r"[^々\u3400-\u9fff]")
_SMALL_AND_LARGE = str.maketrans("ァィゥェォャュョヵヶ", "アイウエオヤユヨカケ", "・")
_AFTER_E = re.compile(r"(?<=[エケセテネヘメレゲゼデベペ])イ")
_SHORTEST_WITHOUT_LONG = 6
"""Characters; in shorter words a long vowel makes another one (レベル, レーベル)."""
_SHORTEST_READING = 4
"""Kana; shorter readings are shared by too many words (かい: 会, 回, 貝)."""


class Word(NamedTuple):
    """One spelling as it stands in posts."""

    surface: str
    """Folded; inflected ones are left out."""
    term: str
    reading: str
    """In hiragana; may be empty."""
    posts: int
    """How many have it."""


class Variants(NamedTuple):
    """Spellings of what seems to be one word, the most frequent first."""

    words: tuple[Word, ...]

    @property
    def is_one_term(self) -> bool:
        """Whether the analyzer knows already: then no synonym is needed."""
        return len({word.term for word in self.words}) == 1

    def line(self) -> str:
        """For a synonym file: ``引越し, 引っ越し # 12, 5 posts``; a comment if nothing is to do."""
        spellings = ", ".join(word.surface for word in self.words)
        counts = ", ".join(str(word.posts) for word in self.words)
        start, end = ("# ", "; found together already") if self.is_one_term else ("", "")
        return f"{start}{spellings} # {counts} posts{end}"


def find_variants(words: Iterable[Word], least_posts: int = 2) -> list[Variants]:
    """Groups of spellings that at least ``least_posts`` posts have each, the most used first."""
    groups: dict[str, dict[str, Word]] = defaultdict(dict)
    canonical = TermFilter().canonical
    for word in words:
        inflected = canonical(word.surface) != word.term or _ends_otherwise(word)
        if word.posts >= least_posts and not inflected:
            for sound in _sounds(word):
                known = groups[sound].get(word.surface)
                if known is None or known.posts < word.posts:
                    groups[sound][word.surface] = word
    found = {
        tuple(sorted(group.values(), key=lambda word: (-word.posts, word.surface)))
        for group in groups.values()
        if len(group) > 1
    }
    variants = [Variants(group) for group in found if _is_worth_showing(group)]
    return sorted(variants, key=lambda one: (-sum(w.posts for w in one.words), one.words))


def _sounds(word: Word) -> Iterator[str]:
    """Keys under which variants of ``word`` meet."""
    if _KATAKANA.match(word.surface):
        yield "カ" + _katakana_sound(word.surface)
    elif _LATIN.match(word.surface):
        yield "A" + word.surface.replace("-", "")
    elif not is_kana(word.surface) and word.reading:
        yield f"{_NOT_KANJI.sub('', word.surface)}:{word.reading}"
    if len(word.reading) >= _SHORTEST_READING and (is_kana(word.surface) or not is_kana(word.term)):
        yield "よ" + to_hiragana(word.reading)


def _ends_otherwise(word: Word) -> bool:
    """考え of 考える is read かんがえる: the surface is an inflection."""
    last = word.surface[-1]
    return bool(word.reading) and is_kana(last) and to_hiragana(last) != word.reading[-1]


def _katakana_sound(surface: str) -> str:
    sound = _AFTER_E.sub("ー", surface.translate(_SMALL_AND_LARGE)).rstrip("ー")
    return sound.replace("ー", "") if len(sound) >= _SHORTEST_WITHOUT_LONG else sound


def _is_worth_showing(group: tuple[Word, ...]) -> bool:
    """制作 and 製作 only sound alike; spellings share their kanji, or one has none."""
    kanji = {_NOT_KANJI.sub("", word.surface) for word in group}
    return len(kanji) == 1 or (len(kanji) == 2 and "" in kanji)
