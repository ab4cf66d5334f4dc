"""The original text of a document, told by how it differs from the folded one.

Folding replaces characters one by one (Ａ by a), which leaves their number as it is, but for the
few places that are *edits* (㍿ becomes 株式会社). So of the original only those units are kept that
differ from the folded unit in the same place, and all units of edits::

    original     Ｏ p e n Ａ Ｉ は ㍿ で す        differs at   0 4 5 7
    folded       o p e n a i は 株 式 会 社 で す    units there  Ｏ Ａ Ｉ ㍿
"""

from __future__ import annotations

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
    at = np.flatnonzero(original != _counterpart(folded, 0, edits, 0, len(original)))
    return at, original[at]


def folded_range(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """The part of the folded text that is needed for the original from ``start`` to ``end``."""
    first, last = start, end
    for low, high, original_low, original_high in edits:
        if original_high <= start:
            first = high + start - original_high
        elif original_low <= start:
            first = low
        if original_high <= end:
            last = high + end - original_high
        elif original_low <= end:
            last = high
    return first, last


def restored(
    folded: NDArray[np.uint16],
    base: int,
    edits: Sequence[Edit],
    start: int,
    end: int,
    at: NDArray[Any],
    units: NDArray[np.uint16],
) -> NDArray[np.uint16]:
    """The original from ``start`` to ``end``.

    ``folded`` begins at ``base``; ``at`` and ``units`` are the differences within the range.
    """
    text = _counterpart(folded, base, edits, start, end)
    text[at.astype(np.int64) - start] = units
    return text


def _counterpart(
    folded: NDArray[np.uint16], base: int, edits: Sequence[Edit], start: int, end: int
) -> NDArray[np.uint16]:
    """Of each original unit the folded one in its place; 0 in edits."""
    if not len(edits):
        return folded[start - base : end - base].copy()
    text = np.zeros(end - start, np.uint16)
    shift, from_ = 0, 0
    for _, high, original_low, original_high in (*edits, (0, 0, end, end)):
        first, last = max(from_, start), min(original_low, end)
        if first < last:
            text[first - start : last - start] = folded[first + shift - base : last + shift - base]
        shift, from_ = high - original_high, original_high
    return text
