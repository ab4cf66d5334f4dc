"""Counters of rate limits that all worker processes share: one small SQLite file.

Flask-Limiter's own storages either live in one process or need another server.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

from limits.storage.base import Storage

_SCHEMA = "CREATE TABLE IF NOT EXISTS hits (key TEXT PRIMARY KEY, count INTEGER, expires REAL)"
_COUNT = """
INSERT INTO hits VALUES (:key, :amount, :expires)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN expires <= :now THEN 0 ELSE count END + :amount,
    expires = CASE WHEN expires <= :now THEN :expires ELSE expires END
RETURNING count
"""
_FORGET_EVERY = 1_000
"""Counts between two removals of what has expired."""


class SharedCounters(Storage):
    """``sqlite:///path``: counters survive nothing but the service itself, and need no sync."""

    STORAGE_SCHEME = ["sqlite"]  # noqa: RUF012  (declared so by the base class)

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool):
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = Path(uri.removeprefix("sqlite://"))
        self._local = threading.local()
        self._counted = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        values = {"key": key, "amount": amount, "expires": now + expiry, "now": now}
        connection = self._connection()
        (count,) = connection.execute(_COUNT, values).fetchone()
        self._counted += 1
        if self._counted % _FORGET_EVERY == 0:
            connection.execute("DELETE FROM hits WHERE expires <= ?", (now,))
        return int(count)

    def get(self, key: str) -> int:
        return int(self._value("count", key))

    def get_expiry(self, key: str) -> float:
        return self._value("expires", key) or time.time()

    def check(self) -> bool:
        return bool(self._connection().execute("SELECT 1").fetchone())

    def reset(self) -> int:
        return self._connection().execute("DELETE FROM hits").rowcount

    def clear(self, key: str) -> None:
        self._connection().execute("DELETE FROM hits WHERE key = ?", (key,))

    def _value(self, column: str, key: str) -> float:
        row = (
            self._connection()
            .execute(f"SELECT {column} FROM hits WHERE key = ? AND expires > ?", (key, time.time()))
            .fetchone()
        )
        return float(row[0]) if row else 0.0

    def _connection(self) -> sqlite3.Connection:
        """One connection a thread, and a new one after a fork."""
        if getattr(self._local, "process", None) != os.getpid():
            connection = sqlite3.connect(self._path, timeout=1, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_SCHEMA)
            self._local.connection, self._local.process = connection, os.getpid()
        connection = self._local.connection
        assert isinstance(connection, sqlite3.Connection)
        return connection
