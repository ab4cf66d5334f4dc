"""The part of a run that happens when something may have changed: read, write, publish."""

from __future__ import annotations

from collections.abc import Callable

from index.progress import Progress
from index.record import Record
from index.runs.ledger import LEDGER_FILE, Ledger, ledger_bytes
from index.runs.outcomes import Outcomes
from index.runs.report import Report
from index.runs.run import Run, read_all
from index.runs.situation import Situation
from index.store import Draft

Accept = Callable[[Outcomes], None]
"""Raises :class:`index.errors.SiteError` for what must not be published."""


def apply_changes(run: Run, situation: Situation, accept: Accept, *, dry_run: bool) -> Report:
    """Reads what may have changed, and publishes a new generation if anything has."""
    outcomes = Outcomes(situation)
    if dry_run:
        return _only_look(run, situation, outcomes, accept)
    draft = run.store.begin(situation.base, run.watch)
    try:
        return _write(run, situation, outcomes, draft, accept)
    except BaseException:
        draft.abort()
        raise


def _only_look(run: Run, situation: Situation, outcomes: Outcomes, accept: Accept) -> Report:
    candidates, last = situation.changes.candidates, situation.last
    to_index = outcomes.to_index(read_all(run.pool, candidates), run.watch)
    for count, _ in enumerate(to_index, 1):  # each is counted, none is written
        run.on_progress(Progress("read", count + outcomes.passed_over, len(candidates), 0))
    accept(outcomes)
    return outcomes.report(run.watch, last.name if last else "", published=False)


def _write(
    run: Run, situation: Situation, outcomes: Outcomes, draft: Draft, accept: Accept
) -> Report:
    candidates, last = situation.changes.candidates, situation.last

    def show(step: Progress) -> None:
        run.on_progress(step._replace(posts=step.posts + outcomes.passed_over))

    to_index = outcomes.to_index(read_all(run.pool, candidates), run.watch)
    earlier = _Earlier(run, situation)
    written = run.write(draft, to_index, show, total=len(candidates), earlier=earlier)
    accept(outcomes)
    outcomes.measure(written)
    ledger = Ledger(situation.configurations, outcomes.records)
    deleted = outcomes.deleted()
    is_news = situation.whole or written or deleted or situation.changed_fields
    if last and not is_news and situation.sites == last.sites:
        draft.abort()
        if ledger != situation.ledger:
            run.store.replace_extra(last, LEDGER_FILE, ledger_bytes(ledger))
        return outcomes.report(run.watch, last.name, published=False)
    for identity in deleted:
        draft.delete(identity)
    known = last.analyzer.fingerprint if last and not situation.whole else ""
    draft.publish(run.meta(situation.sites, known), {LEDGER_FILE: ledger_bytes(ledger)})
    # The changes of this run are served by now: nobody waits for what follows.
    generation = run.store.tidy(run.watch, run.on_progress)
    return outcomes.report(run.watch, generation.name, published=True)


class _Earlier:
    """The records that posts had so far, where the same analyzer made them."""

    def __init__(self, run: Run, situation: Situation) -> None:
        self._store = run.store
        self._last = None if situation.whole else situation.last
        self._known = {record.id for record in situation.ledger.records.values()}

    def __call__(self, identity: str) -> Record | None:
        if self._last is None or identity not in self._known:
            return None
        return self._store.record(self._last, identity)
