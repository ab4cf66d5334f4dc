"""Posts of a rebuild that wait until the average lengths are known, to which impacts are relative.

The first posts of a site are often longer or shorter than the rest: averages of half of them gave
other scores than those of all, and a fifth of queries another post among the best ten.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.durable import storage_errors
from index.opensearch.posts import Averages, lengths_of
from index.packing import pack
from index.pages.packed import unpack
from index.record import Record

IN_MEMORY = 1 << 24
"""Bytes that wait there; the rest does in a file without a name."""


class Waiting:
    """Gives back what it has taken once. Raises StorageError when it has no room."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by ``close``)
        self._sizes: list[int] = []
        self._lengths = np.zeros(len(Averages._fields))
        self.characters = 0

    def add(self, record: Record) -> None:
        packed = pack(record)
        with storage_errors(Path(tempfile.gettempdir())):
            self._file.write(packed)
        self._sizes.append(len(packed))
        self._lengths += lengths_of(record)
        self.characters += len(record.folded)

    def __len__(self) -> int:
        return len(self._sizes)

    def averages(self) -> Averages:
        """The average lengths of all that waits."""
        return Averages(*np.maximum(self._lengths / max(len(self), 1), 1.0).tolist())

    def taken(self) -> Iterator[tuple[Record, bytes]]:
        """What waits, in its order, each with the record packed."""
        self._file.seek(0)
        for size in self._sizes:
            packed = self._file.read(size)
            yield unpack(packed), packed
        self.close()

    def close(self) -> None:
        self._file.close()
