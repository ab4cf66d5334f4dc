"""What posts are filtered by, read from Whoosh's postings once a generation: filters and facets.

Values are texts: ``AI``, ``3``, ``true``, and of dates ``2025-10-30T22:03:02+09:00``, whose day and
month are those of the site's own calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from index.fields import FieldTable
from index.reading.facet_values import fold_facet
from index.whoosh.schema import MOMENT, OWN_PREFIX
from search.query.query import Days, Filters, Moments, Numbers, Range, Sort
from search.results import FacetValue
from search.whoosh.contents import Contents


class Values:
    """The values of all posts, by field."""

    def __init__(self, contents: Contents, fields: FieldTable) -> None:
        self._fields = fields
        self._by_post: dict[str, dict[int, list[str]]] = {}
        there = contents.field_names()
        for row in fields.filters:
            own = f"{OWN_PREFIX}{row.name}"
            name = MOMENT if row.name == "date" else own if not row.attribute else row.name
            found = self._by_post[row.name] = {}
            for value, numbers in contents.values(name) if name in there else ():
                for number in sorted(numbers):
                    found.setdefault(number, []).append(value)

    def of(self, name: str, number: int) -> list[str]:
        return self._by_post.get(name, {}).get(number, [])

    def passing(self, filters: Filters, among: Collection[int]) -> dict[str, set[int]]:
        """Field by field that is filtered by, the posts that pass."""
        names = dict.fromkeys(
            (*filters.values, *filters.excluded, *filters.ranges, *filters.excluded_ranges)
        )
        return {
            name: {number for number in among if self._passes(name, number, filters)}
            for name in names
        }

    def _passes(self, name: str, number: int, filters: Filters) -> bool:
        values = self.of(name, number)
        keys = {self._key(name, value) for value in values}

        def has(wanted: tuple[str, ...]) -> bool:
            return not keys.isdisjoint(map(fold_facet, wanted))

        def lies(span: Range) -> bool:
            return any(self._lies(name, value, span) for value in values)

        return (
            (not filters.values.get(name) or has(filters.values[name]))
            and not has(filters.excluded.get(name, ()))
            and (name not in filters.ranges or lies(filters.ranges[name]))
            and not any(lies(span) for span in filters.excluded_ranges.get(name, ()))
        )

    def _type(self, name: str) -> str:
        row = self._fields.get(name)
        return row.type if row else ""

    def _key(self, name: str, value: str) -> str:
        """What values are compared by: dates by their months, all others folded."""
        return value[:7] if self._type(name) == "date" else fold_facet(value)

    def _lies(self, name: str, value: str, span: Range) -> bool:
        """Whether a value lies in a range; those of another type lie in none."""
        kind = self._type(name)
        match span:
            case Days(first, last):
                return kind == "date" and _within(date.fromisoformat(value[:10]), first, last)
            case Moments(first, last):
                return kind == "date" and _within(_seconds(value), first, last)
            case Numbers(first, last):
                return kind == "number" and _within(float(value), first, last)

    def counts(
        self,
        name: str,
        found: Collection[int],
        seen: Collection[int],
        filters: Filters,
        limit: int,
        prefix: str = "",
    ) -> tuple[FacetValue, ...]:
        """The values of a facet among posts: the most frequent first, months the newest first.

        ``seen`` are the posts that the asker may see: they say how a value is spelt.
        """
        is_date = self._type(name) == "date"
        start = prefix if is_date else fold_facet(prefix)
        counted = Counter(
            key for number in found for key in {self._key(name, v) for v in self.of(name, number)}
        )
        spelt = self.spelt(name, seen)
        selected = {key for v in filters.values.get(name, ()) if (key := fold_facet(v)) in spelt}
        span = filters.ranges.get(name)
        if name == "date" and isinstance(span, Days):
            selected |= {month for month in counted if _is_selected(month, span)}
        keys = [key for key in counted if key.startswith(start)]
        keys.sort(key=lambda key: (-counted[key], spelt[key]))
        if name == "date":
            keys.sort(reverse=True)
        keys = keys[:limit]
        missing = {key for key in selected if key.startswith(start)}.difference(keys)
        if name != "date":
            keys += sorted(missing, key=lambda key: (-counted[key], spelt[key]))
        if is_date:
            keys.sort(reverse=True)
        return tuple(FacetValue(spelt[key], counted[key], key in selected) for key in keys)

    def spelt(self, name: str, seen: Collection[int]) -> dict[str, str]:
        """By compared value its commonest spelling; of two alike, the first."""
        spellings: Counter[tuple[str, str]] = Counter()
        for number in seen:
            for value in self.of(name, number):
                key = self._key(name, value)
                spellings[key, key if self._type(name) == "date" else value] += 1
        found: dict[str, str] = {}
        for key, spelling in sorted(spellings, key=lambda one: (-spellings[one], one)):
            found.setdefault(key, spelling)
        return found

    def order(self, numbers: Collection[int], sort: Sort) -> list[int]:
        """Posts by a field; those without a value come last, those alike the newest first."""
        newest = sorted(numbers, key=lambda number: (-self._second(number), number))
        have = [number for number in newest if self.of(sort.field, number)]
        rest = [number for number in newest if not self.of(sort.field, number)]
        pick = max if sort.descending else min
        have.sort(
            key=lambda number: pick(self._amounts(sort.field, number)),
            reverse=sort.descending,
        )
        return [*have, *rest]

    def _second(self, number: int) -> float:
        dates = self.of("date", number)
        return datetime.fromisoformat(dates[0]).timestamp() if dates else float("-inf")

    def _amounts(self, name: str, number: int) -> Iterator[float | str]:
        for value in self.of(name, number):
            match self._type(name):
                case "number":
                    yield float(value)
                case "date":
                    yield datetime.fromisoformat(value).timestamp()
                case _:
                    yield fold_facet(value)


def _seconds(value: str) -> float:
    return datetime.fromisoformat(value).timestamp()


def _within(amount: Any, first: Any, last: Any) -> bool:
    return (first is None or amount >= first) and (last is None or amount <= last)


def _is_selected(month: str, days: Days) -> bool:
    """Whether the whole filter lies in this month, or the month in the filter."""
    if days.first is None and days.last is None:
        return False
    first = days.first.isoformat()[:7] if days.first else ""
    last = days.last.isoformat()[:7] if days.last else "~"
    return first <= month <= last
