"""The values of fields as ordinals, and dates as integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.columns.files import narrow, write_array, write_lines
from index.columns.layout import FACETS_FILE, KEYWORDS, NO_DATE
from index.document import Document
from index.fields import day_number, value_text, values_of


def facet_values(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Field by field the values of a document as texts, each once; not its date."""
    for row in KEYWORDS:
        yield row.name, tuple(dict.fromkeys(map(value_text, values_of(document, row))))
    for name, values in document.fields.items():
        yield name, tuple(dict.fromkeys(map(value_text, values)))


class FacetColumns:
    """Collects the values of one segment; a field that no document has is not written."""

    def __init__(self) -> None:
        self._ordinals: dict[str, dict[str, int]] = {row.name: {} for row in KEYWORDS}
        self._values: dict[str, list[int]] = defaultdict(list)
        self._owners: dict[str, list[int]] = defaultdict(list)
        self._epochs: list[int] = []
        self._days: list[int] = []

    def add(self, document: Document) -> None:
        number = len(self._days)
        for name, values in facet_values(document):
            ordinals = self._ordinals.setdefault(name, {})
            self._values[name] += [ordinals.setdefault(one, len(ordinals)) for one in values]
            self._owners[name] += [number] * len(values)
        date = document.date
        self._epochs.append(NO_DATE if date is None else int(date.timestamp()))
        self._days.append(day_number(date))

    def write(self, folder: Path) -> None:
        write_lines(folder, FACETS_FILE, self._ordinals)
        for name, ordinals in self._ordinals.items():
            owners = np.array(self._owners[name], np.int64)
            counts = np.bincount(owners, minlength=len(self._days))
            write_lines(folder, f"facet_{name}", ordinals)
            write_array(folder, f"facet_{name}", narrow(np.array(self._values[name], np.uint32)))
            write_array(folder, f"facet_{name}_counts", narrow(counts))
        write_array(folder, "epoch", np.array(self._epochs, np.int64))
        write_array(folder, "day", np.array(self._days, np.int32))
