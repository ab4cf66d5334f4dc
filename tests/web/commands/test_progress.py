"""Progress: silent for quick work, a line now and then in a log, a bar on a terminal."""

from __future__ import annotations

import inspect
import re

import pytest

from index.progress import Progress
from web.commands import progress
from web.commands.language import in_language
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


def test_who_has_done_nothing_yet_does_not_say_when_it_ends(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("Checking", 80) as shown:
        clock.now += PLAIN_SECONDS
        shown.update(0)
    assert capsys.readouterr().err == "Checking\n"


def test_long_work_tells_minutes(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar("Indexing", 1000) as shown:
        clock.now += PLAIN_SECONDS
        shown.update(10)
    assert capsys.readouterr().err == "Indexing: 10 of 1000, 2.0/s, about 8 min left\n"


def test_without_a_total_only_the_count_is_told(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("Looking for changes") as shown:
        clock.now += PLAIN_SECONDS
        shown.update(7)
    assert capsys.readouterr().err == "Looking for changes: 7\n"


def test_each_stage_is_counted_and_timed_for_itself(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("Reading") as shown:
        for done in range(1, 101):
            clock.now += 0.5
            shown.show(Progress("index", done, 100))
        capsys.readouterr()
        for done in range(1, 101):
            clock.now += 0.125
            shown.show(Progress("send", done, 100))
    assert capsys.readouterr().err.splitlines()[0] == ("Sending: 41 of 100, 8.0/s, about 7 s left")


def test_a_stage_without_a_count_is_told_when_it_begins(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar("Reading") as shown:
        clock.now += QUICK_SECONDS
        for stage in ("merge", "copy"):
            shown.show(Progress("send", 8, 8))
            shown.show(Progress(stage))
    assert capsys.readouterr().err.splitlines() == ["Merging", "Copying to other nodes"]


def test_every_stage_has_a_name_in_both_languages() -> None:
    said = inspect.getsource(Progress).partition("stage: str")[2].partition("posts:")[0]
    stages = re.findall(r"``(\w+)``", said)
    assert {*stages} == {*progress.LABELS}
    assert all(in_language(label, "ja") != label for label in progress.LABELS.values())


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


def test_a_bar_begins_anew_with_each_stage(
    clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with ProgressBar("Indexing", 100) as shown:
        clock.now += QUICK_SECONDS
        for step in (Progress("index", 100, 100), Progress("send", 1, 90), Progress("merge")):
            shown.show(step)
    last = capsys.readouterr().err.partition("Merging")[2]
    assert "0/?" in last
    assert "/90" not in last
