"""The service under load: clients that ask as fast as they are answered."""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.bench.corpus import read_posts
from tests.bench.engines.sakuin import command, run_index
from tests.bench.measure import Say
from tests.bench.queries import ORDINARY, make_queries

CLIENTS = (1, 8)
WORKERS = 2
_PATIENCE = 30
_UNHEARD_OF = map("qx{}".format, itertools.count())


def measure_http(site: Path, work: Path, queries: int, seconds: float, say: Say) -> dict[str, Any]:
    """Latency and throughput of full searches over HTTP, by number of clients."""
    data = work / "http-data"
    run_index(site, data, "mecab")
    asked = make_queries(read_posts(site), queries)[ORDINARY]
    results: dict[str, Any] = {}
    with service(data) as port:
        for clients in CLIENTS:
            began = time.perf_counter()
            times = load((port,), asked, clients, seconds)
            rate = len(times) / (time.perf_counter() - began)
            results[str(clients)] = {"times": times, "per_second": rate}
            say(f"http: {clients} clients, {rate:.0f} requests/s")
    return {"workers": WORKERS, "clients": results}


def load(ports: Sequence[int], queries: Sequence[str], clients: int, seconds: float) -> list[float]:
    """Milliseconds of each request that clients made in so many seconds, spread over services.

    Answers are kept, so none is asked twice: each query leaves out a word that no post has.
    """
    until = time.perf_counter() + seconds

    def ask(number: int) -> list[float]:
        times = []
        connection = http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)])
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        turn = number * 7
        while time.perf_counter() < until:
            query = quote(f"{queries[turn % len(queries)]} -{next(_UNHEARD_OF)}")
            turn += 1
            began = time.perf_counter()
            connection.request("GET", f"/api/v1/search?q={query}&per_page=10")
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"status {response.status}")
            times.append((time.perf_counter() - began) * 1000)
        connection.close()
        return times

    with ThreadPoolExecutor(clients) as pool:
        return [time for of_client in pool.map(ask, range(clients)) for time in of_client]


@contextmanager
def service(data: Path, config: Path | None = None) -> Iterator[int]:
    """The service over an index, without limits for clients; its port."""
    environment = {**os.environ, "SAKUIN_RATE_LIMIT": ""}
    if config:
        environment["SAKUIN_CONFIG"] = str(config)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        command("serve", "--data", str(data), "--port", str(port), "--workers", str(WORKERS)),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the service does not become ready")
