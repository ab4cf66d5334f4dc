"""A run in which something may have changed, from the lock to the new generation.

Open :func:`apply_changes` first; what it shares with other documents than posts is above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from index.analysis.choice import AnalyzerChoice
from index.document import Document, storable
from index.fields import BUILT_IN, FieldTable
from index.progress import OnProgress, Progress, Stopwatch
from index.runs.ledger import LEDGER_FILE, Ledger, ledger_bytes
from index.runs.outcomes import Outcomes, Report
from index.runs.reading import read_candidate
from index.runs.situation import Situation
from index.sites.site import Site
from index.store import AnalyzerRecord, Draft, Meta, SiteRecord, Store, abandoned_on_failure
from index.tokens.analyze import analyzed
from index.tokens.pool import (
    InProcess,
    Pool,
    Processes,
    Tools,
    in_order,
    usable_cores,
)

FEW_CHARACTERS = 200_000
"""Below this, starting processes takes longer than reading and tokenising here: one second."""

AHEAD = 32
"""Files that are read, in other processes, before they are needed: enough to keep some cores
busy."""


@dataclass(frozen=True, slots=True)
class Run:
    """The circumstances of a run; the lock is held."""

    store: Store
    analyzer: AnalyzerChoice
    """With the owner's words as they were when the run began."""
    pool: Pool
    watch: Stopwatch
    on_progress: OnProgress
    fields: FieldTable = BUILT_IN

    def write(
        self,
        draft: Draft,
        documents: Iterable[Document],
        on_progress: OnProgress,
        *,
        total: int | None,
    ) -> dict[str, int]:
        """Analyses documents and puts them into a draft; the characters of each by id."""
        written: dict[str, int] = {}
        characters = 0
        for record in analyzed(self.pool, documents, self.watch):
            draft.put(record)
            size = len(record.original)
            written[record.document.id] = size
            characters += size
            on_progress(Progress("index", len(written), total, characters))
        if written:
            self.on_progress(Progress("finish"))
        return written

    def meta(self, sites: Sequence[SiteRecord]) -> Meta:
        """What to publish with."""
        record = AnalyzerRecord(self.analyzer.fingerprint(), self.analyzer.settings())
        return Meta(record, tuple(sites), self.fields)


@contextmanager
def open_pool(
    analyzer: AnalyzerChoice,
    jobs: int | None,
    sites: Sequence[Site] = (),
    characters: int | None = None,
) -> Iterator[Pool]:
    """A pool fit for so many characters of new text (None for unknown, taken as many)."""
    tools = Tools(analyzer, sites)
    jobs = jobs or usable_cores()
    few = characters is not None and characters < FEW_CHARACTERS
    pool: Pool = InProcess(tools)
    if jobs > 1 and not few:
        with suppress(OSError):  # some systems have no memory that processes could share
            pool = Processes(tools, jobs)
    try:
        yield pool
    finally:
        pool.close()


def distinct_documents(documents: Iterable[Document]) -> Iterator[Document]:
    """Documents as they can be stored; raises ValueError when two of them have the same id."""
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"two documents have the id {document.id}")
        seen.add(document.id)
        yield storable(document)[0]


Accept = Callable[[Outcomes], None]
"""Raises :class:`index.errors.SiteError` for what must not be published."""


def apply_changes(run: Run, situation: Situation, accept: Accept, *, dry_run: bool) -> Report:
    """Reads what may have changed, and publishes a new generation if anything has."""
    outcomes = Outcomes(situation)
    if dry_run:
        return _only_look(run, situation, outcomes, accept)
    draft = run.store.begin(situation.base, run.watch, run.on_progress)
    with abandoned_on_failure(draft.abort):
        return _write(run, situation, outcomes, draft, accept)


def _only_look(run: Run, situation: Situation, outcomes: Outcomes, accept: Accept) -> Report:
    candidates, last = situation.changes.candidates, situation.last
    to_index = outcomes.to_index(in_order(run.pool, read_candidate, candidates, AHEAD), run.watch)
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

    to_index = outcomes.to_index(in_order(run.pool, read_candidate, candidates, AHEAD), run.watch)
    written = run.write(draft, to_index, show, total=len(candidates))
    accept(outcomes)
    outcomes.measure(written)
    ledger = Ledger(situation.configurations, outcomes.records, situation.nameless)
    deleted = outcomes.deleted()
    is_news = situation.whole or written or deleted or situation.changed_fields
    if last and not is_news and situation.sites == last.sites:
        draft.abort()
        if ledger != situation.ledger:
            run.store.replace_extra(last, LEDGER_FILE, ledger_bytes(ledger))
        return outcomes.report(run.watch, last.name, published=False)
    for identity in deleted:
        draft.delete(identity)
    draft.publish(run.meta(situation.sites), {LEDGER_FILE: ledger_bytes(ledger)})
    # The changes of this run are served by now: nobody waits for what follows.
    generation = run.store.tidy(run.watch, run.on_progress)
    return outcomes.report(run.watch, generation.name, published=True)
