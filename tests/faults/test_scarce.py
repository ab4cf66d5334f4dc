"""A system that denies files or shared memory: what is there stays good, and work goes on."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import EngineUnavailableError
from index.runs.run import open_pool
from index.tokens.pool import Tools, result_of
from search.query.query import Query
from tests.support import build_index, open_columns, post_source
from web.engines import local_store

ENOUGH = 200
"""Files that this process may open besides; an index of one segment takes fewer than half."""


@contextmanager
def limited(kind: int, limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))


def number_of_file(count: int) -> int:
    """The number of the last of so many files that this process would open now."""
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(count)]
    for one in opened:
        os.close(one)
    return max(opened)


@pytest.mark.parametrize("count", [*range(1, 12), 30, ENOUGH])
def test_an_index_that_may_not_be_opened_for_want_of_files_is_not_taken_for_damaged(
    tmp_path: Path, count: int
) -> None:
    data = build_index(tmp_path, {"2025-01-01-a.md": post_source("京都", "京都は晴れ。")})
    store = local_store(data)
    opened = False
    with limited(resource.RLIMIT_NOFILE, number_of_file(count) + 1):
        try:
            opened = bool(open_columns(data).search(Query("京都")).total)
        except EngineUnavailableError as error:
            assert "ulimit -n" in str(error)
        damage = store.damage()
    assert damage is None
    assert opened == (count == ENOUGH)


def process_id(tools: Tools) -> int:
    return os.getpid()


def test_without_memory_that_processes_could_share_one_does_the_work() -> None:
    with (
        limited(resource.RLIMIT_FSIZE, 0),  # a lock between processes is a file in /dev/shm
        open_pool(AnalyzerChoice(), 2) as pool,
    ):
        assert result_of(pool.submit(process_id)) == os.getpid()
