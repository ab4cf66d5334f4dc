"""The query language: what a person types → clauses and filters. Never fails.

=====================================  =====================================================
``東京 天気``                          both words are wanted
``"東京 天気"``, ``「東京 天気」``     the phrase, literally
``-天気``, ``NOT 天気``                without it
``東京 OR 大阪``, ``東京 | 大阪``      one of them is enough; OR binds before AND
``天気*``                              words that start so
``title:東京``                         in the title
``tag:AI``, ``-tag:"EU AI Act"``       with or without that tag; the same for ``category:``,
                                       ``author:``, ``site:`` and ``lang:``
``date:2025-10``, ``date:先月``        of those days: see :mod:`search.query.dates`
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
from string import ascii_letters

from search.query.dates import parse_range
from search.query.query import AnyOf, Clause, Days, Field, Filters, Phrase, Prefix, Word

MAX_CHARACTERS = 2_000
"""Text behind it is not read: no one types more, and the work stays bounded."""
MAX_CLAUSES = 64
"""Clauses behind it are not read: twice the longest sentence that people paste."""

_FIELDS = {
    "tag": "tag", "タグ": "tag",
    "category": "category", "カテゴリ": "category", "カテゴリー": "category",
    "author": "author", "著者": "author",
    "site": "site", "サイト": "site",
    "lang": "lang", "言語": "lang",
    "title": "title", "タイトル": "title",
    "date": "date", "日付": "date",
}  # fmt: skip

_SYNTAX = str.maketrans(
    "：＊｜－−‐‑–—＂“”„‟〝〟″",
    ':*|------""""""""',
) | {0xFEE0 + ord(letter): letter for letter in ascii_letters}
"""One character for one, so that positions in the translated text hold in the typed one."""

_UNSEARCHABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b]")
_SIGNS = frozenset(("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sk", "Cf", "Mn"))
_OPERATORS = {"OR": "OR", "|": "OR", "AND": "AND", "NOT": "NOT"}
_CHUNK = re.compile(
    rf"""(?P<minus>(?:-|(?<=\s)[ーｰ])(?=[^\s\-ーｰ]))?
        (?:(?P<field>{"|".join(sorted(_FIELDS, reverse=True))}):(?=[^\s:"]|"[^"]+"))?
        (?:"(?P<quoted>[^"]+)"
         | [「『](?P<bracketed>(?<=「)[^「」]+(?=」)|(?<=『)[^『』]+(?=』))[」』](?=[\s「『]|$)
         | (?P<plain>\S+))""",
    re.VERBOSE | re.IGNORECASE,
)
_SPACE = re.compile(r"\s|$")


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
    field: str = ""
    quoted: bool = False


def parse_text(text: str, today: date) -> ParsedText:
    """Understands what was typed; ``today`` is what ``date:先月`` counts from."""
    return _Reader(today).read(list(_chunks(text)))


def parse_filters(text: str, today: date) -> Filters:
    """Filters and nothing else: ``tag:公開 -lang:en``; raises ValueError for anything beside.

    For whoever must rely on them: a word that narrows nothing would leave everything open.
    """
    chunks = list(_chunks(text))
    parsed = _Reader(today).read(chunks)
    whole = len(text) <= MAX_CHARACTERS and len(chunks) < MAX_CLAUSES
    joined = any(chunk.operator == "OR" for chunk in chunks)
    if not whole or joined or parsed.wanted or parsed.excluded or parsed.filters == Filters():
        raise ValueError(
            "must be filters only, such as tag:公開 or -tag:下書き date:2025.., without OR"
        )
    return parsed.filters


def intersect(one: Days, other: Days) -> Days:
    """The days that lie in both ranges; first > last when there are none."""
    firsts = [days.first for days in (one, other) if days.first]
    lasts = [days.last for days in (one, other) if days.last]
    return Days(max(firsts, default=None), min(lasts, default=None))


def _chunks(text: str) -> Iterator[_Chunk]:
    typed = _UNSEARCHABLE.sub(" ", text[:MAX_CHARACTERS])
    shape = typed.translate(_SYNTAX)
    at = 0
    for _ in range(MAX_CLAUSES):
        match = _CHUNK.search(shape, at)
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
            field=_FIELDS.get((match["field"] or "").casefold(), ""),
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
        self.days = Days()

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
        filters = Filters(self.values, self.excluded_values, self.days)
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
        if chunk.field in ("", "title"):
            return False
        if chunk.field == "date":
            days = None if negative else parse_range(chunk.text, self.today)
            self.days = intersect(self.days, days or Days())
            return days is not None
        values = self.excluded_values if negative else self.values
        values[chunk.field] = (*values.get(chunk.field, ()), chunk.text.strip())
        return True


def _clause(chunk: _Chunk) -> Clause | None:
    where = Field.TITLE if chunk.field == "title" else Field.ANY
    text = chunk.text if chunk.field != "date" else chunk.raw.lstrip("-ーｰ－−")
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
