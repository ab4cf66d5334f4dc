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

from tests.web.service import Server

QUERIES = (
    "世代", "東京 世代", "検索", "AI", "\"世代\" -夏", "引越し", "空港 OR 京都", "tag:世代",
    "title:世代", "でーた", "サーバ*", "date:2024 の", "Pythn", "",
)  # fmt: skip
"""What is asked, with every facet; each kind of work that a search does."""
PATIENCE = 60
ALLOWED_GROWTH = 1.15
"""Of memory, from the second fifth of the run to the last: the caches are full by then."""
ENOUGH = 40
"""Looks at the memory; fewer say nothing, since the caches are still filling. Nor do those at
workers that were replaced."""


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


def digest(body: dict[str, Any]) -> str:
    """Everything of an answer but the time that it took."""
    kept = {name: value for name, value in body.items() if name != "took_ms"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def ask(server: Server, ended: threading.Event, outcome: Outcome, number: int) -> None:
    """One client on one connection, which it opens again when it breaks."""
    random = Random(number)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
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
    outcome.seen.add((body["generation"], text, digest(body)))


def _several(connection: http.client.HTTPConnection, text: str, outcome: Outcome) -> None:
    asked = [{"q": one} for one in (text, "世代", text)]
    results = _fetch(connection, "/api/v1/multi-search", {"searches": asked})["results"]
    if len({body["generation"] for body in results}) != 1:
        outcome.wrong.append("one answer is of several generations")
    for question, body in zip(asked, results, strict=True):
        outcome.seen.add((body["generation"], question["q"], digest(body)))


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
