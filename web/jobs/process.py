"""The process of one job: ``python -m web.jobs.process ID`` with the settings on standard input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from index.errors import BusyError, SakuinError, SiteError
from index.progress import Progress
from web.jobs.indexing import index_sites, present_report
from web.jobs.queue import Job, Jobs
from web.settings import Settings

WRITE_SECONDS = 0.5
"""Between two records of the progress."""
BUSY_SECONDS = 1.0
"""Before the next try while somebody else, such as ``sakuin index``, is writing."""
PULL_SECONDS = 120.0
"""For one ``git pull``: a remote that says nothing must not hold up all runs."""


def run_job(identity: str, settings: Settings) -> None:
    """Waits for its turn, runs, and leaves the report or the reason of failure."""
    jobs = Jobs(settings.data)
    with jobs.turn():
        job = jobs.find(identity)
        if job is None:
            return
        job = replace(job, state="running", started=time.time())
        jobs.write(job)
        try:
            report = _run(job, jobs, settings)
        except (SakuinError, OSError) as error:
            outcome = replace(job, state="failed", error=str(error))
        else:
            outcome = replace(job, state="done", report=report)
        jobs.write(replace(outcome, finished=time.time()))


def _run(job: Job, jobs: Jobs, settings: Settings) -> dict[str, object]:
    written, stage = 0.0, ""

    def show(progress: Progress) -> None:
        nonlocal written, stage
        if time.monotonic() - written >= WRITE_SECONDS or progress.stage != stage:
            written, stage = time.monotonic(), progress.stage
            jobs.write(replace(job, progress=progress._asdict()))

    if settings.git_pull:
        for site in settings.sites.values():
            _pull(site.path)
    while True:
        try:
            return present_report(index_sites(settings, settings.folders, on_progress=show))
        except BusyError:
            time.sleep(BUSY_SECONDS)


def _pull(folder: Path) -> None:
    """Fetches what was pushed; only forward, so that nothing of the folder is lost."""
    git = subprocess.Popen(
        ["git", "-C", str(folder), "pull", "--ff-only", "--quiet"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # without a terminal, to ask for a password is to fail
    )
    try:
        _, told = git.communicate(timeout=PULL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(git.pid, signal.SIGKILL)  # the programs that it has started as well
        git.communicate()
        raise SiteError(
            f"{folder}: git pull took more than {PULL_SECONDS:.0f} s: does its remote answer?"
        ) from None
    if git.returncode:
        reason = told.decode("utf-8", "replace").strip()[:300]
        raise SiteError(f"{folder}: git pull failed: {reason}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # as in web.startup
    run_job(sys.argv[1], Settings.model_validate_json(sys.stdin.buffer.read()))
