"""A short load while the index is replaced; ``python -m tests.faults.soak`` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

import web
from tests.faults.soak import soak
from tests.faults.soak_clients import Outcome

DEMO = Path(web.__file__).parent / "demo"
CLIENTS = 4


def test_no_answer_is_wrong_or_lost_while_the_index_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    outcome = soak(DEMO, seconds=6, clients=CLIENTS, every=1, reload=2.5)
    assert outcome.failures(CLIENTS) == []
    assert outcome.lost == []
    assert len({generation for generation, _, _ in outcome.seen}) > 1
    assert outcome.reloads >= 1


def test_a_killed_worker_costs_only_what_it_was_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    outcome = soak(DEMO, seconds=6, clients=CLIENTS, every=3, kill=2)
    assert outcome.failures(CLIENTS) == []
    assert outcome.kills >= 1
    assert len(outcome.lost) <= outcome.kills * CLIENTS


def test_wrong_answers_and_errors_are_noticed() -> None:
    outcome = Outcome(expected={("1", "東京"): "right"}, memory=[10.0] * 30 + [20.0] * 10)
    outcome.seen |= {("1", "東京", "right"), ("1", "東京", "other"), ("2", "東京", "right")}
    outcome.lost.append("broken")
    failures = " ".join(outcome.failures(CLIENTS))
    for told in ("'東京' in 1", "unknown generation 2", "broken", "grew to 2.00 times"):
        assert told in failures
