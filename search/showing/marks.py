"""Ranges of a post's original text as HTML: escaped, with the words of the query marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html import escape
from typing import NamedTuple

import numpy as np

from index.markdown.html_text import ANNOTATED
from index.pages.literal import Literal, find_units, is_whole_at
from index.pages.pages import Pages
from index.pages.utf16 import decode
from search.query.plan import Plan
from search.ranking import LONG_TEXT, Tier
from search.showing.occurrences import Occurrences

_SPECIAL = re.compile("[&<>\"']")


Range = tuple[int, int]
"""The first place, and the one behind the last."""


class Markable(NamedTuple):
    """A text to mark; ``whole``: only where it does not cut tokens."""

    literal: Literal
    whole: bool


def markable(plan: Plan, tier: Tier) -> list[Markable]:
    """Texts of the query that are marked wherever they are shown, inside words as well.

    Short Latin words are not (ai in email); short Japanese ones only where they leave tokens
    whole, unless the document is a hit for a word across others.
    """
    wanted = {run.text: False for run in plan.runs if len(run.nodes) > 1 and run.text}
    for node in plan.words:
        if len(node.text) >= LONG_TEXT:
            wanted[node.text] = False
        elif not node.text.isascii():
            wanted[node.text] = tier is not Tier.SUBSTRING
    return [Markable(Literal(text), whole) for text, whole in wanted.items()]


class Marker:
    """Marks what was found in the documents of some pages, one after the other.

    Plain lists and loops: a hit shows a handful of short ranges, for which every call of an array
    library costs more than it saves.
    """

    def __init__(self, pages: Pages, found: list[Occurrences], pre: str, post: str) -> None:
        self._source = pages
        places = np.concatenate([item.places for item in found] or [np.empty(0, np.int64)])
        ends = places + np.concatenate([item.lengths for item in found] or [places])
        order = places.argsort()
        self._places, self._ends = places[order].tolist(), ends[order].tolist()
        self._pre, self._post = pre, post

    def begin(self, doc: int, texts: list[Markable]) -> None:
        """Turns to a document, and to the texts that are marked in it."""
        pages = self._source
        self._texts = texts
        self._base = int(pages.folded_at[doc])
        self._original = pages.original_of(doc)
        self._edits = self._original.edits
        self._edit_starts = [edit[0] for edit in self._edits]

    def mark(self, low: int, high: int) -> str:
        """The original text of the places ``low`` to ``high``, with marks."""
        return self.show(low, high, self.ranges(low, high, self._source.folded_bytes(low, high)))

    def ranges(self, low: int, high: int, folded: bytes) -> list[Range]:
        """Where something stands that is marked, rising; ``folded`` is the text, in UTF-16-LE."""
        first = bisect_left(self._places, low)
        last = bisect_left(self._places, high, first)
        ranges = list(zip(self._places[first:last], self._ends[first:last], strict=True))
        for literal, whole in self._texts:
            if literal.encoded in folded:
                bits, length = self._source.boundary_bits, len(literal)
                for found in find_units(folded, literal):
                    place = low + found
                    if not whole or is_whole_at(bits, place, length):
                        ranges.append((place, place + length))
        ranges.sort()
        return ranges

    def show(self, low: int, high: int, ranges: list[Range]) -> str:
        """The original text of the places ``low`` to ``high``, with marks around ``ranges``."""
        start, end = self._original_start(low), self._original_end(high)
        data = self._original.read(start, end)
        text = decode(data).replace("\n", " ")
        narrow = 2 * len(text) == len(data)
        shown = escape if _SPECIAL.search(text) else str
        pieces: list[str] = []
        at = 0
        for first, last in self._spans(ranges):
            first, last = max(first, start) - start, min(last, end) - start
            if not narrow:
                first, last = _points(data, first), _points(data, last)
            if first < last:
                pieces += (shown(text[at:first]), self._pre, shown(text[first:last]), self._post)
                at = last
        pieces.append(shown(text[at:]))
        joined = "".join(pieces)
        # Readers see 本気《マジ》; the mark before it says only where the word begins.
        return ANNOTATED.sub(r"\1\2", joined) if "｜" in joined else joined

    def _spans(self, ranges: list[Range]) -> list[Range]:
        """The same in the original text, apart from each other."""
        spans: list[Range] = []
        for place, stop in ranges:
            if self._edits:
                start, end = self._original_start(place), self._original_end(stop)
            else:
                start, end = place - self._base, stop - self._base
            if spans and start <= spans[-1][1]:
                if end > spans[-1][1]:
                    spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans

    def _original_start(self, place: int) -> int:
        """The unit of the original text from which a range that starts at ``place`` is shown."""
        offset = place - self._base
        at = bisect_right(self._edit_starts, offset) - 1
        if at < 0:
            return offset
        _, end, original_start, original_end = self._edits[at]
        return original_start if offset < end else offset - end + original_end

    def _original_end(self, place: int) -> int:
        """The unit of the original text up to which a range that ends at ``place`` is shown."""
        offset = place - self._base
        at = bisect_left(self._edit_starts, offset) - 1
        if at < 0:
            return offset
        _, end, _, original_end = self._edits[at]
        return original_end if offset <= end else offset - end + original_end


def _points(data: bytes, unit: int) -> int:
    """How many characters the first units of a text are."""
    return len(decode(data[: 2 * unit]))
