"""Reads all segments of a generation and says what is wrong with them: `sakuin check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.local.manifest import SegmentRef
from index.local.segment_files import content_problems, recorded_files
from index.local.segments import RecordPart, SegmentPart, documents_of
from index.record import Record
from index.store import Check, Generation


def check_segments(
    generation: Generation,
    segments: Iterable[SegmentRef],
    records: RecordPart,
    parts: Sequence[SegmentPart],
) -> Check:
    """Reads every file of the segments of a generation.

    Checksums are compared, every record is read, and every part is compared with the records.
    """
    problems: list[str] = []
    terms: set[str] = set()
    files = size = 0
    for segment in segments:
        found = [f"{name} {problem}" for name, problem in content_problems(segment.path)]
        recorded = recorded_files(segment.path).values()
        files += len(recorded)
        size += sum(length for length, _ in recorded)
        if not found:
            # Engines are only asked about files that are whole: on others they fail in odd ways.
            read = _Records(segment, records)
            found += read.problems()
            if not found:
                for part in parts:
                    found += part.differences(segment.path / part.name, read)
            terms |= read.terms
        problems += [f"segment {segment.id}: {problem}" for problem in found]
    return Check(generation.name, generation.documents, len(terms), files, size, tuple(problems))


class _Records:
    """The records of all documents of a segment, read anew in each pass: they may be large."""

    def __init__(self, segment: SegmentRef, part: RecordPart) -> None:
        self._segment = segment
        self._part = part
        self.terms: set[str] = set()
        """Of the documents that can be found."""

    def __iter__(self) -> Iterator[Record]:
        folder = self._segment.path / self._part.name
        return self._part.records(folder, range(self._segment.documents))

    def problems(self) -> Iterator[str]:
        """Records that cannot be read, or are of other documents than the segment says."""
        listed = documents_of(self._segment)
        read = 0
        try:
            for (identity, characters), record in zip(listed, self, strict=True):
                if (record.document.id, len(record.original)) != (identity, characters):
                    yield f"document {read} is {record.document.id!r} instead of {identity!r}"
                if read not in self._segment.deleted:
                    self.terms.update(record.terms)
                read += 1
        except ValueError as error:
            yield f"document {read} cannot be read: {error}"
