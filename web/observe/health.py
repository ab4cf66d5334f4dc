"""``/healthz``: the process is up. ``/readyz``: an index is loaded.

Neither tells what the index holds: whoever may not search may ask them. ``/healthz?verbose=1``
has what an owner looks at first when something is wrong.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from datetime import UTC, datetime
from importlib.metadata import version

import orjson
from flask import Blueprint, Response, request

from index.errors import UnusableIndexError
from web.access.control import counts_together
from web.context import context

blueprint = Blueprint("health", __name__)

_NO_STORE = {"Cache-Control": "no-store"}
_DAMAGED = "files of the index have changed on the disk: run `sakuin check --repair`"


class LastCheck:
    """What the last reading of all files in the background has found, for all workers to see."""

    def __init__(self) -> None:
        # Memory that is there before the workers are forked is seen by all of them.
        self._board = mmap.mmap(-1, _CHECK.size)

    def claim(self, generation: str, *, fresh: bool, seconds: float) -> bool:
        """Whether the caller is to read all files now.

        That is so for one of those who have just opened a generation (``fresh``), when the last
        reading is so many seconds ago, and when whoever began it has ended before it was done.
        """
        damaged, reader, when, known = _CHECK.unpack_from(self._board)
        name = generation.encode()[: len(known)].ljust(len(known), b"\0")
        # A clock may be set back: what seems yet to come was long ago.
        due = (fresh and name != known) or not 0 <= time.time() - when < seconds
        if not due and (reader == 0 or _is_alive(reader)):
            return False
        _CHECK.pack_into(self._board, 0, damaged, os.getpid(), time.time(), name)
        return True

    def note(self, *, damaged: bool) -> None:
        """Tells what the reading has found."""
        _CHECK.pack_into(self._board, 0, damaged, 0, *_CHECK.unpack_from(self._board)[2:])

    def damaged(self) -> bool:
        return bool(_CHECK.unpack_from(self._board)[0])

    def when(self) -> float:
        """In seconds since 1970; 0 before the first."""
        return float(_CHECK.unpack_from(self._board)[2])


_CHECK = struct.Struct("=?id64s")
"""Whether there was damage, who reads now (0: nobody), since when, and which generation."""
last_check = LastCheck()


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
    state = watcher.state() if watcher else None
    body = {
        "version": version("sakuin"),
        "generation": _generation(),
        "watcher": state and {"running": state.running, "ends": state.ends},
        "check": _check(),
    }
    return Response(orjson.dumps(body), mimetype="application/json", headers=_NO_STORE)


@blueprint.get("/readyz")
def readyz() -> Response:
    context().searcher()
    context().searchers.reach()
    watcher = context().watcher
    # With these, answers are good all the same: no reason to send clients elsewhere.
    warnings = (
        (watcher and not watcher.state().running, "it does not follow the site at the moment"),
        (not counts_together(), "the store of rate limits does not answer"),
        (last_check.damaged(), _DAMAGED),
    )
    told = [f"\nwarning: {warning}; see the log" for applies, warning in warnings if applies]
    return _plain("ready" + "".join(told))


def _check() -> dict[str, str | bool | None] | None:
    """The log says which file: strangers may ask, and it names folders of this machine."""
    if not last_check.when():
        return None
    at = datetime.fromtimestamp(last_check.when(), UTC).isoformat(timespec="seconds")
    damaged = last_check.damaged()
    return {"at": at, "damaged": damaged, "advice": _DAMAGED if damaged else None}


def _generation() -> str | None:
    try:
        return context().searcher().generation
    except UnusableIndexError:
        return None


def _plain(text: str) -> Response:
    return Response(f"{text}\n", mimetype="text/plain", headers=_NO_STORE)
