"""Tells hyphens, long-vowel marks and minus signs apart by what stands beside them.

Only the tokenizer and the terms need to know: ``コンピュ―タ`` (typed with a horizontal bar) is one
word, and the mark in ``１００ー００００`` is a hyphen. The folded text has one character for all.
"""

from __future__ import annotations

import re

_BARS = "‒–—―−─━⁻₋"
_HYPHENS = "‐-"
_IN_CONTEXT = re.compile(
    f"[ー{_BARS}{_HYPHENS}](?:"
    r"(?P<hyphen>(?<=[0-9a-z].)(?=[0-9a-z]))"
    f"|(?P<long>(?<=[ァ-ヺ][{_BARS}])(?![{_BARS}])"
    f"|(?<=[ァィゥェォャュョ][{_HYPHENS}])(?=[ァ-ヺ])"
    f"|(?<=[ァ-ヺ][{_HYPHENS}])(?=[ぁ-ゖ一-鿿])))"
)


def tell_dashes_apart(wording: str) -> str:
    """``コンピュ―タ`` → ``コンピュータ`` and ``100ー0000`` → ``100-0000``; keeps the length."""
    return _IN_CONTEXT.sub(lambda match: "-" if match["hyphen"] is not None else "ー", wording)
