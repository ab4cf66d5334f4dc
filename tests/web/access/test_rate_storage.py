"""Counters of rate limits: all processes count together, whatever the disk does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from web.access.counters import PLACES, TRIED, SharedCounters, alone


@pytest.fixture
def counters() -> SharedCounters:
    return SharedCounters()


def in_children(count: int, work: Callable[[], object]) -> None:
    """Does ``work`` in forked processes at once, as workers do."""
    children = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            try:
                work()
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def test_all_processes_count_together(counters: SharedCounters) -> None:
    in_children(4, lambda: [counters.incr("address", 60) for _ in range(250)])
    assert counters.get("address") == 1000
    assert counters.get("other") == 0


def test_a_process_that_is_killed_while_it_counts_holds_nobody_up(
    counters: SharedCounters,
) -> None:
    def die() -> None:
        with alone():
            os.kill(os.getpid(), signal.SIGKILL)

    in_children(1, die)
    assert counters.incr("address", 60) == 1


def test_what_has_expired_begins_anew(counters: SharedCounters) -> None:
    assert counters.incr("address", -1, 5) == 5
    assert (counters.get("address"), counters.incr("address", 60)) == (0, 1)


def test_a_clock_that_is_set_back_holds_nobody_longer(
    counters: SharedCounters, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters.incr("address", 60, 5)
    an_hour_ago = time.time() - 3600
    monkeypatch.setattr("time.time", lambda: an_hour_ago)
    assert [counters.incr("address", 60) for _ in range(2)] == [1, 2]


def test_many_addresses_do_not_make_a_busy_one_forgotten(counters: SharedCounters) -> None:
    counters.incr("attacker", 3600, 100)
    for number in range(2 * PLACES // TRIED):
        counters.incr(f"other {number}", 60)
    assert counters.incr("attacker", 3600) == 101
