"""When two spellings of a tag, category or author are one value."""

from __future__ import annotations

import re
import unicodedata

_CHOOSE_PICTURE = re.compile("[\ufe0e\ufe0f]")


def fold_facet(value: str) -> str:
    """What spellings of one value have in common: ``ｗｅｂ`` and ``Web`` → ``web``.

    Width and case fold, runs of spaces are one space, and those at the ends go. Marks of voicing
    and small kana stay: パリ and バリ are two values. What only chooses a picture goes: ❤️ is ❤.
    """
    plain = _CHOOSE_PICTURE.sub("", unicodedata.normalize("NFKC", value))
    return " ".join(plain.casefold().split())
