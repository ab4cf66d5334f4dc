"""What holds for all tests: generated examples may take their time, and are the same in every run.

``--hypothesis-profile=further`` looks further; what it finds becomes an example. Tests that need
OpenSearch ask for ``nodes`` or ``cluster``, see :mod:`tests.cluster`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.cluster.fixtures import cluster, nodes

__all__ = ["cluster", "nodes"]

settings.register_profile(
    "sakuin", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("further", settings.get_profile("sakuin"), derandomize=False)
settings.load_profile("sakuin")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What tests share is made once when several processes run them: each module goes to one of
    them, and all tests of the cluster do, since there is one cluster."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        named = "nodes" in getattr(item, "fixturenames", ())
        of_cluster = named or any(str(value) == "opensearch" for value in parameters.values())
        group = "cluster" if of_cluster else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
