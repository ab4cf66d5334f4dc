"""What people search for and choose, counted by day in a small SQLite file. Off by default.

Nothing about a person is kept: no address, no cookie, no time of day, no order of events; only
how often a query was asked, found nothing, or led to a post. Queries that may name a person (an
address, a long number) are not counted. Counting never slows or breaks a search: events wait in
a bounded queue, one thread writes them, and what cannot be written is forgotten.
"""

from __future__ import annotations

import errno
import logging
import os
import queue
import re
import sqlite3
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from index.durable import damaged, forbidden, readable
from index.errors import SakuinError
from search.results import Results

SEARCH_LOG = "sakuin.searches"
"""Where an application has its :class:`SearchLog`, or None."""
ANALYTICS_FILE = "analytics.sqlite"
KEPT_DAYS = 400
"""Enough to compare with last year."""
MAX_QUERY = 100
"""Characters; longer ones are pasted texts, each of which comes once."""
QUEUE_SIZE = 5_000
MAX_ROWS_A_DAY = 20_000
"""A robot that asks random words must neither fill the disk nor end the counting."""
LOCK_SECONDS = 5.0
"""To wait for another process that writes."""
WRITE_SECONDS = 1.0
"""Between two writes, so that a busy service writes seldom."""

_PERSONAL = re.compile(r"@|\d[\d -]{6,}\d")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS counts (
    day TEXT, kind TEXT, query TEXT, document TEXT, count INTEGER,
    PRIMARY KEY (day, kind, query, document)
) WITHOUT ROWID
"""
_COUNT = """
INSERT INTO counts VALUES (?, ?, ?, ?, ?)
ON CONFLICT (day, kind, query, document) DO UPDATE SET count = count + excluded.count
"""
_SUM_UP = """
INSERT INTO counts SELECT day, kind, '', '', SUM(count) FROM counts
WHERE day = ? AND query != '' AND count <= ? GROUP BY day, kind
ON CONFLICT (day, kind, query, document) DO UPDATE SET count = count + excluded.count
"""
"""Without a query: they are searches still, and no question."""
_TOP = """
SELECT {columns}, SUM(count) AS total FROM counts
WHERE day >= ? AND kind IN ({kinds}) AND query != ''
GROUP BY {columns} ORDER BY total DESC, {columns} LIMIT ?
"""
_log = logging.getLogger(__name__)

Event = tuple[str, str, str, str]
"""Day, kind (``search``, ``empty`` or ``click``), query and document."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked in some days; pairs and triples are in falling order of their count."""

    days: int
    searches: int
    without_hits: int
    clicks: int
    by_day: tuple[tuple[str, int], ...]
    queries: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, int], ...]
    """Queries that found nothing."""
    clicked: tuple[tuple[str, str, int], ...]
    """Query, document and clicks."""


class SearchLog:
    """Counts searches and clicks of this process."""

    def __init__(self, data: Path, today: Callable[[], date]) -> None:
        self._path = data / ANALYTICS_FILE
        self._today = today
        self._events: queue.Queue[Event] = queue.Queue(QUEUE_SIZE)
        self._writer: int | None = None
        self._flushing = threading.Lock()

    def count_search(self, results: Results) -> None:
        """Counts a search; only first pages, since others are the same question."""
        if results.page == 1:
            self._put("search" if results.total else "empty", results.query, "")

    def count_click(self, query: str, document: str) -> None:
        """Counts that a hit was chosen."""
        self._put("click", query, document)

    def flush(self) -> bool:
        """Writes what waits now, if anything does; raises sqlite3.Error."""
        events: Counter[Event] = Counter()
        with self._flushing:  # what another thread has taken is written when this returns
            while True:
                try:
                    events[self._events.get_nowait()] += 1
                except queue.Empty:
                    break
            if events:
                _write(self._path, events, self._today())
        return bool(events)

    def _put(self, kind: str, query: str, document: str) -> None:
        text = normalized(query)
        if not text or len(text) > MAX_QUERY or _PERSONAL.search(text):
            return
        try:
            self._events.put_nowait((self._today().isoformat(), kind, text, document))
        except queue.Full:
            return
        if self._writer != os.getpid():  # a fork leaves the thread of its parent behind
            self._writer = os.getpid()
            threading.Thread(target=self._write_on, daemon=True).start()

    def _write_on(self) -> None:
        pause = threading.Event()
        told = ""
        while True:
            pause.wait(WRITE_SECONDS)
            try:
                if self.flush():
                    told = ""
            except (sqlite3.Error, OSError) as error:
                if str(error) != told:  # not every second
                    _log.warning("searches are not counted: %s", _told(self._path, error))
                told = str(error)


def _told(path: Path, error: sqlite3.Error | OSError) -> str:
    """What is wrong with the file, and what to do."""
    if type(error) is sqlite3.DatabaseError:
        return damaged(path, error)
    # SQLite writes files beside it also to read it, and says of all of them no more than that.
    usable = os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)
    closed = isinstance(error, sqlite3.Error) and os.access(path, os.F_OK) and not usable
    fixed = closed and os.statvfs(path).f_flag & os.ST_RDONLY
    if isinstance(error, PermissionError) or (closed and not fixed):
        return forbidden(path, path.parent)
    why = os.strerror(errno.EROFS) if fixed else getattr(error, "strerror", None) or error
    return f"{path} cannot be used ({why}): counts need a folder that exists and can be written"


def search_log() -> SearchLog | None:
    """Counts searches and clicks, where the settings want it."""
    log: SearchLog | None = current_app.extensions[SEARCH_LOG]
    return log


def normalized(query: str) -> str:
    """Spellings of one question made one: ``ＡＩ　検索`` and ``ai 検索``.

    What cannot be printed goes: a terminal that shows the report would obey it.
    """
    text = unicodedata.normalize("NFKC", query).casefold()
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def read_usage(data: Path, today: date, days: int, limit: int = 50) -> Usage:
    """What was asked in the last ``days``; nothing when nothing has been counted."""
    path = data / ANALYTICS_FILE
    with readable(data):
        counted = path.exists()
    nothing = Usage(days, 0, 0, 0, (), (), (), ())
    if not counted:
        return nothing
    first = (today - timedelta(days=days - 1)).isoformat()
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            file.execute("BEGIN")  # all figures are of one moment
            begun = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'counts'").fetchone()
            return _read(file, first, days, limit) if begun else nothing
    except sqlite3.Error as error:
        raise SakuinError(_told(path, error)) from None


def _read(file: sqlite3.Connection, first: str, days: int, limit: int) -> Usage:
    def top(columns: str, kinds: str) -> tuple[Any, ...]:
        query = _TOP.format(columns=columns, kinds=kinds)
        return tuple(file.execute(query, (first, limit)).fetchall())

    totals = dict(
        file.execute(
            "SELECT kind, SUM(count) FROM counts WHERE day >= ? GROUP BY kind", (first,)
        ).fetchall()
    )
    by_day = file.execute(
        "SELECT day, SUM(count) FROM counts WHERE day >= ? AND kind != 'click' "
        "GROUP BY day ORDER BY day",
        (first,),
    ).fetchall()
    return Usage(
        days=days,
        searches=totals.get("search", 0) + totals.get("empty", 0),
        without_hits=totals.get("empty", 0),
        clicks=totals.get("click", 0),
        by_day=tuple(by_day),
        queries=top("query", "'search', 'empty'"),
        failed=top("query", "'empty'"),
        clicked=top("query, document", "'click'"),
    )


def _write(path: Path, events: Counter[Event], today: date) -> None:
    # What people look for is the owner's to read, and SQLite gives its other files the same mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with closing(sqlite3.connect(path, timeout=LOCK_SECONDS)) as file, file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute(_SCHEMA)
        file.executemany(_COUNT, [(*event, count) for event, count in events.items()])
        _keep_small(file, today.isoformat())
        oldest = (today - timedelta(days=KEPT_DAYS)).isoformat()
        file.execute("DELETE FROM counts WHERE day < ?", (oldest,))


def _keep_small(file: sqlite3.Connection, day: str) -> None:
    """Makes one row of the seldom half of a day's rows, where there are too many."""
    (rows,) = file.execute("SELECT COUNT(*) FROM counts WHERE day = ?", (day,)).fetchone()
    if rows > MAX_ROWS_A_DAY:
        by_count = "SELECT count FROM counts WHERE day = ? ORDER BY count LIMIT 1 OFFSET ?"
        (seldom,) = file.execute(by_count, (day, rows // 2)).fetchone()
        file.execute(_SUM_UP, (day, seldom))
        file.execute(
            "DELETE FROM counts WHERE day = ? AND query != '' AND count <= ?", (day, seldom)
        )
