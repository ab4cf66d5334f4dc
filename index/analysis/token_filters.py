"""From morphemes to terms: what is dropped, and which spellings become one.

Dropped are particles, auxiliaries and symbols, and the verbs and nouns that only help others (する,
こと): they are in every post. What is kept becomes its base form (走った → 走る), then the spelling
that stands for its variants (引っ越し → 引越し, サーバー → サーバ, 髙 → 高).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from index.analysis.morphemes import Morpheme
from index.analysis.readings import base_reading
from index.analysis.spellings import spelling_variants
from index.analysis.variants import kanji_variants, read_data

_DROPPED_PARTS_OF_SPEECH = (
    "助詞", "助動詞", "記号", "フィラー", "接続詞", "その他", "連体詞",
    "動詞,非自立", "動詞,接尾", "形容詞,非自立", "形容詞,接尾",
    "名詞,非自立", "名詞,特殊", "名詞,接尾,助動詞語幹", "名詞,接続詞的", "名詞,動詞非自立的",
)  # fmt: skip
_KEPT_SYMBOLS = "記号,アルファベット"
_KEPT_ADNOMINALS = {"大きな": "大きい", "小さな": "小さい"}
_KATAKANA = re.compile(r"[ァ-ヺー・]+$")
_LONG_ENDING = re.compile(r"(?<=[ァ-ヺー]{3})ー+$")
_DOUBLED_KANJI = re.compile(r"([一-鿿])\1")
_HAS_LETTER = re.compile(r"[^\W_]")


class Term(NamedTuple):
    """What a morpheme is indexed as."""

    text: str
    reading: str


class TermFilter:
    """Decides about morphemes, and remembers: the same few thousand make up most of any text."""

    def __init__(self) -> None:
        self._spellings: Mapping[str, str] = spelling_variants()
        self._variants = kanji_variants()
        self._dropped = frozenset(read_data("dropped_words.txt").split())
        self._decided: dict[tuple[str, str, str, str], Term | None] = {}

    def term(self, morpheme: Morpheme) -> Term | None:
        """The term of ``morpheme``, or None if it is dropped: ``走っ`` → 走る, ``を`` → None."""
        surface, _, _, part_of_speech, base_form, reading, _ = morpheme
        key = (surface, part_of_speech, base_form, reading)
        try:
            return self._decided[key]
        except KeyError:
            if len(self._decided) > 500_000:
                self._decided.clear()
            term = self._decided[key] = self._decide(*key)
            return term

    def _decide(self, surface: str, pos: str, base: str, reading: str) -> Term | None:
        base = _KEPT_ADNOMINALS.get(surface, base)
        if base in self._dropped or _is_dropped(pos, base) or not _HAS_LETTER.search(surface):
            return None
        text = self.canonical(base)
        return Term(text, base_reading(surface, base, reading))

    def canonical(self, word: str) -> str:
        """The spelling that stands for all variants of ``word``: ``サーバー`` → ``サーバ``."""
        word = self._spellings.get(word, word)
        if _KATAKANA.match(word):
            return _LONG_ENDING.sub("", word.replace("・", ""))
        if len(word) > 1 and not word.isascii():
            word = _DOUBLED_KANJI.sub(r"\1々", word)
        return word.translate(self._variants)


def _is_dropped(part_of_speech: str, base: str) -> bool:
    if base in _KEPT_ADNOMINALS.values() or part_of_speech.startswith(_KEPT_SYMBOLS):
        return False
    return part_of_speech.startswith(_DROPPED_PARTS_OF_SPEECH)
