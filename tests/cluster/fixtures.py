"""The cluster of a test run: one of three nodes for all tests, started when the first asks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from index.opensearch.client import Cluster
from tests.cluster.nodes import Nodes, running_nodes


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Three nodes. A test that ends one starts it again."""
    with running_nodes(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def cluster(nodes: Nodes) -> Cluster:
    """The cluster under a name that no other test uses."""
    return new_cluster(nodes)


def new_cluster(nodes: Nodes) -> Cluster:
    name = f"t{secrets.token_hex(6)}"
    return Cluster(nodes.urls, index=name, shards=2, replicas=1, timeout=30.0)
