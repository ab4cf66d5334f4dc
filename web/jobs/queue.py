"""Runs started over HTTP: one at a time, each in a process of its own, with progress and report.

A job is a file ``jobs/ID.json`` in the data folder, which its process keeps up to date. The
process waits for its turn, and at most one job waits for the same sites: whoever asks meanwhile is
given that one, since it will read them after the question; one of more sites is not for a key that
knows only some of them. As long as it lives it holds the lock ``jobs/ID.alive``: numbers of
processes are given to others, locks are not.
"""

from __future__ import annotations

import fcntl
import json
import re
import secrets
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.durable import locked, readable, storage_errors, write_file
from web.settings import Settings

JOBS_FOLDER = "jobs"
KEPT = 20
"""Jobs that can still be asked for."""
STATES = ("queued", "running", "done", "failed")
_ID = re.compile(r"[0-9]{10}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Job:
    """A run that was asked for; times are seconds since 1970."""

    id: str
    state: str
    """One of :data:`STATES`."""
    created: float
    started: float | None = None
    finished: float | None = None
    progress: dict[str, Any] | None = None
    report: dict[str, Any] | None = None
    """That of ``sakuin index --json``."""
    error: str | None = None
    sites: tuple[str, ...] = ()
    """Names of the sites that are read."""


class Jobs:
    """The jobs of a data folder; any number of processes may use it."""

    def __init__(self, data: Path) -> None:
        self._folder = data / JOBS_FOLDER

    def start(self, settings: Settings) -> Job:
        """The job that begins after this moment: the one that waits already, or a new one."""
        with storage_errors(settings.data):
            self._folder.mkdir(parents=True, exist_ok=True)
            with locked(self._folder / "start.lock"):
                for job in self.all():
                    if job.state == "queued" and {*settings.sites} == {*job.sites}:
                        return job
                now = time.time()
                name = f"{int(now):010}-{secrets.token_hex(4)}"
                job = Job(name, "queued", now, sites=tuple(settings.sites))
                self._begin(job, settings)
                self._forget()
                return job

    def find(self, identity: str) -> Job | None:
        """A job by its id; one whose process has died has failed."""
        if not _ID.fullmatch(identity):
            return None
        try:
            with readable(self._folder.parent):
                job = Job(**json.loads((self._folder / f"{identity}.json").read_bytes()))
                ended = job.state in ("queued", "running") and not self._is_alive(job)
        except (FileNotFoundError, ValueError, TypeError):  # what the power has cut short is none
            return None
        if ended:
            return replace(job, state="failed", error="the process of the run has ended early")
        return job

    def all(self) -> tuple[Job, ...]:
        """Jobs, the oldest first."""
        try:
            with readable(self._folder.parent):
                paths = sorted(self._folder.iterdir())
        except FileNotFoundError:
            return ()
        found = (self.find(path.stem) for path in paths if path.suffix == ".json")
        return tuple(job for job in found if job)

    def write(self, job: Job) -> None:
        """Replaces the record of a job at once."""
        content = json.dumps(asdict(job), ensure_ascii=False).encode()
        write_file(self._folder / f"{job.id}.json", content)

    def turn(self) -> AbstractContextManager[None]:
        """Waits until no other job runs."""
        return locked(self._folder / "run.lock")

    def _forget(self) -> None:
        """Also what a full disk, or the power, has left of jobs that never were."""
        jobs = self.all()
        kept = {job.id for job in jobs if job.state in ("queued", "running") or job in jobs[-KEPT:]}
        for path in self._folder.glob("*-*.*"):
            if path.name.partition(".")[0] not in kept:
                path.unlink(missing_ok=True)

    def _begin(self, job: Job, settings: Settings) -> None:
        """Starts the process of a job; it outlives the worker that was asked."""
        with (self._folder / f"{job.id}.alive").open("w") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX)  # inherited, and given back when the process ends
            self.write(job)
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "web.jobs.process", job.id],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[alive.fileno()],
            )
        assert process.stdin is not None
        with process.stdin as stdin:
            stdin.write(settings.model_dump_json(by_alias=True).encode())
        threading.Thread(target=process.wait, daemon=True).start()  # leaves no zombie

    def _is_alive(self, job: Job) -> bool:
        try:
            with (self._folder / f"{job.id}.alive").open() as alive:
                fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False
