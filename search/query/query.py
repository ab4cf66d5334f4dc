"""What is asked for, in a form that no engine and no syntax shapes.

A :class:`Query` is a value that cannot be wrong: ``parser`` and ``params`` make it from what
people and programs send, and every searcher takes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from search.query.deadline import NO_DEADLINE, Deadline

FACETS = ("tag", "category", "author", "date", "site", "lang")
"""The names of the facets, in the order in which pages show them."""


class Sort(StrEnum):
    """The order of the hits; without words to be relevant to, the newest come first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Field(StrEnum):
    """Where a word of the query may be asked to stand (``title:東京``)."""

    ANY = "any"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text without spaces, to be analysed: ``東京特許許可局``. May hold many terms."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text between quotes: wanted literally, after folding."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Prefix:
    """``word*``: any term that starts so."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a OR b``: one of them is enough."""

    clauses: tuple[Clause, ...]


Clause = Word | Phrase | Prefix | AnyOf


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days in the site's time zone, both ends included; None is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """A range of seconds since 1970, both ends included; None is open."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one facet are OR, facets are AND; values compare folded (case, width, spaces)."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name → wanted values: ``tag``, ``category``, ``author``, ``site``, ``lang``, and
    ``date`` for months (``2025-10``)."""
    excluded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name → unwanted values (``-tag:AI``)."""
    days: Days = Days()
    moments: Moments = Moments()

    def shown(self) -> dict[str, Any]:
        """The filters as the API names them."""
        shown: dict[str, Any] = {name: list(values) for name, values in self.values.items()}
        if self.excluded:
            shown["not"] = {name: list(values) for name, values in self.excluded.items()}
        if self.days.first:
            shown["from"] = self.days.first.isoformat()
        if self.days.last:
            shown["to"] = self.days.last.isoformat()
        return shown


EVERYTHING = Filters()
"""What an asker may see who may see all posts."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search: all clauses wanted, none of the excluded, within the filters."""

    text: str = ""
    """What was typed, for display and logs."""
    wanted: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    filters: Filters = Filters()
    every: tuple[tuple[Filters, ...], ...] = ()
    """More filters, which the counts of no facet leave out: of each group, one is enough."""
    within: Filters = EVERYTHING
    """What the asker may see at all: posts outside do not exist, not even in the counts."""
    deadline: Deadline = NO_DEADLINE
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    facets: tuple[str, ...] = FACETS
    facet_limit: int = 1_000
    """At most so many values of a facet are given."""
    highlight_pre: str = "<mark>"
    highlight_post: str = "</mark>"
    explain: bool = False
