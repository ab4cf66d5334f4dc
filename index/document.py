"""A post as it is indexed: what every engine stores and every hit shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import orjson

from index.fields import Value, values_from_json, values_to_json


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading.

    The text before the first heading is a section with an empty ``heading`` and level 0.
    """

    heading: str
    """The heading as a reader sees it, for example ``今後の展望``; one line."""
    level: int
    """0 for the text before the first heading, else 1 to 6."""
    anchor: str
    """The fragment that the site's generator gives the heading, without ``#``; may be empty."""
    text: str
    """What a reader sees, without markup; paragraphs are separated by ``\\n``."""
    code: str
    """Code blocks of the section, joined by ``\\n``; inline code stays in ``text``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a post beside its text, from the file up to the hit."""

    path: str
    """The source file, relative to the site's root, with ``/``."""
    url: str
    """As the site's generator links it, percent-encoded: ``/2025/10/30/%E7%A9%BA%E6%B8%AF/``."""
    title: str
    date: datetime | None
    """Aware, in the zone that its generator shows: its day and month are what facets count."""
    categories: tuple[str, ...] = ()
    """Hierarchical ones as paths: ``旅/関西``."""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    lang: str = ""
    """A BCP 47 tag such as ``ja``; empty when unknown."""
    excerpt: str = ""
    image: str = ""
    """Of its picture, a path on its site or a whole URL; see :mod:`index.sites.images`."""
    kind: str = "post"
    """``page`` for what its generator keeps apart from posts: ``about.md``, a list, a manual."""
    fields: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """The values of the owner's own fields, by name; see :mod:`index.fields`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(About):
    """One post, ready to be analysed and stored.

    All texts are as the author wrote them (NFC or not): the analyzer normalises.
    """

    id: str
    """Unique in the index: the path, or ``SITE/path`` when the site has been given a name."""
    site: str
    """The name of the site, a facet; empty when there is only one."""
    sections: tuple[Section, ...] = ()

    @property
    def keywords(self) -> tuple[str, ...]:
        """What the author has filed the post under: typed as words, they find it."""
        own = (value for some in self.fields.values() for value in some)
        texts = (value for value in own if isinstance(value, str))
        return (*self.tags, *self.categories, *self.authors, *texts)


def document_json(document: Document) -> bytes:
    """A document as it is stored; dates keep their zone (``2025-10-30T22:03:02+09:00``).

    Raises TypeError for lone surrogates, which UTF-8 cannot hold: see :func:`storable`.
    """
    sections = [_fields(section) for section in document.sections]
    return orjson.dumps(fields_to_json(document) | {"sections": sections})


def fields_to_json(document: Document) -> dict[str, Any]:
    """What is known of a document, its sections as they are."""
    date = document.date.isoformat() if document.date else None
    return _fields(document) | {"date": date, "fields": values_to_json(document.fields)}


def dump(document: Document) -> bytes:
    """What is known of a document as JSON, its sections as (heading, level, anchor)."""
    headings = [(one.heading, one.level, one.anchor) for one in document.sections]
    return orjson.dumps(fields_to_json(document) | {"sections": headings})


def fields_from_json(content: bytes | str) -> dict[str, Any]:
    """What is known of a document again; its sections as they were stored."""
    fields: dict[str, Any] = orjson.loads(content)
    fields["date"] = datetime.fromisoformat(fields["date"]) if fields["date"] else None
    for name in ("categories", "tags", "authors"):
        fields[name] = tuple(fields[name])
    fields["fields"] = values_from_json(fields["fields"])
    return fields


def storable(document: Document) -> tuple[Document, bytes]:
    """The document with U+FFFD for each lone surrogate, and its JSON."""
    try:
        return document, document_json(document)
    except TypeError:
        fields = {name: _whole(value) for name, value in _fields(document).items()}
        sections = (
            Section(**{name: _whole(value) for name, value in _fields(section).items()})
            for section in document.sections
        )
        document = Document(**{**fields, "sections": tuple(sections)})
        return document, document_json(document)


def _fields(value: Document | Section) -> dict[str, Any]:
    """Its fields by name. Not dataclasses.asdict: it copies, and takes longer than all the rest."""
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Document, Section)}


def _whole(value: Any) -> Any:
    """A text, or texts, without lone surrogates; an escape in a front matter can make them."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, Mapping):
        return {name: _whole(one) for name, one in value.items()}
    return tuple(map(_whole, value)) if isinstance(value, tuple) else value
