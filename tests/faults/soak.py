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
import hashlib
import http.client
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
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import web
from search.column_searcher import ColumnSearcher
from search.live import LiveSearcher
from search.params import query_from_pairs
from tests.web.server import Server
from web.presenters import present_results

QUERIES = (
    "世代", "東京 世代", "検索", "AI", "\"世代\" -夏", "引越し", "空港 OR 京都", "tag:世代",
    "title:世代", "でーた", "サーバ*", "date:2024 の", "Pythn", "",
)  # fmt: skip
"""What is asked, with every facet; each kind of work that a search does."""
WORKERS = 2
PAUSE = 2.0
"""Seconds between two looks at the memory."""
ALLOWED_GROWTH = 1.15
"""Of memory, from the second fifth of the run to the last: the caches are full by then."""
ENOUGH = 40
"""Looks at the memory; fewer say nothing, since the caches are still filling. Nor do those at
workers that were replaced."""
_PATIENCE = 60


@dataclass(slots=True)
class Outcome:
    """What happened; appended to by many threads."""

    times: list[float] = field(default_factory=list)
    """Milliseconds of every answer."""
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    """Generation, query and digest of every search."""
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Connections that broke."""
    expected: dict[tuple[str, str], str] = field(default_factory=dict)
    """Generation and query → digest of the answer."""
    memory: list[float] = field(default_factory=list)
    """Megabytes, over time."""
    generations: int = 0
    kills: int = 0
    reloads: int = 0

    def failures(self, clients: int) -> list[str]:
        """All that should not be."""
        unknown = {g for g, _, _ in self.seen} - {g for g, _ in self.expected}
        mistaken = [
            f"{query!r} in {generation}"
            for generation, query, digest in self.seen
            if self.expected.get((generation, query), digest) != digest
        ]
        found = [*self.errors, *self.wrong, *mistaken]
        found += [f"answers of an unknown generation {one}" for one in unknown]
        if len(self.lost) > self.kills * clients:
            found += self.lost
        if self.growth() > ALLOWED_GROWTH:
            found.append(f"the memory grew to {self.growth():.2f} times")
        return found

    def growth(self) -> float:
        fifth = len(self.memory) // 5
        if len(self.memory) < ENOUGH or self.kills or self.reloads:
            return 1.0
        early, late = self.memory[fifth : 2 * fifth], self.memory[-fifth:]
        return statistics.median(late) / statistics.median(early)


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
            threading.Thread(target=_ask, args=(server, ended, outcome, number))
            for number in range(clients)
        ]
        threads.append(threading.Thread(target=_watch_memory, args=(server, ended, outcome)))
        for pause, act in ((kill, _kill), (reload, _reload)):
            if pause:
                arguments = (server, ended, outcome, pause, act)
                threads.append(threading.Thread(target=_disturb, args=arguments))
        searchers = LiveSearcher(data)
        _expect(searchers.refresh(), outcome)
        for thread in threads:
            thread.start()
        began = time.monotonic()
        until = began + seconds
        while (now := time.monotonic()) < until:
            # The next multiple of the pause, so that a slow run does not put off the others.
            ended.wait(min(every - (now - began) % every, until - now))
            outcome.generations += 1
            _publish(copy, data, outcome.generations)
            _expect(searchers.refresh(), outcome)
        ended.set()
        for thread in threads:
            thread.join(_PATIENCE)
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
        [sys.executable, "-m", "web.cli", *arguments], capture_output=True, text=True, check=False
    )
    if run.returncode or "published" not in run.stdout:
        raise RuntimeError(f"the index was not replaced: {run.stdout} {run.stderr}")


def _expect(searcher: ColumnSearcher, outcome: Outcome) -> None:
    """Notes what is right for the generation that was just published."""
    for text in QUERIES:
        query = query_from_pairs([("q", text)], date.today())
        body = json.loads(json.dumps(present_results(searcher.search(query)), default=list))
        outcome.expected[searcher.generation, text] = _digest(body)


def _digest(body: dict[str, Any]) -> str:
    """Everything of an answer but the time that it took."""
    kept = {name: value for name, value in body.items() if name != "took_ms"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _ask(server: Server, ended: threading.Event, outcome: Outcome, number: int) -> None:
    """One client on one connection, which it opens again when it breaks."""
    random = Random(number)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=_PATIENCE)
    while not ended.is_set():
        text = random.choice(QUERIES)
        began = time.perf_counter()
        try:
            random.choice(_KINDS)(connection, text, outcome)
        except (OSError, http.client.HTTPException) as error:
            outcome.lost.append(f"{type(error).__name__}: {error}")
            connection.close()
        except (ValueError, KeyError) as error:
            outcome.errors.append(f"{type(error).__name__}: {error} for {text!r}")
        else:
            outcome.times.append(1000 * (time.perf_counter() - began))
    connection.close()


def _fetch(connection: http.client.HTTPConnection, path: str, body: Any = None) -> dict[str, Any]:
    if body is None:
        connection.request("GET", path)
    else:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    raw = response.read()
    if response.status != 200:
        raise ValueError(f"status {response.status}: {raw[:200]!r}")
    answer: dict[str, Any] = json.loads(raw)
    return answer


def _search(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    body = _fetch(connection, f"/api/v1/search?q={quote(text)}")
    outcome.seen.add((body["generation"], text, _digest(body)))


def _several(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    asked = [{"q": one} for one in (text, "世代", text)]
    results = _fetch(connection, "/api/v1/multi-search", {"searches": asked})["results"]
    if len({body["generation"] for body in results}) != 1:
        outcome.wrong.append("one answer is of several generations")
    for question, body in zip(asked, results, strict=True):
        outcome.seen.add((body["generation"], question["q"], _digest(body)))


def _instantsearch(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    asked = [{"params": {"query": text, "facets": ["tag"]}}, {"params": {"query": "tag:世代"}}]
    results = _fetch(connection, "/api/v1/instantsearch", asked)["results"]
    if results[1]["nbHits"] != 2:
        outcome.wrong.append(f"InstantSearch finds {results[1]['nbHits']} posts of 2")


def _suggest(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    found = _fetch(connection, f"/api/v1/suggest?q={quote('世代' + text[:1])}")["suggestions"]
    if text == "" and not any("世代" in one["text"] for one in found):
        outcome.wrong.append("no completion of 世代")


def _read(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    body = _fetch(connection, "/api/v1/documents/_posts/2024-03-01-changing.md")
    number = body["title"].removeprefix("世代").removesuffix("の記事")
    if f"第{number}世代" not in body["sections"][0]["text"]:
        outcome.wrong.append(f"the post {body['title']} has the text of another generation")


def _scan(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    """Reads all by cursor, over an index that may change meanwhile: each post once."""
    path, ids = "/api/v1/documents?limit=100", []
    while True:
        body = _fetch(connection, path)
        ids += [hit["id"] for hit in body["hits"]]
        if body["next_cursor"] is None:
            break
        path = f"/api/v1/documents?limit=100&cursor={quote(body['next_cursor'])}"
    if ids != sorted(set(ids)) or "_posts/2024-03-01-changing.md" not in ids:
        outcome.wrong.append("reading by cursor repeats or misses a post")


_KINDS = (*[_search] * 6, _several, _instantsearch, _suggest, _read, _scan)


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
