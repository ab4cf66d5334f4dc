"""What the analyzer gives: a folded text, tokens on it, and the way back to the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

_START: Callable[[Sequence[int]], int] = itemgetter(0)


class Token(NamedTuple):
    """One term and where it stands; offsets are code points of the folded text.

    Tokens come in the order of ``start``; those of an identifier and its parts overlap
    (``gpt-4o``, then ``gpt`` and ``4o``).
    """

    term: str
    """What is indexed: the folded base form, or a canonical form (``10000`` for 一万)."""
    start: int
    end: int
    reading: str
    """Of the term, in hiragana; several are divided by spaces (日本: にほん にっぽん), that of the
    text comes first. Empty where unknown or not Japanese."""
    whole: bool = True
    """False for a part of a longer token that is there as well."""


class Edit(NamedTuple):
    """A run of the folded text whose length differs from what it stands for.

    ``folded[start:end]`` came from ``original[original_start:original_end]``.
    """

    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """From offsets of the folded text to offsets of the original, in code points.

    Between edits, text is shifted but keeps its length; inside an edit, a start leads to the
    start of what was replaced and an end to its end: 株 in ``(株)`` marks the whole ``㈱``.
    """

    edits: Sequence[Sequence[int]] = ()
    """Each like an :class:`Edit`, rising."""

    def start(self, offset: int) -> int:
        """The original offset of a range that starts at ``offset`` of the folded text."""
        at = bisect_right(self.edits, offset, key=_START) - 1
        if at < 0:
            return offset
        _, end, original_start, original_end = self.edits[at]
        return original_start if offset < end else offset - end + original_end

    def end(self, offset: int) -> int:
        """The original offset of a range that ends before ``offset`` of the folded text."""
        at = bisect_left(self.edits, offset, key=_START) - 1
        if at < 0:
            return offset
        _, end, _, original_end = self.edits[at]
        return original_end if offset <= end else offset - end + original_end


@dataclass(frozen=True, slots=True)
class AnalyzedText:
    """A text after analysis: ``tokens`` stand on ``folded``, ``offsets`` lead to the original."""

    folded: str
    tokens: tuple[Token, ...]
    offsets: OffsetMap
    boundaries: tuple[int, ...]
    """Offsets of ``folded`` where the tokenizer starts a token (of any part of speech), rising."""
