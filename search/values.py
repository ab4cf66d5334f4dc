"""Values of fields in plain Python: which posts pass filters, facet counts, orders.

For engines without arrays of them; the columns have theirs in :mod:`search.columns.filters`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from index.document import Document
from index.fields import FieldTable, Value, value_text, values_of
from index.reading.facet_values import fold_facet
from search.query.query import Days, Filters, Moments, Numbers, Range, Sort
from search.results import FacetValue

ByPost = Mapping[str, Mapping[int, Sequence[Value]]]
"""By field, the values of each post that has any."""


class Values:
    """The values of all posts, by field and number; for engines that hold them as they are."""

    def __init__(self, values: ByPost, fields: FieldTable) -> None:
        self._values = values
        self._types = {row.name: row.type for row in fields.filters}

    @classmethod
    def of_documents(cls, documents: Iterable[Document], fields: FieldTable) -> Values:
        """Those of documents, which are numbered in their order."""
        values: dict[str, dict[int, Sequence[Value]]] = {row.name: {} for row in fields.filters}
        for number, document in enumerate(documents):
            for row in fields.filters:
                if some := values_of(document, row):
                    values[row.name][number] = some
        return cls(values, fields)

    def of(self, name: str, number: int) -> Sequence[Value]:
        return self._values.get(name, {}).get(number, ())

    def passing(
        self, filters: Filters, among: frozenset[int], without: str | None = None
    ) -> frozenset[int]:
        """Those of some posts that pass all filters but those of one field."""
        names = {*filters.values, *filters.excluded, *filters.ranges, *filters.excluded_ranges}
        return frozenset(
            number
            for number in among
            if all(self._passes(name, number, filters) for name in names - {without})
        )

    def _passes(self, name: str, number: int, filters: Filters) -> bool:
        values = self.of(name, number)
        keys = {self.key(name, value) for value in values}

        def has(wanted: tuple[str, ...]) -> bool:
            return not keys.isdisjoint(map(fold_facet, wanted))

        def lies(span: Range) -> bool:
            return any(_lies(value, span) for value in values)

        return (
            (not filters.values.get(name) or has(filters.values[name]))
            and not has(filters.excluded.get(name, ()))
            and (name not in filters.ranges or lies(filters.ranges[name]))
            and not any(map(lies, filters.excluded_ranges.get(name, ())))
        )

    def key(self, name: str, value: Value) -> str:
        """What values are compared by: dates by their months, all others folded."""
        return value_text(value)[:7] if self._is_date(name) else fold_facet(value_text(value))

    def _is_date(self, name: str) -> bool:
        return self._types.get(name) == "date"

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
        counted: Counter[str] = Counter()
        for number in found:
            counted.update({self.key(name, value) for value in self.of(name, number)})
        spelt = self.spelt(name, seen)
        selected = {key for v in filters.values.get(name, ()) if (key := fold_facet(v)) in spelt}
        span = filters.ranges.get(name)
        if name == "date":
            selected &= counted.keys()  # an empty month is no choice
            if isinstance(span, Days):
                selected |= {month for month in counted if _is_selected(month, span)}
        start = fold_facet(prefix)
        keys = sorted(
            (key for key in {*counted, *selected} if key.startswith(start)),
            key=lambda key: (-counted[key], spelt[key]),
        )
        if self._is_date(name):
            keys.sort(reverse=True)
        shown = [key for key in keys if counted[key]][:limit]
        if name != "date":
            shown += [key for key in keys if key in selected and key not in shown]
        return tuple(FacetValue(spelt[key], counted[key], key in selected) for key in shown)

    def spelt(self, name: str, seen: Collection[int]) -> dict[str, str]:
        """By compared value its commonest spelling; of two alike, the first."""
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for number in seen:
            for value in self.of(name, number):
                key = self.key(name, value)
                spellings[key][key if self._is_date(name) else value_text(value)] += 1
        return {
            key: min(counts, key=lambda text: (-counts[text], text))
            for key, counts in spellings.items()
        }

    def order(self, numbers: Collection[int], sort: Sort) -> list[int]:
        """Posts by a field; those without a value come last, those alike the newest first."""
        newest = sorted(numbers, key=lambda number: (-self._second(number), number))
        have = [number for number in newest if self.of(sort.field, number)]
        rest = [number for number in newest if not self.of(sort.field, number)]
        pick = max if sort.descending else min
        have.sort(
            key=lambda number: pick(map(_amount, self.of(sort.field, number))),
            reverse=sort.descending,
        )
        return [*have, *rest]

    def _second(self, number: int) -> float:
        return max((_amount(value) for value in self.of("date", number)), default=float("-inf"))


def _amount(value: Value) -> Any:
    """What values of one field are ordered by."""
    match value:
        case str():
            return fold_facet(value)
        case datetime():
            return value.timestamp()
        case _:
            return value


def _lies(value: Value, span: Range) -> bool:
    """Whether a value lies in a range; those of another type lie in none."""
    match span:
        case Days(first, last):
            return isinstance(value, datetime) and _within(value.date(), first, last)
        case Moments(first, last):
            return isinstance(value, datetime) and _within(int(value.timestamp()), first, last)
        case Numbers(first, last):
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and _within(value, first, last)


def _within(amount: Any, first: Any, last: Any) -> bool:
    return (first is None or amount >= first) and (last is None or amount <= last)


def _is_selected(month: str, days: Days) -> bool:
    """Whether the whole filter lies in this month, or the month in the filter."""
    if days == Days():
        return False
    first, last = days.first or date.min, days.last or date.max
    return first.isoformat()[:7] <= month <= last.isoformat()[:7]
