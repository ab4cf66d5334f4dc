"""Building a segment: every engine writes its part of it, side by side in one folder."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from index.columns.reader import ColumnSegment
from index.columns.writer import ColumnWriter
from index.errors import DamagedIndexError
from index.local.durable import storage_errors, sync_folder
from index.local.manifest import SEGMENTS_FOLDER, SegmentRef
from index.local.segment_files import record_files
from index.progress import Stopwatch
from index.record import Record
from index.whoosh.store import WhooshWriter, open_whoosh


class SegmentWriter(Protocol):
    """Writes one segment; exactly one of ``finish`` and ``abort`` ends it."""

    def add(self, analyzed: Record) -> None:
        """Adds a document; its number is how many were added before it."""

    def finish(self) -> None:
        """Writes everything and syncs it to disk; raises :class:`index.errors.StorageError`."""

    def abort(self) -> None:
        """Gives up and removes what was written; never raises."""


class SegmentWriterFactory(Protocol):
    def __call__(self, folder: Path) -> SegmentWriter:
        """Starts a segment in ``folder``, which must not exist yet."""


ENGINES: Mapping[str, SegmentWriterFactory] = {"whoosh": WhooshWriter, "columns": ColumnWriter}
"""Folder within the segment, and what writes there."""


class SegmentBuilder:
    """Writes one segment below ``data``; nobody reads it before a generation names it."""

    def __init__(self, data: Path, watch: Stopwatch) -> None:
        self._data = data
        self._watch = watch
        self.id = secrets.token_hex(8)
        self.documents = 0
        self.characters = 0
        """Characters of folded text added so far: what the memory of a build grows with."""
        self._folder = data / SEGMENTS_FOLDER / self.id
        with storage_errors(data):
            self._folder.mkdir(parents=True)
            self._writers: dict[str, SegmentWriter] = {}
            for name, start in ENGINES.items():
                self._writers[name] = start(self._folder / name)

    def add(self, analyzed: Record) -> int:
        """Adds a document to every engine; its number in the segment."""
        with storage_errors(self._data):
            for name, writer in self._writers.items():
                with self._watch.stage(name):
                    writer.add(analyzed)
        number = self.documents
        self.documents += 1
        self.characters += len(analyzed.folded)
        return number

    def finish(self) -> SegmentRef:
        """Writes everything to disk, durably; raises :class:`index.errors.StorageError`."""
        with storage_errors(self._data):
            for name in list(self._writers):
                with self._watch.stage(name):
                    self._writers[name].finish()
                # What one engine has gathered must not weigh on the next, which sorts its own.
                del self._writers[name]
            with self._watch.stage("publish"):
                self._check()
                record_files(self._folder)
                sync_folder(self._folder.parent)
        return SegmentRef(self.id, self._folder, self.documents, self.characters)

    def _check(self) -> None:
        """Opens what was written as readers will, before anyone can be told to read it."""
        with open_whoosh(self._folder / "whoosh").reader() as reader:
            found = (reader.doc_count_all(), ColumnSegment(self._folder / "columns").documents)
        if found != (self.documents, self.documents):
            raise DamagedIndexError(
                f"of {self.documents} documents, {found} can be read back in {self._folder}; "
                "nothing was published: run again"
            )

    def abort(self) -> None:
        """Gives up and removes what was written; never raises."""
        for writer in self._writers.values():
            writer.abort()
        shutil.rmtree(self._folder, ignore_errors=True)
