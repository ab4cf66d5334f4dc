"""What the records of a segment give, derived anew: after damage, and for a new format."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import DamagedIndexError
from index.local.manifest import SegmentRef
from index.local.segment_files import content_problems, recorded_versions
from index.local.segments import RecordPart, SegmentBuilder, SegmentPart
from index.progress import OnProgress, Progress, Stopwatch

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
        try:
            changed = dict(content_problems(segment.path))
        except (OSError, ValueError, KeyError) as error:
            raise self._damaged(
                segment, f"the list of its files cannot be read: {error}"
            ) from error
        for name, problem in changed.items():
            if name.startswith(f"{self._records.name}/"):
                raise self._damaged(segment, f"{name} {problem}")
        return bool(changed) or self.is_outdated(segment) or self._differs(segment)

    def _differs(self, segment: SegmentRef) -> bool:
        """Whether a derived part is whole, but not what the records give."""
        return any(
            next(iter(part.differences(segment.path / part.name, self._of(segment))), None)
            for part in self._derived
        )

    def _of(self, segment: SegmentRef) -> Iterable[Record]:
        folder = segment.path / self._records.name
        return self._records.records(folder, range(segment.documents))

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
        done, made = 0, list[SegmentRef]()
        try:
            for segment in segments:
                if segment.id in wanted:
                    made.append(self._written(segment, done, total, watch, on_progress))
                    done += segment.documents
        except BaseException:
            for one in made:
                shutil.rmtree(one.path, ignore_errors=True)
            raise
        new = iter(made)
        return tuple(next(new) if one.id in wanted else one for one in segments)

    def _written(
        self,
        segment: SegmentRef,
        before: int,
        total: int,
        watch: Stopwatch,
        on_progress: OnProgress,
    ) -> SegmentRef:
        taken = {self._records.name: segment.path / self._records.name}
        parts = (self._records, *self._derived)
        builder = SegmentBuilder(self._data, parts, watch, taken)
        try:
            for number, record in enumerate(self._of(segment), before + 1):
                builder.add(record)
                on_progress(Progress("derive", number, total, builder.characters))
            return replace(builder.finish(), deleted=segment.deleted)
        except ValueError as error:
            builder.abort()
            raise self._damaged(segment, f"a record {error}") from error
        except BaseException:
            builder.abort()
            raise

    def _damaged(self, segment: SegmentRef, what: str) -> DamagedIndexError:
        return DamagedIndexError.of(self._data, f"segment {segment.id}: {what}")
