"""What a cluster of three nodes bears, as a table: nodes and runs that are killed, networks cut.

::

    python -m tests.faults.cluster
    python -m tests.faults.cluster --only indexer --times 30 --posts 200

A service is asked all the while (:mod:`tests.faults.cluster_service`). For each fault the table
counts right answers, those that failed as they may (503 with ``Retry-After``), partial and wrong
ones, of which there must be none, and the longest time without an answer. After each fault,
``sakuin check`` reads every post. The exit code is 1 if anything was not as it must be.
"""

from __future__ import annotations

import argparse
import logging
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.cluster.nodes import Nodes, ask, running_nodes
from tests.cluster.proxy import Network, Proxy, make_certificate
from tests.faults.cluster_service import Service, Tally

BLOCK = "index.blocks.read_only_allow_delete"
"""What OpenSearch sets when a disk is full."""


@dataclass(slots=True)
class Row:
    """What a fault has done: a line of the table."""

    fault: str
    tally: Tally = field(default_factory=Tally)
    published: int = 0
    refused: int = 0
    back: float = 0.0
    """Seconds from the end of the fault to the next answers, at most."""
    problems: list[str] = field(default_factory=list)

    def note(self, outcome: tuple[bool, str], must: bool | None = None) -> None:
        """Counts a run; ``must`` says whether it had to publish, or had to be refused."""
        done, said = outcome
        self.published += done
        self.refused += not done
        if must is not None and done != must:
            self.problems.append(f"a run {'published' if done else 'failed'}: {said[-500:]}")
        if "Traceback" in said:
            self.problems.append(said[-2000:])

    @property
    def faults(self) -> list[str]:
        return [*self.tally.faults, *self.problems]


class Trial:
    """Three nodes, and a service over each fault's own index."""

    def __init__(
        self, nodes: Nodes, folder: Path, posts: int, times: int, seed: int, timeout: float
    ) -> None:
        self.nodes = nodes
        self.folder = folder
        self.posts = posts
        self.times = times
        self.random = Random(seed)
        self.timeout = timeout

    @contextmanager
    def service(
        self, row: Row, urls: Sequence[str] = (), ca: Path | None = None, replicas: int = 1
    ) -> Iterator[Service]:
        """A service with an index, which is checked and removed in the end."""
        name = f"f{secrets.token_hex(6)}"
        cluster = {"urls": list(urls or self.nodes.urls), "index": name, "replicas": replicas,
                   "timeout": self.timeout, **({"ca": str(ca)} if ca else {})}  # fmt: skip
        service = Service(self.folder / name, cluster, posts=self.posts)
        row.note(service.run(), must=True)
        row.published = 0
        service.ask(Tally())  # opens the index
        yield service
        self.nodes.start()
        self.nodes.await_ready(status="green")
        for _ in range(2):  # the second removes what the first has replaced
            row.note(service.run(), must=True)
        if problem := service.check():
            row.problems.append(problem)
        row.problems += self._left_over(name)
        for found in self._indices(name):
            ask(f"{self.nodes.urls[0]}/{found}", method="DELETE")

    def _indices(self, name: str) -> list[str]:
        rows = ask(f"{self.nodes.urls[0]}/_cat/indices/{name}-*?format=json&h=index")
        return [row["index"] for row in rows]

    def _left_over(self, name: str) -> list[str]:
        """Posts of runs that have not published, and indices that nobody reads."""
        url = self.nodes.urls[0]
        manifest = ask(f"{url}/{name}-meta/_doc/manifest")["_source"]
        content = manifest["content"]
        ask(f"{url}/{name}-posts-*/_refresh", method="POST")
        # What the last run has replaced stays until the next: somebody may still read it.
        known = manifest["documents"] + len(content["dead"])
        stray = ask(f"{url}/{content['posts']}/_count")["count"] - known
        kept = {content["posts"], content["before"][1]}
        posts = {one for one in self._indices(name) if "-posts-" in one}
        return [
            *([f"{stray} posts of runs that nobody reads"] if stray else []),
            *(f"{one} is still there" for one in posts - kept),
        ]


def searching(trial: Trial) -> Iterator[Row]:
    """Each node in turn is killed while people search."""
    row = Row("kill -9 of one of three nodes while searching (each once)")
    with trial.service(row) as service, service.asked(row.tally):
        for number in range(3):
            service.await_answers(row.tally)
            trial.nodes.kill(number)
            row.back = max(row.back, service.await_answers(row.tally, 20))
            trial.nodes.start()
            trial.nodes.await_ready(status="green")
    yield row


def indexing(trial: Trial) -> Iterator[Row]:
    """Each node in turn is killed while a run writes and people search."""
    row = Row("kill -9 of one of three nodes while indexing (each once)")
    with trial.service(row) as service, service.asked(row.tally):
        began = time.monotonic()
        row.note(service.run("--full"), must=True)
        lasts = time.monotonic() - began
        for number in range(3):
            run = service.begin_run("--full")
            _await(run, lasts * trial.random.uniform(0.4, 0.9))
            trial.nodes.kill(number)
            row.note(service.end(run))
            row.back = max(row.back, service.await_answers(row.tally, 20))
            trial.nodes.start()
            trial.nodes.await_ready(status="green")
    yield row


def indexer(trial: Trial) -> Iterator[Row]:
    """Runs are killed at instants spread over their time, every other one a rebuild."""
    row = Row(f"kill -9 of the indexer at {trial.times} instants")
    with trial.service(row) as service:
        lasts = {}
        for options in ((), ("--full",)):
            began = time.monotonic()
            row.note(service.run(*options), must=True)
            lasts[options] = time.monotonic() - began
        with service.asked(row.tally, askers=1):
            for number in range(trial.times):
                options = ("--full",) if number % 2 else ()
                run = service.begin_run(*options)
                # Before it has read the first file there is nothing to see.
                _await(run, lasts[options] * (0.3 + 0.75 * number / trial.times))
                run.kill()
                print(f"instant {number + 1}: {line_of(row)}", file=sys.stderr, flush=True)
                row.note(service.end(run))
                service.await_answers(row.tally, 2)
                if number % 3 == 2:
                    row.note(service.run(), must=True)
    yield row


def two_of_three(trial: Trial) -> Iterator[Row]:
    """Two nodes go; with two replicas searches go on, with one they fail."""
    for replicas in (1, 2):
        row = Row(f"kill -9 of two of three nodes, replicas = {replicas}")
        with trial.service(row, replicas=replicas) as service:
            trial.nodes.await_ready(status="green")
            with service.asked(row.tally):
                service.await_answers(row.tally)
                for number in (0, 2):
                    trial.nodes.kill(number)
                if replicas == 2:
                    service.await_answers(row.tally, 20)
                else:
                    service.await_questions(row.tally)
                row.note(service.run(), must=False)
                trial.nodes.start()
                row.back = service.await_answers(row.tally)
        yield row


def all_nodes(trial: Trial) -> Iterator[Row]:
    """All nodes go, and come back."""
    row = Row("kill -9 of all nodes")
    with trial.service(row) as service, service.asked(row.tally):
        service.await_answers(row.tally)
        trial.nodes.stop()
        service.await_questions(row.tally)
        if service.get("/readyz")[0] != 503:
            row.problems.append("/readyz does not say that nobody answers")
        row.note(service.run(), must=False)
        trial.nodes.start()
        row.back = service.await_answers(row.tally)
        if service.get("/readyz")[0] != 200:
            row.problems.append("/readyz does not say that answers have come again")
    yield row


_CUTS = tuple(network for network in Network if network is not Network.WHOLE)


def network(trial: Trial) -> Iterator[Row]:
    """Connections are dropped, or hang, in a proxy with TLS before each node."""
    certificate = make_certificate(trial.folder)
    with ExitStack() as stack:
        proxies = [
            stack.enter_context(Proxy(url, certificate=certificate).running())
            for url in trial.nodes.urls
        ]
        urls = [proxy.url for proxy in proxies]
        for cut in _CUTS:
            for count in (1, 3):
                where = "one node" if count == 1 else "all nodes"
                row = Row(f"network to {where}: {cut.value}")
                with trial.service(row, urls, certificate[0]) as service:
                    _cut_for_a_while(service, row, proxies, cut, count)
                yield row


def _cut_for_a_while(
    service: Service, row: Row, proxies: Sequence[Proxy], cut: Network, count: int
) -> None:
    with service.asked(row.tally):
        service.await_answers(row.tally)
        run = service.begin_run()
        for proxy in proxies[:count]:
            proxy.network = cut
        service.await_questions(row.tally, 20)
        for proxy in proxies:
            proxy.network = Network.WHOLE
        row.back = service.await_answers(row.tally)
        row.note(service.end(run))


def full_disk(trial: Trial) -> Iterator[Row]:
    """The block that OpenSearch sets when a disk is full: before a run, and within one."""
    row = Row("read-only block of a full disk, before and within a run")
    with trial.service(row) as service, service.asked(row.tally):
        name = service.settings.opensearch.index if service.settings.opensearch else ""
        url = f"{trial.nodes.urls[0]}/{name}-*/_settings"
        for within in (False, True):
            if within:
                run = service.begin_run("--full")
                _await_index(trial.nodes, name, run)
            ask(url, {BLOCK: True}, "PUT")
            outcome = service.end(run) if within else service.run()
            row.note(outcome, must=None if within else False)
            if not outcome[0] and "full" not in outcome[1]:
                row.problems.append(f"it does not say that a disk is full: {outcome[1][-300:]}")
            service.await_answers(row.tally)
            ask(url, {BLOCK: None}, "PUT")
            row.note(service.run(), must=True)
    yield row


def _await(run: subprocess.Popen[str], seconds: float) -> None:
    """Lets a run go on for some time, or to its end."""
    until = time.monotonic() + seconds
    while run.poll() is None and time.monotonic() < until:
        time.sleep(0.005)


def _await_index(nodes: Nodes, name: str, run: subprocess.Popen[str]) -> None:
    """Waits until a rebuild has begun its index."""
    url = f"{nodes.urls[0]}/_cat/indices/{name}-posts-*?format=json&h=index"
    before = len(ask(url))
    while run.poll() is None and len(ask(url)) == before:
        time.sleep(0.02)


FAULTS: dict[str, Callable[[Trial], Iterator[Row]]] = {
    "searching": searching,
    "indexing": indexing,
    "indexer": indexer,
    "two": two_of_three,
    "all": all_nodes,
    "network": network,
    "disk": full_disk,
}


def trial_of(
    nodes: Nodes,
    folder: Path,
    faults: Sequence[str],
    *,
    posts: int,
    times: int,
    timeout: float,
    seed: int = 1,
) -> Iterator[Row]:
    """The rows of some faults, one after the other."""
    trial = Trial(nodes, folder, posts, times, seed, timeout)
    for name in faults:
        yield from FAULTS[name](trial)


_HEAD = "| fault | right | failed | partial | wrong | silence | back after | runs: done, refused |"


def line_of(row: Row) -> str:
    tally = row.tally
    cells = (
        row.fault, tally.right, tally.failed, len(tally.partial), len(tally.wrong),
        f"{tally.silence:.1f} s", f"{row.back:.1f} s", f"{row.published}, {row.refused}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the exit code is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cluster", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=FAULTS, default=list(FAULTS))
    parser.add_argument("--posts", type=int, default=60, help="of the site")
    parser.add_argument("--times", type=int, default=30, help="the indexer is killed")
    parser.add_argument("--timeout", type=float, default=2.0, help="seconds of a search")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    logging.disable(logging.WARNING)  # of failed answers, which are counted
    print(f"{_HEAD}\n|---|---|---|---|---|---|---|---|", flush=True)
    failures = []
    with tempfile.TemporaryDirectory() as scratch, running_nodes(Path(scratch)) as nodes:
        rows = trial_of(
            nodes,
            Path(scratch),
            asked.only,
            posts=asked.posts,
            times=asked.times,
            timeout=asked.timeout,
            seed=asked.seed,
        )
        for row in rows:
            print(line_of(row), flush=True)
            failures += row.faults
    for failure in failures[:20]:
        print(f"FAILED {failure}")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
