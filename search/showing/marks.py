"""Ranges of a post's original text as HTML: escaped, with the words of the query marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from html import escape
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from index.analysis.tokens import OffsetMap
from index.markdown.html_text import ANNOTATED
from index.pages.literal import Literal, find_units, is_whole_at
from index.pages.pages import Pages, Span
from index.pages.utf16 import decode, encode
from index.spool import ranges as ranges_of
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
        self._places, self._ends = places[order], ends[order]
        self._pre, self._post = pre, post

    def find(self, windows: Sequence[Window]) -> list[tuple[memoryview, list[Range]]]:
        """The folded text of each window, in UTF-16-LE, and what is marked there, rising."""
        folded = self._pages.folded_view
        texts = [folded[2 * low : 2 * high] for _, low, high, _ in windows]
        ranges = self._stored(windows)
        starts = list(accumulate((len(text) // 2 + 1 for text in texts), initial=0))
        joined, bits = _APART.join(texts), self._pages.boundary_bits
        for literal, whole in self._texts:
            length = len(literal)
            for found in find_units(joined, literal, most=len(joined)):
                number = bisect_right(starts, found) - 1
                _, low, _, across = windows[number]
                place = low + found - starts[number]
                if not whole or across or is_whole_at(bits, place, length):
                    ranges[number].append((place, place + length))
        return [(text, sorted({*some})) for text, some in zip(texts, ranges, strict=True)]

    def _stored(self, windows: Sequence[Window]) -> list[list[Range]]:
        """The places of words in each window."""
        bounds = np.array([window[1:3] for window in windows], np.int64)
        first, last = self._places.searchsorted(bounds).T
        at = ranges_of(first, last - first)
        pairs = list(zip(self._places[at].tolist(), self._ends[at].tolist(), strict=True))
        edges = (0, *(last - first).cumsum().tolist())
        return [pairs[low:high] for low, high in pairwise(edges)]

    def show(self, pieces: Sequence[Marked]) -> list[str]:
        """The original text of each piece, with marks."""
        lengths = {doc: _Lengths(self._pages, doc) for doc in {piece.doc for piece in pieces}}
        spans = [lengths[doc].span(low, high) for doc, low, high, _ in pieces]
        data = memoryview(self._pages.originals(spans))
        whole = decode(data).replace("\n", " ")
        narrow, special = 2 * len(whole) == len(data), _SPECIAL.search(whole) is not None
        shown, at = [], 0
        for span, piece in zip(spans, pieces, strict=True):
            low, at = at, at + span.end - span.start
            ranges = lengths[span.doc].ranges(piece.ranges, span)
            if narrow:
                text = whole[low:at]
            else:
                units = data[2 * low : 2 * at]
                text = decode(units).replace("\n", " ")
                ranges = [(_points(units, first), _points(units, last)) for first, last in ranges]
            shown.append(self._html(text, ranges, escape if special else str))
        # Readers see 本気《マジ》; the mark before it says only where the word begins.
        return [ANNOTATED.sub(r"\1\2", one) for one in shown] if "｜" in whole else shown

    def _html(self, text: str, ranges: list[Range], shown: Callable[[str], str]) -> str:
        """Original text with marks around ``ranges`` of it."""
        pieces: list[str] = []
        at = 0
        for first, last in ranges:
            pieces += (shown(text[at:first]), self._pre, shown(text[first:last]), self._post)
            at = last
        pieces.append(shown(text[at:]))
        return "".join(pieces)


class _Lengths:
    """Places of a document → units of its original text, whose edits shift what follows."""

    def __init__(self, pages: Pages, doc: int) -> None:
        self._doc = doc
        self._base = int(pages.folded_at[doc])
        self._way = OffsetMap(pages.edits(doc))

    def span(self, low: int, high: int) -> Span:
        start, end = low - self._base, high - self._base
        if self._way.edits:
            start, end = self._way.start(start), self._way.end(end)
        return Span(self._doc, start, max(start, end))

    def ranges(self, places: list[Range], span: Span) -> list[Range]:
        """Ranges of the original text within a span, from its start and apart from each other."""
        spans: list[Range] = []
        _, low, high = span
        edits, shift, reached = self._way.edits, self._base + low, -1
        for place, stop in places:
            start, end = place - shift, stop - shift
            if edits:
                start = self._way.start(start + low) - low
                end = self._way.end(end + low) - low
            if start < 0:
                start = 0
            if end > high - low:
                end = high - low
            if start > reached:
                if start < end:
                    spans.append((start, end))
                    reached = end
            elif end > reached:
                spans[-1] = (spans[-1][0], end)
                reached = end
        return spans


def _points(data: memoryview, unit: int) -> int:
    """How many characters the first units of a text are."""
    return len(decode(data[: 2 * unit]))
