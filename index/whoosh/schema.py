"""The schema that Whoosh is given, built from the table in :mod:`index.schema`.

The analyzer runs once, before Whoosh: word fields are given lists of terms, and the
:class:`PreTokenized` analyzer only hands them on. So indexing and querying cannot disagree, and
nothing is ever tokenised a second time. Whoosh pickles the schema into its table of contents;
always open an index with ``schema=whoosh_schema()``, so that moving this module breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from whoosh import fields
from whoosh.analysis import Analyzer, Token

from index.record import PartKind
from index.schema import FIELDS, Field

WORD_FIELDS = {PartKind[field.part]: field.name for field in FIELDS if field.part}
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
