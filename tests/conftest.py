"""What holds for all tests: generated examples may take their time, and are the same in every run.

``--hypothesis-profile=further`` looks further; what it finds becomes an example. Tests that need
OpenSearch ask for ``nodes`` or ``cluster``, see :mod:`tests.cluster`.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from tests.cluster.fixtures import cluster, nodes

__all__ = ["cluster", "nodes"]

settings.register_profile(
    "sakuin", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("further", settings.get_profile("sakuin"), derandomize=False)
settings.load_profile("sakuin")


class _Shared(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """What tests share is made once when several processes run them: each module goes to one of
    them, and all tests of the cluster do, since there is one cluster."""

    def _split_scope(self, nodeid: str) -> str:
        named = nodeid.lower()
        of_cluster = "opensearch" in named or "tests/faults/test_cluster.py" in named
        return "cluster" if of_cluster else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Shared:
    return _Shared(config, log)
