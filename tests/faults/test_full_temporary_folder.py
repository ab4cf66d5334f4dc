"""A temporary folder without any room takes neither the service nor its limits away."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.faults.test_full_disk import disk  # noqa: F401  (a fixture)
from tests.support import build_index
from tests.web.conftest import POSTS
from tests.web.service import Server


def fill(folder: Path) -> None:
    """Leaves not one byte."""
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass


def test_the_service_answers_counts_and_limits(
    disk: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMPDIR", str(disk))
    monkeypatch.setenv("SAKUIN_RATE_LIMIT", "5/hour")
    data = build_index(tmp_path, POSTS)
    if disk.is_mount():
        fill(disk)
    server = Server(data)
    try:
        assert [server.get("/healthz")[0] for _ in range(40)] == [200] * 40
        answers = [server.get("/api/v1/search?q=%E6%9D%B1%E4%BA%AC")[0] for _ in range(8)]
        assert answers == [200] * 5 + [429] * 3
        assert (
            'sakuin_requests_total{method="GET",route="/healthz",status="200"} 40'
            in (server.get("/metrics")[1])
        )
    finally:
        assert server.stop() == 0
