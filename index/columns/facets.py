"""Facet values as ordinals, and dates as integers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np

from index.columns.files import write_array, write_lines
from index.columns.layout import FACET_NAMES, NO_DATE
from index.document import Document


def facet_values(document: Document, name: str) -> tuple[str, ...]:
    """The values of one facet of a document, as written; empty ones are no values."""
    match name:
        case "tag":
            values = document.tags
        case "category":
            values = document.categories
        case "author":
            values = document.authors
        case "site":
            values = (document.site,)
        case _:
            values = (document.lang,)
    return tuple(dict.fromkeys(value for value in values if value))


class FacetColumns:
    """Collects the facets of one segment."""

    def __init__(self) -> None:
        self._ordinals: dict[str, dict[str, int]] = {name: {} for name in FACET_NAMES}
        self._values: dict[str, list[int]] = {name: [] for name in FACET_NAMES}
        self._at: dict[str, list[int]] = {name: [0] for name in FACET_NAMES}
        self._epochs: list[int] = []
        self._days: list[int] = []

    def add(self, document: Document) -> None:
        for name in FACET_NAMES:
            ordinals = self._ordinals[name]
            for value in facet_values(document, name):
                self._values[name].append(ordinals.setdefault(value, len(ordinals)))
            self._at[name].append(len(self._values[name]))
        self._epochs.append(_epoch(document.date))
        self._days.append(_day(document.date))

    def write(self, folder: Path) -> None:
        for name in FACET_NAMES:
            write_lines(folder, f"facet_{name}", self._ordinals[name])
            write_array(folder, f"facet_{name}", np.array(self._values[name], np.uint32))
            write_array(folder, f"facet_{name}_at", np.array(self._at[name], np.uint32))
        write_array(folder, "epoch", np.array(self._epochs, np.int64))
        write_array(folder, "day", np.array(self._days, np.int32))


def _epoch(date: datetime | None) -> int:
    return NO_DATE if date is None else int(date.timestamp())


def _day(date: datetime | None) -> int:
    """The day on the site's own calendar: 20251030."""
    return 0 if date is None else date.year * 10_000 + date.month * 100 + date.day
