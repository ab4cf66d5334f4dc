"""The language of a text, by its script: for posts of which nothing else tells it.

No library: those that know many languages are models of megabytes, and what a reader filters by is
whether a post is Japanese. A text of which nothing certain can be said has no language.
"""

from __future__ import annotations

import re

LOOKED_AT = 2_000
"""Characters from the start of a text."""
SUFFICES = 300
"""Characters, of which a fifth in kana settle it."""
_NO_TEXT = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|<[^<>\n]{0,300}>", re.DOTALL)
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_WORD = re.compile(r"[A-Za-z']+")
_ENGLISH = frozenset({
    "the", "of", "and", "to", "in", "is", "that", "it", "for", "with", "as", "on", "are", "this",
    "be", "by", "an", "from", "or",
})  # fmt: skip
MIN_ENGLISH = 20
"""Words from which on small words tell English from other languages with Latin letters."""


def language_of(text: str) -> str:
    """``ja``, ``ko``, ``zh`` or ``en``; empty if it is none of these for certain.

    One letter in fifty suffices for kana and Hangul, since a post on programs is mostly in Latin
    letters; a text with ten times as many Chinese characters and no kana is Chinese.
    """
    if len(_KANA.findall(text, 0, SUFFICES)) * 5 > SUFFICES:
        return "ja"  # most posts of a Japanese site, without a closer look
    shown = _NO_TEXT.sub(" ", text[:LOOKED_AT])
    kana, han, hangul = (len(script.findall(shown)) for script in (_KANA, _HAN, _HANGUL))
    words = _WORD.findall(shown)
    letters = kana + han + hangul + sum(map(len, words))
    if kana * 50 > letters and kana * 10 > han:
        return "ja"
    if hangul * 50 > letters:
        return "ko"
    if han * 5 > letters and han >= MIN_ENGLISH:
        return "zh"
    small = sum(word.lower() in _ENGLISH for word in words)
    is_latin = not (kana or han or hangul) and len(words) >= MIN_ENGLISH
    return "en" if is_latin and small * 8 > len(words) else ""
