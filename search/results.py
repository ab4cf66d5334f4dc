"""What a search gives: the same values for the API, the pages, the command line and the feeds.

Texts named ``marked`` are HTML: escaped, but for the marks of the query. All others are plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from index.document import About
from search.query.query import Days, Filters, TypedFilter


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section of a post in which the query was found."""

    title: str
    url: str
    """The post's URL with the section's anchor; without one when the heading has none."""
    marked_snippet: str
    fragment: str = ""
    """The text fragment (``:~:text=…``) that leads to the passage; or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(About):
    """A post that was found, and what is shown of it."""

    id: str
    site: str
    score: float
    matched_by: tuple[str, ...]
    """Of ``surface``, ``base_form``, ``compound``, ``substring``, ``synonym``, ``reading`` and
    ``typo``."""
    marked_title: str
    marked_snippets: tuple[str, ...]
    sections: tuple[SectionHit, ...]
    explanation: dict[str, Any] | None = None
    fragment: str = ""
    """The text fragment (``:~:text=…``) that leads to the first snippet; or empty."""


class ScorePart(NamedTuple):
    """What one thing adds to a score; the parts of a hit add up to its score."""

    unit: str
    """The word, character or pair; the near words; the fragment."""
    kind: str
    """``word``, ``character``, ``pair``, ``near`` or ``fragment``."""
    weighted_frequency: float
    score: float

    def shown(self) -> dict[str, float | str]:
        return {
            "unit": self.unit,
            "kind": self.kind,
            "weighted_frequency": round(self.weighted_frequency, 3),
            "score": round(self.score, 6),
        }


class FacetValue(NamedTuple):
    """A tuple rather than a dataclass, since a search makes hundreds."""

    value: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody calls on a value
    selected: bool


def first_values(rows: list[FacetValue], limit: int, selected: set[str]) -> list[FacetValue]:
    """The first of ``rows``, which are in order, and all ``selected`` ones, as they are shown."""
    first = rows[:limit]
    if selected:
        counts = {row.value: row.count for row in rows}
        missing = selected.difference(row.value for row in first)
        others = [FacetValue(value, counts.get(value, 0), True) for value in missing]
        first = [row._replace(selected=row.value in selected) for row in first]
        first += sorted(others, key=lambda row: (-row.count, row.value))
    return first


WORD_ENDS = " /-_.:・"
"""Behind these a word of a folded value begins."""


FAR = 3
"""More than any value is that contains what is typed."""


def nearness(folded: str, typed: str) -> int:
    """Of a folded value that contains what is typed to find it; the least comes first::

    learning   0 Learning Rate    1 Machine Learning    2 eLearning
    """
    if folded.startswith(typed):
        return 0
    return 1 if any(f"{end}{typed}" in folded for end in WORD_ENDS) else 2


def months(rows: list[FacetValue], filters: Filters, name: str) -> tuple[FacetValue, ...]:
    """Months as they are shown: those are selected, too, that lie in a range of days."""
    selected, span = filters.values.get(name, ()), filters.ranges.get(name)
    if not (selected or span):
        return tuple(rows)
    days = span if isinstance(span, Days) else Days()
    return tuple(r._replace(selected=r.value in selected or days.meet(r.value)) for r in rows)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How the query was understood."""

    terms: tuple[str, ...]
    filters: dict[str, Any]
    relaxed: str | None
    """What was given up: ``most_words``, ``substrings``, ``readings``, ``typos``; else None."""
    typed_filters: tuple[TypedFilter, ...] = ()
    """Filters that were typed rather than chosen, in their order."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a query finds, with facets over all of it."""

    query: str
    """As it was typed."""
    total: int
    """Posts found, on all pages."""
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    interpreted: Interpretation
    did_you_mean: str | None
    generation: str
    took_ms: float

    @property
    def total_pages(self) -> int:
        """0 when nothing was found; the last one may be short."""
        return -(-self.total // self.per_page)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: the text to put into the box, and where it leads if it is a post."""

    text: str
    marked_text: str
    kind: str
    """``title``, ``tag``, ``category`` or ``phrase``."""
    count: int
    """How many posts it would find (1 for a title)."""
    id: str = ""
    """Of the post, where it is a title."""
    site: str = ""
    url: str = ""
