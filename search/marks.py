"""Ranges of a post's original text as HTML: escaped, with the words of the query marked."""

from __future__ import annotations

from bisect import bisect_right
from html import escape
from typing import NamedTuple

from index.columns.reader import ColumnSegment
from search.literal import Literal, is_whole
from search.occurrences import Occurrences, find_units
from search.plan import Plan
from search.ranking import LONG_TEXT, Tier

_SENTENCE_ENDS = "。！？!?\n"
TRIM = 24
"""So far a passage is shortened or stretched at its start, to begin where a sentence does."""


class Markable(NamedTuple):
    """A text to mark; ``whole``: only where it does not cut tokens."""

    literal: Literal
    whole: bool


class Marker:
    """Marks what was found in one document."""

    def __init__(
        self, segment: ColumnSegment, doc: int, found: list[Occurrences], pre: str, post: str
    ) -> None:
        self._segment = segment
        self._doc = doc
        self._found = found
        self._pre, self._post = pre, post
        self._base = int(segment.folded_at[doc])
        low, high = int(segment["edit_at"][doc]), int(segment["edit_at"][doc + 1])
        self._edits: list[list[int]] = segment["edits"][low:high].tolist() if high > low else []
        self._edit_starts = [edit[0] for edit in self._edits]

    def mark(self, low: int, high: int, texts: list[Markable]) -> str:
        """The original text of the places ``low`` to ``high``, with marks."""
        spans = self._spans(low, high, texts)
        start, end = self.original_start(low), self.original_end(high)
        pieces, at = [], start
        for first, last in spans:
            first, last = max(first, at), min(last, end)
            if first >= last:
                continue
            pieces += [self._text(at, first), self._pre, self._text(first, last), self._post]
            at = last
        pieces.append(self._text(at, end))
        return "".join(pieces)

    def first_place(self, low: int, high: int) -> int:
        """Where the first mark between two places stands; ``high`` if there is none."""
        nexts = (item.places[item.places.searchsorted(low) :][:1] for item in self._found)
        return min((int(place[0]) for place in nexts if len(place)), default=high)

    def _text(self, start: int, end: int) -> str:
        text = self._segment.original(self._doc, start, end) if end > start else ""
        return escape(" ".join(text.split("\n")))

    def _spans(self, low: int, high: int, texts: list[Markable]) -> list[tuple[int, int]]:
        """Ranges of the original text to be marked, rising and apart."""
        places: list[tuple[int, int]] = []
        for item in self._found:
            first, last = item.places.searchsorted((low, high))
            for place, length in zip(
                item.places[first:last].tolist(), item.lengths[first:last].tolist(), strict=True
            ):
                places.append((place, place + length))
        for literal, whole in texts:
            found = find_units(self._segment, literal, low, high)
            if whole and len(found):
                found = found[is_whole(self._segment, found, len(literal))]
            places.extend((place, place + len(literal)) for place in found.tolist())
        spans: list[tuple[int, int]] = []
        for first, last in sorted(places):
            start, end = self.original_start(first), self.original_end(last)
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def original_start(self, place: int) -> int:
        """The unit of the original text from which a range that starts at ``place`` is shown."""
        offset = place - self._base
        at = bisect_right(self._edit_starts, offset) - 1
        if at < 0:
            return offset
        _, end, original_start, original_end = self._edits[at]
        return original_start if offset < end else offset - end + original_end

    def original_end(self, place: int) -> int:
        """The unit of the original text up to which a range that ends at ``place`` is shown."""
        offset = place - self._base
        at = bisect_right(self._edit_starts, offset - 1) - 1
        if at < 0:
            return offset
        _, end, _, original_end = self._edits[at]
        return original_end if offset <= end else offset - end + original_end


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


def sentence_start(segment: ColumnSegment, low: int, first: int, floor: int) -> int:
    """Where to begin a passage so that it begins with a sentence, if one starts nearby.

    Between ``low - TRIM`` (but not before ``floor``) and the first mark at ``first``.
    """
    begin = max(floor, low - TRIM)
    text = segment.folded_text(begin, max(first, begin))
    for at in range(len(text) - 1, -1, -1):
        if text[at] in _SENTENCE_ENDS and begin + at + 1 <= low + TRIM:
            return begin + at + 1
    return begin if begin == floor else low
