"""Characters that are written differently and meant alike: 髙 and 高, – and ー.

The lists are data files that a Japanese reader can extend, one group a line, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files


class Replacements:
    """Replaces characters one for one; looking for them first is five times as fast as a table."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        self._chosen = dict(replacements)
        self._variants = re.compile("[" + re.escape("".join(self._chosen)) + "]")

    def apply(self, text: str) -> str:
        """``text`` with every variant replaced, as long as before."""
        return self._variants.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        return self._chosen[match[0]]


@lru_cache(maxsize=1)
def rare_kanji() -> Replacements:
    """Variants that the tokenizer's dictionary hardly knows: ``髙`` → ``高``, but 斉 stays."""
    return Replacements({v: chosen for v, chosen, in_use in _groups(*_KANJI) if not in_use})


@lru_cache(maxsize=1)
def kanji_variants() -> Replacements:
    """All variant kanji: ``髙`` → ``高``, ``斉`` → ``斎``."""
    return Replacements({variant: chosen for variant, chosen, _ in _groups(*_KANJI)})


@lru_cache(maxsize=1)
def merged_characters() -> Replacements:
    """All that the folded text does not tell apart: kanji, dashes, quotes, small ヶ."""
    return Replacements({variant: chosen for variant, chosen, _ in _groups(_MARKS, *_KANJI)})


def read_data(name: str) -> str:
    """The text of a data file of this package."""
    return (files("index.analysis") / "data" / name).read_text(encoding="utf-8")


def read_rows(*names: str) -> Iterator[list[str]]:
    """The words of each line of some data files; ``#`` begins a remark, of a line or behind it."""
    for line in "\n".join(map(read_data, names)).splitlines():
        words = [] if line.startswith("#") else line.split(" # ")[0].split()
        if words:
            yield words


_KANJI = ("variant_kanji.txt", "radicals.txt")
_MARKS = "variant_marks.txt"


def _groups(*names: str) -> Iterator[tuple[str, str, bool]]:
    """Variant, chosen character, and whether the variant is in brackets.

    From lines of ``CHOSEN VARIANT (VARIANT) … # reason``.
    """
    for chosen, *variants in read_rows(*names):
        for variant in variants:
            yield variant.strip("()"), chosen, len(variant) > 1
