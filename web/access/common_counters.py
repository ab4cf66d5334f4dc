"""Counters of rate limits that several services share: in Redis or Valkey, where the settings say.

While that store does not answer, each service counts for itself, with all its workers
(:mod:`web.access.rate_storage`): nobody is refused because of it, nor let through without limit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar

from limits.storage import RedisStorage
from limits.storage.base import Storage

from index.errors import SettingsError
from web.access.rate_storage import SharedCounters

ANSWERS_WITHIN = 0.25
"""Seconds after which the store is taken to be away: it usually needs less than a thousandth."""
LEFT_ALONE = 2.0
"""Seconds for which a store that was away is not asked."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class CommonCounters(Storage):
    """``common://``, with the option ``store``: where the services count together, if anywhere."""

    STORAGE_SCHEME = ["common"]  # noqa: RUF012  (declared so by the base class)

    def __init__(self, uri: str, wrap_exceptions: bool = False, store: str = ""):
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._own = SharedCounters("shared://")
        self._store = _open(store) if store else None
        self._away_until = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._ask(lambda storage: storage.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        return self._ask(lambda storage: storage.get(key))

    def get_expiry(self, key: str) -> float:
        return self._ask(lambda storage: storage.get_expiry(key))

    def check(self) -> bool:
        """Whether the services count together, if they are to."""
        return self._store is None or self._store.check()

    def reset(self) -> int | None:
        return self._ask(lambda storage: storage.reset())

    def clear(self, key: str) -> None:
        self._ask(lambda storage: storage.clear(key))

    def _ask(self, question: Callable[[Storage], _T]) -> _T:
        if self._store is None or time.monotonic() < self._away_until:
            return question(self._own)
        try:
            answer = question(self._store)
        except self._store.base_exceptions as error:
            if not self._away_until:
                _log.warning(
                    "the store of rate limits does not answer (%s): this service counts by itself",
                    error,
                )
            self._away_until = time.monotonic() + LEFT_ALONE
            return question(self._own)
        if self._away_until:
            self._away_until = 0.0
            _log.warning("the store of rate limits answers again")
        return answer


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
