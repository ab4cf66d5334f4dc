"""Values of fields as masks of documents, as counts, and as what hits are sorted by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from itertools import chain, pairwise, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.fields import LANGUAGE, broader_languages, day_number
from index.pages.records import joined
from index.reading.facet_values import fold_facet
from index.spool import ranges
from search.local.values import DATE, Mask, Values
from search.query.query import Days, Filters, Moments, Numbers, Range, Sort
from search.results import FAR, FacetValue, first_values, months, nearness

# All in C: a search counts hundreds of values, and FacetValue(...) takes ten times as long.
_NEW_VALUE: Callable[[tuple[str, int, bool]], FacetValue] = partial(tuple.__new__, FacetValue)


def _month(value: str) -> str:
    """The month of a date as it is stored: ``2025-10-30T…`` → ``2025-10``."""
    return value[:7]


class FacetTable:
    """One field over all segments; spelling variants are one value, in the commonest spelling.

    Only of the documents in ``mask``: a value that no other has is as unknown as one of nobody.
    ``counted`` makes of a stored value the one that is counted: of a date its month.
    """

    def __init__(
        self, source: Values, name: str, mask: Mask, counted: Callable[[str], str] | None = None
    ) -> None:
        self._documents = source.documents
        spellings: Counter[str] = Counter()
        docs: list[NDArray[np.int64]] = []
        folded: list[NDArray[np.int64]] = []
        numbers: dict[str, int] = {}
        for values, of_doc, ordinals in source.ordinals(name):
            values = [counted(value) for value in values] if counted else values
            shown = mask[of_doc]
            of_doc, ordinals = of_doc[shown], ordinals[shown]
            counts = np.bincount(ordinals, minlength=len(values))
            number = np.zeros(len(values), np.int64)
            for ordinal in np.flatnonzero(counts).tolist():
                value = values[ordinal]
                spellings[value] += int(counts[ordinal])
                number[ordinal] = numbers.setdefault(fold_facet(value), len(numbers))
            docs.append(of_doc)
            folded.append(number[ordinals])
        pairs = joined(docs) * max(len(numbers), 1) + joined(folded)
        pairs = np.unique(pairs)  # a post that has two spellings of a tag has it once
        self._has_ranges = name == LANGUAGE
        if self._has_ranges:
            pairs = np.unique(np.concatenate([pairs, *_of_ranges(pairs, numbers)]))
        self.docs, self.ordinals = np.divmod(pairs, max(len(numbers), 1))
        self._numbers = numbers
        self.labels = _labels(spellings, numbers)

    def mask(self, values: tuple[str, ...]) -> Mask:
        """Documents that have one of ``values``, in any spelling."""
        wanted = [number for value in values for number in self._meant(fold_facet(value))]
        return self._having(np.isin(self.ordinals, wanted))

    def _having(self, chosen: Mask) -> Mask:
        """The documents of some pairs of document and value."""
        mask = np.zeros(self._documents, np.bool_)
        mask[self.docs[chosen]] = True
        return mask

    def _meant(self, key: str) -> list[int]:
        if self._has_ranges and key not in self._numbers:
            return [
                number for other, number in self._numbers.items() if other.startswith(f"{key}-")
            ]
        return [self._numbers[key]] if key in self._numbers else []

    def of(self, number: int) -> list[int]:
        """The ordinals of one document's values."""
        found: list[int] = self.ordinals[self.docs == number].tolist()
        return found

    def having(self, ordinal: int) -> Mask:
        """Documents that have the value of an ordinal."""
        return self._having(self.ordinals == ordinal)

    def spelt(self, values: Iterable[str]) -> set[str]:
        """The labels of some values, in any spelling."""
        keys = map(fold_facet, values)
        return {self.labels[self._numbers[key]] for key in keys if key in self._numbers}

    def near(self, typed: str) -> list[int]:
        """How near each value is to what is typed (folded)."""
        return [nearness(key, typed) if typed in key else FAR for key in self._numbers]

    def within(self, amounts: NDArray[Any], first: float | None, last: float | None) -> Mask:
        """Documents of which a value has an amount in a range; ``amounts`` are by ordinal."""
        return self._having(_between(amounts, first, last)[self.ordinals])

    def extremes(self, amounts: NDArray[np.float64], *, greatest: bool) -> NDArray[np.float64]:
        """The smallest amount of each document's values, or the greatest; inf without any.

        What sorts: the greatest amounts are negated, so that the smallest key comes first.
        """
        keys = np.full(self._documents, np.inf)
        np.minimum.at(keys, self.docs, (-amounts if greatest else amounts)[self.ordinals])
        return keys


class _Joint:
    """The values of several fields side by side, so that all are counted in one pass.

    Posts that have the same values in all fields are counted together, as one set::

        post 1  AI, ja     sets  AI, ja (posts 1, 3)    three posts found: 2 × AI, ja; 1 × Go, ja
        post 2  Go, ja           Go, ja (post 2)        of the values: AI 2, Go 1, ja 3
        post 3  AI, ja
    """

    def __init__(self, documents: int, tables: Sequence[FacetTable], *, latest: bool) -> None:
        """``latest``: the last values come first, not the most frequent ones."""
        self._latest = latest
        self._tables = tables
        self.labels = [label for table in tables for label in table.labels]
        sizes = [len(table.labels) for table in tables]
        self._starts = np.array([0, *sizes]).cumsum()
        """Where the values of each table begin among ``labels``, and where the last ones end."""
        placed = zip(tables, self._starts, strict=False)
        docs = joined([table.docs for table in tables])
        order = docs.argsort(kind="stable")
        ordinals = joined([table.ordinals + start for table, start in placed])[order]
        bounds = docs[order].searchsorted(np.arange(documents + 1)).tolist()
        sets: dict[bytes, int] = {}
        of_docs = (ordinals[low:high].tobytes() for low, high in pairwise(bounds))
        numbers = [sets.setdefault(values, len(sets)) for values in of_docs]
        self._sets = np.array(numbers, np.int64)
        self._ordinals = np.frombuffer(b"".join(sets), np.int64)
        self._sizes = np.array([*map(len, sets)], np.int64) // ordinals.itemsize
        self._at = self._sizes.cumsum() - self._sizes
        rank = np.argsort(sorted(range(len(self.labels)), key=self.labels.__getitem__))
        self._step = (documents + 1) * len(rank)
        """More than counts and labels make a difference of: no count is more than all documents."""
        tables_before = np.arange(len(tables)).repeat(sizes)
        self._keys = (-rank if latest else rank) + tables_before * (FAR + 1) * self._step

    def values(
        self, found: NDArray[np.int64], most: int, typed: str = ""
    ) -> Iterator[list[FacetValue]]:
        """By table the first ``most`` values of the documents ``found``, rising."""
        counts = self._counts(found)
        if typed:
            places = chain.from_iterable(table.near(typed) for table in self._tables)
            near = np.fromiter(places, np.int64)
            counts[near == FAR] = 0
        numbers = counts.nonzero()[0]
        bounds = numbers.searchsorted(self._starts).tolist()
        # Table by table, the nearest first; equal counts by the label.
        keys = self._keys[numbers] - (0 if self._latest else counts[numbers] * len(self.labels))
        if typed:
            keys += near[numbers] * self._step
        numbers = numbers[keys.argsort()]
        every, times = numbers.tolist(), counts[numbers].tolist()
        for low, high in pairwise(bounds):
            first = slice(low, min(high, low + most))
            labels = map(self.labels.__getitem__, every[first])
            yield list(map(_NEW_VALUE, zip(labels, times[first], repeat(False))))

    def _counts(self, found: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of some documents have each value."""
        times = np.bincount(self._sets[found])
        sets = times.nonzero()[0]
        sizes = self._sizes[sets]
        ordinals, times = self._ordinals[ranges(self._at[sets], sizes)], times[sets].repeat(sizes)
        return np.bincount(ordinals, times, minlength=len(self.labels)).astype(np.int64)


def _between(amounts: NDArray[Any], first: float | None, last: float | None) -> Mask:
    """Which amounts lie in a range, its ends included."""
    inside = np.ones(len(amounts), np.bool_)
    if first is not None:
        inside &= amounts >= first
    if last is not None:
        inside &= amounts <= last
    return inside


def _labels(spellings: Counter[str], numbers: dict[str, int]) -> list[str]:
    """The commonest spelling of each folded value; the first in code point order on a tie."""
    labels = [""] * len(numbers)
    best = [(-1, "")] * len(numbers)
    for value in sorted(spellings):
        number = numbers[fold_facet(value)]
        if spellings[value] > best[number][0]:
            best[number] = (spellings[value], value)
            labels[number] = value
    return labels


def _of_ranges(pairs: NDArray[np.int64], numbers: dict[str, int]) -> Iterator[NDArray[np.int64]]:
    """The documents of each language that have it in a narrower one: of ``ja`` those of ``ja-jp``.

    A pair is a document times the number of values, plus the value.
    """
    for key, narrower in numbers.items():
        broader = [numbers[other] for other in broader_languages(key) if other in numbers]
        if broader:
            having = pairs[pairs % len(numbers) == narrower] - narrower
            yield from (having + number for number in broader)


class Facets:
    """The fields by which posts are chosen, of the documents in ``mask``.

    Tables are made when first asked for.
    """

    def __init__(self, source: Values, mask: Mask) -> None:
        self._source = source
        self._mask = mask
        self._fields = source.fields
        self._tables: dict[tuple[str, bool], FacetTable] = {}
        self._amounts: dict[tuple[str, type], NDArray[np.float64]] = {}

    def table(self, name: str) -> FacetTable:
        """The values of a field as they are counted: of dates the months."""
        return self._table(name, months=self._type(name) == "date")

    def _table(self, name: str, *, months: bool = False) -> FacetTable:
        table = self._tables.get((name, months))
        if table is None:
            made = FacetTable(self._source, name, self._mask, _month if months else None)
            table = self._tables[name, months] = made
        return table

    def _type(self, name: str) -> str:
        row = self._fields.get(name)
        return row.type if row else ""

    def size(self, name: str) -> int:
        """How many values a facet has."""
        return len(self.table(name).labels)

    def masks(self, filters: Filters) -> dict[str, Mask]:
        """One mask a field that is filtered by."""
        return {
            name: np.logical_and.reduce([self._mask_of(name, what) == has for what, has in some])
            for name, some in filters.by_field().items()
        }

    def _mask_of(self, name: str, span: tuple[str, ...] | Range) -> Mask:
        """Documents of which a value is one of some, or lies in a range.

        What no row of the table is, no document has.
        """
        if isinstance(span, tuple):
            return self.table(name).mask(span)
        first, last = (
            day_number(end) if isinstance(end, date) else end for end in (span.first, span.last)
        )
        if name == DATE and not isinstance(span, Numbers):
            source = self._source
            amounts: NDArray[Any] = source.day if isinstance(span, Days) else source.epoch
            return _between(amounts, first, last) & (source.day > 0)  # without a date: in no range
        return self._table(name).within(self._amounts_of(name, type(span)), first, last)

    def _amounts_of(self, name: str, kind: type) -> NDArray[np.float64]:
        """What the values of a field measure: numbers, days or seconds, by ordinal."""
        found = self._amounts.get((name, kind))
        if found is None:
            measure = _MEASURES.get((kind, self._type(name)))
            # Values of another type lie in no range.
            amounts = [measure(one) if measure else np.nan for one in self._table(name).labels]
            found = self._amounts[name, kind] = np.array(amounts, np.float64)
        return found

    def order(self, sort: Sort) -> NDArray[Any]:
        """The key of each document by which hits are sorted, the smallest first."""
        if sort == Sort.NEWEST:
            return self._source.newest_rank
        if sort == Sort.OLDEST:
            return self._source.oldest_rank
        table = self._table(sort.field)
        match self._type(sort.field):
            case "number":
                amounts = self._amounts_of(sort.field, Numbers)
            case "date":
                amounts = self._amounts_of(sort.field, Moments)
            case _:
                ranked = sorted(table.labels, key=lambda label: (fold_facet(label), label))
                places = {label: float(place) for place, label in enumerate(ranked)}
                amounts = np.array([places[label] for label in table.labels], np.float64)
        return table.extremes(amounts, greatest=sort.descending)

    def values(
        self,
        names: Collection[str],
        found: NDArray[np.int64],
        filters: Filters,
        limit: int,
        typed: str = "",
    ) -> dict[str, tuple[FacetValue, ...]]:
        """The values of facets among the documents ``found``, rising; most frequent first.

        Months come in their order, the newest first. A selected value is always there. Of what is
        typed see :func:`search.results.nearness`.
        """
        typed = fold_facet(typed) if typed else ""
        needs_all = any(name in filters.values for name in names)
        rows: dict[str, list[FacetValue]] = {}
        for group, joint in self._joints:
            if not group.isdisjoint(names):
                most = len(joint.labels) if needs_all else limit
                rows |= zip(group, joint.values(found, most, typed), strict=True)
        made = {}
        for name in names:
            of_name, selected = rows[name], filters.values.get(name, ())
            if self._type(name) == "date":
                made[name] = months(of_name[:limit], filters, name)
                continue
            spelt = self.table(name).spelt(selected) if selected else set()
            chosen = {value for value in spelt if typed in fold_facet(value)}
            made[name] = tuple(first_values(of_name, limit, chosen))
        return made

    @cached_property
    def _joints(self) -> list[tuple[KeysView[str], _Joint]]:
        """Months apart: hardly two posts share those and all the rest."""
        groups: dict[bool, dict[str, FacetTable]] = {False: {}, True: {}}
        for name in self._fields.facets:
            groups[self._type(name) == "date"][name] = self.table(name)
        return [
            (tables.keys(), _Joint(self._source.documents, list(tables.values()), latest=dates))
            for dates, tables in groups.items()
        ]


_MEASURES: dict[tuple[type, str], Callable[[str], float]] = {
    (Numbers, "number"): float,
    (Days, "date"): lambda label: int(label[:10].replace("-", "")),
    (Moments, "date"): lambda label: datetime.fromisoformat(label).timestamp(),
}
"""Range and type of a field → what a value of it measures."""
