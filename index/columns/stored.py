"""What a hit shows, as one JSON object a document: everything but the texts of the sections.

Those are in the text columns already; :func:`restore` puts both together again.

The first entries of a segment stand as they are, some kilobytes of them. The others are compressed
as what differs from those: a fifth of them is left, and each is read by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from index.document import Document, Section
from index.fields import values_from_json, values_to_json
from index.packing import compressed, entry_again, like

HEAD = 1 << 15
"""Bytes at the start of ``stored.bin`` to which entries are compared."""


class Packer:
    """Makes the entries of ``stored.bin``, one after the other."""

    def __init__(self) -> None:
        self._head = b""

    def pack(self, document: Document) -> bytes:
        """The entry of the next document."""
        entry = dump(document)
        if len(self._head) < HEAD:
            self._head += entry
            return entry
        return compressed(entry, self._like)

    @cached_property
    def _like(self) -> Any:
        return like(self._head[:HEAD])


class Unpacker:
    """Reads entries again; ``read`` gives some bytes of ``stored.bin``."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read

    def load(self, start: int, end: int) -> dict[str, Any]:
        """The fields of the entry there."""
        entry = self._read(start, end)
        return load(entry if start < HEAD else entry_again(entry, self._like))

    @cached_property
    def _like(self) -> Any:
        return like(self._read(0, HEAD))


def dump(document: Document) -> bytes:
    """The fields of a document as JSON."""
    entry = {
        "id": document.id,
        "site": document.site,
        "path": document.path,
        "url": document.url,
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "categories": document.categories,
        "tags": document.tags,
        "authors": document.authors,
        "lang": document.lang,
        "kind": document.kind,
        "excerpt": document.excerpt,
        "image": document.image,
        "sections": [(s.heading, s.level, s.anchor) for s in document.sections],
        "fields": values_to_json(document.fields),
    }
    # Not orjson: it refuses lone surrogates, which an escape in a front matter can make.
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def load(entry: bytes | memoryview) -> dict[str, Any]:
    """The fields again; ``date`` as a datetime, lists as tuples, own values as they were."""
    fields: dict[str, Any] = orjson.loads(entry)
    fields["date"] = datetime.fromisoformat(fields["date"]) if fields["date"] else None
    for name in ("categories", "tags", "authors"):
        fields[name] = tuple(fields[name])
    fields["fields"] = values_from_json(fields["fields"])
    return fields


def restore(fields: dict[str, Any], texts: dict[int, tuple[str, str]]) -> Document:
    """The whole document, given the text and the code of each section."""
    sections = tuple(
        Section(heading, level, anchor, *texts.get(number, ("", "")))
        for number, (heading, level, anchor) in enumerate(fields["sections"])
    )
    return Document(**{**fields, "sections": sections})
