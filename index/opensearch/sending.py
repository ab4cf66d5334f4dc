"""Bulk requests: encoded by one thread, sent by others, and never more than the nodes will take.

Each request holds some megabytes. What the nodes refuse because they are busy is sent again, later
and later; the queue between encoding and sending is short, so that a slow cluster slows the run
down instead of filling its memory.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import Any

import orjson

from index.errors import EngineUnavailableError, SakuinError, StorageError
from index.opensearch.client import BULK_SECONDS, READ_ONLY, Client, RefusedError, path_of

REQUEST_BYTES = 4_000_000
SENDERS = 2
PATIENCE = 120.0
"""Seconds for which documents that are refused are sent again: a node may go in between."""
TOLD_AFTER = 3.0
"""Seconds of them after which whoever waits is told what for."""
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
_LATER = frozenset((429, 500, 502, 503, 504))

_log = logging.getLogger(__name__)


class Sender:
    """Sends documents to an index; ended by :meth:`finish` or :meth:`abort`.

    Each has a version, so that sending one twice does no harm.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._queue: queue.Queue[bytes | None] = queue.Queue(maxsize=SENDERS)
        self._lines = bytearray()
        self._count = 0
        self._failed: SakuinError | None = None
        self._told = False
        self._threads = [
            threading.Thread(target=self._send_all, daemon=True) for _ in range(SENDERS)
        ]
        for thread in self._threads:
            thread.start()

    def add(self, index: str, identity: str, document: Any) -> None:
        """Takes a document; raises what has gone wrong with an earlier one."""
        # What is sent later has a greater version, so that two senders cannot change the order.
        self._count += 1
        version = {"version": self._count, "version_type": "external_gte"}
        head = {"index": {"_index": index, "_id": identity, **version}}
        self._lines += orjson.dumps(head) + b"\n" + orjson.dumps(document) + b"\n"
        if len(self._lines) >= REQUEST_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._raise_failure()
        if self._lines:
            self._queue.put(bytes(self._lines))
            self._lines.clear()

    def finish(self) -> None:
        """Waits until everything has been written."""
        self._flush()
        self._end()
        self._raise_failure()

    def abort(self) -> None:
        """Gives up what has not been sent."""
        self._failed = self._failed or SakuinError("given up")
        self._end()

    def _end(self) -> None:
        for _ in self._threads:
            self._queue.put(None)
        while self._threads:
            self._threads.pop().join()

    def _raise_failure(self) -> None:
        if self._failed:
            raise self._failed

    def _send_all(self) -> None:
        while (lines := self._queue.get()) is not None:
            if self._failed:
                continue
            try:
                self._send(lines)
            except SakuinError as error:
                self._failed = error

    def _send(self, lines: bytes) -> None:
        began = time.monotonic()
        until, pause = began + PATIENCE, FIRST_PAUSE
        while True:
            try:
                lines, problem = self._ask(lines)
            except EngineUnavailableError as error:
                problem = str(error)
            if not lines:
                self._told = False
                return
            if time.monotonic() > began + TOLD_AFTER and not self._told:
                self._told = True
                _log.warning(
                    "OpenSearch takes no documents: %s; trying again, for %.0f s at most",
                    problem,
                    PATIENCE,
                )
            if time.monotonic() > until or self._failed:
                raise StorageError(
                    f"OpenSearch takes no documents: {problem}; nothing was published: run again"
                )
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _ask(self, lines: bytes) -> tuple[bytes, str]:
        """The lines of documents that have to be sent again, and why."""
        try:
            answer = self._client.ask(
                "POST",
                path_of("_bulk"),
                lines,
                params={"filter_path": "errors,items.*.status,items.*.error", "timeout": "5s"},
                seconds=BULK_SECONDS,
            )
        except RefusedError as error:
            raise _refusal(str(error)) from error
        if not answer["errors"]:
            return b"", ""
        split = lines.split(b"\n")
        again, problem = bytearray(), ""
        for number, item in enumerate(answer["items"]):
            (result,) = item.values()
            if result["status"] < 300 or result["status"] == 409:  # a later version is there
                continue
            problem = f"{result['error'].get('type')}: {result['error'].get('reason')}"[:300]
            blocked = result["error"].get("type") == "cluster_block_exception"
            if result["status"] not in _LATER or (blocked and result["status"] in READ_ONLY):
                raise _refusal(problem)
            again += split[2 * number] + b"\n" + split[2 * number + 1] + b"\n"
        return bytes(again), problem


def _refusal(problem: str) -> StorageError:
    return StorageError(f"OpenSearch refuses to write: {problem}; nothing was published")
