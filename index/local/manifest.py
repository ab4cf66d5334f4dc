"""The segments of a generation, as its manifest has them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.store import Generation

SEGMENTS_FOLDER = "segments"


@dataclass(frozen=True, slots=True)
class SegmentRef:
    """A segment as a generation sees it."""

    id: str
    path: Path = field(compare=False)
    """The folder of the segment, with a folder for each engine."""
    documents: int
    """How many documents it was written with; their numbers count from 0."""
    characters: int
    """Characters of text in it, deleted documents included."""
    deleted: tuple[int, ...] = ()
    """Numbers of the documents that have been deleted since, rising."""

    def live(self) -> list[int]:
        """The numbers of the documents that can be found, rising."""
        return sorted(set(range(self.documents)) - set(self.deleted))


def segments_of(data: Path, generation: Generation) -> tuple[SegmentRef, ...]:
    """The segments of a generation of the data folder ``data``; raises KeyError or TypeError."""
    return tuple(
        SegmentRef(
            **{**segment, "deleted": tuple(segment["deleted"])},
            path=data / SEGMENTS_FOLDER / segment["id"],
        )
        for segment in generation.content["segments"]
    )


def content_of(segments: tuple[SegmentRef, ...]) -> dict[str, Any]:
    """What a generation keeps of its segments, as plain JSON."""
    rows = [asdict(segment) | {"deleted": list(segment.deleted)} for segment in segments]
    for row in rows:
        del row["path"]
    return {"segments": rows}
