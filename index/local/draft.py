"""The next generation of a data folder while it is made: new segments beside those of the last."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.local.manifest import SegmentRef
from index.local.segments import SegmentBuilder, SegmentPart, documents_of
from index.progress import Stopwatch
from index.store import Generation, Meta

if TYPE_CHECKING:
    from index.record import Record

Publish = Callable[[tuple[SegmentRef, ...], Meta, Mapping[str, bytes]], Generation]
"""Makes a generation of these segments the one that is served."""


class LocalDraft:
    """A :class:`index.store.Draft`: ``segments`` are those that it takes over."""

    def __init__(
        self,
        data: Path,
        parts: Sequence[SegmentPart],
        segments: Sequence[SegmentRef],
        publish: Publish,
        watch: Stopwatch,
        segment_characters: int,
    ) -> None:
        self._data = data
        self._parts = parts
        self._base = tuple(segments)
        self._publish = publish
        self._watch = watch
        self._segment_characters = segment_characters
        self._written: list[SegmentRef] = []
        self._builder: SegmentBuilder | None = None
        self._places: dict[str, tuple[str, int]] | None = None
        self._deleted: dict[str, set[int]] = defaultdict(set)

    def put(self, record: Record) -> None:
        self.delete(record.document.id)
        self._builder = builder = self._builder or SegmentBuilder(
            self._data, self._parts, self._watch
        )
        self._known()[record.document.id] = builder.id, builder.add(record)
        if builder.size >= self._segment_characters:
            self._finish()

    def delete(self, identity: str) -> None:
        place = self._known().pop(identity, None)
        if place:
            segment, number = place
            self._deleted[segment].add(number)

    def publish(self, meta: Meta, extras: Mapping[str, bytes]) -> Generation:
        self._finish()
        with self._watch.stage("publish"):
            segments = (
                replace(one, deleted=tuple(sorted({*one.deleted, *self._deleted[one.id]})))
                for one in (*self._base, *self._written)
            )
            kept = tuple(one for one in segments if len(one.deleted) < one.documents)
            # From here on, what was written may be served already when an error comes.
            self._written.clear()
            return self._publish(kept, meta, extras)

    def abort(self) -> None:
        if self._builder:
            self._builder.abort()
            self._builder = None
        for segment in self._written:
            shutil.rmtree(segment.path, ignore_errors=True)
        self._written.clear()

    def _known(self) -> dict[str, tuple[str, int]]:
        """Identity → segment and number of every document that the draft has so far."""
        if self._places is None:
            self._places = {}
            for segment in self._base:
                documents = documents_of(segment)
                for number in segment.live():
                    self._places[documents[number][0]] = segment.id, number
        return self._places

    def _finish(self) -> None:
        if self._builder:
            self._written.append(self._builder.finish())
            self._builder = None
