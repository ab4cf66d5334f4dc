"""Requests to the nodes: asked again elsewhere, answered whole, or an error that says what is."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import EngineUnavailableError, PartialResultsError, SettingsError
from index.opensearch.client import Client, Cluster, RefusedError, require_whole
from tests.cluster.nodes import Nodes, free_ports
from tests.cluster.proxy import Network, Proxy, make_certificate


@pytest.fixture
def proxies(nodes: Nodes) -> Iterator[list[Proxy]]:
    """One before each of two nodes."""
    with ExitStack() as stack:
        yield [stack.enter_context(Proxy(url).running()) for url in nodes.urls[:2]]


def client_of(*urls: str, timeout: float = 20.0) -> Client:
    return Client(Cluster(urls, timeout=timeout))


@pytest.mark.parametrize("network", [Network.CUT_BEFORE, Network.CUT_WITHIN, Network.CUT_BEHIND])
def test_another_node_answers_for_one_that_is_cut_off(
    proxies: list[Proxy], network: Network
) -> None:
    proxies[0].network = network
    client = client_of(*(proxy.url for proxy in proxies))
    for _ in range(4):
        assert client.ask("GET", "/")["version"]["distribution"] == "opensearch"
    # It is asked once, and then left alone.
    assert (proxies[0].requests, proxies[1].requests) == (1, 4)


def test_without_any_node_the_engine_is_unavailable_at_once() -> None:
    client = client_of(*(f"http://127.0.0.1:{port}" for port in free_ports(2)))
    began = time.monotonic()
    with pytest.raises(EngineUnavailableError, match=r"does not answer.*refused"):
        client.ask("GET", "/")
    assert time.monotonic() - began < 5


def test_a_node_that_says_nothing_is_waited_for_no_longer_than_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = client_of(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError, match="timed out"):
            client.ask("GET", "/")
        assert time.monotonic() - began < 5


def test_processes_that_are_forked_get_their_own_answers(nodes: Nodes) -> None:
    client = client_of(nodes.urls[0])

    def answered(word: str) -> bool:
        body = {"analyzer": "keyword", "text": word}
        return bool(client.ask("POST", "/_analyze", body)["tokens"][0]["token"] == word)

    assert answered("parent")
    children = []
    for number in range(3):
        child = os.fork()
        if child == 0:
            wrong = True
            try:
                wrong = not all(answered(f"child {number}, {turn}") for turn in range(40))
            finally:
                os._exit(wrong)
        children.append(child)
    assert all(answered(f"parent {turn}") for turn in range(40))
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]


@pytest.mark.parametrize("network", [Network.HANGS_BEFORE, Network.HANGS_BEHIND])
def test_another_node_answers_in_time_for_one_that_says_nothing(
    proxies: list[Proxy], network: Network
) -> None:
    proxies[0].network = network
    client = client_of(*(proxy.url for proxy in proxies), timeout=2.0)
    for _ in range(4):
        assert client.ask("GET", "/")["version"]["distribution"] == "opensearch"
    assert (proxies[0].requests, proxies[1].requests) == (1, 4)


def test_what_a_node_refuses_is_not_asked_again(proxies: list[Proxy]) -> None:
    client = client_of(*(proxy.url for proxy in proxies))
    with pytest.raises(RefusedError, match=r"404.*no such index") as refused:
        client.ask("GET", "/nowhere/_search")
    assert refused.value.kind == "index_not_found_exception"
    assert sum(proxy.requests for proxy in proxies) == 1


def shards(successful: int, failed: int = 0) -> dict[str, object]:
    return {"_shards": {"total": 3, "successful": successful, "failed": failed}}


def test_an_answer_without_some_shards_is_no_answer() -> None:
    """A shard without any copy is not even counted as failed."""
    assert require_whole(shards(3)) == shards(3)
    for partial in (shards(2), shards(2, failed=1), {**shards(3), "timed_out": True}):
        with pytest.raises(PartialResultsError):
            require_whole(partial)


def test_a_search_that_could_not_be_done_is_no_answer() -> None:
    error = {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}}
    with pytest.raises(EngineUnavailableError, match="all shards failed"):
        require_whole({**error, "status": 503})
    with pytest.raises(RefusedError):
        require_whole({**error, "status": 400})


class TestTlsAndPasswords:
    @pytest.fixture(scope="class")
    @classmethod
    def certificate(cls, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
        return make_certificate(tmp_path_factory.mktemp("tls"))

    @pytest.fixture
    def secret(self, tmp_path: Path) -> Path:
        path = tmp_path / "secret"
        path.write_text("ひみつ:と秘密\n", "utf-8")
        return path

    def test_a_user_with_a_password_in_a_file(
        self, nodes: Nodes, certificate: tuple[Path, Path], secret: Path, tmp_path: Path
    ) -> None:
        with Proxy(
            nodes.urls[0], certificate=certificate, user="索引", password="ひみつ:と秘密"
        ).running() as proxy:
            cluster = Cluster((proxy.url,), user="索引", password_file=secret, ca=certificate[0])
            assert Client(cluster).ask("GET", "/")["version"]
            secret.write_text("other", "utf-8")
            with pytest.raises(RefusedError, match=r"401.*who are you"):
                Client(cluster).ask("GET", "/")

    def test_a_key_in_a_file(
        self, nodes: Nodes, certificate: tuple[Path, Path], secret: Path
    ) -> None:
        secret.write_text("a2V5\n", "ascii")
        with Proxy(nodes.urls[0], certificate=certificate, api_key="a2V5").running() as proxy:
            cluster = Cluster((proxy.url,), api_key_file=secret, ca=certificate[0])
            assert Client(cluster).ask("GET", "/")["version"]
            with pytest.raises(RefusedError, match="401"):
                Client(replace(cluster, api_key_file=None)).ask("GET", "/")

    def test_a_certificate_of_another_authority_is_not_trusted(
        self, nodes: Nodes, certificate: tuple[Path, Path], tmp_path: Path
    ) -> None:
        other, _ = make_certificate(tmp_path, "other")
        with Proxy(nodes.urls[0], certificate=certificate).running() as proxy:
            for ca in (other, None):
                with pytest.raises(EngineUnavailableError, match="certificate"):
                    Client(Cluster((proxy.url,), ca=ca)).ask("GET", "/")
            assert proxy.requests == 0

    def test_a_secret_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        missing = tmp_path / "missing"
        with pytest.raises(SettingsError, match="missing"):
            Client(Cluster(("http://127.0.0.1:1",), user="a", password_file=missing))
