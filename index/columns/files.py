"""Arrays and lists of lines as files: written, and read mapped; whoever publishes syncs them."""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.packing import compressed, decompressed
from index.weights import MOST_WEIGHTED

_AT_ONCE = 1 << 22
"""Bytes of pages that are dropped by one call."""


def write_array(folder: Path, name: str, array: NDArray[Any]) -> None:
    """Writes ``array`` as ``name.npy``."""
    with (folder / f"{name}.npy").open("wb") as file:
        np.save(file, array, allow_pickle=False)


def read_array(folder: Path, name: str) -> NDArray[Any]:
    """Maps ``name.npy``; an empty array is read, since nothing cannot be mapped."""
    path = folder / f"{name}.npy"
    try:
        # asarray drops the memmap class, whose slicing costs microseconds.
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError:
        return np.asarray(np.load(path, allow_pickle=False))


def forget_pages(array: NDArray[Any]) -> None:
    """Drops the pages of a mapped array from the memory of the process.

    They stay in the cache of the system, and come back without a read when they are used.
    """
    for forget in pages_of(array):
        forget()


def pages_of(array: NDArray[Any]) -> list[Callable[[], None]]:
    """What drops the pages of a mapped array, some megabytes each: 1,000 pages take 0.2 ms."""
    mapped = getattr(array.base, "_mmap", None)
    if mapped is None or not hasattr(mmap, "MADV_DONTNEED"):
        return []
    starts = range(0, len(mapped), _AT_ONCE)
    return [partial(mapped.madvise, mmap.MADV_DONTNEED, start, _AT_ONCE) for start in starts]


def mapped_bytes() -> int:
    """How much of all mapped files is in the memory of the process; 0 where no system tells."""
    try:
        with open("/proc/self/statm", "rb", 0) as file:  # noqa: PTH123 (half the time)
            return int(file.read().split()[2]) * mmap.PAGESIZE
    except OSError:
        return 0


class ByteFile:
    """A file of texts, read piece by piece.

    Reading instead of mapping keeps what has once been shown out of the memory of the process;
    it stays in the cache of the system, so that a piece costs microseconds.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` to ``end``; safe from any thread."""
        return os.pread(self._file.fileno(), end - start, start)

    def read_lines(self) -> list[str]:
        """All entries, as :func:`write_lines` was given them; safe from any thread.

        Raises ValueError for what was written by nobody.
        """
        packed = self.read(0, os.fstat(self._file.fileno()).st_size)
        lines = decompressed(packed).decode().split("\n")[:-1]
        return [_ESCAPE.sub(_unescaped, line) if "\\" in line else line for line in lines]


_ESCAPE = re.compile(r"\\(.)")


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else match[1]


def write_lines(folder: Path, name: str, lines: Iterable[str]) -> None:
    """Writes one entry a line; ``\\n`` stands for a line break within, ``\\\\`` for a backslash."""
    escaped = (line.replace("\\", r"\\").replace("\n", r"\n") + "\n" for line in lines)
    (folder / f"{name}.lines").write_bytes(compressed("".join(escaped).encode()))


def fixed_point(tf: NDArray[Any]) -> NDArray[np.uint8]:
    """Weighted frequencies in halves, as small as they can be kept."""
    return np.asarray(np.rint(2 * np.minimum(tf, MOST_WEIGHTED)), np.uint8)


def narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Numbers in as few bytes as the largest needs: one, two or four."""
    return values.astype(np.min_scalar_type(values.max(initial=0)))


def offsets(values: NDArray[Any]) -> NDArray[Any]:
    """Rising offsets in four bytes where the last one fits, else in eight."""
    return values.astype(np.uint32 if not len(values) or values[-1] < 1 << 32 else np.uint64)


def document_numbers(docs: NDArray[Any], documents: int) -> NDArray[Any]:
    """Document numbers in two bytes if the segment is small enough, else in four."""
    return docs.astype(np.uint16 if documents <= 0x10000 else np.uint32)
