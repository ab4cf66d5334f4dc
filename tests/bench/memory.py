"""Memory of a service of two workers after mixed requests::

    python -m tests.bench.memory SITE DATA --requests 10000

The posts of ``SITE`` give the queries; ``DATA`` is an index of it, or of its posts in pieces. What
is told is the proportional share (PSS) of all processes of the service together: each page that
several hold counts once. Of ten requests five are searches, two are search pages, one is a second
page and two are completions, from four clients; each query comes three times on the average.
Linux alone tells it.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from search.columns.searcher import REST_SECONDS
from tests.bench.corpus import SEED, read_posts
from tests.bench.http_load import service
from tests.bench.queries import ORDINARY, make_queries
from web.server.gunicorn import LOOK_SECONDS

CLIENTS = 4


def main() -> None:
    """Prints the memory of the service: ready, after the requests, and when nobody asks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("::")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--requests", type=int, default=10_000)
    asked = parser.parse_args()
    queries = make_queries(read_posts(asked.site), max(1, asked.requests // 3))[ORDINARY]
    with service(asked.data) as port, ThreadPoolExecutor(CLIENTS) as pool:
        _tell("ready")
        each = asked.requests // CLIENTS
        list(pool.map(lambda client: _ask(port, client, each, queries), range(CLIENTS)))
        _tell(f"after {asked.requests} requests")
        time.sleep(REST_SECONDS + 2 * LOOK_SECONDS)
        _tell("at rest")


def _ask(port: int, client: int, requests: int, queries: list[str]) -> None:
    draw = random.Random(SEED + client)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(requests):
        query = draw.choice(queries)
        path, some = draw.choices(
            [
                ("/api/v1/search", {"q": query}),
                ("/", {"q": query}),
                ("/api/v1/search", {"q": query[: draw.randint(1, 6)], "page": "2"}),
                ("/api/v1/suggest", {"q": query[: draw.randint(1, 4)]}),
            ],
            (5, 2, 1, 2),
        )[0]
        connection.request("GET", f"{path}?{urlencode(some)}")
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"status {response.status} of {path}")


def _tell(when: str) -> None:
    shares: Counter[str] = Counter()
    for process in _below(os.getpid()):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
        rows = (line.split(":") for line in lines)
        shares.update({name: int(size.split()[0]) for name, size in rows if "Pss" in name})
    figures = (f"{name} {shares[name] / 1024:.0f}" for name in ("Pss", "Pss_Anon", "Pss_File"))
    print(f"{when}: {', '.join(figures)} MB", flush=True)


def _below(process: int) -> Iterator[int]:
    """The processes that a process has started, and those that they have."""
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text("ascii").split()):
            yield child
            yield from _below(child)


if __name__ == "__main__":
    main()
