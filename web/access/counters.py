"""Counters of rate limits that all worker processes share, and where the settings say, services.

Flask-Limiter's own storages either live in one process or need another server. Those of one service
lie in memory, since a disk can be full. A counter's place follows from the digest of its name;
where all places that it may have are taken, it takes that of the counter that would expire first.

::

    place:  digest of the name (8 bytes) | expires, seconds since 1970 (8) | count (8)

Several services count together in Redis or Valkey. While that store does not answer, each counts
for itself: nobody is refused because of it, nor let through without limit.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from hashlib import blake2b
from importlib.util import find_spec
from typing import IO, Any

from limits.storage import RedisStorage
from limits.storage.base import Storage

from index.errors import SettingsError

PLACES = 65_536
"""Addresses and keys that are counted at once: 1.5 MB, of which only what is used is memory."""
TRIED = 16
"""Places that one counter may have."""
_PLACE = struct.Struct("=QdQ")


def _file_to_lock() -> IO[bytes]:
    """A file without content; in memory where the system can, since a disk might be full."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("sakuin-lock"), "wb")
    return tempfile.TemporaryFile()


_threads = threading.Lock()
_file = _file_to_lock()


@contextmanager
def alone() -> Iterator[None]:
    """One thread of one process at a time; the system unlocks for whoever is killed.

    One lock for all that workers share: the system takes a process for one that waits, whichever
    of its threads does, so that with two locks it would see circles and refuse (EDEADLK).
    """
    with _threads:
        fcntl.lockf(_file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(_file, fcntl.LOCK_UN)


class SharedCounters:
    """Made before the workers are forked, and then one for all of them."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, PLACES * _PLACE.size)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        with alone():
            now = time.time()  # not before: who came later may have begun the count
            place, expires, count = self._find(key, now)
            if not now < expires <= now + expiry:  # or the clock has been set back
                expires, count = now + expiry, 0
            _PLACE.pack_into(self._memory, place, _digest(key), expires, count + amount)
        return count + amount

    def get(self, key: str) -> int:
        with alone():
            return self._find(key, time.time())[2]

    def get_expiry(self, key: str) -> float:
        now = time.time()
        with alone():
            return max(self._find(key, now)[1], now)

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


def _digest(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


ANSWERS_WITHIN = 0.25
"""Seconds after which the store is taken to be away: it usually needs less than a thousandth."""
LEFT_ALONE = 2.0
"""Seconds for which a store that was away is not asked."""

_log = logging.getLogger(__name__)


class CommonCounters(Storage):
    """``common://``, with the option ``store``: where the services count together, if anywhere."""

    STORAGE_SCHEME = ["common"]  # noqa: RUF012  (declared so by the base class)

    def __init__(self, uri: str, wrap_exceptions: bool = False, store: str = ""):
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._own = SharedCounters()
        self._store = _open(store) if store else None
        self._away_until = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def check(self) -> bool:
        """Whether the services count together, if they are to."""
        return self._store is None or self._store.check()

    def _ask(self, question: str, *values: Any, **named: Any) -> Any:
        own = getattr(self._own, question)
        if self._store is None or time.monotonic() < self._away_until:
            return own(*values, **named)
        try:
            answer = getattr(self._store, question)(*values, **named)
        except self._store.base_exceptions as error:
            if not self._away_until:
                _log.warning(
                    "the store of rate limits does not answer (%s): this service counts by itself",
                    error,
                )
            self._away_until = time.monotonic() + LEFT_ALONE
            return own(*values, **named)
        if self._away_until:
            self._away_until = 0.0
            _log.warning("the store of rate limits answers again")
        return answer

    incr = partialmethod(_ask, "incr")
    get = partialmethod(_ask, "get")
    get_expiry = partialmethod(_ask, "get_expiry")

    def clear(self, key: str) -> None:
        raise NotImplementedError  # nothing here takes a count back

    def reset(self) -> int | None:
        raise NotImplementedError


def _open(store: str) -> Storage:
    """The storage at an address; it connects when something is counted first."""
    if not find_spec("redis"):
        raise SettingsError(
            "rate_limit_store needs an extra; in the folder of Sakuin: pip install '.[redis]'"
        )
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options: dict[str, Any] = {
        "socket_timeout": ANSWERS_WITHIN,
        "socket_connect_timeout": ANSWERS_WITHIN,
        "retry": Retry(NoBackoff(), 0),
    }
    try:
        return RedisStorage(store, key_prefix="sakuin", **options)
    except ValueError:  # whose message may have the password
        raise SettingsError(
            "rate_limit_store cannot be used: write it as redis://HOST:PORT/NUMBER"
        ) from None
