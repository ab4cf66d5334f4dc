"""The manifest of a generation: what a reader must know before it opens a segment."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import IndexMismatchError
from index.fields import BUILT_IN, FieldTable
from index.fields import from_json as fields_from_json
from index.store import AnalyzerRecord, SiteRecord

SEGMENTS_FOLDER = "segments"


@dataclass(frozen=True, slots=True)
class SegmentRef:
    """A segment as a generation sees it."""

    id: str
    path: Path
    """The folder of the segment, with the folders ``whoosh`` and ``columns``."""
    documents: int
    """How many documents it was written with; their numbers count from 0."""
    characters: int
    """Characters of text in it, deleted documents included."""
    deleted: tuple[int, ...] = ()
    """Numbers of the documents that have been deleted since, rising."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state of the index."""

    name: str
    created: datetime
    format_version: int
    analyzer: AnalyzerRecord
    sites: tuple[SiteRecord, ...]
    segments: tuple[SegmentRef, ...]
    fields: FieldTable = BUILT_IN
    """The table that it was written with: queries are understood by it."""

    @property
    def documents(self) -> int:
        """How many documents can be found, without the deleted ones."""
        return sum(segment.documents - len(segment.deleted) for segment in self.segments)

    @property
    def characters(self) -> int:
        """Characters of text in all segments, deleted documents included."""
        return sum(segment.characters for segment in self.segments)

    def require_analyzer(self, fingerprint: str) -> None:
        """Raises :class:`IndexMismatchError` unless that analyzer wrote this generation."""
        if fingerprint != self.analyzer.fingerprint:
            raise IndexMismatchError(
                "the index was written with other analyzer settings or dictionaries "
                f"({self.analyzer.fingerprint}, now {fingerprint}): run `sakuin index SITE` again"
            )


def sealed(content: dict[str, Any]) -> bytes:
    """JSON behind a first line with its checksum, so that damage is noticed when it is read."""
    body = json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(body, digest_size=16).hexdigest().encode("ascii") + b"\n" + body


def unsealed(content: bytes) -> dict[str, Any]:
    """The JSON of :func:`sealed`; raises ValueError when it has been changed or cut short."""
    checksum, _, body = content.partition(b"\n")
    if hashlib.blake2b(body, digest_size=16).hexdigest().encode("ascii") != checksum:
        raise ValueError("the checksum does not match")
    loaded: dict[str, Any] = json.loads(body)
    return loaded


def to_json(generation: Generation) -> dict[str, Any]:
    """The content of a manifest."""
    return {
        "format_version": generation.format_version,
        "name": generation.name,
        "created": generation.created.astimezone(UTC).isoformat(),
        "analyzer": asdict(generation.analyzer),
        "sites": [asdict(site) for site in generation.sites],
        "fields": generation.fields.to_json(),
        "segments": [
            {
                "id": segment.id,
                "documents": segment.documents,
                "characters": segment.characters,
                "deleted": list(segment.deleted),
            }
            for segment in generation.segments
        ],
    }


def from_json(data: Path, content: dict[str, Any]) -> Generation:
    """The generation that a manifest in ``data`` describes; raises KeyError or TypeError."""
    return Generation(
        name=content["name"],
        created=datetime.fromisoformat(content["created"]),
        format_version=content["format_version"],
        analyzer=AnalyzerRecord(**content["analyzer"]),
        sites=tuple(SiteRecord(**site) for site in content["sites"]),
        segments=tuple(
            SegmentRef(
                id=segment["id"],
                path=data / SEGMENTS_FOLDER / segment["id"],
                documents=segment["documents"],
                characters=segment["characters"],
                deleted=tuple(segment["deleted"]),
            )
            for segment in content["segments"]
        ),
        fields=fields_from_json(content.get("fields", ())),
    )
