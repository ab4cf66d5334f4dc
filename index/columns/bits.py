"""A long row of bits that grows, eight in a byte."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Bits:
    """Bits in the order of ``numpy.packbits``."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._count = 0

    def append(self, bits: NDArray[np.bool_]) -> None:
        """Adds bits behind the last one."""
        begun = self._count & 7
        packed = np.packbits(np.concatenate((np.zeros(begun, np.bool_), bits))).tobytes()
        if begun and packed:
            self._bytes[-1] |= packed[0]
            packed = packed[1:]
        self._bytes += packed
        self._count += len(bits)

    def slice(self, start: int, end: int) -> NDArray[np.bool_]:
        """The bits from ``start`` to ``end``."""
        packed = np.frombuffer(self._bytes[start >> 3 : (end + 7) >> 3], np.uint8)
        return np.unpackbits(packed)[start & 7 : (start & 7) + end - start].astype(np.bool_)

    def packed(self) -> NDArray[np.uint8]:
        """All bits; the last byte is filled up with zeros."""
        return np.frombuffer(bytes(self._bytes), np.uint8)
