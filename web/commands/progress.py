"""The progress of long work: a bar with rate and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from time import monotonic
from typing import TYPE_CHECKING

import click

from web.commands.language import said, translated

if TYPE_CHECKING:
    from rich.progress import Progress

    from index.progress import Progress as Step

LABELS = {
    "read": "Looking for changes",
    "index": "Indexing",
    "finish": "Writing",
    "send": "Sending",
    "merge": "Merging",
    "copy": "Copying to other nodes",
    "derive": "Making the columns anew",
    "check": "Checking",
}
"""What each stage of :class:`index.progress.Progress` is called."""

PLAIN_SECONDS = 5.0
"""Between two plain lines, so that a log stays short."""
QUICK_SECONDS = 1.0
"""Work that ends sooner shows nothing: rich alone would cost a tenth of it."""


class ProgressBar(ExitStack):
    """Shows how far work of ``total`` steps is, on standard error.

    The total may become known, or change, later. Work with another label is counted and timed for
    itself. Nothing is shown for quick work.
    """

    def __init__(self, label: str, total: int | None = None) -> None:
        super().__init__()
        self._started = monotonic()
        self._bar: Progress | None = None
        self._begin(label, total, 0)

    def _begin(self, label: str, total: int | None, done: int) -> None:
        self._label = label
        self._total = total
        self._began = self._shown = monotonic()
        self._before = done
        if self._bar:
            self._bar.remove_task(self._bar.tasks[0].id)
            self._bar.add_task("", total=total, completed=done, rate="")

    def show(self, step: Step) -> None:
        """How far a run has come: an ``OnProgress``."""
        self.update(step.posts, step.total, LABELS[step.stage])

    def update(self, done: int, total: int | None = None, label: str | None = None) -> None:
        """``done`` steps are done; cheap enough for every step."""
        self._total = self._total if total is None else total
        if is_new := label is not None and label != self._label:
            self._begin(label, total, done)
        now = monotonic()
        if now - self._started < QUICK_SECONDS:
            return
        uncounted = not done and not self._total  # nothing is told again before it is done
        if sys.stderr.isatty():
            self._bar = self._bar or self.enter_context(_rich_bar())
            (task,) = self._bar.tasks
            rate, label = f"{task.speed:.1f}/s" if task.speed else "", translated(self._label)
            self._bar.update(
                task.id, description=label, completed=done, total=self._total, rate=rate
            )
        elif now - self._shown >= PLAIN_SECONDS or (is_new and uncounted):
            self._shown = now
            click.echo(self._line(done, now - self._began), err=True)

    def _line(self, done: int, seconds: float) -> str:
        label = translated(self._label)
        steps = done - self._before
        if not (self._total and steps):
            return f"{label}: {done}" if done else label
        rate = steps / seconds
        left = max(self._total - done, 0) / rate
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


def _rich_bar() -> Progress:
    """A rich progress bar, imported only when it is shown."""
    from rich import progress
    from rich.console import Console

    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("", total=None, rate="")
    return bar
