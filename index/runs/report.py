"""What a run has done: the figures that `sakuin index` prints."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.problems import Problem

STAGES = ("read", "analyse", "tokenise", "whoosh", "columns", "publish")
"""In the order of the flow; seconds of all processes are added up, so that the sum may exceed
the time that the run took."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the posts that are new, changed or gone: paths, after the name of a named site."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


NO_CHANGES = Changes()


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run; ``posts`` is what can be found afterwards."""

    generation: str
    published: bool
    posts: int
    added: int
    updated: int
    deleted: int
    unchanged: int
    skipped: tuple[Problem, ...]
    """Posts that were left out, those of unchanged files as well; paths are relative to SITE."""
    warnings: tuple[Problem, ...]
    characters: int
    """Code points of text in all posts that can be found."""
    seconds: float
    stages: dict[str, float] = field(default_factory=dict)
    """Seconds by stage, see :data:`STAGES`."""
    changes: Changes = NO_CHANGES

    def counts(self) -> dict[str, int]:
        """How many posts were skipped or warned about, by code."""
        return dict(Counter(problem.code for problem in (*self.skipped, *self.warnings)))


class Stopwatch:
    """Adds up seconds by stage."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self.stages = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts the time within to a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] += time.perf_counter() - began

    def add(self, name: str, seconds: float) -> None:
        """Counts time that another process has spent."""
        self.stages[name] += seconds

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._began
