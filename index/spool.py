"""Numbers that are gathered document by document, and wait on disk until a segment is finished."""

from __future__ import annotations

from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

IN_MEMORY = 1 << 18
"""Bytes of a spool that are kept in memory: most fields never have more."""


class Spool:
    """A growing array; what it has goes to a file without a name in ``folder``, if one is given.

    So the memory of a run does not grow with the segment that it writes, and a file that a crash
    leaves behind is none. Raises OSError as it comes.
    """

    def __init__(self, kind: Any, folder: Path | None) -> None:
        self._kind = np.dtype(kind)
        self._file = SpooledTemporaryFile(  # noqa: SIM115 (closed when nobody holds the spool)
            IN_MEMORY if folder else 0, dir=str(folder) if folder else None
        )

    def append(self, numbers: NDArray[Any]) -> None:
        """Adds numbers behind the last one."""
        self._file.write(numbers.astype(self._kind, copy=False).tobytes())

    def all(self) -> NDArray[Any]:
        """Everything that was added, in one array that cannot be written to."""
        self._file.seek(0)
        return np.frombuffer(self._file.read(), self._kind)
