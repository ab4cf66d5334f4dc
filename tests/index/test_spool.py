"""What is gathered for a segment comes back whole, and is no burden meanwhile."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import numpy as np
import pytest

from index.spool import IN_MEMORY, Spool, by_number


@pytest.mark.parametrize("count", [0, 1, IN_MEMORY])
def test_numbers_come_back_in_their_order(tmp_path: Path, count: int) -> None:
    for folder in (tmp_path, None):
        spool = Spool(np.uint16, folder)
        for start in range(0, count, 1_000):
            spool.append(np.arange(start, min(start + 1_000, count)) % 60_000)
        for _ in range(2):
            assert (spool.all() == np.arange(count) % 60_000).all()
            assert spool.all().dtype == np.uint16
        assert (spool.mapped() == np.arange(count) % 60_000).all()


def test_what_follows_a_reading_stands_behind_it(tmp_path: Path) -> None:
    spool = Spool(np.uint8, tmp_path)
    for number in range(3):
        spool.append(np.array([number]))
        assert spool.all().tolist() == list(range(number + 1))


def test_no_file_is_left_for_the_index_to_list(tmp_path: Path) -> None:
    spool = Spool(np.uint32, tmp_path)
    spool.append(np.zeros(IN_MEMORY, np.uint32))
    assert list(tmp_path.iterdir()) == []


def test_what_a_full_disk_has_not_taken_is_no_error_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run has told it in one line by then."""
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    spool = Spool(np.uint8, tmp_path)
    spool.append(np.zeros(IN_MEMORY + 1, np.uint8))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (IN_MEMORY, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            for _ in range(100):
                spool.append(np.zeros(1_000, np.uint8))
        del spool
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not told


def test_equal_numbers_come_together_in_the_order_of_their_positions() -> None:
    numbers = np.random.default_rng(7).integers(0, 50, 1_000).astype(np.uint32)
    order, starts = by_number(numbers)
    assert order.tolist() == sorted(range(1_000), key=lambda at: (numbers[at], at))
    assert numbers[order[starts]].tolist() == sorted(set(numbers.tolist()))
    assert [len(one) for one in by_number(np.empty(0, np.uint32))] == [0, 0]
