"""What a job leaves behind of its run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.progress import OnProgress, Progress
from web.jobs import process
from web.jobs.queue import Job, Jobs
from web.settings import Settings


def test_each_stage_is_told_however_soon_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: Any, on_progress: OnProgress) -> None:
        for posts in (1, 2, 3):
            on_progress(Progress("send", posts, 3))
        on_progress(Progress("merge"))

    told: list[dict[str, Any] | None] = []
    monkeypatch.setattr(process, "index_sites", run)
    monkeypatch.setattr(process, "present_report", lambda _: {})
    monkeypatch.setattr(process, "WRITE_SECONDS", 3600.0)
    monkeypatch.setattr(Jobs, "write", lambda _, job: told.append(job.progress))
    job = Job("1700000000-00000000", "queued", 0.0)
    monkeypatch.setattr(Jobs, "find", lambda *_: job)
    (tmp_path / "jobs").mkdir()
    process.run_job(job.id, Settings(data=tmp_path))
    stages = [one["stage"] for one in told if one]
    assert stages == ["send", "merge"]
