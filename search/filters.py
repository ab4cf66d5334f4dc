"""Facet values and dates as masks of documents, and facet counts."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columns.layout import FACET_NAMES
from index.facet_values import fold_facet
from search.matching import Mask
from search.query import Days, Filters
from search.results import FacetValue
from search.view import View

DATE = "date"


class FacetTable:
    """One facet over all segments; spelling variants are one value, in the commonest spelling."""

    def __init__(self, view: View, name: str) -> None:
        self._documents = view.documents
        spellings: Counter[str] = Counter()
        docs: list[NDArray[np.int64]] = []
        folded: list[NDArray[np.int64]] = []
        numbers: dict[str, int] = {}
        for segment, base in view.placed:
            at, ordinals = segment.facet_ordinals(name)
            values = segment.facets[name]
            of_doc = np.repeat(np.arange(segment.documents), np.diff(at)) + base
            counts = np.bincount(ordinals[view.live[of_doc]], minlength=len(values))
            for value, count in zip(values, counts.tolist(), strict=True):
                spellings[value] += count
            number = [numbers.setdefault(fold_facet(value), len(numbers)) for value in values]
            docs.append(of_doc)
            folded.append(np.array(number, np.int64)[ordinals])
        pairs = _joined(docs) * max(len(numbers), 1) + _joined(folded)
        pairs = np.unique(pairs)  # a post that has two spellings of a tag has it once
        self._docs, self._ordinals = np.divmod(pairs, max(len(numbers), 1))
        self._numbers = numbers
        self.labels = _labels(spellings, numbers)

    def mask(self, values: tuple[str, ...]) -> Mask:
        """Documents that have one of ``values``, in any spelling."""
        wanted = [self._numbers[key] for v in values if (key := fold_facet(v)) in self._numbers]
        mask = np.zeros(self._documents, np.bool_)
        mask[self._docs[np.isin(self._ordinals, wanted)]] = True
        return mask

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """How many documents of ``mask`` have each value, in the order of ``labels``."""
        return np.bincount(self._ordinals[mask[self._docs]], minlength=len(self.labels))

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
    """All facets of a view; tables are made when first asked for."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._tables: dict[str, FacetTable] = {}

    def table(self, name: str) -> FacetTable:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = FacetTable(self._view, name)
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
        wanted, unwanted = filters.values.get(DATE), filters.excluded.get(DATE)
        if wanted or unwanted:
            mask = self._in_months(wanted) if wanted else ~self._in_months(unwanted or ())
            masks[DATE] = masks[DATE] & mask if DATE in masks else mask
        return masks

    def _in_months(self, months: tuple[str, ...]) -> Mask:
        """Documents of any of the months."""
        codes, numbers = self._month_table
        wanted = [f"{code // 100:04}-{code % 100:02}" in months for code in codes]
        mask: Mask = np.array(wanted, np.bool_)[numbers]
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

    def values(
        self, name: str, mask: Mask, filters: Filters, limit: int, prefix: str = ""
    ) -> tuple[FacetValue, ...]:
        """The values of a facet among the documents of ``mask``, most frequent first.

        Months come in their order, the newest first. A selected value is always there.
        """
        if name == DATE:
            return self._months(mask, filters, limit, prefix)
        table = self.table(name)
        counts = table.counts(mask)
        selected = table.selected(filters.values.get(name, ()))
        numbers = {*np.flatnonzero(counts).tolist(), *selected}
        if start := fold_facet(prefix):
            numbers = {n for n in numbers if fold_facet(table.labels[n]).startswith(start)}
        found = sorted((-int(counts[n]), table.labels[n], n in selected) for n in numbers)
        kept = found[:limit] + [value for value in found[limit:] if value[2]]
        return tuple(FacetValue(label, -count, chosen) for count, label, chosen in kept)

    def _months(
        self, mask: Mask, filters: Filters, limit: int, prefix: str
    ) -> tuple[FacetValue, ...]:
        selected = filters.values.get(DATE, ())
        codes, numbers = self._month_table
        counts = np.bincount(numbers[mask], minlength=len(codes)).tolist()
        found = []
        for code, count in sorted(zip(codes, counts, strict=True), reverse=True):
            label = f"{code // 100:04}-{code % 100:02}"
            if code and count and label.startswith(prefix):
                chosen = label in selected or _is_selected(code, filters.days)
                found.append(FacetValue(label, count, chosen))
        return tuple(found[:limit])

    @cached_property
    def _month_table(self) -> tuple[list[int], NDArray[np.intp]]:
        """The months of the view (202510; 0 for no date), and the position of each document's."""
        codes, numbers = np.unique(self._view.day // 100, return_inverse=True)
        return codes.tolist(), numbers


def _is_selected(month: int, days: Days) -> bool:
    """Whether the whole filter lies in this month, or the month in the filter."""
    if days.first is None and days.last is None:
        return False
    first = days.first.year * 100 + days.first.month if days.first else 0
    last = days.last.year * 100 + days.last.month if days.last else 999_999
    return first <= month <= last
