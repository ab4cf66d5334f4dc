"""The measurements: each takes turns between engines, and gives plain values for the report."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from index.sites.site import open_site
from tests.bench.corpus import even_site, read_posts, sample_site
from tests.bench.engines import REFERENCE, SAKUIN, TUTORIAL, WITHOUT_FULL
from tests.bench.engines.sakuin import run_index
from tests.bench.queries import ORDINARY, make_queries
from tests.bench.worker import Worker

Say = Callable[[str], None]

_UNCOUNTED = 5
"""Answers: until files are mapped and code is warm."""

GROWTH_ENGINES = (*SAKUIN[1:], REFERENCE, "Lucene, kuromoji", "FTS5, trigram", "bm25s, MeCab")
GROWTH = (2_500, 10_000, 24_000, 100_000)
GROWTH_LENGTH = 1_500
"""Characters of a post."""


def measure_index(
    site: Path, work: Path, engines: Sequence[str], sample: int, repeats: int, say: Say
) -> dict[str, Any]:
    """Indexes a sample from nothing, every engine in turn."""
    part = sample_site(site, sample, work / "sample")
    began = time.perf_counter()
    posts = read_posts(part)
    reading = time.perf_counter() - began
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in engines}
    for turn in range(repeats):
        for number, name in enumerate(engines):
            folder = work / f"index-{turn}-{number}"
            with Worker(name) as worker:
                results[name].append(worker.build(part, posts, folder))
            shutil.rmtree(folder)
            say(f"index {turn + 1}/{repeats}: {name} {results[name][-1]['seconds']:.1f} s")
    characters = sum(len(post.text) for post in posts)
    return {
        "posts": len(posts),
        "characters": characters,
        "reading": reading,
        "engines": results,
    }


def measure_latency(
    site: Path, work: Path, engines: Sequence[str], queries: int, say: Say
) -> dict[str, Any]:
    """Asks all engines the same queries over the whole site, one after the other."""
    posts = read_posts(site)
    asked = make_queries(posts, queries * 2)
    ordinary = asked.pop(ORDINARY)
    with ExitStack() as stack:
        for number, name in enumerate(engines):
            with Worker(name) as builder:
                builder.build_quickly(site, posts, work / f"latency-{number}")
            say(f"latency: {name} is built")
        workers = {name: stack.enter_context(Worker(name)) for name in engines}
        for number, worker in enumerate(workers.values()):
            worker.open(work / f"latency-{number}")
        whole = {name: worker for name, worker in workers.items() if name not in WITHOUT_FULL}
        own = {name: worker for name, worker in workers.items() if name in SAKUIN}
        beginnings = [query[:length] for query in ordinary for length in (1, 2, 3)]
        return {
            "posts": len(posts),
            "full": _ask_all(whole, "full", ordinary[::2], say),
            "top": _ask_all(workers, "top", ordinary[1::2], say),
            "kinds": {
                kind: _ask_all(own, "full", texts[::2], say) for kind, texts in asked.items()
            },
            "suggest": _ask_all(own, "suggest", beginnings, say),
            "memory_mb": {name: worker.memory() for name, worker in workers.items()},
        }


def _ask_all(
    workers: dict[str, Worker], method: str, queries: Sequence[str], say: Say
) -> dict[str, list[float]]:
    """Milliseconds of each answer by engine, each query once; the first answers do not count.

    The tutorial's full answer takes seconds: it is asked every tenth query.
    """
    times: dict[str, list[float]] = {name: [] for name in workers}
    for number, query in enumerate(queries):
        for name, worker in workers.items():
            if name != TUTORIAL or method != "full" or number % 10 == 0:
                times[name].append(worker.milliseconds(method, query))
    say(f"asked {len(queries)} queries for {method}")
    return {name: of_engine[_UNCOUNTED:] or of_engine for name, of_engine in times.items()}


def measure_growth(
    site: Path, work: Path, engines: Sequence[str], sizes: Sequence[int], queries: int, say: Say
) -> dict[str, Any]:
    """Time, memory, size and latency over more and more posts of one length."""
    source = read_posts(site)
    named = [name for name in GROWTH_ENGINES if name in engines]
    results: dict[str, dict[str, Any]] = {name: {} for name in named}
    with ExitStack() as stack:
        for count in sizes:
            folder = even_site(source, count, GROWTH_LENGTH, work / f"even-{count}")
            posts = read_posts(folder)
            text = sum(path.stat().st_size for path in folder.rglob("*.md")) / 1e6
            asked = make_queries(posts, queries)[ORDINARY]
            for number, name in enumerate(named):
                data = work / f"growth-{count}-{number}"
                with Worker(name) as builder:
                    results[name][str(count)] = builder.build(folder, posts, data)
                say(f"growth: {name}, {count:,} posts")
                worker = stack.enter_context(Worker(name))
                worker.open(data)
                method = "top" if name in WITHOUT_FULL else "full"
                times = _ask_all({name: worker}, method, asked, say)[name]
                results[name][str(count)] |= {
                    "times": times, "memory_mb": worker.memory(), "text_mb": text
                }  # fmt: skip
    return {"length": GROWTH_LENGTH, "engines": results}


def measure_changes(site: Path, work: Path, repeats: int, say: Say) -> dict[str, Any]:
    """A run after one post has changed, and one after none has; seconds from the command on."""
    copy = work / "changing"
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns(".git"), symlinks=True)
    data = work / "changing-data"
    began = time.perf_counter()
    run_index(copy, data, "janome")
    whole = time.perf_counter() - began
    say(f"changes: the whole site took {whole:.1f} s")
    path = max((copy / name for name in _post_files(copy)), key=lambda file: file.stat().st_size)
    text = path.read_text("utf-8")
    changed, unchanged = [], []
    for turn in range(repeats):
        path.write_text(f"{text}\n\n追記その{turn}です。\n", "utf-8")
        changed.append(_seconds(lambda: run_index(copy, data, "janome")))
        unchanged.append(_seconds(lambda: run_index(copy, data, "janome")))
    say(f"changes: one {min(changed):.2f} s, none {min(unchanged):.2f} s")
    return {"whole_site": whole, "one_changed": changed, "none_changed": unchanged}


def _post_files(site: Path) -> list[str]:
    return sorted(open_site(site).files())


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
