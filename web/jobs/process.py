"""The process of one job: ``python -m web.jobs.process ID`` with the settings on standard input."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from index.errors import BusyError, SakuinError, SiteError
from index.progress import Progress
from web.jobs.indexing import index_sites
from web.jobs.queue import Job, Jobs
from web.observe.reports import present_report
from web.settings import Settings

WRITE_SECONDS = 0.5
"""Between two records of the progress."""
BUSY_SECONDS = 1.0
"""Before the next try while somebody else, such as ``sakuin index``, is writing."""


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
    written = 0.0

    def show(progress: Progress) -> None:
        nonlocal written
        if time.monotonic() - written >= WRITE_SECONDS:
            written = time.monotonic()
            jobs.write(replace(job, progress=progress._asdict()))

    if settings.git_pull:
        for folder in settings.sites.values():
            _pull(folder)
    while True:
        try:
            return present_report(index_sites(settings, settings.sites, on_progress=show))
        except BusyError:
            time.sleep(BUSY_SECONDS)


def _pull(folder: Path) -> None:
    """Fetches what was pushed; only forward, so that nothing of the folder is lost."""
    pulled = subprocess.run(
        ["git", "-C", str(folder), "pull", "--ff-only", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    if pulled.returncode:
        raise SiteError(f"{folder}: git pull failed: {pulled.stderr.strip()[:300]}")


if __name__ == "__main__":
    run_job(sys.argv[1], Settings.model_validate_json(sys.stdin.buffer.read()))
