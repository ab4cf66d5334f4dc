"""The index is followed without any request, and changed bytes are told without one, too."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import pytest

from index.errors import UnusableIndexError
from index.progress import Stopwatch
from tests.support import build_index
from tests.web.conftest import POSTS, make_client
from tests.web.service import eventually
from web.engines import live_searcher, open_store
from web.observe.health import LastCheck
from web.server.gunicorn import follow
from web.settings import Settings


def test_a_new_generation_is_found_without_a_request(tmp_path: Path) -> None:
    searchers = live_searcher(Settings(data=tmp_path / "data"))
    with pytest.raises(UnusableIndexError):
        searchers.current()
    follow(searchers)
    build_index(tmp_path, POSTS)
    eventually(lambda: searchers._searcher is not None)


def test_a_worker_never_begins_with_what_its_parent_opened_long_ago(tmp_path: Path) -> None:
    searchers = live_searcher(Settings(data=build_index(tmp_path, POSTS)))
    old = searchers.current().generation
    build_index(tmp_path, dict(list(POSTS.items())[1:]))
    follow(searchers)
    assert searchers.current().generation != old


def test_changed_bytes_are_told_without_a_request(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log, and wherever an owner or a program of theirs looks, until it is mended."""
    data = build_index(tmp_path, POSTS)
    (columns,) = data.glob("segments/*/columns")
    largest = max(columns.iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    searchers = live_searcher(Settings(data=data))
    searchers.current()
    client = make_client(data)
    assert client.get("/readyz").text == "ready\n"
    content[len(content) // 2] ^= 0xFF
    with largest.open("r+b") as file:  # in place, as a bad disk does it
        file.write(content)
    with caplog.at_level(logging.ERROR):
        follow(searchers)
        eventually(lambda: "is damaged" in caplog.text)
    assert client.get("/healthz?verbose=1").get_json()["check"]["damaged"]
    assert "check --repair" in client.get("/readyz").text
    assert "\nsakuin_index_damaged 1.0\n" in client.get("/metrics").text
    open_store(Settings(data=data)).repair(Stopwatch())
    eventually(lambda: "\nsakuin_index_damaged 0.0\n" in client.get("/metrics").text)
    assert client.get("/readyz").text == "ready\n"


def test_a_reading_that_a_killed_worker_has_begun_is_taken_up_at_once() -> None:
    """Else damage would stay unseen for the hour until the next one."""
    check = LastCheck.shared()
    killed = os.fork()
    if not killed:
        check.claim("1", fresh=True, seconds=3600)
        os._exit(0)
    os.waitpid(killed, 0)
    assert check.claim("1", fresh=False, seconds=3600)
    assert not check.claim("1", fresh=False, seconds=3600)  # while this process goes on
    check.note(damaged=False)
    assert not check.claim("1", fresh=True, seconds=3600)


def test_a_clock_that_is_set_back_puts_no_reading_off() -> None:
    check = LastCheck.shared()
    check.when = time.time() + 365 * 86_400
    assert check.claim("1", fresh=False, seconds=3600)
    check.note(damaged=False)
    assert not check.claim("1", fresh=False, seconds=3600)


def test_a_reader_whose_number_somebody_else_has_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else every look would fail, and write so to the log, until the next hour."""
    check = LastCheck.shared()
    assert check.claim("1", fresh=True, seconds=3600)

    def refuse(process: int, sign: int) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr("os.kill", refuse)
        assert check.claim("1", fresh=False, seconds=3600)


def test_one_worker_reads_all_files_of_a_generation_and_any_other_later() -> None:
    """Whichever workers a reload or a crash has left."""
    check = LastCheck.shared()
    assert [check.claim("1", fresh=True, seconds=3600) for _ in range(3)] == [True, False, False]
    check.note(damaged=True)
    assert not check.claim("1", fresh=False, seconds=3600)
    assert check.claim("2", fresh=True, seconds=3600)
    assert not check.claim("1", fresh=False, seconds=3600)
    assert check.damaged
    assert check.claim("2", fresh=False, seconds=0)
