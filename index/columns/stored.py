"""What a hit shows, as one JSON object a document: everything but the texts of the sections.

Those are in the text columns already; :func:`restore` puts both together again.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import orjson

from index.document import Document, Section
from index.fields import values_from_json, values_to_json


def dump(document: Document) -> bytes:
    """The entry of a document in ``stored.bin``."""
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
