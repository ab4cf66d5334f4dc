"""Cuts a text into sentences: each distinct one is analysed once, however often it is repeated.

A cut never falls where folding would notice: characters that combine with the one before, and
spaces, always stay with it. So the fold of a text is the join of the folds of its sentences.
"""

from __future__ import annotations

import re

LIMIT = 400
"""Longer sentences are cut, in characters: the tokenizer's time and memory depend on it."""
_COMBINING = (
    r"\s\u3099\u309a\u309b\u309c\uff9e\uff9f\u0300-\u036f\u20d0-\u20f0\u00ad\u061c\u180e"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0001-\U000e01ef"
)
_SMALL_KANA = "ァィゥェォャュョｧｨｩｪｫｬｭｮぁぃぅぇぉゃゅょ"
_CIRCLED = "①-⓿❶-➓㉈-㉏㉑-㉟㊱-㊿"
"""Circled numbers are sentences of their own: in ``①2025年`` the year is not 12025."""
_ENDS = r"。！？!?．.\r\n\u2028\u2029\x85"
_CANDIDATE = re.compile(f"[{_ENDS}{_CIRCLED}][{_ENDS}]*+[」』）)】”’\"']*+[{_COMBINING}]*+")
_IS_CIRCLED = re.compile(f"[{_CIRCLED}]")
_IS_END = re.compile(r"[。！？\s]|．(?!\d)")
_SOFT_ENDS = "、，\u3000 "
_STAYS_WITH_LAST = re.compile(f"[{_COMBINING}{_SMALL_KANA}]{{0,{LIMIT}}}")


def split_sentences(text: str) -> tuple[str, ...]:
    """Pieces whose join is ``text``: ``雨。\\n1.5℃です`` → ``雨。\\n`` and ``1.5℃です``."""
    sentences: list[str] = []
    start = 0
    for end in _ends(text):
        if end - start > LIMIT:
            sentences.extend(_cut_long(text[start:end]))
        elif end > start:
            sentences.append(text[start:end])
        start = max(start, end)
    return tuple(sentences)


def _ends(text: str) -> list[int]:
    ends: list[int] = []
    for match in _CANDIDATE.finditer(text):
        if _IS_CIRCLED.match(match[0]):
            ends += (match.start(), match.end())
        elif _IS_END.search(text, match.start(), match.end() + 1):
            ends.append(match.end())
    ends.append(len(text))
    return ends


def _cut_long(text: str) -> list[str]:
    """Cuts behind a comma or a space of the second half, else wherever the limit is reached."""
    pieces: list[str] = []
    start = 0
    while len(text) - start > LIMIT:
        soft = max(text.rfind(end, start + LIMIT // 2, start + LIMIT) for end in _SOFT_ENDS)
        cut = soft + 1 if soft >= 0 else start + LIMIT
        stays = _STAYS_WITH_LAST.match(text, cut)
        cut = stays.end() if stays else cut
        pieces.append(text[start:cut])
        start = cut
    if start < len(text):
        pieces.append(text[start:])
    return pieces
