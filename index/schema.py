"""The stored format: its version, and the table of every field of the Whoosh index.

The analyzer runs once, before Whoosh: word fields are given lists of terms, and the
:class:`PreTokenized` analyzer only hands them on. So indexing and querying cannot disagree, and
nothing is ever tokenised a second time. Whoosh pickles the schema into its table of contents;
always open an index with ``schema=whoosh_schema()``, so that moving this module breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from whoosh import fields
from whoosh.analysis import Analyzer, Token

from index.store import PartKind

FORMAT_VERSION = 1
"""Raised whenever what is written changes, so that an old index says "reindex" at once."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the index, what is put there and why it exists."""

    name: str
    kind: str
    """``words`` (terms with frequencies), ``key`` (one exact value), ``keys`` (several exact
    values), ``date`` (naive UTC) or ``stored`` (kept, not searched)."""
    why: str
    part: PartKind | None = None
    """Which part of the document a field of kind ``words`` holds."""


FIELDS = (
    Field("id", "key", "names the document in results, updates and judgements; unique"),
    Field("path", "key", "finds the document of a source file"),
    Field("url", "key", "finds the document behind a link"),
    Field("site", "key", "separates sites that share an index"),
    Field("title", "words", "the strongest evidence of what a post is about", PartKind.TITLE),
    Field("labels", "words", "a tag typed as a word must find its posts", PartKind.LABELS),
    Field("excerpt", "words", "the author's own summary", PartKind.EXCERPT),
    Field("headings", "words", "says what a section is about", PartKind.HEADING),
    Field("body", "words", "what the reader reads", PartKind.BODY),
    Field("code", "words", "identifiers are sought, but must not outweigh prose", PartKind.CODE),
    Field("tag", "keys", "facet and filter"),
    Field("category", "keys", "facet and filter"),
    Field("author", "keys", "facet and filter"),
    Field("lang", "key", "filter for sites in several languages"),
    Field("date", "date", "range filter and sorting; the zone is in the stored document"),
    Field("document", "stored", "the whole document as JSON: hits, export, and rebuilding"),
)

WORD_FIELDS = {field.part: field.name for field in FIELDS if field.part is not None}
"""The word field of each part of a document."""


class PreTokenized(Analyzer):  # type: ignore[misc]
    """Hands on terms that are ready: ``["東京", "行く"]`` gives those two tokens; a text gives one.

    It holds nothing, so it pickles, and it may be shared between threads.
    """

    def __call__(self, value: str | Iterable[str], **options: Any) -> Iterator[Token]:
        terms = (value,) if isinstance(value, str) else value
        for position, term in enumerate(terms):
            # A new token each time: Whoosh's own analyzers reuse one, which surprises callers.
            token = Token(**{**options, "positions": True})
            token.text, token.pos, token.boost = term, position, 1.0
            yield token


def _field_type(field: Field) -> fields.FieldType:
    match field.kind:
        case "words":
            # Positions live in the columns, which read them faster: frequencies are enough here.
            return fields.TEXT(analyzer=PreTokenized(), phrase=False)
        case "key":
            return fields.ID(unique=field.name == "id")
        case "keys":
            return fields.KEYWORD(analyzer=PreTokenized())
        case "date":
            return fields.DATETIME(sortable=True)
        case _:
            return fields.STORED()


@cache
def whoosh_schema() -> fields.Schema:
    """The schema of every Whoosh index that Sakuin writes or opens."""
    return fields.Schema(**{field.name: _field_type(field) for field in FIELDS})
