"""One run at a time on a cluster, from whatever machine.

A document says who is at it and counts while they are; no clocks are compared. Whoever finds the
lock taken watches it: if it counts on, another run is under way; if it stands still for a while,
that run has died, and the lock is taken over with a compare-and-set. The lock also hands out the
numbers of runs, each once, so that what a dead run still writes is nobody's.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.errors import BusyError, SakuinError
from index.opensearch.client import Client, RefusedError, path_of
from index.opensearch.manifest import Names, condition_of, is_conflict, read_document, where

LOCK = "lock"
BEAT_SECONDS = 2.0
"""How often a run counts."""
DEAD_SECONDS = 10.0
"""A lock that has not counted for so long is nobody's: five beats, so that a node may go while a
run is under way."""
LOOK_SECONDS = 0.25

_HELD: set[str] = set()
"""Tokens of the locks that this process holds: one that could not be given back is nobody's."""


class Lock:
    """Held by one run."""

    def __init__(self, client: Client, names: Names) -> None:
        self._client = client
        self._names = names
        self._path = path_of(names.meta, "_doc", LOCK)
        self._condition: dict[str, int] = {}
        self._state: dict[str, Any] = {}
        self._done = threading.Event()
        self._guard = threading.Lock()
        self._owner = _myself()
        self.lost = False
        """Whether another run has taken it over."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the lock; raises :class:`index.errors.BusyError` while another run does."""
        self._take()
        _HELD.add(self._owner["token"])
        beating = threading.Thread(target=self._beat, daemon=True)
        beating.start()
        try:
            yield
        finally:
            self._done.set()
            beating.join()
            _HELD.discard(self._owner["token"])
            self._give_back()

    def next_number(self) -> int:
        """A number that no run has had."""
        with self._guard:
            self._write({**self._state, "number": self._state["number"] + 1})
            return int(self._state["number"])

    def _take(self) -> None:
        found = read_document(self._client, self._names, LOCK)
        if found is not None and found["_source"]["owner"]:
            found = self._await_death(found)
        number = found["_source"]["number"] if found else 0
        self._condition = condition_of(found) if found else {}
        try:
            self._write({"owner": self._owner, "beats": 0, "number": number})
        except BusyError:
            raise self._busy("just now") from None

    def _await_death(self, found: dict[str, Any]) -> dict[str, Any] | None:
        """The lock of a run that has died."""
        owner = found["_source"]["owner"]
        until = time.monotonic() + DEAD_SECONDS
        while (is_alive := _is_alive(owner)) is not False and time.monotonic() < until:
            if is_alive:
                raise self._busy(f"by process {owner['process']} of this machine")
            time.sleep(LOOK_SECONDS)
            later = read_document(self._client, self._names, LOCK)
            if later is None or not later["_source"]["owner"]:
                return later
            if later["_seq_no"] != found["_seq_no"]:
                raise self._busy(f"by {owner['host']}, process {owner['process']}")
        return found

    def _busy(self, by: str) -> BusyError:
        return BusyError(
            f"another run holds the index in {where(self._client.cluster)} ({by}): "
            "wait until it is done"
        )

    def _write(self, state: dict[str, Any], seconds: float | None = None) -> None:
        params: dict[str, object] = {**self._condition} or {"op_type": "create"}
        try:
            done = self._client.ask("PUT", self._path, state, params=params, seconds=seconds)
        except RefusedError as error:
            if is_conflict(error) and not self._is_mine(state):
                self.lost = True
                raise self._busy("it took over") from None
            if not is_conflict(error):
                raise
        else:
            self._condition = {
                "if_seq_no": done["_seq_no"],
                "if_primary_term": done["_primary_term"],
            }
        self._state = state

    def _is_mine(self, state: dict[str, Any]) -> bool:
        """Whether a write that was refused had been done already, and was only sent twice."""
        found = read_document(self._client, self._names, LOCK)
        if found is None or found["_source"] != state:
            return False
        self._condition = condition_of(found)
        return True

    def _beat(self) -> None:
        while not self._done.wait(BEAT_SECONDS):
            try:
                with self._guard:
                    beats = self._state["beats"] + 1
                    self._write({**self._state, "beats": beats}, seconds=DEAD_SECONDS / 2)
            except SakuinError:  # the next beat may do, unless another run has begun
                if self.lost:
                    return

    def _give_back(self) -> None:
        if self.lost:
            return
        with suppress(SakuinError):  # the next run finds it dead
            self._write({**self._state, "owner": None})


def _myself() -> dict[str, Any]:
    process = os.getpid()
    return {
        "host": socket.gethostname(),
        "machine": _machine(),
        "process": process,
        "started": _started(process),
        "token": secrets.token_hex(8),
    }


def _machine() -> str:
    """This start of this machine; containers of one machine see other processes each."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _is_alive(owner: dict[str, Any]) -> bool | None:
    """Whether a run is under way; None where nobody can tell from this machine."""
    if owner["machine"] != _machine() or not owner["started"]:
        return None
    is_there = _started(owner["process"]) == owner["started"]
    return is_there and (owner["process"] != os.getpid() or owner["token"] in _HELD)


def _started(process: int) -> str:
    """When a process of this machine began, in ticks since it started; empty if unknown."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[19]
    except (OSError, IndexError, ValueError):
        return ""
