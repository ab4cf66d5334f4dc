"""The stored format: its version, and the table of every field of the Whoosh index.

This module imports nothing, since a run that finds nothing changed reads only the version.
"""

from __future__ import annotations

from dataclasses import dataclass

FORMAT_VERSION = 2
"""Raised whenever what is written changes, so that an old index says "reindex" at once."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the index, what is put there and why it exists."""

    name: str
    kind: str
    """``words`` (terms with frequencies), ``key`` (one exact value), ``keys`` (several exact
    values), ``date`` (naive UTC) or ``stored`` (kept, not searched)."""
    why: str
    part: str = ""
    """Which :class:`index.record.PartKind` a field of kind ``words`` holds."""


FIELDS = (
    Field("id", "key", "names the document in results, updates and judgements; unique"),
    Field("path", "key", "finds the document of a source file"),
    Field("url", "key", "finds the document behind a link"),
    Field("site", "key", "separates sites that share an index"),
    Field("title", "words", "the strongest evidence of what a post is about", "TITLE"),
    Field("labels", "words", "a tag typed as a word must find its posts", "LABELS"),
    Field("excerpt", "words", "the author's own summary", "EXCERPT"),
    Field("headings", "words", "says what a section is about", "HEADING"),
    Field("body", "words", "what the reader reads", "BODY"),
    Field("code", "words", "identifiers are sought, but must not outweigh prose", "CODE"),
    Field("tag", "keys", "facet and filter"),
    Field("category", "keys", "facet and filter"),
    Field("author", "keys", "facet and filter"),
    Field("lang", "key", "filter for sites in several languages"),
    Field("date", "date", "range filter and sorting; the zone is in the stored document"),
    Field("document", "stored", "the whole document as JSON: hits, export, and rebuilding"),
)
