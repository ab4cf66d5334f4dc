"""The SQLite file behind the token cache: its tables, and its errors in our own terms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.errors import StorageError
from index.local.durable import storage_error

FORMAT = 3
"""Raised when the tables or the packed tokens change; a file of another format is begun anew."""
AT_ONCE = 500
"""Keys in one SQL statement; the oldest supported SQLite allows 999."""

_TABLES = f"""
PRAGMA cache_size = -32768;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA user_version = {FORMAT};
CREATE TABLE IF NOT EXISTS terms (
    id INTEGER PRIMARY KEY, term TEXT NOT NULL, reading TEXT NOT NULL, UNIQUE (term, reading)
);
CREATE TABLE IF NOT EXISTS sentences (digest BLOB NOT NULL UNIQUE, tokens BLOB NOT NULL);
"""
# Digests come in no order. With them in an index beside the table, tokens are appended, and only
# the small index is written here and there: a third of the time of a table in their order.

_STORAGE_ERRORS = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


class DamagedCacheError(StorageError):
    """The cache cannot be read; it has been removed, so that the next try begins anew."""


class TokenFile:
    """One open transaction after the other on the file; for one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._errors():
            self._connection = sqlite3.connect(path, isolation_level=None)
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version not in (0, FORMAT):
                raise sqlite3.DatabaseError(f"format {version} instead of {FORMAT}")
            self._connection.executescript(_TABLES)
            self._connection.execute("BEGIN")

    def select(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with self._errors():
            return self._connection.execute(statement, values).fetchall()

    def select_in(self, statement: str, keys: Sequence[Any]) -> Iterator[Any]:
        """Rows of a query that ends in ``IN``, for any number of keys."""
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            yield from self.select(f"{statement} ({','.join('?' * len(some))})", some)

    def insert(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._errors():
            self._connection.executemany(statement, rows)

    def commit(self) -> None:
        """Makes what was inserted so far survive the end of the process."""
        with self._errors():
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")

    def close(self) -> None:
        """Commits and closes; the journal is folded into the file."""
        with self._errors():
            self._connection.execute("COMMIT")
            self._connection.close()

    def abandon(self) -> None:
        """Closes after an error; what was not committed is lost."""
        with suppress(sqlite3.Error, AttributeError):
            self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: sqlite3.Error) -> StorageError:
        self.abandon()
        if getattr(error, "sqlite_errorname", "").startswith(_STORAGE_ERRORS):
            return storage_error(self._path.parent, OSError(str(error)))
        remove(self._path)
        return DamagedCacheError(
            f"the token cache {self._path} was damaged ({error}) and has been removed: run again"
        )


def open_tokens(path: Path, *, fresh: bool = False) -> TokenFile:
    """Opens the file, or begins it anew if it is damaged, of another format, or shall be fresh."""
    if fresh:
        remove(path)
    try:
        return TokenFile(path)
    except DamagedCacheError:
        return TokenFile(path)


def remove(path: Path) -> None:
    """Deletes a file with its journal."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
