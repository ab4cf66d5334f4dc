"""The part of a run that happens when something may have changed: read, write, publish, merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.errors import SiteError
from index.local.generations import collect_garbage
from index.local.manifest import Generation, SegmentRef
from index.progress import Progress
from index.runs.ledger import Ledger, write_ledger_beside
from index.runs.merging import segments_to_merge
from index.runs.outcomes import Outcomes, refuse_skipped
from index.runs.report import Report
from index.runs.run import Run, read_all
from index.runs.situation import Situation
from index.tokens.assemble import PreparedDocument, prepare
from index.whoosh.store import open_whoosh, stored_document


def apply_changes(run: Run, situation: Situation, *, dry_run: bool, strict: bool) -> Report:
    """Reads what may have changed, and publishes a new generation if anything has."""
    candidates = situation.changes.candidates
    outcomes = Outcomes(situation)
    to_index = outcomes.to_index(read_all(run.pool, candidates), run.watch)
    last, total = situation.last, len(candidates)
    if dry_run:
        for count, _ in enumerate(to_index, 1):  # each is counted, none is written
            run.on_progress(Progress("read", count + outcomes.passed_over, total, 0))
        if strict:
            refuse_skipped(outcomes)
        return outcomes.report(run.watch, last.name if last else "", published=False)

    def show(step: Progress) -> None:
        run.on_progress(step._replace(posts=step.posts + outcomes.passed_over))

    written, placed = replace(run, on_progress=show).write(to_index, total=total)
    if strict:
        try:
            refuse_skipped(outcomes)
        except SiteError:
            collect_garbage(run.data)
            raise
    outcomes.place(placed)
    if last and not situation.whole and not _is_news(situation, outcomes, written):
        if outcomes.records != situation.ledger.records:
            write_ledger_beside(run.data, _ledger(situation, outcomes, last.name))
        return outcomes.report(run.watch, last.name, published=False)
    generation = _publish(run, situation, outcomes, written)
    generation = _merge(run, situation, outcomes, generation)
    collect_garbage(run.data, before=last)
    return outcomes.report(run.watch, generation.name, published=True)


def _is_news(situation: Situation, outcomes: Outcomes, written: Sequence[SegmentRef]) -> bool:
    """Whether readers would see a difference."""
    assert situation.last is not None
    changed = situation.sites != situation.last.sites or situation.changed_fields
    return bool(written or outcomes.deleted() or changed)


def _publish(
    run: Run, situation: Situation, outcomes: Outcomes, written: Sequence[SegmentRef]
) -> Generation:
    """Publishes what is still needed of the last generation, and what was written."""
    last = situation.last
    segments = outcomes.live_segments((*(last.segments if last else ()), *written))
    return run.publish(segments, situation.sites, lambda name: _ledger(situation, outcomes, name))


def _merge(
    run: Run, situation: Situation, outcomes: Outcomes, generation: Generation
) -> Generation:
    """Rewrites segments as one where they have become too many, and publishes again.

    By then, the changes of this run are served already; so nobody waits for the merge.
    """
    merged = segments_to_merge(generation.segments)
    if not merged:
        return generation
    total = sum(segment.documents - len(segment.deleted) for segment in merged)
    run = replace(run, fresh_tokens=False)
    written, placed = run.write(_stored_documents(merged), stage="merge", total=total)
    outcomes.place(placed)
    return run.publish(
        outcomes.live_segments((*generation.segments, *written)),
        situation.sites,
        lambda name: _ledger(situation, outcomes, name),
    )


def _stored_documents(segments: Sequence[SegmentRef]) -> Iterator[PreparedDocument]:
    """The documents of segments that have not been deleted; their tokens come from the cache."""
    for segment in segments:
        deleted = set(segment.deleted)
        with open_whoosh(segment.path / "whoosh").reader() as reader:
            for number in range(segment.documents):
                if number not in deleted:
                    yield prepare(stored_document(reader.stored_fields(number)))


def _ledger(situation: Situation, outcomes: Outcomes, generation: str) -> Ledger:
    return Ledger(generation, situation.configurations, outcomes.records)
