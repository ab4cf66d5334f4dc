"""Emphasis: which ``*``, ``_`` and ``~~`` are markup, and which are text.

The rules are CommonMark's (spec 0.31, section 6.2) with one change, off for anchors: beside a
Japanese character, punctuation does not stop emphasis. Without it the common
``これは**「強調」**です`` keeps its asterisks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from index.markdown.whitespace import JAPANESE

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


class Emphasis:
    """Pairs the runs of one paragraph while it is being read; each run costs constant time."""

    def __init__(self, out: list[str], *, relaxed: bool) -> None:
        self._out = out
        self._relaxed = relaxed
        self._open: dict[str, list[_Run]] = {"*": [], "_": [], "~": []}

    def add(self, run: str, before: str, after: str) -> None:
        """Take the run that stands between the characters ``before`` and ``after``."""
        mark = run[0]
        opens = _flanks(after, before, self._relaxed)
        closes = _flanks(before, after, self._relaxed)
        if mark == "_":
            opens, closes = (
                opens and (not closes or _is_punctuation(before)),
                closes and (not opens or _is_punctuation(after)),
            )
        left = self._close(mark, len(run)) if closes else len(run)
        if left and opens:
            self._open[mark].append(_Run(len(self._out), left))
        self._out.append(mark * left)

    def forget(self, at: int) -> None:
        """Drop the open runs at or behind output position ``at``: that text was taken away."""
        for stack in self._open.values():
            while stack and stack[-1].at >= at:
                stack.pop()

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
