"""Numbers that all workers count together survive each of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from web.access.counters import SharedCounters
from web.observe.metrics import ROOM, SharedNumbers

TIMES = 50


def in_workers(numbers: SharedNumbers, *counted: tuple[str, ...]) -> None:
    """Forks a worker for each of some names, all at once; each counts those often, and dies."""
    children = []
    for names in counted:
        child = os.fork()
        if child == 0:
            try:
                for name in TIMES * names:
                    numbers.add(("requests", name))
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def test_workers_are_added_up_also_those_that_died() -> None:
    numbers = SharedNumbers()
    numbers.add(("requests", "/"), 2.5)
    in_workers(numbers, ("/", "/検索"), ("/検索", "/", "/new"), ("/new",))
    in_workers(numbers, ("/検索", "/later"))
    numbers.add(("requests", "/later"))
    assert numbers.totals() == {
        ("requests", "/"): 2.5 + 2 * TIMES,
        ("requests", "/検索"): 3 * TIMES,
        ("requests", "/new"): 2 * TIMES,
        ("requests", "/later"): TIMES + 1,
    }


def test_threads_lose_no_count() -> None:
    numbers = SharedNumbers()

    def count() -> None:
        for name in range(500):
            numbers.add((str(name),))

    threads = [Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(numbers.totals().values()) == {8}


def slowly(work: Callable[..., Any]) -> Callable[..., Any]:
    """Has whoever counts hold the lock for a moment."""

    def slow(*of: Any) -> Any:
        time.sleep(0.001)
        return work(*of)

    return slow


def test_threads_that_count_requests_and_rate_limits_hold_no_worker_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers, counters = SharedNumbers(), SharedCounters()
    for of, name in ((counters, "_find"), (numbers, "_learn")):
        monkeypatch.setattr(of, name, slowly(getattr(of, name)))

    def count() -> None:
        for number in range(25):
            numbers.add((str(number),))
            counters.incr("address", 60)

    child = os.fork()
    threads = [Thread(target=count, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert counters.get("address") == 2 * 3 * 25
    assert set(numbers.totals().values()) == {2 * 3}


def test_without_room_it_counts_on_what_it_knows() -> None:
    numbers = SharedNumbers()
    for number in range(ROOM // 100):
        numbers.add((str(number), "x" * 200))
    known = len(numbers.totals())
    assert 0 < known < ROOM // 100
    numbers.add(("0", "x" * 200))
    assert numbers.totals()["0", "x" * 200] == 2
