"""Ranges of a post's original text as HTML: escaped, with the words of the query marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from index.markdown.html_text import ANNOTATED
from index.pages.literal import Literal, find_units, is_whole_at
from index.pages.pages import Pages, Span
from index.pages.utf16 import decode, encode
from search.query.plan import Plan
from search.ranking import LONG_TEXT
from search.showing.occurrences import Occurrences

_SPECIAL = re.compile("[&<>\"']")


Range = tuple[int, int]
"""The first place, and the one behind the last."""
_APART = encode("\uffff")
"""Between texts that are searched together; no character."""


class Markable(NamedTuple):
    """A text to mark; ``whole``: only where it does not cut tokens."""

    literal: Literal
    whole: bool


def markable(plan: Plan) -> list[Markable]:
    """Texts of the query that are marked wherever they are shown, inside words as well.

    Short Latin words are not (ai in email); short Japanese ones only where they leave tokens
    whole.
    """
    wanted = {run.text: False for run in plan.runs if len(run.nodes) > 1 and run.text}
    for node in plan.words:
        if len(node.text) >= LONG_TEXT:
            wanted[node.text] = False
        elif not node.text.isascii():
            wanted[node.text] = True
    return [Markable(Literal(text), whole) for text, whole in wanted.items()]


class Window(NamedTuple):
    """A stretch of a document that may be shown."""

    doc: int
    low: int
    high: int
    across: bool = False
    """Whether the document is a hit for a word across others: that is marked, too."""


class Marked(NamedTuple):
    """A stretch of a document that is shown, and where something stands in it that is marked."""

    doc: int
    low: int
    high: int
    ranges: list[Range]


class Marker:
    """Marks what was found in some pages.

    All that a page of hits shows is looked through together, and read together: what is done for
    each piece by itself costs most of a search.
    """

    def __init__(
        self, pages: Pages, found: list[Occurrences], texts: list[Markable], pre: str, post: str
    ) -> None:
        self._pages = pages
        self._texts = texts
        places = np.concatenate([item.places for item in found] or [np.empty(0, np.int64)])
        ends = places + np.concatenate([item.lengths for item in found] or [places])
        order = places.argsort()
        self._places, self._ends = places[order].tolist(), ends[order].tolist()
        self._pre, self._post = pre, post

    def find(self, windows: Sequence[Window]) -> list[tuple[bytes, list[Range]]]:
        """The folded text of each window, in UTF-16-LE, and what is marked there, rising."""
        texts = [self._pages.folded_bytes(low, high) for _, low, high, _ in windows]
        ranges = [self._stored(low, high) for _, low, high, _ in windows]
        lengths = (len(text) // 2 + 1 for text in texts)
        starts = list(accumulate(lengths, initial=0))
        joined, bits = _APART.join(texts), self._pages.boundary_bits
        for literal, whole in self._texts:
            length = len(literal)
            for found in find_units(joined, literal, most=len(joined)):
                number = bisect_right(starts, found) - 1
                _, low, _, across = windows[number]
                place = low + found - starts[number]
                if not whole or across or is_whole_at(bits, place, length):
                    ranges[number].append((place, place + length))
        for of_window in ranges:
            of_window.sort()
        return list(zip(texts, ranges, strict=True))

    def _stored(self, low: int, high: int) -> list[Range]:
        first = bisect_left(self._places, low)
        last = bisect_left(self._places, high, first)
        return list(zip(self._places[first:last], self._ends[first:last], strict=True))

    def show(self, pieces: Sequence[Marked]) -> list[str]:
        """The original text of each piece, with marks."""
        lengths = {doc: _Lengths(self._pages, doc) for doc in {piece.doc for piece in pieces}}
        spans = [lengths[doc].span(low, high) for doc, low, high, _ in pieces]
        originals = self._pages.originals(spans)
        return [
            self._html(data, span, lengths[span.doc].ranges(piece.ranges))
            for data, span, piece in zip(originals, spans, pieces, strict=True)
        ]

    def mark(self, window: Window) -> str:
        """The original text of one window, with marks."""
        ((_, ranges),) = self.find([window])
        return self.show([Marked(*window[:3], ranges)])[0]

    def _html(self, data: bytes, span: Span, ranges: list[Range]) -> str:
        """Original text with marks around ``ranges`` of it."""
        _, start, end = span
        text = decode(data).replace("\n", " ")
        narrow = 2 * len(text) == len(data)
        shown = escape if _SPECIAL.search(text) else str
        pieces: list[str] = []
        at = 0
        for first, last in ranges:
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


class _Lengths:
    """Places of a document → units of its original text, whose edits shift what follows."""

    def __init__(self, pages: Pages, doc: int) -> None:
        self._doc = doc
        self._base = int(pages.folded_at[doc])
        self._edits = pages.edits(doc)
        self._starts = [edit[0] for edit in self._edits]

    def span(self, low: int, high: int) -> Span:
        start = self._start(low)
        return Span(self._doc, start, max(start, self._end(high)))

    def ranges(self, places: list[Range]) -> list[Range]:
        """Ranges of the original text, apart from each other."""
        spans: list[Range] = []
        for place, stop in places:
            if self._starts:
                start, end = self._start(place), self._end(stop)
            else:
                start, end = place - self._base, stop - self._base
            if spans and start <= spans[-1][1]:
                if end > spans[-1][1]:
                    spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans

    def _start(self, place: int) -> int:
        """The unit from which a range that starts at ``place`` is shown."""
        offset = place - self._base
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return offset
        _, end, original_start, original_end = self._edits[at]
        return original_start if offset < end else offset - end + original_end

    def _end(self, place: int) -> int:
        """The unit up to which a range that ends at ``place`` is shown."""
        offset = place - self._base
        at = bisect_left(self._starts, offset) - 1
        if at < 0:
            return offset
        _, end, _, original_end = self._edits[at]
        return original_end if offset <= end else offset - end + original_end


def _points(data: bytes, unit: int) -> int:
    """How many characters the first units of a text are."""
    return len(decode(data[: 2 * unit]))
