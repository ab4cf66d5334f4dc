"""The columns as a part of every segment, derived from its records."""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from index.durable import temporary_folder

if TYPE_CHECKING:  # numpy, which a run that finds no change does without
    from index.local.segments import SegmentWriter
    from index.record import Record


class ColumnPart:
    """Fulfils :class:`index.local.segments.SegmentPart`."""

    name = "columns"
    version = 10
    """Raised whenever the files change (:mod:`.layout`): they are then derived anew."""

    def start(self, folder: Path) -> SegmentWriter:
        from index.columns.writer import ColumnWriter

        return ColumnWriter(folder)

    def documents(self, folder: Path) -> int:
        from index.columns.reader import ColumnSegment

        return ColumnSegment(folder).documents

    def differences(self, folder: Path, records: Iterable[Record]) -> Iterator[str]:
        """Derives the columns anew, and compares them byte for byte."""
        with temporary_folder("check") as beside:
            fresh = beside / self.name
            writer = self.start(fresh)
            for record in records:
                writer.add(record)
            writer.finish()
            names = {path.name for path in (*folder.iterdir(), *fresh.iterdir())}
            _, different, missing = filecmp.cmpfiles(folder, fresh, names, shallow=False)
            for name in sorted((*different, *missing)):
                yield f"{self.name}/{name} is not what the records give"
