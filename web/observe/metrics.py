"""Prometheus metrics of all worker processes together: ``/metrics``.

They are counted in memory that was there before the workers were forked, so that nothing is lost
with a worker. No file is involved, whose disk might be full.
"""

from __future__ import annotations

import mmap
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily as Count
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import HistogramMetricFamily as Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from index.errors import UnusableIndexError
from search.results import Results
from web.access.control import require_owner
from web.access.counters import alone
from web.access.proxies import is_forwarded
from web.context import context
from web.errors import NO_STORE
from web.jobs.queue import KEPT, STATES, Jobs
from web.observe.health import last_check

Name = tuple[str, ...]
"""What is counted, and its labels."""

ROOM = 1_048_576
"""Bytes for names. What nobody touches takes no memory."""
MOST = 10_000
"""Names that are counted."""
_SEPARATOR = "\x1f"


class SharedNumbers:
    """Counters by name, in memory that all workers share; they only rise."""

    def __init__(self) -> None:
        self._names = mmap.mmap(-1, ROOM)
        """A name a line. This process has read, or written, those before its position."""
        self._values = memoryview(mmap.mmap(-1, 8 * (MOST + 1))).cast("d")
        """How many names there are, then the value of each."""
        self._places: dict[Name, int] = {}

    def add(self, name: Name, amount: float = 1) -> None:
        """Adds to a number; a new one that finds no room any more is not counted."""
        with alone():
            if name not in self._places:
                self._learn()
            place = self._places.get(name) or self._new(name)
            if place:
                self._values[place] += amount

    def totals(self) -> Counter[Name]:
        """Every number."""
        with alone():
            self._learn()
            return Counter({name: self._values[place] for name, place in self._places.items()})

    def _learn(self) -> None:
        """Reads the names that others have written."""
        while len(self._places) < self._values[0]:
            name = self._names.readline().decode().removesuffix("\n")
            self._places[tuple(name.split(_SEPARATOR))] = len(self._places) + 1

    def _new(self, name: Name) -> int:
        """The place of a new number, behind all others; 0 without room."""
        line = f"{_SEPARATOR.join(name)}\n".encode()
        if len(self._places) == MOST or self._names.tell() + len(line) > ROOM:
            return 0
        self._names.write(line)
        # Whoever is killed before this has written nothing that others believe.
        self._values[0] = self._places[name] = len(self._places) + 1
        return self._places[name]


blueprint = Blueprint("metrics", __name__)

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Bounds of buckets: a search takes some milliseconds, so that is where they are close."""
HITS = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0)
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
"""Clients may invent others, each of which would be kept for ever."""

numbers = SharedNumbers()
"""Made when the parent of all workers imports this, so that they share it."""


def measure_requests(app: Flask) -> None:
    """Counts and times every request of ``app``."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in _METHODS else "other"
        numbers.add(("requests", route, method, str(response.status_code)))
        _observe("seconds", SECONDS, time.perf_counter() - g.started, route)
        return response


def count_search(results: Results) -> None:
    """Counts a search and its hits; empty queries are no question."""
    if results.query:
        _observe("hits", HITS, results.total)


def count_answer(kept: bool) -> None:
    """Counts an answer that is kept or might be, by whether it was there already."""
    numbers.add(("answers", "kept" if kept else "made"))


def _observe(name: str, bounds: Sequence[float], value: float, *labels: str) -> None:
    numbers.add((name, *labels, str(bisect_left(bounds, value))))
    numbers.add((name, *labels, "sum"), value)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Open to whoever reaches the service itself; others need a key of the scope ``admin``."""
    if context().settings.require_key or is_forwarded():
        require_owner(by_password=True)
    return Response(generate_latest(_Now()), content_type=CONTENT_TYPE_LATEST, headers=NO_STORE)


class _Now(Collector):
    """All there is to tell at this moment, each family once."""

    def collect(self) -> Iterator[Metric]:
        yield from _of_the_requests()
        yield from _of_the_index()
        yield from _of_the_runs()
        yield from _of_the_watcher()


def _of_the_requests() -> Iterator[Metric]:
    totals = numbers.totals()

    def named(kind: str) -> list[tuple[Name, float]]:
        return sorted((name[1:], value) for name, value in totals.items() if name[0] == kind)

    of_requests = "Requests by route, method and status."
    labels = ("route", "method", "status")
    yield _family(Count, "sakuin_requests", of_requests, named("requests"), labels)
    seconds = named("seconds"), ("route",)
    yield _histogram("sakuin_request_seconds", "Time to answer, by route.", SECONDS, *seconds)
    of_answers = "Answers of pages and API, given again or made."
    yield _family(Count, "sakuin_answers", of_answers, named("answers"), ("from",))
    hits = [((), 0.0), *named("hits")]
    searches = sum(value for name, value in hits if name != ("sum",))
    yield Count("sakuin_searches", "Searches with a query.", searches)
    failed = totals["hits", str(HITS.index(0.0))]
    yield Count("sakuin_searches_without_hits", "Searches that found nothing.", failed)
    yield _histogram("sakuin_search_hits", "Hits of searches with a query.", HITS, hits)


def _histogram(
    name: str,
    meaning: str,
    bounds: Sequence[float],
    counted: Iterable[tuple[Name, float]],
    labels: Name = (),
) -> Metric:
    """The histogram of every label; the last part of a name is its bucket, or ``sum``."""
    family = Histogram(name, meaning, labels=labels)
    series: dict[Name, dict[str, float]] = defaultdict(dict)
    for key, value in counted:
        series[key[:-1]][key[-1] if key else "sum"] = value
    for key, parts in series.items():
        counts = accumulate(parts.get(str(number), 0.0) for number in range(len(bounds) + 1))
        edges = [*map(str, bounds), "+Inf"]
        family.add_metric(key, list(zip(edges, counts, strict=True)), parts.get("sum", 0.0))
    return family


def _of_the_index() -> Iterator[Metric]:
    """What the index itself says now."""
    try:
        statistics = context().searcher().statistics()
    except UnusableIndexError:
        statistics = None
    yield Gauge("sakuin_ready", "1 when an index is loaded.", statistics is not None)
    if statistics is None:
        return
    age = (datetime.now(UTC) - statistics.created).total_seconds()
    yield Gauge("sakuin_generation_age_seconds", "Since the last publication.", age)
    yield Gauge("sakuin_documents", "Posts that can be found.", statistics.documents)
    damaged = last_check.damaged
    yield Gauge("sakuin_index_damaged", "1 when files have changed on the disk.", damaged)
    when = last_check.when
    yield Gauge("sakuin_index_checked_timestamp_seconds", "When all files were read.", when)


def _of_the_runs() -> Iterator[Metric]:
    """How the runs ended that were started over HTTP, and what the last one did."""
    jobs = Jobs(context().settings.data).all()
    states = [((state,), sum(job.state == state for job in jobs)) for state in STATES]
    meaning = f"The last {KEPT} runs, by state."
    yield _family(Gauge, "sakuin_reindex_jobs", meaning, states, ("state",))
    reported = [job for job in jobs if job.report and job.finished and job.started]
    if not reported:
        return
    last = max(reported, key=lambda job: job.finished or 0)
    report, began, ended = last.report or {}, last.started or 0, last.finished or 0
    yield Gauge("sakuin_reindex_finished_timestamp_seconds", "When the last run ended.", ended)
    yield Gauge("sakuin_reindex_seconds", "What the last run took.", ended - began)
    posts = [((name,), report[name]) for name in ("added", "updated", "deleted", "unchanged")]
    posts.append((("skipped",), len(report["skipped"])))
    meaning = "What became of posts in it."
    yield _family(Gauge, "sakuin_reindex_posts", meaning, posts, ("result",))


def _of_the_watcher() -> Iterator[Metric]:
    """Whether the process runs that follows a site, where there is one."""
    watcher = context().watcher
    if watcher is None:
        return
    state = watcher.state
    yield Gauge("sakuin_watcher_up", "1 while the site is watched.", state.running)
    yield Count("sakuin_watcher_ends", "How often the watch has ended.", state.ends)


def _family(
    kind: type[Count] | type[Gauge],
    name: str,
    meaning: str,
    rows: Iterable[tuple[Name, float]],
    labels: Name = (),
) -> Metric:
    family = kind(name, meaning, labels=labels)
    for values, number in rows:
        family.add_metric(values, number)
    return family
