"""Posts over time as bars that are links: by month while that is readable, else by year."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from search.query.query import Days
from search.results import FacetValue
from web.pages.address import Address
from web.texts import Texts

MAX_MONTHS = 30
"""Bars must be wide enough for a finger (24 pixels, WCAG 2.2); so many fit beside the filters."""
MAX_YEARS = 30
HEIGHT = 48
"""Of the highest bar, in pixels."""
_LEAST_HEIGHT = 3
"""A single post among thousands is still to be seen."""


class _Period(NamedTuple):
    """A month or a year before it is drawn."""

    name: str
    """``2025-10`` or ``2025``, as in addresses."""
    first: date
    last: date
    posts: int
    caption: str
    """Stands below the bar: the year at its first month, or every few years."""


def chart(
    values: Iterable[FacetValue], days: Days, address: Address, texts: Texts
) -> dict[str, Any] | None:
    """The chart of the facet ``date``, for a template; None when all posts are of one month."""
    counts = {(int(one.value[:4]), int(one.value[5:])): one.count for one in values}
    months = _filled(sorted(counts))
    if days.first and days.last and days.first.year == days.last.year and len(months) > MAX_MONTHS:
        months = [(days.first.year, month) for month in range(1, 13)]
    if len(months) < 2:
        return None
    by_year = len(months) > MAX_MONTHS
    periods = tuple(_yearly(counts) if by_year else _monthly(months, counts))
    highest = max(period.posts for period in periods) or 1
    name = texts.year if by_year else texts.month
    # The newest first, as people look for posts; drawn from right to left.
    bars = [
        {
            "period": period.name,
            "label": texts.count("page.bar", period.posts, period=name(period.first)),
            "height": max(round(HEIGHT * period.posts / highest), _LEAST_HEIGHT)
            * bool(period.posts),
            "selected": _touches(days, period.first, period.last),
            "href": _link(period, address),
            "caption": period.caption,
        }
        for period in periods
    ]
    chosen = days.first or days.last
    return {"bars": bars, "all_href": str(address.without("from", "to")) if chosen else ""}


def _monthly(
    months: list[tuple[int, int]], counts: dict[tuple[int, int], int]
) -> Iterator[_Period]:
    for year, month in reversed(months):
        first, last = (date(year, month, day) for day in (1, monthrange(year, month)[1]))
        caption = str(year) if month == 1 or (year, month) == months[0] else ""
        count = counts.get((year, month), 0)
        yield _Period(f"{year}-{month:02}", first, last, count, caption)


def _yearly(counts: dict[tuple[int, int], int]) -> Iterator[_Period]:
    totals: Counter[int] = Counter()
    for (year, _), count in counts.items():
        totals[year] += count
    years = range(max(totals), max(min(totals), max(totals) - MAX_YEARS + 1) - 1, -1)
    for year in years:
        caption = str(year) if len(years) <= 8 or year % 5 == 0 else ""
        yield _Period(str(year), date(year, 1, 1), date(year, 12, 31), totals[year], caption)


def _link(period: _Period, address: Address) -> str:
    return str(address.with_("from", period.name).with_("to", period.name)) if period.posts else ""


def _filled(months: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The months from the first to the last, those without posts included."""
    numbers = [12 * year + month - 1 for year, month in months]
    filled = [number for one, next_ in pairwise(numbers) for number in range(one, next_)]
    return [(number // 12, number % 12 + 1) for number in (*filled, *numbers[-1:])]


def _touches(days: Days, first: date, last: date) -> bool:
    if not (days.first or days.last):
        return False
    return (days.first or date.min) <= last and first <= (days.last or date.max)
