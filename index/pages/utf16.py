"""Texts as UTF-16 code units, so that a position is an array index and a slice is a read.

Python counts code points; a character beyond the basic plane (𠮷, 😀) is one of those but two
units. :class:`Units` turns positions of one text from points to units.
"""

from __future__ import annotations

from codecs import utf_16_le_decode
from typing import Any

import numpy as np
from numpy.typing import NDArray


def encode(text: str) -> bytes:
    """UTF-16-LE; lone surrogates, which no valid post has, become U+FFFD."""
    try:
        return text.encode("utf-16-le")
    except UnicodeEncodeError:
        return (
            text.encode("utf-16-le", "surrogatepass")
            .decode("utf-16-le", "replace")
            .encode("utf-16-le")
        )


def units_of_text(text: str) -> list[int]:
    """The units of a text as numbers."""
    units: list[int] = np.frombuffer(encode(text), "<u2").tolist()
    return units


def decode(units: bytes | memoryview) -> str:
    """The text of a slice; half a pair at an end is dropped."""
    return utf_16_le_decode(units, "ignore")[0]


class Units:
    """Positions of one text, from code points to UTF-16 units."""

    def __init__(self, text: str, encoded: bytes) -> None:
        self._shift: NDArray[np.int64] | None = None
        if len(encoded) != 2 * len(text):
            points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
            wide = np.concatenate(([0], np.cumsum(points > 0xFFFF)))
            self._shift = wide + np.arange(len(text) + 1)

    def __call__(self, points: NDArray[Any]) -> NDArray[Any]:
        return points if self._shift is None else self._shift[points]
