"""The original text of a document, told by how it differs from the folded one.

Folding replaces characters one by one (Ａ by a), which leaves their number as it is, but for the
few places that are *edits* (㍿ becomes 株式会社). So of the original only those bits are kept in
which units differ from the folded unit in the same place, and all units of edits::

    original     Ｏ p e n A I は ㍿ で す         differs at   0 4 5 7
    folded       o p e n a i は 株 式 会 社 で す    in the bits  FF40 20 20 ㍿

Nearly all of them are those of a capital letter, or of a wide sign.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.common import Common
from index.pages.pages import Edit, Span
from index.spool import ranges


def differences(
    original: NDArray[np.uint16], folded: NDArray[np.uint16], edits: Sequence[Edit]
) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Where the original differs, and in which bits."""
    changes = original ^ _counterpart(folded, edits, 0, len(original), 0)
    at = np.flatnonzero(changes)
    return at, changes[at]


class Originals:
    """The original texts of all documents of a segment, read many pieces at a time."""

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        folded: NDArray[np.uint8],
        folded_at: NDArray[np.int64],
    ) -> None:
        """``folded``: the folded texts in UTF-16-LE."""
        self._folded = folded.data
        self._places = arrays["original_places"]
        # Looks at single numbers cost a fifth of those at the array's.
        self._seen = self._places.data
        self._folded_at, self._at = folded_at.data, arrays["original_at"].data
        self._changes = Common(arrays, "original_changes")

    def read(self, spans: Sequence[Span], edits: Callable[[int], Sequence[Edit]]) -> bytearray:
        """Some spans, one behind the other, given the edits of each document.

        The differences of all of them are put in at once::

            spans (doc 7)   [100, 140)  [300, 320)      laid end to end: 0 to 40, 40 to 60
            differs there   105 107      311
            in the text     5 7          51
        """
        known = {doc: edits(doc) for doc in {span.doc for span in spans}}
        data = bytearray().join([self._alike(*span, known[span.doc]) for span in spans])
        lows, counts, shifts, end = [], [], [], 0
        for doc, start, stop in spans:
            last = self._at[doc + 1]
            low = bisect_left(self._seen, start, self._at[doc], last)
            lows.append(low)
            counts.append(bisect_left(self._seen, stop, low, last) - low)
            shifts.append(end - start)
            end += stop - start
        entries = ranges(np.array(lows, np.int64), np.array(counts, np.int64))
        places = self._places[entries] + np.array(shifts, np.int64).repeat(counts)
        text = np.frombuffer(data, np.uint16)
        text[places] ^= self._changes.at(entries)
        return data

    def _alike(self, doc: int, start: int, end: int, edits: Sequence[Edit]) -> memoryview:
        """A span as it is in the folded text; 0 in edits."""
        base, after = self._folded_at[doc], self._folded_at[doc + 1]
        if not edits:
            return self._folded[2 * (base + start) : 2 * (base + end)]
        first = bisect_right(edits, start, key=_original_end)
        inside = edits[first : bisect_left(edits, end, first, key=_original_start)]
        shift = edits[first - 1][1] - edits[first - 1][3] if first else 0
        folded = np.frombuffer(self._folded[2 * base : 2 * after], np.uint16)
        return _counterpart(folded, inside, start, end, shift).data.cast("B")


_original_start, _original_end = itemgetter(2), itemgetter(3)


def _counterpart(
    folded: NDArray[np.uint16], edits: Sequence[Edit], start: int, end: int, shift: int
) -> NDArray[np.uint16]:
    """Of each original unit the folded one in its place; 0 in edits.

    ``shift`` is how much further on the folded text is at ``start``.
    """
    if not edits:
        return folded[start + shift : end + shift].copy()
    text = np.zeros(end - start, np.uint16)
    at = start
    for _, high, original_low, original_high in (*edits, (0, 0, end, end)):
        last = min(original_low, end)
        if at < last:
            text[at - start : last - start] = folded[at + shift : last + shift]
        at, shift = max(at, original_high), high - original_high
    return text
