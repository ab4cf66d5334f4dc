"""A process that holds one engine: its memory is its own, and its pauses disturb no other."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from tests.bench.corpus import BenchPost
from tests.bench.engines import make_engine


class Worker:
    """Runs the methods of an engine in its own process."""

    def __init__(self, name: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(name, there), daemon=True)
        self._process.start()

    def build(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> dict[str, Any]:
        """Indexes; seconds by stage and in all, CPU seconds, peak memory in MB."""
        result: dict[str, Any] = self._ask(_build, site, list(posts), folder)
        return result

    def build_quickly(self, site: Path, posts: Sequence[BenchPost], folder: Path) -> None:
        """Indexes by the shortest way to the same index."""
        self._ask(_build_quickly, site, list(posts), folder)

    def open(self, folder: Path) -> None:
        self._ask(_call, "open", folder)

    def milliseconds(self, method: str, query: str) -> float:
        """How long the engine takes to answer."""
        result: float = self._ask(_milliseconds, method, query)
        return result

    def memory(self) -> float:
        """Memory of the process in MB, without what it shares with others by mapping files."""
        result: float = self._ask(_memory)
        return result

    def _ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        self._here.send((function, arguments))
        done, result = self._here.recv()
        if not done:
            raise RuntimeError(result)
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._here.close()
        self._process.join(timeout=10)
        if self._process.is_alive():
            self._process.terminate()


def _serve(name: str, pipe: Connection) -> None:
    engine = make_engine(name)
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((True, function(engine, *arguments)))
        except Exception as error:  # noqa: BLE001  # whatever it is, the other side must hear it
            pipe.send((False, f"{name}: {error!r}"))


def _call(engine: Any, method: str, *arguments: Any) -> None:
    getattr(engine, method)(*arguments)


def _build(engine: Any, site: Path, posts: list[BenchPost], folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True)
    wall, cpu = time.perf_counter(), _cpu_seconds()
    stages = engine.build(site, posts, folder)
    return {
        "seconds": time.perf_counter() - wall,
        "cpu": _cpu_seconds() - cpu,
        "stages": stages,
        "peak_mb": max(
            resource.getrusage(who).ru_maxrss / 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ),
        "disk_mb": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
    }


def _build_quickly(engine: Any, site: Path, posts: list[BenchPost], folder: Path) -> None:
    folder.mkdir(parents=True)
    getattr(engine, "build_quickly", engine.build)(site, posts, folder)


def _cpu_seconds() -> float:
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in every)


def _milliseconds(engine: Any, method: str, query: str) -> float:
    ask = getattr(engine, method)
    began = time.perf_counter()
    ask(query)
    return (time.perf_counter() - began) * 1000


def _memory(engine: Any) -> float:
    kilobytes = 0
    for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith(("Private_Clean:", "Private_Dirty:")):
            kilobytes += int(line.split()[1])
    return kilobytes / 1024
