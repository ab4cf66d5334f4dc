"""The schema that Whoosh is given, built from the table in :mod:`index.fields`.

The analyzer runs once, before Whoosh: word fields are given lists of terms, which Whoosh takes as
they are, and a text is one term. So indexing and querying cannot disagree, and nothing is ever
tokenised a second time. Whoosh pickles the schema into its table of contents; always open an index
with ``schema=whoosh_schema()``, so that moving this module breaks nothing.
"""

from __future__ import annotations

from functools import cache

from whoosh import fields, formats
from whoosh.analysis import IDTokenizer
from whoosh.columns import VarBytesColumn

from index.fields import BUILT_IN, Field
from index.record import PartKind

WORD_FIELDS = {PartKind[row.part]: row.name for row in BUILT_IN.rows if row.type == "words"}
"""The word field of each part of a document."""
OWN_PREFIX = "own_"
"""Before the names of the owner's fields, which Whoosh matches as a pattern: a schema holds for
all tables."""


CHARACTER = "character"
"""The characters of a post's folded text: where some are missing, no text of them can stand, and
no record has to be looked into. One that is common has the first post alone, as often as there are
such posts: it would leave few out, and all of them were a quarter of the postings."""
COMMON = 4
"""A character is common in more than one of so many posts of a segment."""
READING = "reading"
"""How a word sounds without long vowels, how it is read, and the word: ``ときょ``, ``とうきょう``,
``東京``. It belongs to the first post of the segment that has the word, since only Whoosh's list of
its terms is asked."""
READING_MARK = "\t"


class Counted(formats.Frequency):  # type: ignore[misc]
    """How often a word stands in a post is its weight there, and not kept once more as a value."""

    posting_size = 0


def _field_type(row: Field) -> fields.FieldType:
    match row.type:
        case "words":
            # Positions live in the columns, which read them faster: frequencies are enough here.
            words = fields.TEXT(analyzer=IDTokenizer(), phrase=False)
            words.format = Counted()
            return words
        case "date":
            # As it was written, ``2025-10-30T22:03:02+09:00``: months are those of the site's own
            # calendar. A term for each takes five times as much.
            return fields.COLUMN(VarBytesColumn())
        case "stored":
            return fields.STORED()
        case _:
            return _keywords() if row.many else fields.ID(unique=row.name == "id")


def _keywords() -> fields.FieldType:
    keywords = fields.KEYWORD(analyzer=IDTokenizer())
    keywords.format = Counted()
    return keywords


@cache
def whoosh_schema() -> fields.Schema:
    """The schema of every Whoosh index that Sakuin writes or opens."""
    schema = fields.Schema(**{row.name: _field_type(row) for row in BUILT_IN.rows})
    for name in (CHARACTER, READING):
        schema.add(name, _keywords())
    schema.add(f"{OWN_PREFIX}*", _keywords(), glob=True)
    return schema
