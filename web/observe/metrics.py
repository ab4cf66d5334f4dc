"""Prometheus metrics of all worker processes together: ``/metrics``.

prometheus_client shares its numbers between processes through files in a folder that the
environment names before its first import: :func:`web.server.gunicorn.Service` sees to that.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from index.errors import UnusableIndexError
from search.results import Results
from web.context import context
from web.jobs.queue import KEPT, STATES, Jobs

blueprint = Blueprint("metrics", __name__)

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds: a search takes some milliseconds, so that is where the buckets are close."""
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
"""Clients may invent others, each of which would be kept for ever."""

_REGISTRY = CollectorRegistry()
_requests = Counter(
    "sakuin_requests", "Requests by route, method and status.", ("route", "method", "status"),
    registry=_REGISTRY,
)  # fmt: skip
_seconds = Histogram(
    "sakuin_request_seconds", "Time to answer, by route.", ("route",),
    buckets=_BUCKETS, registry=_REGISTRY,
)  # fmt: skip
_searches = Counter("sakuin_searches", "Searches with a query.", registry=_REGISTRY)
_without_hits = Counter(
    "sakuin_searches_without_hits", "Searches that found nothing.", registry=_REGISTRY
)

_hits = Histogram(
    "sakuin_search_hits", "Hits of searches with a query.",
    buckets=(0, 1, 3, 10, 30, 100, 300, 1_000), registry=_REGISTRY,
)  # fmt: skip


def measure_requests(app: Flask) -> None:
    """Counts and times every request of ``app``."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in _METHODS else "other"
        _requests.labels(route, method, response.status_code).inc()
        _seconds.labels(route).observe(time.perf_counter() - g.started)
        return response


def count_search(results: Results) -> None:
    """Counts a search for the rate of those without hits; empty queries are no question."""
    if results.query:
        _searches.inc()
        _hits.observe(results.total)
        if not results.total:
            _without_hits.inc()


@blueprint.get("/metrics")
def metrics() -> Response:
    shared = _REGISTRY
    if FOLDER_VARIABLE in os.environ:
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    body = b"".join(map(generate_latest, (shared, _of_the_index(), _of_the_runs())))
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _of_the_index() -> CollectorRegistry:
    """What the index itself says now."""
    registry = CollectorRegistry()
    age = Gauge("sakuin_generation_age_seconds", "Since the last publication.", registry=registry)
    documents = Gauge("sakuin_documents", "Posts that can be found.", registry=registry)
    ready = Gauge("sakuin_ready", "1 when an index is loaded.", registry=registry)
    try:
        statistics = context().searcher().statistics()
    except UnusableIndexError:
        ready.set(0)
        return registry
    ready.set(1)
    documents.set(statistics.documents)
    age.set((datetime.now(UTC) - statistics.created).total_seconds())
    return registry


def _of_the_runs() -> CollectorRegistry:
    """How the runs ended that were started over HTTP, and what the last one did."""
    registry = CollectorRegistry()
    states = Gauge(
        "sakuin_reindex_jobs", f"The last {KEPT} runs, by state.", ("state",), registry=registry
    )
    finished = Gauge(
        "sakuin_reindex_finished_timestamp_seconds", "When the last run ended.", registry=registry
    )
    took = Gauge("sakuin_reindex_seconds", "What the last run took.", registry=registry)
    posts = Gauge(
        "sakuin_reindex_posts", "What became of posts in it.", ("result",), registry=registry
    )
    jobs = Jobs(context().settings.data).all()
    for state in STATES:
        states.labels(state).set(sum(job.state == state for job in jobs))
    reported = [job for job in jobs if job.report and job.finished and job.started]
    if reported:
        last = max(reported, key=lambda job: job.finished or 0)
        report, began, ended = last.report or {}, last.started or 0, last.finished or 0
        finished.set(ended)
        took.set(ended - began)
        for result in ("added", "updated", "deleted", "unchanged"):
            posts.labels(result).set(report[result])
        posts.labels("skipped").set(len(report["skipped"]))
    return registry
