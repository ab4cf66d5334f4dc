"""Emphasis: which ``*``, ``_`` and ``~~`` are markup, and which are text.

The rules are CommonMark's (spec 0.31, section 6.2) with two changes, off for anchors: beside a
Japanese character, punctuation does not stop emphasis, without which the common
``これは**「強調」**です`` keeps its asterisks; and ``**`` without a partner goes, unless it is an
operator.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from index.markdown.whitespace import JAPANESE

_OPERAND = re.compile(r"[0-9A-Za-z_/.()]")
_JAPANESE = re.compile(f"[{JAPANESE}]")


@dataclass(slots=True)
class _Run:
    """An opening run: where it stands in the output, and how many of its characters are left."""

    at: int
    left: int


@lru_cache(maxsize=4096)
def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


@lru_cache(maxsize=4096)
def _flanks(inside: str, outside: str, relaxed: bool) -> bool:
    """Whether a run between the two characters can begin (or, mirrored, end) emphasis."""
    if inside.isspace():
        return False
    if not _is_punctuation(inside) or outside.isspace() or _is_punctuation(outside):
        return True
    return relaxed and _JAPANESE.match(outside) is not None


def _is_operator(source: str, start: int, end: int) -> bool:
    """Whether the run stands between ASCII operands: ``2**10``, ``a ** b``, ``src/**/*.md``."""
    before = source[max(start - 2, 0) : start].strip()[-1:]
    after = source[end : end + 2].strip()[:1]
    return bool(_OPERAND.match(before) and _OPERAND.match(after))


class Emphasis:
    """Pairs the runs of one paragraph while it is being read; each run costs constant time."""

    def __init__(self, out: list[str], *, relaxed: bool) -> None:
        self._out = out
        self._relaxed = relaxed
        self._open: dict[str, list[_Run]] = {"*": [], "_": [], "~": []}
        self._strays: list[int] = []

    def add(self, source: str, start: int, end: int) -> None:
        """Take the run ``source[start:end]``."""
        mark = source[start]
        before = source[start - 1] if start else " "
        after = source[end] if end < len(source) else " "
        opens = _flanks(after, before, self._relaxed)
        closes = _flanks(before, after, self._relaxed)
        if mark == "_":
            opens, closes = (
                opens and (not closes or _is_punctuation(before)),
                closes and (not opens or _is_punctuation(after)),
            )
        left = self._close(mark, end - start) if closes else end - start
        if left and opens:
            self._open[mark].append(_Run(len(self._out), left))
        if left > 1 and mark == "*" and self._relaxed and not _is_operator(source, start, end):
            self._strays.append(len(self._out))
        self._out.append(mark * left)

    def drop_strays(self) -> None:
        """Remove what is left of ``**`` that found no partner but was surely meant to be bold."""
        for at in self._strays:
            self._out[at] = ""

    def forget(self, at: int) -> None:
        """Drop the open runs at or behind output position ``at``: that text was taken away."""
        for stack in self._open.values():
            while stack and stack[-1].at >= at:
                stack.pop()
        while self._strays and self._strays[-1] >= at:
            self._strays.pop()

    def _close(self, mark: str, left: int) -> int:
        """Match a closing run with the latest opening ones; return how much of it is left."""
        stack = self._open[mark]
        while left and stack:
            run = stack[-1]
            used = min(run.left, left)
            run.left -= used
            left -= used
            self._out[run.at] = mark * run.left
            if not run.left:
                stack.pop()
        return left
