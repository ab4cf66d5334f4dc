"""Nodes that are killed, and runs that are: no wrong or partial answer, and nothing lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import EngineUnavailableError
from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.progress import Stopwatch
from search.query.params import query_from_values
from search.searcher import Searcher
from tests.cluster.fixtures import cluster_settings, named_cluster
from tests.cluster.nodes import Nodes
from tests.contract.corpus import POSTS
from tests.contract.searcher_contract import TODAY
from tests.contract.store_contract import KYOTO, META, TOKYO, expected, held, publish
from tests.support import index_with, make_records
from web.app import create_app
from web.engines import live_searcher

MANY = [replace(POSTS[n % len(POSTS)], id=f"post-{n}") for n in range(60)]
QUESTIONS = ("京都", "空港", "サーバー", "")


@pytest.fixture
def copied(nodes: Nodes) -> Iterator[Cluster]:
    """The cluster with two copies of each shard; nodes that a test has killed come back."""
    with named_cluster(nodes, shards=2, replicas=1) as cluster:
        yield cluster
        nodes.start()


def answers(searcher: Searcher) -> list[tuple[int, set[str]]]:
    found = []
    for text in QUESTIONS:
        results = searcher.search(query_from_values({"q": text, "per_page": 100}, TODAY))
        found.append((results.total, {hit.id for hit in results.hits}))
    return found


def test_answers_stay_whole_while_a_node_is_killed(
    nodes: Nodes, copied: Cluster, tmp_path: Path
) -> None:
    searcher = index_with(cluster_settings(copied, tmp_path), MANY)
    right = answers(searcher)
    killed, wrong, asked_after = threading.Event(), [], 0

    def ask_on() -> None:
        nonlocal asked_after
        while asked_after < 5:
            try:
                found = answers(searcher)
            except EngineUnavailableError:
                continue  # told, and asked again
            if found != right:
                wrong.append(found)
            asked_after += killed.is_set()

    asking = threading.Thread(target=ask_on)
    asking.start()
    nodes.kill(1)
    killed.set()
    asking.join()
    assert wrong == []


def test_a_run_goes_on_while_a_node_is_killed(nodes: Nodes, copied: Cluster) -> None:
    store = OpenSearchStore(copied)
    records = make_records(MANY)
    with store.exclusive():
        draft = store.begin(None, Stopwatch())
        for number, record in enumerate(records):
            if number == len(records) // 2:
                nodes.kill(2)
            draft.put(record)
        generation = draft.publish(META, {"ledger": b"kept"})
    assert held(store, generation) == expected(*records)
    assert store.extra(generation, "ledger") == b"kept"


def test_without_any_node_it_says_so_and_comes_again_by_itself(
    nodes: Nodes, copied: Cluster, tmp_path: Path
) -> None:
    settings = cluster_settings(copied, tmp_path)
    index_with(settings, POSTS, data=settings.data)
    client = create_app(settings, live_searcher(settings)).test_client()
    assert client.get("/readyz").status_code == 200
    before = client.get("/api/v1/search?q=京都").get_json()["total"]
    nodes.stop()
    for path in ("/readyz", "/api/v1/search?q=空港", "/?q=サーバー"):  # none is remembered
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) > 0
    nodes.start()
    assert client.get("/readyz").status_code == 200
    assert client.get("/api/v1/search?q=空港").get_json()["total"] == 2
    assert client.get("/api/v1/search?q=京都").get_json()["total"] == before


RUN = """
import sys
from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.progress import Stopwatch
from tests.contract.store_contract import META
from tests.faults.test_cluster import MANY
from tests.support import make_records

store = OpenSearchStore(Cluster(tuple(sys.argv[2:]), index=sys.argv[1], replicas=0, timeout=30.0))
records = make_records(MANY)
with store.exclusive():
    draft = store.begin(store.current(), Stopwatch())
    for number, record in enumerate(records):
        print("put", number, flush=True)
        draft.put(record)
    print("publish", flush=True)
    draft.publish(META, {})
"""


@pytest.mark.parametrize("instant", ["put 0", "put 20", "put 59", "publish"])
def test_a_run_that_is_killed_leaves_the_last_generation(cluster: Cluster, instant: str) -> None:
    store = OpenSearchStore(cluster)
    first = publish(store, KYOTO)
    command = [sys.executable, "-c", RUN, cluster.index, *cluster.urls]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        for line in run.stdout:
            if line.strip() == instant:
                run.kill()
    # The kill may come a moment after the manifest has been written: then all of it is there.
    served = store.current()
    wanted = expected(KYOTO) if served == first else expected(KYOTO, *make_records(MANY))
    assert held(store, served) == wanted
    second = publish(store, TOKYO, base=served)
    assert held(store, second) == wanted | expected(TOKYO)
