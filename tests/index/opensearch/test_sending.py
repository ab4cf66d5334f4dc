"""Documents on their way to the nodes, when those take none for a while."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from index.errors import EngineUnavailableError
from index.opensearch import sending
from index.opensearch.client import Client, Cluster
from index.opensearch.sending import Sender


class Away(Client):
    """Nodes that are away for the first requests."""

    def __init__(self, times: int) -> None:
        super().__init__(Cluster(("http://127.0.0.1:9",)))
        self.times = times

    def ask(self, *_: Any, **__: Any) -> Any:
        self.times -= 1
        if self.times >= 0:
            raise EngineUnavailableError("OpenSearch does not answer")
        return {"errors": False}


@pytest.mark.parametrize(("after", "told"), [(-1.0, 1), (600.0, 0)])
def test_whoever_waits_for_nodes_is_told_once_unless_it_is_soon_over(
    after: float, told: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(sending, "TOLD_AFTER", after)
    with caplog.at_level(logging.WARNING, "index"):
        sender = Sender(Away(times=3))
        sender.add("posts", "a", {})
        sender.finish()
    assert [record.getMessage() for record in caplog.records] == told * [
        "OpenSearch takes no documents: OpenSearch does not answer; trying again, for 120 s at most"
    ]
