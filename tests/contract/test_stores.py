"""The stores of today, held to the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.opensearch.client import Cluster
from index.opensearch.store import OpenSearchStore
from index.store import Store
from tests.cluster.fixtures import named_cluster
from tests.cluster.nodes import Nodes
from tests.contract.store_contract import StoreContract
from tests.memory.store import MemoryStore
from web.engines import local_store


class TestLocalStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return local_store(tmp_path / "data")

    @pytest.fixture
    def another(self, tmp_path: Path) -> Store:
        return local_store(tmp_path / "another")


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()

    @pytest.fixture
    def another(self) -> Store:
        return MemoryStore()


class TestOpenSearchStore(StoreContract):
    @pytest.fixture
    def store(self, cluster: Cluster) -> Store:
        return OpenSearchStore(cluster)

    @pytest.fixture
    def another(self, nodes: Nodes) -> Iterator[Store]:
        with named_cluster(nodes) as cluster:
            yield OpenSearchStore(cluster)
