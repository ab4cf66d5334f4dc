"""Counters of rate limits that all worker processes share, in memory: no disk can be full.

Flask-Limiter's own storages either live in one process or need another server. A counter's place
follows from the digest of its name; where all places that it may have are taken, it takes that of
the counter that would expire first.

::

    place:  digest of the name (8 bytes) | expires, seconds since 1970 (8) | count (8)
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import IO

from limits.storage.base import Storage

PLACES = 65_536
"""Addresses and keys that are counted at once: 1.5 MB, of which only what is used is memory."""
TRIED = 16
"""Places that one counter may have."""
_PLACE = struct.Struct("=QdQ")


class SharedCounters(Storage):
    """``shared://``: made before the workers are forked, and then one for all of them."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012  (declared so by the base class)

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool):
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._memory = mmap.mmap(-1, PLACES * _PLACE.size)
        self._file = _file_to_lock()
        self._threads = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with self._locked():
            place, expires, count = self._find(key, now)
            if expires <= now:
                expires, count = now + expiry, 0
            _PLACE.pack_into(self._memory, place, _digest(key), expires, count + amount)
        return count + amount

    def get(self, key: str) -> int:
        with self._locked():
            return self._find(key, time.time())[2]

    def get_expiry(self, key: str) -> float:
        now = time.time()
        with self._locked():
            return max(self._find(key, now)[1], now)

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._locked():
            self._memory[:] = bytes(len(self._memory))
        return PLACES

    def clear(self, key: str) -> None:
        with self._locked():
            place, _, count = self._find(key, time.time())
            if count:
                _PLACE.pack_into(self._memory, place, 0, 0, 0)

    def _find(self, key: str, now: float) -> tuple[int, float, int]:
        """The place of a counter, when it expires, and its count; a place to use if there is none.

        A place that has not been used yet has expired long ago.
        """
        digest = _digest(key)
        soonest, ends = 0, float("inf")
        for number in range(TRIED):
            place = (digest + number) % PLACES * _PLACE.size
            owner, expires, count = _PLACE.unpack_from(self._memory, place)
            if owner == digest:
                return place, expires, count if expires > now else 0
            if expires < ends:
                soonest, ends = place, expires
        return soonest, 0.0, 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One thread of one process at a time; the system unlocks for whoever is killed."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _file_to_lock() -> IO[bytes]:
    """A file without content; in memory where the system can, since a disk might be full."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("sakuin-limits"), "wb")
    return tempfile.TemporaryFile()


def _digest(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
