"""How far a run has come, for a progress bar, and what its time went into."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Progress(NamedTuple):
    """How far a run has come; the rate is ``characters`` by the caller's clock."""

    stage: str
    """``read`` (looking for changes), ``index`` (posts are analysed and written), ``finish``
    (what was gathered is sorted and written), ``send`` (what waited is sent to a cluster),
    ``merge`` (what small writes left is joined), ``copy`` (nodes make their copies), ``derive``
    (what the records give is made anew), ``check`` (all is read)."""
    posts: int = 0
    """Posts done in this stage; 0 without a total where others work, who do not count."""
    total: int | None = None
    """Posts to do in this stage; None when nobody knows."""
    characters: int = 0
    """Characters of text done in this stage."""


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """For those who do not want to know."""


def counted(posts: Iterable[T], stage: str, total: int, on_progress: OnProgress) -> Iterator[T]:
    """Posts, told of one by one."""
    for number, post in enumerate(posts, 1):
        yield post
        on_progress(Progress(stage, number, total))


class Stopwatch:
    """Adds up seconds by stage; those of all processes, so that the sum may exceed the time."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self.stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts the time within to a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(name, time.perf_counter() - began)

    def add(self, name: str, seconds: float) -> None:
        """Counts time that another process has spent."""
        self.stages[name] = self.stages.get(name, 0.0) + seconds

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._began
