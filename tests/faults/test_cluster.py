"""Nodes that are killed, and runs that are: no wrong or partial answer, and nothing lost.

``python -m tests.faults.cluster`` does all of it, many times, under load.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import EngineUnavailableError
from index.opensearch import sending
from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.progress import Stopwatch
from index.record import Record
from index.store import Generation
from search.query.params import query_from_values
from search.searcher import Searcher
from tests.cluster.fixtures import cluster_settings, named_cluster
from tests.cluster.nodes import STARTS_WITHIN, Nodes
from tests.cluster.proxy import Network, Proxy
from tests.contract.corpus import POSTS
from tests.contract.searcher_contract import TODAY
from tests.contract.store_contract import KYOTO, META, TOKYO, expected, held, publish
from tests.faults.cluster import trial_of
from tests.faults.cluster_service import Service, Tally
from tests.support import index_with, make_records
from web.app import create_app
from web.engines import live_searcher

MANY = [replace(POSTS[n % len(POSTS)], id=f"post-{n}") for n in range(60)]
CUTS = (Network.CUT_BEFORE, Network.CUT_WITHIN, Network.CUT_BEHIND)
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


def test_a_cut_network_costs_no_answer_while_one_node_can_be_asked(
    nodes: Nodes, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        proxies = [stack.enter_context(Proxy(url).running()) for url in nodes.urls]
        cluster = stack.enter_context(named_cluster(nodes, replicas=1))
        cluster = replace(cluster, urls=tuple(proxy.url for proxy in proxies))
        searcher = index_with(cluster_settings(cluster, tmp_path), POSTS)
        right = answers(searcher)
        tally = Counter[tuple[str, int, str]]()
        for cut in CUTS:
            for count in (2, 3, 0):
                for number, proxy in enumerate(proxies):
                    proxy.network = cut if number < count else Network.WHOLE
                for _ in range(3):
                    try:
                        came = "right" if answers(searcher) == right else "wrong"
                    except EngineUnavailableError:
                        came = "failed"
                    tally[cut.name, count, came] += 1
    ends = ((2, "right"), (3, "failed"), (0, "right"))
    assert tally == {(cut.name, *end): 3 for cut in CUTS for end in ends}


def test_a_run_goes_on_while_a_node_is_killed(nodes: Nodes, copied: Cluster) -> None:
    store = OpenSearchStore(copied)
    before, records = make_records(MANY[:10]), make_records(MANY[10:])
    base = publish(store, *before)
    generation = _publish(store, base, records, lambda: nodes.kill(2))
    assert held(store, generation) == expected(*before, *records)
    assert store.extra(generation, "ledger") == b"kept"


def test_a_rebuild_goes_on_when_a_killed_node_comes_back(
    nodes: Nodes, copied: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 2 * STARTS_WITHIN)
    store = OpenSearchStore(copied)
    records = make_records(MANY)

    def again() -> None:
        nodes.kill(2)
        nodes.launch(2)

    generation = _publish(store, None, records, again)
    assert held(store, generation) == expected(*records)
    assert not store.verify(generation).problems  # each shard has its copy


def _publish(
    store: OpenSearchStore,
    base: Generation | None,
    records: Sequence[Record],
    half_way: Callable[[], None],
) -> Generation:
    with store.exclusive():
        draft = store.begin(base, Stopwatch())
        for number, record in enumerate(records):
            if number == len(records) // 2:
                half_way()
            draft.put(record)
        return draft.publish(META, {"ledger": b"kept"})


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


def test_whoever_has_not_asked_for_some_runs_gets_the_newest_whole(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Posts of generations that nobody should read any more have been removed by then."""
    settings = cluster_settings(cluster, tmp_path)
    index_with(settings, MANY, data=settings.data)
    rested = live_searcher(settings)
    right = answers(rested.current())
    for number in range(4):
        changed = [replace(post, title=f"{post.title} {number}") for post in MANY]
        index_with(settings, changed, data=settings.data)
    assert answers(rested.current()) == right


RUN = """
import sys
from index.opensearch import sending
from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.progress import Stopwatch
from index.record import Record
from index.store import Generation
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


def test_commands_that_are_killed_are_cleaned_up_after(nodes: Nodes, tmp_path: Path) -> None:
    (row,) = trial_of(nodes, tmp_path, ["indexer"], posts=10, times=2, timeout=60)
    assert row.faults == []
    assert row.tally.right > 0
    assert row.tally.failed == 0


def test_wrong_and_partial_answers_are_noticed(tmp_path: Path) -> None:
    service = Service(tmp_path, {"urls": ["http://127.0.0.1:9"]}, posts=2)
    service.site.acceptable = {3, 4}  # of two and of three posts

    def judged(total: int, hits: list[str], tags: dict[str, int]) -> tuple[int, int, int]:
        tally = Tally()
        body = {
            "total": total,
            "hits": [{"tags": [tag]} for tag in hits],
            "facets": {"tag": [{"value": tag, "count": count} for tag, count in tags.items()]},
        }
        service.judge(body, service.site.acceptable, tally)
        return tally.right, len(tally.partial), len(tally.wrong)

    assert judged(2, ["世代3"] * 2, {"世代3": 2}) == (1, 0, 0)
    assert judged(2, ["世代4"] * 2, {"世代4": 2}) == (0, 1, 0)  # one of three is missing
    assert judged(0, [], {}) == (0, 1, 0)
    assert judged(2, ["世代3", "世代4"], {"世代3": 2}) == (0, 0, 1)
    assert judged(3, ["世代5"] * 3, {"世代5": 3}) == (0, 0, 1)
    assert judged(3, ["世代3"] * 2, {"世代3": 2}) == (0, 0, 1)
