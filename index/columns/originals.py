"""The original text of a document, told by how it differs from the folded one.

Folding replaces characters one by one (Ａ by a), which leaves their number as it is, but for the
few places that are *edits* (㍿ becomes 株式会社). So of the original only those units are kept that
differ from the folded unit in the same place, and all units of edits::

    original     Ｏ p e n Ａ Ｉ は ㍿ で す        differs at   0 4 5 7
    folded       o p e n a i は 株 式 会 社 で す    units there  Ｏ Ａ Ｉ ㍿
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Edit = Sequence[int]
"""Start, end, original start, original end; in units of the document."""


def differences(
    original: NDArray[np.uint16], folded: NDArray[np.uint16], edits: Sequence[Edit]
) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Where the original differs, and its units there."""
    at = np.flatnonzero(original != _counterpart(folded, edits, 0, len(original), 0))
    return at, original[at]


class Differences:
    """The original text of one document: an :class:`index.pages.pages.Original`.

    ``units`` are positions in ``alphabet``: a few dozen units make up all differences.
    """

    def __init__(
        self,
        folded: NDArray[np.uint16],
        edits: Sequence[Edit],
        places: NDArray[Any],
        units: NDArray[Any],
        alphabet: NDArray[np.uint16],
    ) -> None:
        self.edits = edits
        self._folded = folded
        self._places = places
        self._seen = places.data  # a look at one of its numbers costs a fifth of the array's
        self._units = units
        self._alphabet = alphabet
        self._starts = [edit[2] for edit in edits]
        self._ends = [edit[3] for edit in edits]

    def read(self, start: int, end: int) -> bytes:
        """The original from ``start`` to ``end`` in UTF-16-LE."""
        first = bisect_right(self._ends, start)
        inside = self.edits[first : bisect_left(self._starts, end, first)]
        shift = self.edits[first - 1][1] - self._ends[first - 1] if first else 0
        text = _counterpart(self._folded, inside, start, end, shift)
        low = bisect_left(self._seen, start)
        high = bisect_left(self._seen, end, low)
        if low < high:
            at = self._places[low:high].astype(np.int64)
            text[at - start] = self._alphabet[self._units[low:high]]
        return text.tobytes()


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
