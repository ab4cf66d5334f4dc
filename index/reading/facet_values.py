"""When two spellings of a tag, category or author are one value."""

from __future__ import annotations

import unicodedata


def fold_facet(value: str) -> str:
    """What spellings of one value have in common: ``ｗｅｂ`` and ``Web`` → ``web``.

    Width and case fold, runs of spaces are one space, and those at the ends go. Marks of voicing
    and small kana stay: パリ and バリ are two values.
    """
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
