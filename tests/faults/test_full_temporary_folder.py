"""A temporary folder without any room takes neither the service nor its limits away."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.test_full_disk import disk  # noqa: F401  (a fixture)
from tests.support import build_index, post_source, write_site
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


@pytest.mark.parametrize("command", ["search", "check", "analyze", "index"])
def test_a_command_without_room_for_its_moment_says_where(
    disk: Path,  # noqa: F811
    tmp_path: Path,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a few bytes left, Python takes the folder for a good one."""
    site = write_site(tmp_path / "site", {"2025-01-01-a.md": post_source("東京", "東京は雨。")})
    monkeypatch.setenv("SAKUIN_TOKENIZER", "mecab")
    program = [sys.executable, "-m", "web"]
    given = {"index": [str(site), "--jobs", "1"], "check": []}
    data = ["--data", str(tmp_path / "data")]
    subprocess.run([*program, "index", *given["index"], *data], check=True, capture_output=True)
    if not disk.is_mount():
        pytest.skip("nothing may be mounted here")
    (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free - 16_384))
    monkeypatch.setenv("TMPDIR", str(disk))
    full = ["--full"] if command == "index" else []
    done = subprocess.run(
        [*program, command, *given.get(command, ["東京"]), *full, *data],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"no room left in {disk}" in done.stderr
