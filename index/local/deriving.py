"""Segments beside their records: whether they agree, and what is derived of them, made anew.

`sakuin check` reads all segments and says what is wrong; whatever the records give is derived anew
after damage, and for a new format.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import DamagedIndexError
from index.local.manifest import SegmentRef
from index.local.segments import (
    FILES_FILE,
    RecordPart,
    SegmentBuilder,
    SegmentPart,
    documents_of,
    file_problems,
    recorded_files,
    recorded_versions,
)
from index.progress import OnProgress, Progress, Stopwatch
from index.store import Check, Generation, abandoned_on_failure

if TYPE_CHECKING:
    from index.record import Record


class Deriver:
    """Derives segments of the data folder ``data`` from the part that keeps their records."""

    def __init__(self, data: Path, records: RecordPart, derived: Sequence[SegmentPart]) -> None:
        self._data = data
        self._records = records
        self._derived = derived

    def is_outdated(self, segment: SegmentRef) -> bool:
        """Whether another version of Sakuin derived a part of it."""
        versions = recorded_versions(segment.path)
        return any(versions.get(part.name) != part.version for part in self._derived)

    def must_derive(self, segment: SegmentRef) -> bool:
        """Whether anything but the records is not what it should be.

        Raises :class:`DamagedIndexError` when the records are not, or nobody can say.
        """
        changed = dict(file_problems(segment.path, content=True))
        for name, problem in changed.items():
            if name == FILES_FILE or name.startswith(f"{self._records.name}/"):
                raise self._damaged(segment, f"{name} {problem}")
        if changed or self.is_outdated(segment):
            return True
        found = (p.differences(segment.path / p.name, self._of(segment)) for p in self._derived)
        return any(next(iter(differences), None) for differences in found)

    def _of(self, segment: SegmentRef) -> Iterable[Record]:
        return _Records(segment, self._records)

    def anew(
        self,
        segments: Sequence[SegmentRef],
        wanted: Collection[str],
        watch: Stopwatch,
        on_progress: OnProgress,
    ) -> tuple[SegmentRef, ...]:
        """All of the segments, those ``wanted`` by their ids written anew.

        Documents keep their numbers, deleted ones as well, and the records are taken over as they
        are: so the files come out byte for byte as they were.
        """
        total = sum(segment.documents for segment in segments if segment.id in wanted)
        done, made = count(1), list[SegmentRef]()

        def show(characters: int) -> None:
            on_progress(Progress("derive", next(done), total, characters))

        try:
            for segment in segments:
                if segment.id in wanted:
                    made.append(self._written(segment, watch, show))
        except BaseException:
            for one in made:
                shutil.rmtree(one.path, ignore_errors=True)
            raise
        new = iter(made)
        return tuple(next(new) if one.id in wanted else one for one in segments)

    def _written(
        self, segment: SegmentRef, watch: Stopwatch, show: Callable[[int], None]
    ) -> SegmentRef:
        taken = {self._records.name: segment.path / self._records.name}
        parts = (self._records, *self._derived)
        builder = SegmentBuilder(self._data, parts, watch, taken)
        with abandoned_on_failure(builder.abort):
            try:
                for record in self._of(segment):
                    builder.add(record)
                    show(builder.characters)
            except ValueError as error:
                raise self._damaged(segment, f"a record {error}") from error
            return replace(builder.finish(), deleted=segment.deleted)

    def _damaged(self, segment: SegmentRef, what: str) -> DamagedIndexError:
        return DamagedIndexError.of(self._data, f"segment {segment.id}: {what}")


def check_segments(
    generation: Generation,
    segments: Sequence[SegmentRef],
    records: RecordPart,
    parts: Sequence[SegmentPart],
    on_progress: OnProgress,
) -> Check:
    """Reads every file of the segments of a generation.

    Checksums are compared, every record is read, and every part is compared with the records.
    """
    problems: list[str] = []
    terms: set[str] = set()
    ids: list[str] = []
    files = size = 0
    # Every part reads all records once more.
    read_so_far, passes = count(1), len(parts)
    total = sum(segment.documents for segment in segments)

    def show() -> None:
        on_progress(Progress("check", next(read_so_far) // passes, total))

    for segment in segments:
        found = [" ".join(one) for one in file_problems(segment.path, content=True)]
        recorded = recorded_files(segment.path).values()
        files += len(recorded)
        size += sum(length for length, _ in recorded)
        if not found:
            # Engines are only asked about files that are whole: on others they fail in odd ways.
            read = _Checked(segment, records, show)
            found += read.compared(parts)
            terms |= read.terms
            ids += read.ids
        problems += [f"segment {segment.id}: {problem}" for problem in found]
    return Check(
        generation.name,
        generation.documents,
        len(terms),
        files,
        size,
        tuple(problems),
        tuple(sorted(ids)),
    )


class _Records:
    """The records of all documents of a segment, read anew in each pass: they may be large."""

    def __init__(self, segment: SegmentRef, part: RecordPart) -> None:
        self._segment = segment
        self._part = part

    def __iter__(self) -> Iterator[Record]:
        folder = self._segment.path / self._part.name
        return self._part.records(folder, range(self._segment.documents))


class _Checked(_Records):
    """The same; the first pass notes what is in them, and whether the segment says so too."""

    def __init__(self, segment: SegmentRef, part: RecordPart, on_read: Callable[[], None]) -> None:
        super().__init__(segment, part)
        self._on_read = on_read
        self._live = {*segment.live()}
        self._listed = iter(enumerate(documents_of(segment)))
        self.problems: list[str] = []
        self.terms: set[str] = set()
        self.ids: list[str] = []
        """Of the documents that can be found, as the terms are."""

    def compared(self, parts: Sequence[SegmentPart]) -> Iterator[str]:
        """In what they say something else; a line each."""
        try:
            for part in parts:
                yield from part.differences(self._segment.path / part.name, self)
            yield from self.problems
        except ValueError as error:  # of a record, or its files have gone meanwhile
            yield str(error)

    def __iter__(self) -> Iterator[Record]:
        for record in super().__iter__():
            for number, (identity, characters) in islice(self._listed, 1):
                if (record.document.id, len(record.original)) != (identity, characters):
                    wrong = f"document {number} is {record.document.id!r} instead of {identity!r}"
                    self.problems.append(wrong)
                if number in self._live:
                    self.terms.update(record.terms)
                    self.ids.append(identity)
            yield record
            self._on_read()
