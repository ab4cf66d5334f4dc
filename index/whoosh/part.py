"""Whoosh as a part of every segment: the one that keeps the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Whoosh and numpy, which a run that finds no change does without
    from index.local.segments import SegmentWriter
    from index.record import Record


class WhooshPart:
    """Fulfils :class:`index.local.segments.RecordPart`."""

    name = "whoosh"
    version = 1
    """That of the records is :data:`index.store.FORMAT_VERSION`: they are derived from nothing."""

    def start(self, folder: Path) -> SegmentWriter:
        from index.whoosh.writer import WhooshWriter

        return WhooshWriter(folder)

    def documents(self, folder: Path) -> int:
        from index.whoosh.reader import open_whoosh

        with open_whoosh(folder).reader() as reader:
            return int(reader.doc_count_all())

    def records(self, folder: Path, numbers: Iterable[int]) -> Iterator[Record]:
        from index.whoosh.reader import read_records

        return read_records(folder, numbers)

    def differences(self, folder: Path, records: Iterable[Record]) -> Iterator[str]:
        from index.whoosh.reader import different_postings

        return different_postings(folder, records)
