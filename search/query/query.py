"""What is asked for, in a form that no engine and no syntax shapes.

A :class:`Query` is a value that cannot be wrong: ``parser`` and ``params`` make it from what
people and programs send, and every searcher takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from index.fields import BUILT_IN, value_text
from search.query.deadline import NO_DEADLINE, Deadline


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the hits; without words to be relevant to, the newest come first.

    Posts that have no value in the field come last, whatever the direction.
    """

    field: str = ""
    """A field that sorts; empty for the best first."""
    descending: bool = False

    RELEVANCE: ClassVar[Sort]
    NEWEST: ClassVar[Sort]
    OLDEST: ClassVar[Sort]

    def __str__(self) -> str:
        """As parameters have it: ``relevance``, ``newest``, ``level``, ``-level``."""
        named = {Sort.RELEVANCE: "relevance", Sort.NEWEST: "newest", Sort.OLDEST: "oldest"}
        return named.get(self) or f"{'-' if self.descending else ''}{self.field}"


Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST = Sort(), Sort("date", True), Sort("date")


class Where(StrEnum):
    """Where a word of the query may be asked to stand (``title:東京``)."""

    ANY = "any"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text without spaces, to be analysed: ``東京特許許可局``. May hold many terms."""

    text: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text between quotes: wanted literally, after folding."""

    text: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class Prefix:
    """``word*``: any term that starts so."""

    text: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a OR b``: one of them is enough."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """``(a b -c)`` beside ``OR``: all of them, and none of the excluded."""

    clauses: tuple[Clause, ...]
    excluded: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filter beside ``OR`` (``モナド OR tag:Monad``), or in brackets with words."""

    filters: Filters


Clause = Word | Phrase | Prefix | AnyOf | AllOf | Filtered


T = TypeVar("T", date, int, float)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A range, both ends included; None is open."""

    first: T | None = None
    last: T | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it ends before it starts."""
        return self.first is not None and self.last is not None and self.first > self.last


class Days(Span[date]):
    """Days in the site's time zone."""

    def meet(self, month: str) -> bool:
        """Whether all of them lie in a month (``2025-10``), or the month in them; not all days."""
        first = self.first.isoformat()[:7] if self.first else ""
        last = self.last.isoformat()[:7] if self.last else "~"
        return self != Days() and first <= month <= last


class Moments(Span[int]):
    """Seconds since 1970."""


class Numbers(Span[float]):
    """Numbers of a field."""


Range = Days | Moments | Numbers


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one field are OR, fields are AND; values compare folded (case, width, spaces)."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Field → wanted values: texts, numbers and truths as facets show them (``3``, ``true``), of
    dates months (``2025-10``)."""
    ranges: dict[str, Range] = field(default_factory=dict)
    """Field → where one of its values must lie; what has no value lies nowhere."""
    excluded: dict[str, tuple[str | Range, ...]] = field(default_factory=dict)
    """Field → what none of its values may be, nor lie in (``-tag:AI -level:2..3``)."""

    def by_field(self) -> dict[str, list[tuple[tuple[str, ...] | Range, bool]]]:
        """Field → values or a range, and whether one of its values must be there or none may."""
        found: dict[str, list[tuple[tuple[str, ...] | Range, bool]]] = {
            name: [(values, True)] if values else [] for name, values in self.values.items()
        }
        for name, span in self.ranges.items():
            found.setdefault(name, []).append((span, True))
        for name, some in self.excluded.items():
            each = ((one,) if isinstance(one, str) else one for one in some)
            found.setdefault(name, []).extend((one, False) for one in each)
        return found

    def shown(self) -> dict[str, Any]:
        """The filters as the API names them; the post's own date as ``from`` and ``to``."""
        shown: dict[str, Any] = {name: list(values) for name, values in self.values.items()}
        for name, span in self.ranges.items():
            if name == "date":
                ends = {"from": span.first, "to": span.last}
                shown |= {name: str(end) for name, end in ends.items() if end is not None}
            else:
                shown.setdefault(name, []).append(range_text(span))
        excluded = {
            name: [one if isinstance(one, str) else range_text(one) for one in some]
            for name, some in self.excluded.items()
        }
        return shown | ({"not": excluded} if excluded else {})


def range_text(span: Range) -> str:
    """A range as it is typed: ``2..3``, ``2..``, ``2025-01-01..2025-01-31``."""
    text: Callable[[Any], str] = value_text if isinstance(span, Numbers) else str
    return "..".join("" if end is None else text(end) for end in (span.first, span.last))


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter as a person typed it, to be shown and taken off."""

    text: str
    """``-tag:AI``, or all of ``(tag:A OR tag:C)``."""
    rest: str
    """What was typed besides."""


EVERYTHING = Filters()
"""What an asker may see who may see all posts."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: what they may see, and how long they wait."""

    within: Filters = EVERYTHING
    """Posts outside do not exist, not even in the counts."""
    deadline: Deadline = NO_DEADLINE


ANYBODY = Asker()
"""Who may see all posts and waits as long as it takes: commands, tests."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search: all clauses wanted, none of the excluded, within the filters."""

    text: str = ""
    """What was typed, for display and logs."""
    wanted: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    filters: Filters = Filters()
    words: str | None = None
    """What was typed besides filters; the same as ``text`` if that is not said."""
    typed_filters: tuple[TypedFilter, ...] = ()
    every: tuple[tuple[Filters, ...], ...] = ()
    """More filters, which the counts of no facet leave out: of each group, one is enough."""
    asker: Asker = ANYBODY
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    facets: tuple[str, ...] = BUILT_IN.facets
    facet_limit: int = 1_000
    """At most so many values of a facet are given."""
    highlight_pre: str = "<mark>"
    highlight_post: str = "</mark>"
    explain: bool = False
