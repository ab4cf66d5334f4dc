"""The progress of long work: a bar with rate and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from time import monotonic
from types import TracebackType
from typing import Self

import click

from web.commands.language import said, translated

PLAIN_SECONDS = 5.0
"""Between two plain lines, so that a log stays short."""
QUICK_SECONDS = 1.0
"""Work that ends sooner shows nothing: rich alone would cost a tenth of it."""


class ProgressBar:
    """Shows how far work of ``total`` steps is, on standard error.

    The total may become known, or change, later. Nothing is shown for quick work.
    """

    def __init__(self, label: str, total: int | None = None) -> None:
        self._label = label
        self._total = total
        self._stack = ExitStack()
        self._started = self._shown = monotonic()
        self._bar: _Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def update(self, done: int, total: int | None = None, label: str | None = None) -> None:
        """``done`` steps are done; cheap enough for every step."""
        self._total = self._total if total is None else total
        self._label = label or self._label
        now = monotonic()
        if now - self._started < QUICK_SECONDS:
            return
        if sys.stderr.isatty():
            self._bar = self._bar or self._stack.enter_context(_Bar())
            self._bar.show(translated(self._label), done, self._total)
        elif now - self._shown >= PLAIN_SECONDS:
            self._shown = now
            click.echo(self._line(done, now - self._started), err=True)

    def _line(self, done: int, seconds: float) -> str:
        rate = done / seconds
        label = translated(self._label)
        if not self._total:
            return f"{label}: {done}"
        left = max(self._total - done, 0) / rate if rate else 0
        far = said(
            "{label}: {done} of {total}, {rate:.1f}/s",
            label=label,
            done=done,
            total=self._total,
            rate=rate,
        )
        if left < 2 * 60:
            return said("{far}, about {left:.0f} s left", far=far, left=left)
        return said("{far}, about {left:.0f} min left", far=far, left=left / 60)


class _Bar:
    """A rich progress bar, imported only when it is shown."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, rate="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, label: str, done: int, total: int | None) -> None:
        speed = self._progress.tasks[self._task].speed
        self._progress.update(
            self._task,
            description=label,
            completed=done,
            total=total,
            rate=f"{speed:.1f}/s" if speed else "",
        )
