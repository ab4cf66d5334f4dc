"""Numbers that are gathered document by document, and wait on disk until a segment is finished."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

IN_MEMORY = 1 << 18
"""Bytes of a spool that are kept in memory: most fields never have more."""


class _Nameless(SpooledTemporaryFile[bytes]):
    """One that nobody will read again when it is closed, so that a full disk is no error then."""

    def close(self) -> None:
        with suppress(OSError):
            super().close()


class Spool:
    """A growing array; what it has goes to a file without a name in ``folder``, if one is given.

    So the memory of a run does not grow with the segment that it writes, and a file that a crash
    leaves behind is none. Raises OSError as it comes.
    """

    def __init__(self, kind: Any, folder: Path | None) -> None:
        self._kind = np.dtype(kind)
        self._file = _Nameless(  # closed when nobody holds the spool
            IN_MEMORY if folder else 0, dir=str(folder) if folder else None
        )

    def append(self, numbers: NDArray[Any]) -> None:
        """Adds numbers behind the last one."""
        self._file.write(numbers.astype(self._kind, copy=False).tobytes())

    def mapped(self) -> NDArray[Any]:
        """The same from the file, of which only what is looked at is in memory."""
        if not self._file.tell():
            return np.empty(0, self._kind)
        self._file.rollover()
        self._file.flush()
        return np.asarray(np.memmap(self._file, self._kind, "r"))

    def all(self) -> NDArray[Any]:
        """Everything that was added, in one array that cannot be written to."""
        self._file.seek(0)
        return np.frombuffer(self._file.read(), self._kind)


def by_number(numbers: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The positions of equal numbers together, rising, and where each number begins::

        numbers     1 0 1 2 0
        positions   1 4 0 2 3
        begins      0   2   3

    Number and position are one number, sorted in place: argsort needs twice the memory.
    """
    keys = np.empty(len(numbers), np.uint64)
    halves = keys.view(np.uint32).reshape(-1, 2)
    low, high = (0, 1) if sys.byteorder == "little" else (1, 0)
    halves[:, low] = np.arange(len(numbers), dtype=np.uint32)
    halves[:, high] = numbers
    keys.sort()
    return halves[:, low].copy(), np.flatnonzero(changes(halves[:, high]))


def changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each value differs from the one before; the first one does."""
    changed = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def starts_of_runs(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where a value differs from the one before: [7, 7, 9] → [0, 2]."""
    return np.flatnonzero(changes(values))


def ranges(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """So many numbers from each start on: [5, 9] and [2, 3] → [5, 6, 9, 10, 11]."""
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    numbers = np.arange(total)
    numbers += (starts - ends + counts).repeat(counts)
    return numbers


def give_back_memory() -> None:
    """Has the C library return to the system what is free.

    Small arrays leave it in pieces of which large ones can make no use: 60 MB after 2,513 posts.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
    if trim:
        trim(0)
