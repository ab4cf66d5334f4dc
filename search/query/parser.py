"""The query language: what a person types → clauses and filters. Never fails.

=====================================  =====================================================
``東京 天気``                          both words are wanted
``"東京 天気"``, ``「東京 天気」``     the phrase, literally
``-天気``, ``NOT 天気``                without it
``東京 OR 大阪``, ``東京 | 大阪``      one of them is enough; OR binds before AND
``天気*``                              words that start so
``title:東京``                         in the title
``tag:AI``, ``-tag:"EU AI Act"``       with or without that tag; the same for every field of the
                                       table (:mod:`index.fields`), the owner's own too
``date:2025-10``, ``date:先月``        of those days: see :mod:`search.query.dates`
``level:3``, ``level:2..3``            a number, or a range of them; ``2..`` and ``..3`` are open
=====================================  =====================================================

Full-width forms of spaces, quotes, colons, minus signs, stars and bars count as the ASCII ones.
Whatever is not valid syntax is text to be searched: ``C++``, ``a:b``, ``https://…``, a lone
quote. Japanese brackets are a phrase only where they stand alone: in ``「赤旗」で発表したのは``
they are ordinary punctuation of a sentence. A long-vowel mark is a minus only behind a space,
where no word can have one: ``東京 ー天気``, never ``サーバー``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from string import ascii_letters
from typing import Any

from index.fields import BUILT_IN, Field, FieldTable, read_number
from search.query.dates import parse_range
from search.query.query import (
    AnyOf,
    Clause,
    Filters,
    Numbers,
    Phrase,
    Prefix,
    Range,
    Word,
)
from search.query.query import Field as Where

MAX_CHARACTERS = 2_000
"""Text behind it is not read: no one types more, and the work stays bounded."""
MAX_CLAUSES = 64
"""Clauses behind it are not read: twice the longest sentence that people paste."""

_SYNTAX = str.maketrans(
    "：＊｜－−‐‑–—＂“”„‟〝〟″",
    ':*|------""""""""',
) | {0xFEE0 + ord(letter): letter for letter in ascii_letters}
"""One character for one, so that positions in the translated text hold in the typed one."""

_UNSEARCHABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b]")
_SIGNS = frozenset(("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sk", "Cf", "Mn"))
_OPERATORS = {"OR": "OR", "|": "OR", "AND": "AND", "NOT": "NOT"}
_SPACE = re.compile(r"\s|$")
_TO = re.compile(r"(?<!\.)\.\.(?!\.)|[〜~～]")


@lru_cache(maxsize=16)
def _chunk_pattern(fields: FieldTable) -> re.Pattern[str]:
    """What stands between spaces, with the names of all fields; the longest first."""
    names = "|".join(re.escape(name) for name in sorted(fields.spoken, reverse=True))
    return re.compile(
        rf"""(?P<minus>(?:-|(?<=\s)[ーｰ])(?=[^\s\-ーｰ]))?
            (?:(?P<field>{names}):(?=[^\s:"]|"[^"]+"))?
            (?:"(?P<quoted>[^"]+)"
             | [「『](?P<bracketed>(?<=「)[^「」]+(?=」)|(?<=『)[^『』]+(?=』))[」』](?=[\s「『]|$)
             | (?P<plain>\S+))""",
        re.VERBOSE | re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class ParsedText:
    """What a query text asks for."""

    wanted: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between spaces: an operator, a filter or a clause."""

    text: str
    """As typed, without quotes, minus and field."""
    raw: str
    operator: str = ""
    negative: bool = False
    field: Field | None = None
    quoted: bool = False


def parse_text(text: str, today: date, fields: FieldTable = BUILT_IN) -> ParsedText:
    """Understands what was typed; ``today`` is what ``date:先月`` counts from."""
    return _Reader(today).read(list(_chunks(text, fields)))


def parse_filters(text: str, today: date, fields: FieldTable = BUILT_IN) -> Filters:
    """Filters and nothing else: ``tag:公開 -lang:en``; raises ValueError for anything beside.

    For whoever must rely on them: a word that narrows nothing would leave everything open.
    """
    chunks = list(_chunks(text, fields))
    parsed = _Reader(today).read(chunks)
    whole = len(text) <= MAX_CHARACTERS and len(chunks) < MAX_CLAUSES
    joined = any(chunk.operator == "OR" for chunk in chunks)
    if not whole or joined or parsed.wanted or parsed.excluded or parsed.filters == Filters():
        raise ValueError(
            "must be filters only, such as tag:公開 or -tag:下書き date:2025.., without OR; "
            f"fields are {', '.join(row.name for row in fields.filters)}"
        )
    return parsed.filters


def intersect(one: Range, other: Range) -> Range:
    """What lies in both ranges; first > last when nothing does."""
    firsts: list[Any] = [span.first for span in (one, other) if span.first is not None]
    lasts: list[Any] = [span.last for span in (one, other) if span.last is not None]
    return type(one)(max(firsts, default=None), min(lasts, default=None))


def parse_span(text: str, row: Field, today: date) -> Range | None:
    """The range of a field that ``text`` names (``2..3``, ``2..``, ``2025-10``), or None."""
    if row.type == "date":
        return parse_range(text, today)
    ends = _TO.split(unicodedata.normalize("NFKC", text))
    if row.type != "number" or len(ends) != 2 or not any(ends):
        return None
    first, last = (read_number(end) if end.strip() else None for end in ends)
    if any(end.strip() and found is None for end, found in zip(ends, (first, last), strict=True)):
        return None
    return Numbers(first, last)


def _chunks(text: str, fields: FieldTable) -> Iterator[_Chunk]:
    typed = _UNSEARCHABLE.sub(" ", text[:MAX_CHARACTERS])
    shape = typed.translate(_SYNTAX)
    at = 0
    pattern = _chunk_pattern(fields)
    for _ in range(MAX_CLAUSES):
        match = pattern.search(shape, at)
        if match is None:
            return
        start, end = match.span(match.lastgroup or 0)
        at = match.end()
        if match["field"] and match["plain"] and shape.endswith(":", start, end):
            # A value does not end with a colon: tag:技術: LLM is the tag "技術: LLM".
            end = at = next(_SPACE.finditer(shape, min(end + 1, len(shape)))).start()
        yield _Chunk(
            text=typed[start:end],
            raw=typed[match.start() : at],
            operator=_OPERATORS.get(match[0], ""),
            negative=bool(match["minus"]),
            field=fields.spoken.get((match["field"] or "").casefold()),
            quoted=not match["plain"],
        )


class _Reader:
    """Puts chunks together, left to right."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.wanted: list[Clause] = []
        self.excluded: list[Clause] = []
        self.values: dict[str, tuple[str, ...]] = {}
        self.excluded_values: dict[str, tuple[str, ...]] = {}
        self.ranges: dict[str, Range] = {}
        self.excluded_ranges: dict[str, tuple[Range, ...]] = {}

    def read(self, chunks: list[_Chunk]) -> ParsedText:
        negate = join = False
        for position, chunk in enumerate(chunks):
            followed = position + 1 < len(chunks) and not chunks[position + 1].operator
            if chunk.operator == "NOT" and followed:
                negate = True
            elif chunk.operator in ("OR", "AND") and followed and position and not negate:
                join = chunk.operator == "OR"
            else:
                self._take(chunk, chunk.negative or negate, join)
                negate = join = False
        filters = Filters(self.values, self.excluded_values, self.ranges, self.excluded_ranges)
        return ParsedText(tuple(self.wanted), tuple(self.excluded), filters)

    def _take(self, chunk: _Chunk, negative: bool, join: bool) -> None:
        if self._take_filter(chunk, negative):
            return
        clause = _clause(chunk)
        if clause is None:
            return
        if negative:
            self.excluded.append(clause)
        elif join and self.wanted:
            last = self.wanted.pop()
            before = last.clauses if isinstance(last, AnyOf) else (last,)
            self.wanted.append(AnyOf((*before, clause)))
        else:
            self.wanted.append(clause)

    def _take_filter(self, chunk: _Chunk, negative: bool) -> bool:
        """Whether the chunk is a filter; a value that is none of its field is text."""
        row = chunk.field
        if row is None or not row.filter:
            return False
        span = parse_span(chunk.text, row, self.today)
        value = None if span else row.filter_value(chunk.text)
        if span is not None:
            self._narrow(row.name, span, negative)
        elif value is not None:
            values = self.excluded_values if negative else self.values
            values[row.name] = (*values.get(row.name, ()), value)
        return span is not None or value is not None

    def _narrow(self, name: str, span: Range, negative: bool) -> None:
        if negative:
            self.excluded_ranges[name] = (*self.excluded_ranges.get(name, ()), span)
        elif name in self.ranges:
            self.ranges[name] = intersect(self.ranges[name], span)
        else:
            self.ranges[name] = span


def _clause(chunk: _Chunk) -> Clause | None:
    """What is searched for as text; where a filter was meant, with its name."""
    where = Where.TITLE if chunk.field and not chunk.field.filter else Where.ANY
    text = chunk.raw.lstrip("-ーｰ－−") if chunk.field and chunk.field.filter else chunk.text
    text = text.strip()
    if chunk.quoted:
        return Phrase(text, where) if _has_substance(text) else None
    stem = text.rstrip("*＊")
    if stem != text and stem and stem[0] not in "*＊":
        return Prefix(stem, where)
    text = text.strip("*＊")
    return Word(text, where) if _has_substance(text) else None


def _has_substance(text: str) -> bool:
    """Whether there is more than punctuation and mathematical signs: ``🍣`` yes, ``。`` no."""
    return any(unicodedata.category(char) not in _SIGNS for char in text)
