"""From morphemes to terms: what is dropped, and which spellings become one.

Dropped are particles, auxiliaries and symbols, and the verbs and nouns that only help others (する,
こと): they are in every post. What is kept becomes its base form (走った → 走る), then the spelling
that stands for its variants (引っ越し → 引越し, サーバー → サーバ, 髙 → 高).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from index.analysis.morphemes import Piece
from index.analysis.numbers import KANJI_NUMERALS
from index.analysis.readings import all_readings, base_reading, is_kana, to_hiragana
from index.analysis.spellings import dropped_words, spelling_variants
from index.analysis.variants import kanji_variants, read_rows

_DROPPED_PARTS_OF_SPEECH = tuple(row[0] for row in read_rows("dropped_parts_of_speech.txt"))
_KEPT_SYMBOLS = "記号,アルファベット"
_KEPT_ADNOMINALS = {"大きな": "大きい", "小さな": "小さい", "ちっちゃな": "小さい"}
_KATAKANA = re.compile(r"[ァ-ヺー・]+$")
_LONG_ENDING = re.compile(r"(?<=[ァ-ヺー]{3})ー+$")
_SMALL_VOWEL = re.compile("(?<=ウ)[イエオ]|(?<=ク)オ(?!ン)")
"""ソフトウエア, ウイルス and クオリティー are also written with a small vowel."""
_LARGE_GLIDE = re.compile("(?<=[キギシジチニヒビピミリ])(?:[ヤユ](?=.)|ヨ(?=ー))")
"""キヤノン, キユーピー and ジユース are said, and mostly written, with a small one."""
_DOUBLED_KANJI = re.compile(r"([一-鿿])\1")
_NUMERAL = "名詞,数"
_MOST_REMEMBERED = 500_000
_HAS_LETTER = re.compile(r"[^\W_ー]")
_LONGEST_TERM = 64
"""Longer runs (ああああ…) are no words; substrings still find them."""


class Term(NamedTuple):
    """What a morpheme is indexed as."""

    text: str
    reading: str


NUMERAL = Term("", "")
"""In the place of a term: with its neighbours, the morpheme makes a number."""


class TermFilter(dict[Piece, Term | None]):
    """The term of a piece, None where it is dropped: 走っ → 走る, を → None.

    It is remembered, since the same few thousand make up most of any text.

    A dictionary, because a look-up for every morpheme of a site must not cost a call.
    """

    def __init__(self, divide: Callable[[Piece], None]) -> None:
        """``divide`` is told of each word that becomes a term."""
        super().__init__()
        self._divide = divide
        self._spellings: Mapping[str, str] = spelling_variants()
        self._variants = kanji_variants()
        self._dropped = dropped_words()

    def __missing__(self, piece: Piece) -> Term | None:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        term = self[piece] = self._decide(piece)
        return term

    def _decide(self, piece: Piece) -> Term | None:
        surface, pos, base, reading, _ = piece
        if pos.startswith(_NUMERAL) and KANJI_NUMERALS.issuperset(surface):
            return NUMERAL
        if len(surface) > _LONGEST_TERM:
            return None
        base = _KEPT_ADNOMINALS.get(surface, base)
        is_kept = base in _KEPT_ADNOMINALS.values() or pos.startswith(_KEPT_SYMBOLS)
        if pos.startswith(_DROPPED_PARTS_OF_SPEECH) and not is_kept:
            return None
        if base in self._dropped or not _HAS_LETTER.search(surface):
            return None
        self._divide(piece)
        text = self.canonical(base)
        read = base_reading(surface, base, reading)
        if not read and is_kana(text):  # 檸檬, which the dictionary does not know, is レモン
            read = to_hiragana(text)
        return Term(text, all_readings(base, read))

    def canonical(self, word: str) -> str:
        """The spelling that stands for all variants of ``word``: ``サーバー`` → ``サーバ``."""
        word = self._spellings.get(word, word)
        if _KATAKANA.match(word):
            word = _SMALL_VOWEL.sub(_to_small, word.replace("・", ""))
            word = _LARGE_GLIDE.sub(_to_small, word)
            return _LONG_ENDING.sub("", word)
        if len(word) > 1 and not word.isascii():
            word = _DOUBLED_KANJI.sub(r"\1々", word)
        return self._variants.apply(word)


def _to_small(vowel: re.Match[str]) -> str:
    return chr(ord(vowel[0]) - 1)
