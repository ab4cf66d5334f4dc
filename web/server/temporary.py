"""A temporary folder that survives the exit of forked workers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """A new folder that is removed in the end, by the process that made it.

    gunicorn's workers leave through the same code as their parent; they must not clean up.
    """
    owner = os.getpid()
    folder = Path(tempfile.mkdtemp(prefix=f"sakuin-{purpose}-"))
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
