"""One run at a time: a lock on the data folder that dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.durable import LOCK_FILE, give_all, storage_errors
from index.errors import BusyError, StorageError

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Holds the data folder for one run, and creates it when needed.

    The kernel gives the lock back when the process ends, however it ends, so that a killed run
    never leaves a lock behind. Worker processes must not outlive their parent while they hold
    the file: it is closed on exec, and the pool ends with the run.

    Raises :class:`BusyError` with the process id of the other run, and
    :class:`index.errors.StorageError` when the folder cannot be written.
    """
    if data.exists() and not data.is_dir():
        raise StorageError(f"{data} is a file: name a folder for the index with --data")
    with storage_errors(data):
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / LOCK_FILE, _FLAGS, 0o644)
    try:
        _acquire(descriptor, data)
        try:
            yield
        finally:
            with suppress(OSError):  # a folder that has gone has nothing to give
                give_all(data)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, data: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise BusyError(
            f"another run (process {owner}) is writing to {data}: wait for it to end"
        ) from None
    with storage_errors(data):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
