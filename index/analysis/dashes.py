"""Tells hyphens, long-vowel marks and minus signs apart by what stands beside them.

Only the tokenizer and the terms need to know: ``コンピュ―タ`` (typed with a horizontal bar) is one
word, and the mark in ``１００ー００００`` is a hyphen. The folded text has one character for all.
"""

from __future__ import annotations

import re

_BARS = "‒–—―−─━⁻₋"
_WAVES = "~〜∼∿"
_HYPHENS = "‐-"
_IN_CONTEXT = re.compile(
    f"[ー{_BARS}{_WAVES}{_HYPHENS}](?:"
    f"(?P<hyphen>(?<=[0-9a-z][^{_WAVES}])(?=[0-9a-z]))"
    f"|(?P<long>(?<=[ァ-ヺ][{_BARS}])(?![{_BARS}])"
    f"|(?<=[ァィゥェォャュョ][{_HYPHENS}])(?=[ァ-ヺ])"
    f"|(?<=[ァ-ヺ][{_HYPHENS}])(?=[ぁ-ゖ一-鿿])"
    # ス〜パ〜へ, but リンゴ〜バナナ is a range: one or two kana before it, or none behind it.
    f"|(?<=[ァ-ヺ][{_WAVES}])(?![ァ-ヺ])"
    f"|(?<=[ァ-ヺ][{_WAVES}])(?<![ァ-ヺー][ァ-ヺー].[{_WAVES}])"
    # ら〜めん, but これ〜それ is a range.
    f"|(?<=[ぁ-ん][{_WAVES}])(?<![ぁ-んー][ぁ-ん][{_WAVES}])(?=[ぁ-ん])))"
)


def tell_dashes_apart(wording: str) -> str:
    """``コンピュ―タ`` → ``コンピュータ`` and ``100ー0000`` → ``100-0000``; keeps the length."""
    return _IN_CONTEXT.sub(lambda match: "-" if match["hyphen"] is not None else "ー", wording)
