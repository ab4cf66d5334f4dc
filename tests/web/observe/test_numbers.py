"""Numbers that all workers count together survive each of them."""

from __future__ import annotations

import os
from threading import Thread

from web.observe.metrics import SEAT_BYTES, SharedNumbers


def in_a_worker(numbers: SharedNumbers, seat: int, *names: str, times: int = 1) -> None:
    """Counts in a forked process that has that seat, and dies."""
    child = os.fork()
    if child == 0:
        try:
            numbers.take_seat(seat)
            for _ in range(times):
                for name in names:
                    numbers.add(("requests", name))
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_workers_are_added_up_also_those_that_died() -> None:
    numbers = SharedNumbers()
    numbers.add(("requests", "/"), 2.5)
    in_a_worker(numbers, 1, "/", "/検索", times=3)
    in_a_worker(numbers, 2, "/検索")
    in_a_worker(numbers, 1, "/new", "/検索")  # in the place of the first
    assert numbers.totals() == {
        ("requests", "/"): 5.5,
        ("requests", "/検索"): 5,
        ("requests", "/new"): 1,
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


def test_a_full_seat_counts_on_what_it_knows() -> None:
    numbers = SharedNumbers()
    for number in range(SEAT_BYTES // 100):
        numbers.add((str(number), "x" * 200))
    known = len(numbers.totals())
    assert 0 < known < SEAT_BYTES // 100
    numbers.add(("0", "x" * 200))
    assert numbers.totals()["0", "x" * 200] == 2
