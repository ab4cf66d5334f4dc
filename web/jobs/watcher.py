"""The process beside the service that watches a site: kept alive, and seen by all workers.

It is started again when it ends, after pauses that grow while it keeps ending. It ends with the
service however that ends: it reads a pipe that only the service holds open.
"""

from __future__ import annotations

import ctypes
import logging
import mmap
import subprocess
import sys
import time
from collections.abc import Sequence

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
"""Seconds before it is started again; each pause is twice the one before."""
SOUND_SECONDS = 60.0
"""Whatever ran for so long begins with the first pause again."""
STOP_SECONDS = 5.0

_log = logging.getLogger(__name__)


class WatcherState(ctypes.Structure):
    """What every worker can tell of it."""

    running: bool
    ends: int
    """How often it has ended without being told to."""
    _fields_ = (("running", ctypes.c_bool), ("ends", ctypes.c_uint64))


class Watcher:
    """Runs ``sakuin ARGUMENTS`` for as long as the service runs."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._command = [sys.executable, "-P", "-m", "web", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._due = 0.0
        # Memory that is there before the workers are forked is seen by all of them.
        self.state = WatcherState.from_buffer(mmap.mmap(-1, ctypes.sizeof(WatcherState)))

    def look(self) -> None:
        """Starts it when it is due; to be called about once a second by the parent of workers."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._due:
                self._start(now)
        elif self._process.poll() is not None:
            self._note_end(now)

    def let_go(self) -> None:
        """For forked workers: gives up their copy of the pipe that keeps it alive."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def stop(self) -> None:
        """Ends it, by force when it does not end soon."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _start(self, now: float) -> None:
        self._due = now
        try:
            # What it says is for the log of the service, which may be full or closed.
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=2)
        except OSError as error:
            self._fall(f"cannot be started ({error.strerror})", now)
        else:
            self.state.running = True

    def _note_end(self, now: float) -> None:
        assert self._process is not None
        self.let_go()
        self._process = None
        if now - self._due >= SOUND_SECONDS:
            self._pause = FIRST_PAUSE
        self._fall("has ended", now)

    def _fall(self, what: str, now: float) -> None:
        self.state.running = False
        self.state.ends += 1
        # A log that nobody reads any more, or on a full disk, is no reason to end the service.
        told = "the process that watches the site %s; it is started again in %.0f s"
        _log.warning(told, what, self._pause)
        self._due = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
