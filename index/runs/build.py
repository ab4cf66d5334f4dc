"""Analysed documents in, finished segments out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.local.manifest import SegmentRef
from index.local.segments import SegmentBuilder
from index.progress import OnProgress, Progress, Stopwatch
from index.record import Record

SEGMENT_CHARACTERS = 48_000_000
"""A segment is ended at this many characters: it bounds the memory in which postings are sorted."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a document was written."""

    id: str
    segment: str
    number: int
    characters: int


def build_segments(
    data: Path,
    documents: Iterable[Record],
    watch: Stopwatch,
    on_progress: OnProgress,
    *,
    stage: str = "index",
    total: int | None = None,
) -> tuple[tuple[SegmentRef, ...], tuple[Placed, ...]]:
    """Writes documents to new segments; when anything fails, nothing of them is left."""
    finished: list[SegmentRef] = []
    placed: list[Placed] = []
    characters = 0
    builder: SegmentBuilder | None = None
    try:
        for analyzed in documents:
            builder = builder or SegmentBuilder(data, watch)
            size = len(analyzed.original)
            number = builder.add(analyzed)
            placed.append(Placed(analyzed.document.id, builder.id, number, size))
            characters += size
            on_progress(Progress(stage, len(placed), total, characters))
            if builder.characters >= SEGMENT_CHARACTERS:
                finished.append(builder.finish())
                builder = None
        if builder:
            on_progress(Progress("finish", len(placed), len(placed), characters))
            finished.append(builder.finish())
    except BaseException:
        if builder:
            builder.abort()
        raise
    return tuple(finished), tuple(placed)
