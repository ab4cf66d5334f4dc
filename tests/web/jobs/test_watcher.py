"""The process that watches a site beside the service: it is kept alive, seen, and never left."""

from __future__ import annotations

import errno
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.commands.blog import write_blog, write_post
from tests.web.service import Server, eventually
from web.jobs.watcher import Watcher


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_blog(tmp_path / "site")


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data", "--site", str(site), workers=1)
    yield server
    server.process.kill()
    server.process.wait()


def watchers(data: Path) -> set[int]:
    """Numbers of all processes that index into ``data``."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = path.read_bytes().split(b"\0")
        except OSError:
            continue  # it has just ended
        if b"index" in arguments and bytes(data) in arguments:
            found.add(int(path.parent.name))
    return found


def metric(server: Server, name: str) -> float:
    lines = server.get("/metrics")[1].splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def test_a_killed_watcher_is_started_again_and_told(
    server: Server, site: Path, tmp_path: Path
) -> None:
    eventually(lambda: server.get("/readyz") == (200, "ready\n"))
    (first,) = watchers(tmp_path / "data")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: metric(server, "sakuin_watcher_ends_total") == 1)
    eventually(lambda: metric(server, "sakuin_watcher_up") == 1)
    told = "watches the site has ended; it is started again"
    eventually(lambda: any(told in line for line in server.lines))
    assert server.get("/healthz?verbose=1")[1]["watcher"] == {"running": True, "ends": 1}
    write_post(site, "2025-10-31-nara", "奈良の鹿", "旅", "鹿がいました。")
    eventually(lambda: server.get("/api/v1/search?q=%E9%B9%BF")[1]["total"] == 1)


def test_a_watcher_that_keeps_ending_is_told_by_readyz(
    server: Server, site: Path, tmp_path: Path
) -> None:
    eventually(lambda: server.get("/readyz") == (200, "ready\n"))
    site.rename(site.with_name("gone"))
    for pid in watchers(tmp_path / "data"):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: metric(server, "sakuin_watcher_ends_total") >= 2)

    def is_told() -> bool:  # now and then, it has just been started again
        up = metric(server, "sakuin_watcher_up")
        status, text = server.get("/readyz")
        assert (status, text.splitlines()[0]) == (200, "ready")
        return up == 0 and "does not follow the site" in text

    eventually(is_told)
    eventually(lambda: len(pauses(server)) >= 2)
    assert "in 1 s" in pauses(server)[0]
    assert "in 2 s" in pauses(server)[1]


def pauses(server: Server) -> list[str]:
    return [line for line in server.lines if "started again in" in line]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_service_however_that_ends(
    server: Server, tmp_path: Path, end: signal.Signals
) -> None:
    eventually(lambda: bool(watchers(tmp_path / "data")))
    server.process.send_signal(end)
    server.process.wait()
    eventually(lambda: not watchers(tmp_path / "data"))


def test_a_site_with_a_mistake_at_the_start_is_indexed_once_it_is_mended(
    site: Path, tmp_path: Path
) -> None:
    settings = (site / "_config.yml").read_text("utf-8")
    (site / "_config.yml").write_text("timezone: Nowhere/Land\n", "utf-8")
    server = Server(tmp_path / "data", "--site", str(site), workers=1)
    try:
        eventually(lambda: any("Nowhere/Land" in line for line in server.lines))
        assert server.get("/readyz")[0] == 503
        (site / "_config.yml").write_text(settings, "utf-8")
        eventually(lambda: server.get("/readyz")[0] == 200)
    finally:
        assert server.stop() == 0


class Full(io.StringIO):
    """A log on a disk without room; one that nobody reads any more fails alike."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_does_not_end_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor anything else that only tells: the parent of the workers looks after the watcher."""
    monkeypatch.setattr("sys.stderr", Full())
    watcher = Watcher(["no-such-command"])

    def has_ended() -> bool:
        watcher.look()
        return watcher.state.ends > 0

    eventually(has_ended)
    watcher.stop()
