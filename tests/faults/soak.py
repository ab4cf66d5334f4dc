"""``python -m tests.faults.soak [SITE] --seconds 300``: load while the index is replaced all along.

Clients ask the service as fast as it answers: searches, completions, several searches at once,
InstantSearch, single posts, and everything by cursor. Meanwhile the index is replaced every few
seconds by a run over a site of which a post has changed, one has come and one has gone. Each
answer is compared with the one that a searcher of its own, alone, gives over the same generation.
At the end: requests a second, latency, wrong answers, errors, and the memory of the service (what
its processes do not share) over time. ``--kill`` also kills a worker every few seconds, which may
cost the requests that it was answering; ``--reload`` makes the service start new workers, which
may cost none. Without SITE, it is the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import web
from search.live import LiveSearcher
from search.query.params import query_from_values
from tests.faults.soak_clients import PATIENCE, QUERIES, Outcome, ask, digest
from tests.support import open_live
from tests.web.service import Server
from web.api.presenters import present_results
from web.landing import with_landings
from web.links import Addresses
from web.settings import Settings

WORKERS = 2
PAUSE = 2.0
"""Seconds between two looks at the memory."""


def soak(
    site: Path, *, seconds: float, clients: int, every: float, kill: float = 0, reload: float = 0
) -> Outcome:
    """Runs the whole thing; ``kill`` and ``reload`` are seconds between two, or 0 for none."""
    outcome = Outcome()
    with _workshop(site) as (copy, data):
        _publish(copy, data, 0)
        server = Server(data, workers=WORKERS)
        ended = threading.Event()
        threads = [
            threading.Thread(target=ask, args=(server, ended, outcome, number))
            for number in range(clients)
        ]
        threads.append(threading.Thread(target=_watch_memory, args=(server, ended, outcome)))
        for pause, act in ((kill, _kill), (reload, _reload)):
            if pause:
                arguments = (server, ended, outcome, pause, act)
                threads.append(threading.Thread(target=_disturb, args=arguments))
        searchers = open_live(data)
        _expect(searchers, outcome)
        for thread in threads:
            thread.start()
        began = time.monotonic()
        until = began + seconds
        while (now := time.monotonic()) < until:
            # The next multiple of the pause, so that a slow run does not put off the others.
            ended.wait(min(every - (now - began) % every, until - now))
            outcome.generations += 1
            _publish(copy, data, outcome.generations)
            _expect(searchers, outcome)
        ended.set()
        for thread in threads:
            thread.join(PATIENCE)
        if server.stop() != 0:
            outcome.errors.append("the service did not stop well")
        outcome.errors += [line for line in server.lines if "Traceback" in line]
    return outcome


@contextmanager
def _workshop(site: Path) -> Iterator[tuple[Path, Path]]:
    """A copy of the site, and a place for its index."""
    with tempfile.TemporaryDirectory(prefix="sakuin-soak-") as folder:
        copy = Path(folder) / "site"
        shutil.copytree(site, copy)
        yield copy, Path(folder) / "data"


def _publish(site: Path, data: Path, number: int) -> None:
    """Changes a post, adds one, removes one, and indexes the site."""
    posts = site / "_posts"
    for post, text in (
        ("2024-03-01-changing", f"これは第{number}世代の索引です。検索と東京の話。"),
        (f"2024-03-02-passing-{number}", f"世代{number}だけにある記事。空港へ行く。"),
    ):
        head = f"---\ntitle: 世代{number}の記事\ntags: [世代, 番号{number}]\n---\n"
        (posts / f"{post}.md").write_text(f"{head}{text}\n", "utf-8")
    (posts / f"2024-03-02-passing-{number - 1}.md").unlink(missing_ok=True)
    arguments = ["index", str(site), "--data", str(data)]
    run = subprocess.run(
        [sys.executable, "-m", "web", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode or "published" not in run.stdout:
        raise RuntimeError(f"the index was not replaced: {run.stdout} {run.stderr}")


def _expect(searchers: LiveSearcher, outcome: Outcome) -> None:
    """Notes what is right for the generation that was just published."""
    searcher = searchers.refresh()
    where = Addresses(Settings(), searcher.sites, "")
    for text in QUERIES:
        query = query_from_values({"q": text}, date.today())
        results = with_landings(searcher.search(query), query, Settings())
        body = json.loads(json.dumps(present_results(results, where), default=list))
        outcome.expected[searcher.generation, text] = digest(body)


def _watch_memory(server: Server, ended: threading.Event, outcome: Outcome) -> None:
    while not ended.wait(PAUSE):
        processes = (server.process.pid, *server.workers())
        outcome.memory.append(sum(map(_private_megabytes, processes)))


def _private_megabytes(process: int) -> float:
    """What the process shares with no other, and no file holds."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0  # it has just been killed
    sizes = [int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")]
    return sum(sizes) / 1024


def _disturb(
    server: Server, ended: threading.Event, outcome: Outcome, pause: float, act: Any
) -> None:
    while not ended.wait(pause):
        act(server, outcome)


def _kill(server: Server, outcome: Outcome) -> None:
    outcome.kills += 1
    os.kill(min(server.workers()), signal.SIGKILL)


def _reload(server: Server, outcome: Outcome) -> None:
    outcome.reloads += 1
    server.process.send_signal(signal.SIGHUP)


def _print(outcome: Outcome, seconds: float) -> None:
    quantiles = statistics.quantiles(outcome.times, n=100)
    shown = outcome.memory[:: max(1, len(outcome.memory) // 10)]
    print(
        f"{len(outcome.times)} answers, {len(outcome.times) / seconds:.0f} a second: median "
        f"{quantiles[49]:.1f} ms, 95th percentile {quantiles[94]:.1f}, 99th {quantiles[98]:.1f}"
    )
    print(
        f"{outcome.generations} generations, {len(outcome.seen)} different answers, "
        f"{outcome.kills} killed workers, {outcome.reloads} reloads, "
        f"{len(outcome.lost)} lost requests"
    )
    memory = ", ".join(f"{megabytes:.0f}" for megabytes in shown)
    print(f"memory {memory} MB: {outcome.growth():.2f} times")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; the exit code is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    demo = Path(web.__file__).parent / "demo"
    parser.add_argument("site", type=Path, nargs="?", default=demo, help="a site with _posts")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--every", type=float, default=10, help="seconds between two generations")
    parser.add_argument("--kill", type=float, default=0, help="seconds between two killed workers")
    parser.add_argument("--reload", type=float, default=0, help="seconds between two reloads")
    asked = parser.parse_args(arguments)
    outcome = soak(**vars(asked))
    failures = outcome.failures(asked.clients)
    _print(outcome, asked.seconds)
    for failure in failures[:20]:
        print(f"FAILED {failure}")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
