"""The clients of :mod:`tests.faults.soak`: what they ask, what they check, and what they saw."""

from __future__ import annotations

import hashlib
import http.client
import json
import statistics
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from tests.faults.soak_figures import FLAT, Sample
from tests.web.service import Server
from web.server.worker import LAST_SECONDS

QUERIES = (
    "世代", "東京 世代", "検索", "AI", "\"世代\" -夏", "引越し", "空港 OR 京都", "tag:世代",
    "title:世代", "でーた", "サーバ*", "date:2024 の", "Pythn", "",
)  # fmt: skip
"""What is asked, with every facet; each kind of work that a search does."""
CHANGING = "2024-03-01-changing.md"
CHANGING_ID = f"blog/_posts/{CHANGING}"
FILTER = "tag:世代"
"""What the clients' key is held to."""
WITH_KEY = "with the key: "
"""Stands before the queries that were asked with it."""
PATIENCE = 60
ALLOWED_GROWTH = 1.15
"""From the second fifth of the run to the last: the caches are full by then."""
ENOUGH = 40
"""Looks at what the service takes; fewer say nothing, since the caches are still filling."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A connection that broke."""

    opened: float
    lost: float
    what: str


@dataclass(slots=True)
class Outcome:
    """What happened; appended to by many threads."""

    times: list[float] = field(default_factory=list)
    """Milliseconds of every answer."""
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    """Generation, query and digest of every search; see WITH_KEY."""
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: list[Loss] = field(default_factory=list)
    expected: dict[tuple[str, str], str] = field(default_factory=dict)
    """Generation and query → digest of the answer."""
    totals: set[int] = field(default_factory=set)
    """Posts within the filter, in any generation."""
    found: set[int] = field(default_factory=set)
    """The same, as InstantSearch tells."""
    samples: list[Sample] = field(default_factory=list)
    rounds: int = 0
    generations: int = 0
    killed: list[tuple[float, float]] = field(default_factory=list)
    """When workers were killed, and by when they were gone."""
    reloads: int = 0
    watchers: int = 0
    """Killed ones."""
    key: str = ""
    revoked: list[str] = field(default_factory=list)

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
        found += [f"InstantSearch finds {one} posts" for one in self.found - self.totals]
        # A killed worker takes along what it was answering, and the connections that it kept.
        found += [
            f"lost without a kill: {loss.what}"
            for loss in self.lost
            if not any(loss.opened <= gone and kill <= loss.lost for kill, gone in self.killed)
        ]
        if len(self.lost) > len(self.killed) * clients:
            found.append(f"{len(self.killed)} kills cost {len(self.lost)} requests")
        found += [
            f"{name} grew to {growth:.2f} times"
            for name in FLAT
            if (growth := self.growth(name)) > ALLOWED_GROWTH
        ]
        return found

    def series(self, name: str) -> list[float]:
        """One of the figures over time."""
        return [getattr(sample, name) for sample in self.samples]

    def growth(self, name: str) -> float:
        series, fifth = self.series(name), len(self.samples) // 5
        if len(series) < ENOUGH:
            return 1.0
        early, late = series[fifth : 2 * fifth], series[-fifth:]
        return statistics.median(late) / statistics.median(early)


def digest(body: dict[str, Any]) -> str:
    """Everything of an answer but the time that it took."""
    kept = {name: value for name, value in body.items() if name != "took_ms"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def ask(server: Server, ended: threading.Event, outcome: Outcome, number: int, rest: float) -> None:
    """One client on one connection, which it opens again when it breaks."""
    random = Random(number)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
    opened = quiet = time.monotonic()
    while not ended.wait(rest * 2 * random.random()):
        text, kind = random.choice(QUERIES), random.choice(_KINDS)
        began = time.monotonic()
        if began - quiet > LAST_SECONDS / 2:  # so long waits a worker that ends, and no longer
            connection.close()
        if connection.sock is None:
            opened = began
        try:
            kind(connection, text, outcome)
        except (OSError, http.client.HTTPException) as error:
            lost = time.monotonic()
            what = (
                f"{type(error).__name__}: {error}; {kind.__name__}, begun {lost - began:.3f} s ago "
                f"on a connection {began - opened:.3f} s old that was quiet for {began - quiet:.3f}"
            )
            outcome.lost.append(Loss(opened, lost, what))
            connection.close()
        except (ValueError, KeyError) as error:
            outcome.errors.append(f"{type(error).__name__}: {error} for {text!r}")
        else:
            outcome.times.append(1000 * (time.monotonic() - began))
        quiet = time.monotonic()
    connection.close()


def _fetch(
    connection: http.client.HTTPConnection, path: str, body: Any = None, key: str = ""
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if body is None:
        connection.request("GET", path, headers=headers)
    else:
        headers["Content-Type"] = "application/json"
        connection.request("POST", path, json.dumps(body), headers)
    response = connection.getresponse()
    raw = response.read()
    if response.status != 200:
        raise ValueError(f"status {response.status}: {raw[:200]!r}")
    answer: dict[str, Any] = json.loads(raw)
    return answer


def _search(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    body = _fetch(connection, f"/api/v1/search?q={quote(text)}")
    outcome.seen.add((body["generation"], text, digest(body)))


def _with_key(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    body = _fetch(connection, f"/api/v1/search?q={quote(text)}", key=outcome.key)
    outcome.seen.add((body["generation"], WITH_KEY + text, digest(body)))


def _several(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    asked = [{"q": one} for one in (text, "世代", text)]
    results = _fetch(connection, "/api/v1/multi-search", {"searches": asked})["results"]
    if len({body["generation"] for body in results}) != 1:
        outcome.wrong.append("one answer is of several generations")
    for question, body in zip(asked, results, strict=True):
        outcome.seen.add((body["generation"], question["q"], digest(body)))


def _instantsearch(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    asked = [{"params": {"query": text, "facets": ["tag"]}}, {"params": {"query": FILTER}}]
    results = _fetch(connection, "/api/v1/instantsearch", asked)["results"]
    outcome.found.add(results[1]["nbHits"])


def _suggest(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    found = _fetch(connection, f"/api/v1/suggest?q={quote('世代' + text[:1])}")["suggestions"]
    if text == "" and not any("世代" in one["text"] for one in found):
        outcome.wrong.append("no completion of 世代")


def _read(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    body = _fetch(connection, f"/api/v1/documents/{CHANGING_ID}")
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
    if ids != sorted(set(ids)) or CHANGING_ID not in ids:
        outcome.wrong.append("reading by cursor repeats or misses a post")


_KINDS = (*[_search] * 5, _with_key, _several, _instantsearch, _suggest, _read, _scan)
