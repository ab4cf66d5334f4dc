"""``/healthz``: the process is up. ``/readyz``: an index is loaded.

Neither tells what the index holds: whoever may not search may ask them. ``/healthz?verbose=1``
has what an owner looks at first when something is wrong.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import time
from datetime import UTC, datetime

import orjson
from flask import Blueprint, Response, request

from index.errors import UnusableIndexError
from web.access.control import counts_together
from web.context import VERSION, context
from web.errors import NO_STORE

blueprint = Blueprint("health", __name__)

_DAMAGED = "files of the index have changed on the disk: run `sakuin check --repair`"


class LastCheck(ctypes.Structure):
    """What the last reading of all files in the background has found, for all workers to see."""

    damaged: bool
    when: float
    """In seconds since 1970; 0 before the first."""
    generation: bytes
    """The newest that a worker has opened."""
    _reader: int
    """Who reads now; 0 is nobody."""
    _fields_ = (
        ("damaged", ctypes.c_bool),
        ("when", ctypes.c_double),
        ("generation", ctypes.c_char * 64),
        ("_reader", ctypes.c_int),
    )

    @classmethod
    def shared(cls) -> LastCheck:
        """In memory that is seen by all workers who are forked afterwards."""
        return cls.from_buffer(mmap.mmap(-1, ctypes.sizeof(cls)))

    def claim(self, generation: str, *, fresh: bool, seconds: float) -> bool:
        """Whether the caller is to read all files now.

        That is so for one of those who have just opened a generation (``fresh``), when the last
        reading is so many seconds ago, and when whoever began it has ended before it was done.
        """
        name = generation.encode()[:64]
        # A clock may be set back: what seems yet to come was long ago.
        due = (fresh and name != self.generation) or not 0 <= time.time() - self.when < seconds
        if not due and (self._reader == 0 or _is_alive(self._reader)):
            return False
        self._reader, self.when, self.generation = os.getpid(), time.time(), name
        return True

    def note(self, *, damaged: bool) -> None:
        """Tells what the reading has found."""
        self.damaged, self._reader = damaged, 0


last_check = LastCheck.shared()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:  # nobody has the number, or somebody else's process
        return False
    return True


@blueprint.get("/healthz")
def healthz() -> Response:
    if request.args.get("verbose") != "1":
        return _plain("ok")
    watcher = context().watcher
    state = watcher.state if watcher else None
    body = {
        "version": VERSION,
        "generation": _generation(),
        "watcher": state and {"running": state.running, "ends": state.ends},
        "check": _check(),
    }
    return Response(orjson.dumps(body), mimetype="application/json", headers=NO_STORE)


@blueprint.get("/readyz")
def readyz() -> Response:
    context().searcher()
    context().searchers.reach()
    watcher = context().watcher
    # With these, answers are good all the same: no reason to send clients elsewhere.
    warnings = (
        (watcher and not watcher.state.running, "it does not follow the site at the moment"),
        (not counts_together(), "the store of rate limits does not answer"),
        (last_check.damaged, _DAMAGED),
    )
    told = [f"\nwarning: {warning}; see the log" for applies, warning in warnings if applies]
    return _plain("ready" + "".join(told))


def _check() -> dict[str, str | bool | None] | None:
    """The log says which file: strangers may ask, and it names folders of this machine."""
    if not last_check.when:
        return None
    at = datetime.fromtimestamp(last_check.when, UTC).isoformat(timespec="seconds")
    damaged = last_check.damaged
    return {"at": at, "damaged": damaged, "advice": _DAMAGED if damaged else None}


def _generation() -> str | None:
    try:
        return context().searcher().generation
    except UnusableIndexError:
        return None


def _plain(text: str) -> Response:
    return Response(f"{text}\n", mimetype="text/plain", headers=NO_STORE)
