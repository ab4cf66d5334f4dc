"""Generations in a cluster, beyond the contract: other machines, failing networks, full disks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.errors import BusyError, StorageError
from index.opensearch import lock
from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.progress import Progress, Stopwatch
from tests.cluster.nodes import Nodes, ask
from tests.cluster.proxy import Network, Proxy
from tests.contract.store_contract import CHANGED, KYOTO, META, TOKYO, expected, held, publish

ELSEWHERE = {
    "host": "elsewhere",
    "machine": "another one",
    "process": 1,
    "started": "1",
    "token": "",
}


@pytest.fixture
def store(cluster: Cluster) -> OpenSearchStore:
    return OpenSearchStore(cluster)


@pytest.fixture
def proxied(nodes: Nodes, cluster: Cluster) -> Iterator[tuple[Proxy, OpenSearchStore]]:
    """A store whose first node is behind a network that may fail."""
    with Proxy(nodes.urls[0]).running() as proxy:
        yield proxy, OpenSearchStore(replace(cluster, urls=(proxy.url, nodes.urls[1])))


def lock_url(nodes: Nodes, cluster: Cluster) -> str:
    return f"{nodes.urls[0]}/{cluster.index}-meta/_doc/lock"


class TestTwoMachines:
    def test_a_run_that_counts_on_holds_the_lock(
        self, nodes: Nodes, cluster: Cluster, store: OpenSearchStore
    ) -> None:
        publish(store, KYOTO)
        url = lock_url(nodes, cluster)
        done = threading.Event()

        def count() -> None:
            beats = 0
            while not done.wait(0.2):
                ask(url, {"owner": ELSEWHERE, "beats": (beats := beats + 1), "number": 9}, "PUT")

        ask(url, {"owner": ELSEWHERE, "beats": 0, "number": 9}, "PUT")
        other = threading.Thread(target=count)
        other.start()
        try:
            with pytest.raises(BusyError, match="elsewhere, process 1"), store.exclusive():
                pass
        finally:
            done.set()
            other.join()

    def test_a_run_that_stands_still_has_died(
        self,
        nodes: Nodes,
        cluster: Cluster,
        store: OpenSearchStore,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(lock, "DEAD_SECONDS", 1.0)
        first = publish(store, KYOTO)
        ask(lock_url(nodes, cluster), {"owner": ELSEWHERE, "beats": 3, "number": 9}, "PUT")
        assert held(store, publish(store, TOKYO, base=first)) == expected(KYOTO, TOKYO)

    def test_whoever_was_taken_for_dead_publishes_nothing(
        self, nodes: Nodes, cluster: Cluster, store: OpenSearchStore
    ) -> None:
        first = publish(store, KYOTO)
        with store.exclusive():
            draft = store.begin(first, Stopwatch())
            draft.put(TOKYO)
            ask(lock_url(nodes, cluster), {"owner": None, "beats": 0, "number": 9}, "PUT")
            second = publish(OpenSearchStore(cluster), CHANGED, base=first)
            with pytest.raises(BusyError, match="nothing was published"):
                draft.publish(META, {})
            draft.abort()
        assert store.current() == second
        third = publish(store, base=second)
        assert held(store, third) == expected(CHANGED)


@pytest.mark.parametrize("replicas", [0, 1])
def test_a_rebuild_tells_what_is_sent_and_what_the_nodes_are_at(
    cluster: Cluster, replicas: int
) -> None:
    store = OpenSearchStore(replace(cluster, replicas=replicas))
    told: list[Progress] = []
    with store.exclusive():
        draft = store.begin(None, Stopwatch(), told.append)
        for record in (KYOTO, TOKYO):
            draft.put(record)
        draft.publish(META, {})
    one, both = (len(KYOTO.original), len(KYOTO.original) + len(TOKYO.original))
    assert told == [
        Progress("send", 1, 2, one),
        Progress("send", 2, 2, both),
        Progress("merge"),
        *[Progress("copy")] * replicas,
    ]


@pytest.mark.parametrize("network", [Network.CUT_BEFORE, Network.CUT_BEHIND, Network.CUT_WITHIN])
def test_a_failing_network_neither_loses_nor_doubles_anything(
    proxied: tuple[Proxy, OpenSearchStore], network: Network
) -> None:
    proxy, store = proxied
    first = publish(store, KYOTO, extras={"ledger": b"one"})
    proxy.network = network
    second = publish(store, CHANGED, TOKYO, base=first, extras={"ledger": b"two"})
    proxy.network = Network.WHOLE
    assert store.current() == second
    assert held(store, second) == expected(CHANGED, TOKYO)
    assert store.extra(second, "ledger") == b"two"


def test_a_full_disk_publishes_nothing_and_reading_goes_on(
    nodes: Nodes, cluster: Cluster, store: OpenSearchStore
) -> None:
    first = publish(store, KYOTO)
    block = "index.blocks.read_only_allow_delete"
    url = f"{nodes.urls[0]}/{cluster.index}-*/_settings"
    ask(url, {block: True}, "PUT")
    with pytest.raises(StorageError, match=r"full.*nothing was published"):
        publish(store, TOKYO, base=first)
    assert held(store, store.current()) == expected(KYOTO)
    ask(url, {block: None}, "PUT")
    assert held(store, publish(store, TOKYO, base=first)) == expected(KYOTO, TOKYO)
