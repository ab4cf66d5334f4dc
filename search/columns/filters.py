"""Facet values and dates as masks of documents, and facet counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from index.columns.layout import FACET_NAMES
from index.reading.facet_values import fold_facet
from search.columns.view import Mask, View
from search.query.query import Days, Filters, Moments
from search.results import FacetValue

DATE = "date"
# All in C: a search counts hundreds of values, and FacetValue(...) takes ten times as long.
_NEW_VALUE: Callable[[tuple[str, int, bool]], FacetValue] = partial(tuple.__new__, FacetValue)


class FacetTable:
    """One facet over all segments; spelling variants are one value, in the commonest spelling.

    Only of the documents in ``mask``: a value that no other has is as unknown as one of nobody.
    """

    def __init__(self, view: View, name: str, mask: Mask) -> None:
        self._documents = view.documents
        spellings: Counter[str] = Counter()
        docs: list[NDArray[np.int64]] = []
        folded: list[NDArray[np.int64]] = []
        numbers: dict[str, int] = {}
        for segment, base in view.placed:
            at, ordinals = segment.facet_ordinals(name)
            values = segment.facets[name]
            of_doc = np.repeat(np.arange(segment.documents), np.diff(at)) + base
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
        pairs = _joined(docs) * max(len(numbers), 1) + _joined(folded)
        pairs = np.unique(pairs)  # a post that has two spellings of a tag has it once
        self._docs, self._ordinals = np.divmod(pairs, max(len(numbers), 1))
        self._totals = np.bincount(self._ordinals, minlength=len(numbers))
        self._at = self._docs.searchsorted(np.arange(view.documents + 1))
        self._numbers = numbers
        self.labels = _labels(spellings, numbers)
        self._rank = np.argsort(sorted(range(len(self.labels)), key=self.labels.__getitem__))

    def mask(self, values: tuple[str, ...]) -> Mask:
        """Documents that have one of ``values``, in any spelling."""
        wanted = [self._numbers[key] for v in values if (key := fold_facet(v)) in self._numbers]
        mask = np.zeros(self._documents, np.bool_)
        mask[self._docs[np.isin(self._ordinals, wanted)]] = True
        return mask

    def counts(self, found: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of the documents ``found`` (rising) have each value, in the order of labels.

        Where most documents are hits, those that are not are counted and taken off.
        """
        if 2 * len(found) <= self._documents:
            return self._counts(found)
        rest = np.ones(self._documents, np.bool_)
        rest[found] = False
        return self._totals - self._counts(np.flatnonzero(rest))

    def _counts(self, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        starts = self._at[docs]
        counts = self._at[docs + 1] - starts
        ends = counts.cumsum()
        shift = np.repeat(starts - ends + counts, counts)
        ordinals = self._ordinals[np.arange(len(shift)) + shift]
        return np.bincount(ordinals, minlength=len(self.labels))

    def ordered(self, counts: NDArray[np.int64], selected: set[int], limit: int) -> list[int]:
        """Ordinals with a count, the greatest first, and all ``selected``; ties by their labels."""
        numbers = np.flatnonzero(counts)
        order = (self._rank[numbers] - counts[numbers] * len(self.labels)).argsort()
        first: list[int] = numbers[order[:limit]].tolist()
        missing = selected.difference(first)
        return first + sorted(missing, key=lambda n: (-counts[n], self._rank[n]))

    def of(self, number: int) -> list[int]:
        """The ordinals of one document's values."""
        found: list[int] = self._ordinals[self._docs == number].tolist()
        return found

    def having(self, ordinal: int) -> Mask:
        """Documents that have the value of an ordinal."""
        mask = np.zeros(self._documents, np.bool_)
        mask[self._docs[self._ordinals == ordinal]] = True
        return mask

    def selected(self, values: tuple[str, ...]) -> set[int]:
        return {self._numbers[key] for v in values if (key := fold_facet(v)) in self._numbers}


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


def _joined(arrays: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)


class Facets:
    """All facets of the documents in ``mask``; tables are made when first asked for."""

    def __init__(self, view: View, mask: Mask) -> None:
        self._view = view
        self._mask = mask
        self._tables: dict[str, FacetTable] = {}

    def table(self, name: str) -> FacetTable:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = FacetTable(self._view, name, self._mask)
        return table

    def masks(self, filters: Filters) -> dict[str, Mask]:
        """One mask a facet that is filtered by; "date" for the days."""
        masks: dict[str, Mask] = {}
        for name in FACET_NAMES:
            wanted, unwanted = filters.values.get(name), filters.excluded.get(name)
            if wanted:
                masks[name] = self.table(name).mask(wanted)
            if unwanted:
                mask = ~self.table(name).mask(unwanted)
                masks[name] = masks[name] & mask if name in masks else mask
        if filters.days != Days():
            masks[DATE] = self._in_days(filters.days)
        if filters.moments != Moments():
            mask = self._in_moments(filters.moments)
            masks[DATE] = masks[DATE] & mask if DATE in masks else mask
        wanted, unwanted = filters.values.get(DATE), filters.excluded.get(DATE)
        if wanted or unwanted:
            mask = self._in_months(wanted) if wanted else ~self._in_months(unwanted or ())
            masks[DATE] = masks[DATE] & mask if DATE in masks else mask
        return masks

    def _in_months(self, months: tuple[str, ...]) -> Mask:
        """Documents of any of the months."""
        _, labels, numbers = self._month_table
        mask: Mask = np.array([label in months for label in labels], np.bool_)[numbers]
        return mask

    def _in_days(self, days: Days) -> Mask:
        """Documents dated within the days; those without a date are in no range."""
        day = self._view.day
        mask = day > 0
        if days.first is not None:
            mask &= day >= int(days.first.strftime("%Y%m%d"))
        if days.last is not None:
            mask &= day <= int(days.last.strftime("%Y%m%d"))
        return mask

    def _in_moments(self, moments: Moments) -> Mask:
        """Documents dated within the seconds; those without a date are in no range."""
        epoch = self._view.joined("epoch")
        mask = self._view.day > 0
        if moments.first is not None:
            mask &= epoch >= moments.first
        if moments.last is not None:
            mask &= epoch <= moments.last
        return mask

    def values(
        self,
        name: str,
        found: NDArray[np.int64],
        filters: Filters,
        limit: int,
        prefix: str = "",
    ) -> tuple[FacetValue, ...]:
        """The values of a facet among the documents ``found``, rising; most frequent first.

        Months come in their order, the newest first. A selected value is always there.
        """
        if name == DATE:
            return self._months(found, filters, limit, prefix)
        table = self.table(name)
        counts = table.counts(found)
        selected = table.selected(filters.values.get(name, ()))
        if start := fold_facet(prefix):
            begins = [fold_facet(label).startswith(start) for label in table.labels]
            counts[~np.array(begins, np.bool_)] = 0
            selected = {number for number in selected if begins[number]}
        numbers = table.ordered(counts, selected, limit)
        labels = map(table.labels.__getitem__, numbers)
        chosen = map(selected.__contains__, numbers)
        values = zip(labels, counts[numbers].tolist(), chosen, strict=True)
        return tuple(map(_NEW_VALUE, values))

    def _months(
        self, found: NDArray[np.int64], filters: Filters, limit: int, prefix: str
    ) -> tuple[FacetValue, ...]:
        selected = filters.values.get(DATE, ())
        codes, labels, numbers = self._month_table
        counts = np.bincount(numbers[found], minlength=len(codes)).tolist()
        months = [
            FacetValue(label, count, label in selected or _is_selected(code, filters.days))
            for code, label, count in zip(codes, labels, counts, strict=True)
            if code and count and label.startswith(prefix)
        ]
        return tuple(months[:limit])

    @cached_property
    def _month_table(self) -> tuple[list[int], list[str], NDArray[np.intp]]:
        """The months of the view, the newest first, and the position of each document's.

        202510 and ``2025-10``; 0 for no date.
        """
        codes, numbers = np.unique(-(self._view.day // 100), return_inverse=True)
        months = (-codes).tolist()
        return months, [f"{code // 100:04}-{code % 100:02}" for code in months], numbers


def _is_selected(month: int, days: Days) -> bool:
    """Whether the whole filter lies in this month, or the month in the filter."""
    if days.first is None and days.last is None:
        return False
    first = days.first.year * 100 + days.first.month if days.first else 0
    last = days.last.year * 100 + days.last.month if days.last else 999_999
    return first <= month <= last
