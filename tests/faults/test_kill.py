"""A run that is killed at any moment leaves the last good index, and the next run succeeds."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.durable import unsealed
from index.errors import BusyError
from index.local.lock import exclusive
from index.runs.ledger import check
from index.runs.pipeline import Options, SiteSource, reindex
from tests.faults.states import state_of
from tests.support import post_source, write_site
from web.engines import local_store

KILLS = int(os.environ.get("TESTS_KILLS", "30"))
"""How often a run is killed."""
POSTS = 12
ALL_DAYS = range(1, POSTS + 1)
FORK = multiprocessing.get_context("fork")


def write_version(root: Path, version: int, days: Sequence[int] = ALL_DAYS) -> dict[str, str]:
    """Writes the posts of some days anew; gives what these must say when they are indexed."""
    text = f"第{version}版。" + "東京は晴れ。" * 20
    posts = {f"2025-01-{day:02}-post.md": post_source(f"{day}日", text) for day in days}
    write_site(root, posts)
    return {f"_posts/{name}": f"第{version}版。" for name in posts}


def run_once(root: Path, data: Path, jobs: int) -> None:
    reindex([SiteSource(root)], local_store(data), AnalyzerChoice(), Options(jobs=jobs))


def start_run(root: Path, data: Path, jobs: int = 1) -> multiprocessing.process.BaseProcess:
    """A process of its own: forked, so that it need not import everything again."""
    process = FORK.Process(target=run_once, args=(root, data, jobs))
    process.start()
    return process


def test_killed_runs_leave_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    wanted = served = write_version(root, 0)
    began = time.monotonic()
    run_once(root, data, 1)
    usual = time.monotonic() - began
    dice = random.Random(20251030)
    for version in range(1, KILLS + 1):
        some = dice.sample(ALL_DAYS, dice.choice([1, 1, 2, POSTS]))
        wanted = wanted | write_version(root, version, some)
        process = start_run(root, data)
        process.join(dice.uniform(0, usual))
        process.kill()
        process.join()
        found = state_of(data)
        assert found in (served, wanted), f"kill {version} left neither the old index nor the new"
        served = found
        if dice.random() < 0.4:
            run_once(root, data, 1)
            served = state_of(data)
            assert served == wanted
    run_once(root, data, 1)
    assert state_of(data) == wanted
    assert check(local_store(data)).problems == ()
    assert_no_leftovers(data)


def assert_no_leftovers(data: Path) -> None:
    """What is kept is the served generation and the one before, however many runs were killed."""
    last_two = sorted(data.glob("generations/*/manifest"))
    assert last_two[-1].parent.name == local_store(data).current().name
    assert len(last_two) == len(list(data.glob("generations/*"))) == 2
    ids = {row["id"] for path in last_two for row in unsealed(path.read_bytes())["segments"]}
    assert {path.name for path in data.glob("segments/*")} == ids
    assert list(data.glob("*.new*")) == []


def test_a_killed_first_run_leaves_no_index_and_the_next_one_succeeds(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    wanted = write_version(root, 1)
    for delay in (0.02, 0.1, 0.2):
        process = start_run(root, data)
        process.join(delay)
        process.kill()
        process.join()
    run_once(root, data, 1)
    assert state_of(data) == wanted


def test_workers_end_with_a_killed_run_and_hold_no_lock(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    text = "".join(f"{n}番目の文には新しいことが書いてある。" for n in range(6000))
    write_site(root, {"2025-01-01-long.md": post_source("長い", text)})
    process = start_run(root, data, jobs=2)
    deadline = time.monotonic() + 120  # a busy machine takes long to start a process
    workers: set[int] = set()
    while not workers and time.monotonic() < deadline:
        workers = descendants(process.pid)
        time.sleep(0.02)
    process.kill()
    process.join()
    with exclusive(data):
        pass
    while any(is_running(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert workers
    assert not any(is_running(worker) for worker in workers)


def test_a_second_run_at_the_same_time_says_who_is_busy(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    write_version(root, 1)
    with exclusive(data), pytest.raises(BusyError, match=str(os.getpid())):
        run_once(root, data, 1)
    run_once(root, data, 1)
    assert local_store(data).current().documents == POSTS


def descendants(process: int | None) -> set[int]:
    """The processes below one, as the kernel lists them."""
    found: set[int] = set()
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            for child in children.read_text("ascii").split():
                found |= {int(child)} | descendants(int(child))
    return found


def is_running(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text("utf-8")
    except OSError:
        return False
