"""Progress: silent for quick work, a line now and then in a log, a bar on a terminal."""

from __future__ import annotations

import pytest

from web.commands import progress
from web.commands.progress import PLAIN_SECONDS, QUICK_SECONDS, ProgressBar


class Clock:
    """A clock that tests set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "monotonic", clock)
    return clock


def test_quick_work_says_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar("Indexing", 20) as shown:
        for done in range(20):
            clock.now += QUICK_SECONDS / 30
            shown.update(done)
    assert capsys.readouterr() == ("", "")


def test_a_log_has_a_line_now_and_then_with_rate_and_time_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("Indexing", 80) as shown:
        for done in range(1, 81):
            clock.now += PLAIN_SECONDS / 40
            shown.update(done)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Indexing: 40 of 80, 8.0/s, about 5 s left",
        "Indexing: 80 of 80, 8.0/s, about 0 s left",
    ]


def test_long_work_tells_minutes(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar("Indexing", 1000) as shown:
        clock.now += PLAIN_SECONDS
        shown.update(10)
    assert capsys.readouterr().err == "Indexing: 10 of 1000, 2.0/s, about 8 min left\n"


def test_without_a_total_only_the_count_is_told(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("Reading") as shown:
        clock.now += PLAIN_SECONDS
        shown.update(7, label="Looking for changes")
    assert capsys.readouterr().err == "Looking for changes: 7\n"


def test_a_terminal_gets_a_bar_that_goes_away(
    clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with ProgressBar("Indexing", 100) as shown:
        clock.now += QUICK_SECONDS
        shown.update(40)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Indexing" in err
    assert "40/100" in err
    assert err.rstrip().endswith("\x1b[2K")  # the line is erased in the end
