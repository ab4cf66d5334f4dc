"""``python -m tests.faults.soak [SITE] --seconds 300``: load while the index is replaced all along.

Clients ask the service: searches, with keys too, completions, several searches at once,
InstantSearch, single posts, and everything by cursor. Meanwhile a post changes, one comes and one
goes every few seconds, and a second site is added and taken away. Each answer is compared with the
one that a searcher of its own, alone, gives over the same generation. At the end: requests a
second, latency, wrong answers, errors, and what the service takes over time, with ``--csv`` as a
table (``tests.faults.soak_figures`` draws it).

``--kill`` also kills a worker every few seconds, which may cost the requests that it was answering;
``--reload`` makes the service start new workers, and ``--keys`` replaces the key that clients send,
which may cost none. With ``--watcher`` the service watches the changing site itself, and the
process that does is killed. Without SITE, it is the demo.
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import web
from index.errors import SakuinError
from search.live import LiveSearcher
from search.query.params import query_from_values
from search.query.parser import parse_filters
from search.query.query import ANYBODY, Asker
from search.searcher import ConfinedSearcher
from tests.faults.soak_clients import (
    CHANGING,
    CHANGING_ID,
    FILTER,
    PATIENCE,
    QUERIES,
    WITH_KEY,
    Outcome,
    ask,
    digest,
)
from tests.faults.soak_figures import FLAT, sample, write_table
from tests.support import open_live
from tests.web.service import Server, eventually
from web.access.keys import KeyStore
from web.api.presenters import present_results
from web.links import Addresses, with_landings
from web.settings import Settings

WORKERS = 2
PAUSE = 2.0
"""Seconds between two looks at what the service takes."""
LOOK = 0.02
"""Seconds between two looks for a new generation."""
GRACE = 5.0
"""Seconds after which nobody sends a key any more that has been replaced."""
GUEST_EVERY = 3
"""Changes between the second site's coming and its going."""


def soak(
    site: Path,
    *,
    seconds: float,
    clients: int,
    every: float,
    rest: float = 0,
    **pauses: float,
) -> Outcome:
    """Runs the whole thing; ``kill`` and the like are seconds between two, or 0 for never."""
    outcome = Outcome()
    with _workshop(site) as folder:
        data, named = folder / "data", f"blog={folder / 'site'}"
        _write(folder / "site", 0)
        _index(data, named)
        _replace_key(data, outcome)
        watched = ("--site", named) if pauses.get("watcher") else ()
        server = Server(data, *watched, workers=WORKERS)
        follower = _Follower(open_live(data), outcome, f"http://{server.host}:{server.port}")
        ended, calm = threading.Event(), threading.Event()
        work: list[Callable[[], None]] = [
            *(partial(ask, server, ended, outcome, number, rest) for number in range(clients)),
            partial(follower.follow, ended),
            partial(_watch, server, data, ended, outcome),
            *_disturbances(server, data, outcome, calm, pauses),
        ]
        follower.look()
        with _at_work(work, calm, ended):
            for number in _rounds(seconds, every):
                outcome.rounds = number
                _change(folder, number, None if watched else named)
            calm.set()
            eventually(follower.sees_all)
        outcome.errors += _told(server, outcome)
        if server.stop() != 0:
            outcome.errors.append("the service did not stop well")
        outcome.errors += [line for line in server.lines if "Traceback" in line]
    return outcome


@contextmanager
def _at_work(work: Iterable[Callable[[], None]], *until: threading.Event) -> Iterator[None]:
    """Threads that work until the events are set."""
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for event in until:
            event.set()
        for thread in threads:
            thread.join(PATIENCE)


def _rounds(seconds: float, every: float) -> Iterator[int]:
    """The numbers of changes, each at its time, so that a slow run does not put off the others."""
    began = time.monotonic()
    number = 0
    while (left := began + seconds - time.monotonic()) > 0:
        time.sleep(min(every - (seconds - left) % every, left))
        number += 1
        yield number


@contextmanager
def _workshop(site: Path) -> Iterator[Path]:
    """A folder with a copy of the site, and with a second one of a single post."""
    with tempfile.TemporaryDirectory(prefix="sakuin-soak-") as name:
        folder = Path(name)
        shutil.copytree(site, folder / "site")
        guest = folder / "guest" / "_posts"
        guest.mkdir(parents=True)
        text = "---\ntitle: 客の記事\ntags: [客]\n---\n東京から来た検索の客。\n"
        (guest / "2024-04-01-guest.md").write_text(text, "utf-8")
        yield folder


def _write(site: Path, number: int) -> None:
    """Changes a post, removes one and adds another; each at once, as nothing reads half a file."""
    posts, fresh = site / "_posts", site.parent / "fresh"
    passing = "2024-03-02-passing-{}.md"
    head = f"---\ntitle: 世代{number}の記事\ntags: [世代, 番号{number}]\n---\n"
    for name, text in (
        (CHANGING, f"これは第{number}世代の索引です。検索と東京の話。"),
        (passing.format(max(number - 1, 0)), f"世代{number}だけの記事。空港へ行く。"),
    ):
        fresh.write_text(f"{head}{text}\n", "utf-8")
        fresh.replace(posts / name)
    if number:
        (posts / passing.format(number - 1)).replace(posts / passing.format(number))


def _index(data: Path, *arguments: str) -> None:
    """A run beside the service; once more while another one is at work."""
    command = [sys.executable, "-m", "web", "index", *arguments, "--data", str(data)]
    env = os.environ | {"SAKUIN_TOKENIZER": "janome"}  # as the service itself
    while True:
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return
        if "wait for it to end" not in run.stderr:
            raise RuntimeError(f"the index was not replaced: {run.stdout} {run.stderr}")
        time.sleep(LOOK)


def _change(folder: Path, number: int, site: str | None) -> None:
    """Writes, and indexes ``site`` unless somebody watches; adds another, and takes it away."""
    data = folder / "data"
    _write(folder / "site", number)
    if site is not None:
        _index(data, site)
    if number % (2 * GUEST_EVERY) == GUEST_EVERY:
        _index(data, f"guest={folder / 'guest'}")
    elif number % (2 * GUEST_EVERY) == 0:
        _index(data, f"blog={folder / 'site'}", "--prune")


class _Follower:
    """Opens every generation as it is published, and notes what is right in it."""

    def __init__(self, searchers: LiveSearcher, outcome: Outcome, service: str) -> None:
        self._searchers = searchers
        self._outcome = outcome
        self._service = service
        self._seen = ""
        self._rounds: set[int] = set()
        """Those that can be found."""

    def follow(self, ended: threading.Event) -> None:
        while not ended.wait(LOOK):
            try:
                self.look()
            except SakuinError as error:
                self._outcome.errors.append(f"a generation could not be opened: {error}")

    def sees_all(self) -> bool:
        """Whether the last change can be found, and has been by a client."""
        served = {generation for generation, _, _ in self._outcome.seen.copy()}
        return self._outcome.rounds in self._rounds and self._seen in served

    def look(self) -> None:
        searcher = self._searchers.refresh()
        if searcher.generation == self._seen:
            return
        self._seen = searcher.generation
        within = parse_filters(FILTER, date.today())
        self._note(ConfinedSearcher(searcher, ANYBODY), "")
        self._note(ConfinedSearcher(searcher, Asker(within)), WITH_KEY)
        changing = searcher.document(CHANGING_ID)
        assert changing
        self._rounds.add(int(changing.title.removeprefix("世代").removesuffix("の記事")))
        self._outcome.generations += 1

    def _note(self, searcher: ConfinedSearcher, prefix: str) -> None:
        where = Addresses(Settings(), searcher.sites, self._service)
        for text in QUERIES:
            query = query_from_values({"q": text}, date.today())
            results = with_landings(searcher.search(query), query, Settings())
            body = json.loads(json.dumps(present_results(results, where), default=list))
            self._outcome.expected[self._seen, prefix + text] = digest(body)
            if text == FILTER:
                self._outcome.totals.add(results.total)


def _watch(server: Server, data: Path, ended: threading.Event, outcome: Outcome) -> None:
    began = time.monotonic()
    while not ended.wait(PAUSE):
        processes = (server.process.pid, *server.children())
        counts = len(outcome.times), outcome.generations
        outcome.samples.append(sample(time.monotonic() - began, *counts, processes, data))


def _disturbances(
    server: Server, data: Path, outcome: Outcome, calm: threading.Event, pauses: dict[str, float]
) -> Iterator[Callable[[], None]]:
    acts = {
        "kill": partial(_kill, server, outcome),
        "reload": partial(_reload, server, outcome),
        "watcher": partial(_kill_watcher, server, outcome),
        "keys": partial(_replace_key, data, outcome),
    }
    for name, pause in pauses.items():
        yield partial(_disturb, calm, pause, acts[name])


def _disturb(calm: threading.Event, pause: float, act: Callable[[], None]) -> None:
    while pause and not calm.wait(pause):
        act()


def _kill(server: Server, outcome: Outcome) -> None:
    workers = server.workers()
    if workers:  # none in the moment between two kills
        worker, began = min(workers), time.monotonic()
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: worker not in server.children())
        outcome.killed.append((began, time.monotonic()))


def _reload(server: Server, outcome: Outcome) -> None:
    outcome.reloads += 1
    old = server.workers()
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: not old & server.workers())  # the next one would only wait for that


def _kill_watcher(server: Server, outcome: Outcome) -> None:
    for watcher in server.children() - server.workers():
        outcome.watchers += 1
        os.kill(watcher, signal.SIGKILL)


def _replace_key(data: Path, outcome: Outcome) -> None:
    """Gives clients another key, and revokes the old one when nobody sends it any more."""
    store, old = KeyStore(data), outcome.key
    outcome.key = store.create("soak", filter=FILTER)
    if old:
        time.sleep(GRACE)
        store.revoke(old.split("_")[1])
        outcome.revoked.append(old)


def _told(server: Server, outcome: Outcome) -> Iterator[str]:
    """What is wrong with what the service says of itself at the end."""
    watcher = server.get("/healthz?verbose=1")[1]["watcher"]
    ends = watcher["ends"] if watcher else 0
    if ends != outcome.watchers:
        yield f"the watcher was killed {outcome.watchers} times, and is said to have ended {ends}"
    for token in outcome.revoked[-3:]:
        answer = server.send(
            f"GET /api/v1/search HTTP/1.1\r\nHost: a\r\nX-API-Key: {token}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        if b" 401 " not in answer[:20]:
            yield f"a revoked key is answered {answer[:20]!r}"


def _print(outcome: Outcome, seconds: float) -> None:
    quantiles = statistics.quantiles(outcome.times, n=100)
    print(
        f"{len(outcome.times)} answers, {len(outcome.times) / seconds:.0f} a second: median "
        f"{quantiles[49]:.1f} ms, 95th percentile {quantiles[94]:.1f}, 99th {quantiles[98]:.1f}"
    )
    print(
        f"{outcome.generations} generations, {len(outcome.seen)} different answers, "
        f"{len(outcome.killed)} killed workers, {outcome.watchers} killed watchers, "
        f"{outcome.reloads} reloads, {len(outcome.revoked)} revoked keys, "
        f"{len(outcome.lost)} lost requests"
    )
    for name in FLAT:
        series = outcome.series(name)
        shown = ", ".join(f"{value:.0f}" for value in series[:: max(1, len(series) // 10)])
        print(f"{name} {shown}: {outcome.growth(name):.2f} times")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; the exit code is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    demo = Path(web.__file__).parent / "demo"
    parser.add_argument("site", type=Path, nargs="?", default=demo, help="a site with _posts")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rest", type=float, default=0, help="seconds that a client then waits")
    parser.add_argument("--every", type=float, default=10, help="seconds between two changes")
    for name, what in (
        ("kill", "killed workers"),
        ("reload", "reloads"),
        ("watcher", "killed watchers; more than 60, or its pauses grow"),
        ("keys", "keys"),
    ):
        parser.add_argument(f"--{name}", type=float, default=0, help=f"seconds between two {what}")
    parser.add_argument("--csv", type=Path, help="where to write what the service took over time")
    asked = parser.parse_args(arguments)
    table = vars(asked).pop("csv")
    outcome = soak(**vars(asked))
    if table:
        write_table(table, outcome.samples)
    failures = outcome.failures(asked.clients)
    _print(outcome, asked.seconds)
    for failure in failures[:20]:
        print(f"FAILED {failure}")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
