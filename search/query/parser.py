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
``(tag:A OR 東京) -(雨 雪)``           brackets; words and filters take part in all of it alike
=====================================  =====================================================

Full-width forms of spaces, quotes, colons, minus signs, stars and bars count as the ASCII ones.
Whatever is not valid syntax is text to be searched: ``C++``, ``a:b``, ``https://…``, a lone
quote. Brackets group where they hold a space or a field and stand at the edges of words: ``(株)``
and ``f(x)`` are text. Japanese brackets are a phrase only where they stand alone: in
``「赤旗」で発表したのは`` they are ordinary punctuation of a sentence. A long-vowel mark is a minus
only behind a space, where no word can have one: ``東京 ー天気``, never ``サーバー``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import ascii_letters

from index.fields import BUILT_IN, Field, FieldTable, read_number
from search.query.dates import parse_range
from search.query.query import (
    AllOf,
    AnyOf,
    Clause,
    Filtered,
    Filters,
    Numbers,
    Phrase,
    Prefix,
    Query,
    Range,
    Where,
    Word,
)
from search.query.typed import Sorter, TypedTerm

MAX_CHARACTERS = 2_000
"""Text behind it is not read: no one types more, and the work stays bounded."""
MAX_CLAUSES = 64
"""Clauses behind it are not read: twice the longest sentence that people paste."""

_SYNTAX = str.maketrans(
    "：＊｜－−‐‑–—＂“”„‟〝〟″（）",
    ':*|------""""""""()',
) | {0xFEE0 + ord(letter): letter for letter in ascii_letters}
"""One character for one, so that positions in the translated text hold in the typed one."""

_UNSEARCHABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b]")
_SIGNS = frozenset(("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sk", "Cf", "Mn"))
_OPENS = re.compile(r"(?:^|[\s(])-?$")
_CLOSES = re.compile(r"$|[\s)]")
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
class _Chunk:
    """What stands between spaces: an operator, a bracket, a filter or a clause."""

    start: int
    end: int
    text: str
    """As typed, without quotes, minus and field."""
    raw: str
    operator: str = ""
    negative: bool = False
    field: Field | None = None
    quoted: bool = False


def parse_text(text: str, today: date, fields: FieldTable = BUILT_IN) -> Query:
    """What was typed as a query; ``today`` is what ``date:先月`` counts from."""
    terms = _Reader(list(_chunks(text, fields)), today).terms()
    return Sorter(text).sort(terms)


def parse_filters(text: str, today: date, fields: FieldTable = BUILT_IN) -> Filters:
    """Filters and nothing else: ``tag:公開 -lang:en``; raises ValueError for anything beside.

    For whoever must rely on them: a word that narrows nothing would leave everything open.
    """
    chunks, parsed = list(_chunks(text, fields)), parse_text(text, today, fields)
    whole = len(text) <= MAX_CHARACTERS and len(chunks) < MAX_CLAUSES
    joined = any(chunk.operator for chunk in chunks) or parsed.every
    if not whole or joined or parsed.wanted or parsed.excluded or parsed.filters == Filters():
        raise ValueError(
            "must be filters only, such as tag:公開 or -tag:下書き date:2025.., each field once "
            f"and without OR; fields are {', '.join(row.name for row in fields.filters)}"
        )
    return parsed.filters


_NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,3})?"
_DAY = (
    r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?"
    r"|-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31)?"
)
SPAN_PATTERNS = {
    kind: rf"^({end}(\.\.({end})?)?|\.\.{end})?$"
    for kind, end in (("number", _NUMBER), ("date", _DAY))
}
"""By the type of a field, what clients may send: ``2``, ``2..3``, ``2..``. People write more."""


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
    brackets = _brackets(shape)
    stops = [*sorted(brackets), len(shape)]
    at = 0
    pattern = _chunk_pattern(fields)
    for _ in range(MAX_CLAUSES):
        stop = next(place for place in stops if place >= at)
        match = pattern.search(shape, at, stop)
        if match is None:
            if stop == len(shape):
                return
            at = stop + 1
            yield _Chunk(
                stop - brackets[stop], at, shape[stop], shape[stop], shape[stop], brackets[stop] > 0
            )
            continue
        start, end = match.span(match.lastgroup or 0)
        at = match.end()
        if match["field"] and match["plain"] and shape.endswith(":", start, end):
            # A value does not end with a colon: tag:技術: LLM is the tag "技術: LLM".
            end = at = min(next(_SPACE.finditer(shape, min(end + 1, len(shape)))).start(), stop)
        yield _Chunk(
            match.start(),
            at,
            text=typed[start:end],
            raw=typed[match.start() : at],
            operator=_OPERATORS.get(match[0], ""),
            negative=bool(match["minus"]),
            field=fields.spoken.get((match["field"] or "").casefold()),
            quoted=not match["plain"],
        )


def _brackets(shape: str) -> dict[int, int]:
    """Places of the brackets that group; 1 for one behind a minus, else 0.

    A pair groups if nothing but a minus or a bracket stands before it in its word and nothing but
    a bracket behind it, and there is a space or a colon in it.
    """
    found: dict[int, int] = {}
    open_: list[int] = []
    quoted = False
    for at, character in enumerate(shape):
        if character == '"':
            quoted = not quoted and '"' in shape[at + 1 :]
        elif quoted:
            continue
        elif character == "(":
            open_.append(at)
        elif character == ")" and open_:
            start = open_.pop()
            edges = _OPENS.search(shape, max(0, start - 2), start) and _CLOSES.match(shape, at + 1)
            if edges and re.search(r"[\s:]", shape[start:at]):
                found[start] = int(shape[start - 1 : start] == "-")
                found[at] = 0
    return found


class _Reader:
    """Makes terms of chunks: ``a OR b`` is one, brackets are one."""

    def __init__(self, chunks: list[_Chunk], today: date) -> None:
        self._chunks = chunks
        self._today = today
        self._at = 0

    def terms(self, closing: bool = False) -> list[TypedTerm]:
        """Up to the end, or to the bracket that closes."""
        terms: list[TypedTerm] = []
        join = False
        while self._at < len(self._chunks):
            chunk = self._chunks[self._at]
            if chunk.operator == ")" and closing:
                break
            if chunk.operator in ("OR", "AND") and self._followed() and terms:
                join = chunk.operator == "OR"
                self._at += 1
                continue
            term = self._factor()
            if term is not None:
                terms.append(_either(terms.pop(), term) if join and terms else term)
            join = False
        return terms

    def _followed(self) -> bool:
        """Whether something to be searched for comes next."""
        rest = self._chunks[self._at + 1 : self._at + 2]
        return bool(rest) and rest[0].operator in ("", "(", "NOT")

    def _factor(self) -> TypedTerm | None:
        chunk = self._chunks[self._at]
        self._at += 1
        if chunk.operator == "NOT" and self._at < len(self._chunks):
            following = self._chunks[self._at]
            if following.operator in ("", "("):
                term = self._factor()
                return term and term._replace(start=chunk.start, negative=True)
        if chunk.operator == "(":
            inner = self.terms(closing=True)
            end = self._chunks[self._at].end if self._at < len(self._chunks) else chunk.end
            self._at += 1
            if not inner:
                return None
            return TypedTerm(chunk.start, end, _together(inner), chunk.negative, tuple(inner))
        if chunk.operator == ")":
            return None
        filters = _filter(chunk, self._today)
        clause = Filtered(filters) if filters else _clause(chunk)
        return TypedTerm(chunk.start, chunk.end, clause, chunk.negative) if clause else None


def _together(terms: list[TypedTerm]) -> Clause:
    """What is wanted of all terms, as one clause."""
    if len(terms) == 1 and not terms[0].negative:
        return terms[0].clause
    wanted = tuple(term.clause for term in terms if not term.negative)
    return AllOf(wanted, tuple(term.clause for term in terms if term.negative))


def _either(one: TypedTerm, other: TypedTerm) -> TypedTerm:
    """``a OR b`` as one term; ``a OR b OR c`` too."""
    first = _together([one])
    before = first.clauses if isinstance(first, AnyOf) else (first,)
    return TypedTerm(one.start, other.end, AnyOf((*before, _together([other]))))


def _filter(chunk: _Chunk, today: date) -> Filters | None:
    """The chunk as a filter, if it is one; a value that is none of its field is text."""
    row = chunk.field
    if row is None or not row.filter:
        return None
    span = parse_span(chunk.text, row, today)
    if span is not None:
        return Filters(ranges={row.name: span})
    value = row.filter_value(chunk.text)
    return None if value is None else Filters(values={row.name: (value,)})


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
