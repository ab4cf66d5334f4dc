"""What has become of every file in this run, beside what had become of it in the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.manifest import SegmentRef
from index.problems import Problem
from index.report import Report, Stopwatch
from index.runs.ledger import FileRecord
from index.runs.situation import Situation
from index.sites import duplicate_urls

if TYPE_CHECKING:  # they import numpy, which a run that finds no change does without
    from index.runs.build import Placed
    from index.runs.reading import Reading
    from index.tokens.assemble import PreparedDocument

Key = tuple[str, str]
"""Site and path."""


class Outcomes:
    """Gathers records as files are read, and passes on the documents that must be indexed."""

    def __init__(self, situation: Situation) -> None:
        self._last = situation.ledger.records
        self._whole = situation.whole
        unchanged = situation.changes.unchanged
        self.records: dict[Key, FileRecord] = {key_of(record): record for record in unchanged}
        self.passed_over = 0
        """Files that were read and need not be indexed."""
        self._added = self._updated = 0
        self._unchanged = sum(bool(record.id) for record in unchanged)

    def to_index(self, readings: Iterable[Reading], watch: Stopwatch) -> Iterator[PreparedDocument]:
        """Takes in what was read; gives the documents that are new, changed or to be rewritten."""
        for reading in readings:
            watch.add("read", reading.seconds)
            record = reading.record
            last = self._last.get(key_of(record))
            same = last is not None and last.id == record.id and last.document == record.document
            if last and same and record.id:
                self._unchanged += 1
                record = replace(
                    record,
                    segment=last.segment,
                    number=last.number,
                    characters=last.characters,
                )
            elif record.id:
                self._updated += bool(last and last.id)
                self._added += not (last and last.id)
            self.records[key_of(record)] = record
            if reading.prepared and record.id and (self._whole or not same):
                yield reading.prepared
            else:
                self.passed_over += 1

    def deleted(self) -> int:
        """How many documents of the last run are gone: deleted, renamed, or now left out."""
        return sum(
            bool(last.id) and not self._has_document(key) for key, last in self._last.items()
        )

    def place(self, placed: Iterable[Placed]) -> None:
        """Notes where documents were written."""
        by_id = {record.id: key for key, record in self.records.items() if record.id}
        for place in placed:
            key = by_id[place.id]
            self.records[key] = replace(
                self.records[key],
                segment=place.segment,
                number=place.number,
                characters=place.characters,
            )

    def live_segments(self, segments: Sequence[SegmentRef]) -> tuple[SegmentRef, ...]:
        """``segments`` with only those documents that a record points to; none without any."""
        live: dict[str, set[int]] = defaultdict(set)
        for record in self.records.values():
            if record.id:
                live[record.segment].add(record.number)
        return tuple(
            replace(
                segment, deleted=tuple(sorted(set(range(segment.documents)) - live[segment.id]))
            )
            for segment in segments
            if live[segment.id]
        )

    def skipped(self) -> tuple[Problem, ...]:
        """Files that are not indexed, and why, by path."""
        records = sorted(self.records.values(), key=key_of)
        return tuple(record.skipped for record in records if record.skipped)

    def report(self, watch: Stopwatch, generation: str, *, published: bool) -> Report:
        """The figures of the run."""
        records = sorted(self.records.values(), key=key_of)
        return Report(
            generation=generation,
            published=published,
            posts=sum(bool(record.id) for record in records),
            added=self._added,
            updated=self._updated,
            deleted=self.deleted(),
            unchanged=self._unchanged,
            skipped=self.skipped(),
            warnings=(
                *(warning for record in records for warning in record.warnings),
                *self._duplicate_urls(),
            ),
            characters=sum(record.characters for record in records),
            seconds=watch.elapsed(),
            stages=watch.stages,
        )

    def _duplicate_urls(self) -> Iterator[Problem]:
        """Warnings for posts of one site that share a link."""
        by_site: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for (site, path), record in sorted(self.records.items()):
            if record.id:
                by_site[site].append((path, record.url))
        for posts in by_site.values():
            yield from duplicate_urls(posts)

    def _has_document(self, key: Key) -> bool:
        record = self.records.get(key)
        return record is not None and bool(record.id)


def key_of(record: FileRecord) -> Key:
    """The key of a record in a ledger."""
    return record.site, record.path
