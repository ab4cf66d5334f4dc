"""A short load while the index is replaced; ``python -m tests.faults.soak`` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

import web
from tests.faults.soak import soak
from tests.faults.soak_clients import WITH_KEY, Loss, Outcome
from tests.faults.soak_figures import Sample

DEMO = Path(web.__file__).parent / "demo"
CLIENTS = 4


def test_no_answer_is_wrong_or_lost_while_the_index_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    outcome = soak(DEMO, seconds=6, clients=CLIENTS, every=1, reload=2.5, keys=0.5)
    assert outcome.failures(CLIENTS) == []
    assert outcome.lost == []
    assert len({generation for generation, _, _ in outcome.seen}) > 1
    assert outcome.reloads >= 1
    assert any(query.startswith(WITH_KEY) for _, query, _ in outcome.seen)


def test_a_killed_worker_costs_only_what_it_was_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    outcome = soak(DEMO, seconds=6, clients=CLIENTS, every=3, kill=2)
    assert outcome.failures(CLIENTS) == []
    assert outcome.killed


def test_wrong_answers_and_errors_are_noticed() -> None:
    samples = [Sample(0, 0, 0, 3, 10.0 if n < 30 else 20.0, 40, 40, 1.0) for n in range(40)]
    outcome = Outcome(expected={("1", "東京"): "right"}, samples=samples, killed=[(5.0, 5.5)])
    outcome.seen |= {("1", "東京", "right"), ("1", "東京", "other"), ("2", "東京", "right")}
    outcome.lost += [Loss(6.0, 7.0, "broken")]
    outcome.lost += [Loss(4.0, 5.1, "taken along"), Loss(5.1, 5.2, "taken by who ends")]
    failures = " ".join(outcome.failures(CLIENTS))
    for told in ("'東京' in 1", "unknown generation 2", "broken", "megabytes grew to 2.00 times"):
        assert told in failures
    assert "taken" not in failures
