"""Where sentences are tokenised and posts are read: in this process, or on all cores.

Work is a function of this form: ``function(tools, *arguments)``. Each process has tools of its
own, since a tokenizer can be neither shared between threads nor sent to another process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any, Protocol, TypeVar

from index.analysis.analyzer import Analyzer, open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.tokens import AnalyzedText
from index.errors import SakuinError
from index.sites.site import Site

T = TypeVar("T")

RECENT = 1024
"""Sentences that a process remembers: most that come again do so in the same post or the next."""


class Tools:
    """What work needs in every process; the analyzer is opened when it is first used."""

    def __init__(self, choice: AnalyzerChoice, sites: Sequence[Site] = ()) -> None:
        self._choice = choice
        self.sites = sites

    @cached_property
    def analyzer(self) -> Analyzer:
        return open_analyzer(self._choice)

    @cached_property
    def analyze_sentence(self) -> Callable[[str], AnalyzedText]:
        """The analyzer's; remembers the last ones, since two fifths of a blog's text repeats."""
        return lru_cache(RECENT)(self.analyzer.analyze_sentence)


class Workers(Protocol):
    """Take work, and give it back when it is done."""

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Starts ``work``."""


class Pool(Workers, Protocol):
    """Gives work the tools of the process that does it, before its arguments."""

    def close(self) -> None:
        """Ends the processes; work that has not begun is dropped."""


class InProcess:
    """Does all work at once, here: for few posts, starting processes would take longer."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def submit(self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        future: Future[T] = Future()
        future.set_result(work(self._tools, *arguments))
        return future

    def close(self) -> None:
        """There is nothing to end."""


class Processes:
    """Does work in ``jobs`` processes that end with this one, however it ends.

    They are started afresh, not by forking this one, which may have threads.
    """

    def __init__(self, tools: Tools, jobs: int) -> None:
        # Else they would import from the working directory, which may be a stranger's site.
        os.environ["PYTHONSAFEPATH"] = "1"
        spawn = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(jobs, spawn, initializer=_start, initargs=(tools,))
        with _deaf_to_signals():
            for _ in range(jobs):  # each starts a process while none is idle
                self._executor.submit(os.getpid)

    def submit(self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        try:
            return self._executor.submit(_do, work, *arguments)
        except BrokenProcessPool as error:
            raise worker_died() from error

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


def result_of(future: Future[T]) -> T:
    """The result of submitted work; raises what the work raised."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise worker_died() from error


def worker_died() -> SakuinError:
    return SakuinError(
        "a process that analysed posts was killed, perhaps for want of memory; "
        "nothing was published: run again with --jobs 1"
    )


def in_order(
    workers: Workers, work: Callable[..., T], items: Iterable[Any], most: int
) -> Iterator[T]:
    """The result of ``work`` for each item, in their order; at most so many are under way ahead."""
    ahead: deque[Future[T]] = deque()
    for item in items:
        ahead.append(workers.submit(work, item))
        while ahead and (len(ahead) > most or ahead[0].done()):
            yield result_of(ahead.popleft())
    while ahead:
        yield result_of(ahead.popleft())


_tools: Tools | None = None
"""The tools of a worker process."""


_ENDING = {signal.SIGINT, signal.SIGTERM}


@contextmanager
def _deaf_to_signals() -> Iterator[None]:
    """Processes that are started within never hear of Ctrl-C; this one does, but afterwards.

    Ctrl-C reaches every process of the terminal, and the parent alone decides what to do. Were it
    interrupted while it starts another, both would complain about half of a start.
    """
    heard: list[int] = []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    in_main = threading.current_thread() is threading.main_thread()
    # Another thread, such as one of numpy's, may take the signal that is blocked in this one.
    handlers = (
        {one: signal.signal(one, lambda number, _: heard.append(number)) for one in _ENDING}
        if in_main
        else {}
    )
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if heard:
        signal.raise_signal(heard[0])


def _start(tools: Tools) -> None:
    global _tools
    _tools = tools
    gc.set_threshold(20_000)  # as in the parent: reading takes a fifth less
    # Its parent ends it so where another worker has died.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(work: Callable[..., T], *arguments: Any) -> T:
    if _tools is None:
        raise RuntimeError("work was given to a process that has not been started as a worker")
    return work(_tools, *arguments)


def usable_cores() -> int:
    """Fewer than the machine has, where a container or ``taskset`` says so."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS cannot tell
        return os.cpu_count() or 1
