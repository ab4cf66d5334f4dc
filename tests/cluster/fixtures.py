"""The cluster of a test run: one of three nodes for all tests, started when the first asks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.opensearch.client import Cluster
from tests.cluster.nodes import Nodes, ask, running_nodes
from web.setting_types import ClusterSettings
from web.settings import Settings


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Three nodes. A test that ends one starts it again."""
    with running_nodes(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def cluster(nodes: Nodes) -> Iterator[Cluster]:
    """The cluster under a name that no other test uses, with one copy of one shard."""
    with named_cluster(nodes) as named:
        yield named


def cluster_settings(cluster: Cluster, data: Path) -> Settings:
    """The settings of a service over a cluster."""
    table = {name: getattr(cluster, name) for name in ClusterSettings.model_fields}
    return Settings(engine="opensearch", data=data, opensearch=ClusterSettings(**table))


@contextmanager
def named_cluster(nodes: Nodes, *, shards: int = 1, replicas: int = 0) -> Iterator[Cluster]:
    """The cluster under a new name; what has been written below it is removed in the end."""
    name = f"t{secrets.token_hex(6)}"
    yield Cluster(nodes.urls, index=name, shards=shards, replicas=replicas, timeout=30.0)
    ask(f"{nodes.urls[nodes.running[0]]}/{name}-*?timeout=5m", method="DELETE")
