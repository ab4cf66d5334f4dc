"""Work is done in this process or in others, and trouble there is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import SakuinError
from index.tokens.pool import (
    InProcess,
    Pool,
    Processes,
    Tools,
    result_of,
)


@contextmanager
def opened(pool: Pool) -> Iterator[Pool]:
    try:
        yield pool
    finally:
        pool.close()


def process_id(tools: Tools) -> int:
    return os.getpid()


def die(tools: Tools) -> None:
    os._exit(9)


def fail(tools: Tools, what: str) -> None:
    raise ValueError(what)


def test_few_posts_are_done_here_and_many_elsewhere() -> None:
    tools = Tools(AnalyzerChoice())
    assert result_of(InProcess(tools).submit(process_id)) == os.getpid()
    with opened(Processes(tools, 1)) as pool:
        assert result_of(pool.submit(process_id)) != os.getpid()


def test_an_error_in_another_process_is_raised_here() -> None:
    with opened(Processes(Tools(AnalyzerChoice()), 1)) as pool:
        future = pool.submit(fail, "記事")
        with pytest.raises(ValueError, match="記事"):
            result_of(future)


def test_a_process_that_is_killed_is_told_with_what_to_do() -> None:
    with opened(Processes(Tools(AnalyzerChoice()), 1)) as pool:
        future = pool.submit(die)
        with pytest.raises(SakuinError, match="--jobs 1"):
            result_of(future)
        with pytest.raises(SakuinError, match="--jobs 1"):
            pool.submit(process_id)
