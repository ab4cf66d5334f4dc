"""The values of fields and the dates of documents, as an engine keeps them: see ``facets``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.fields import FieldTable, day_number

Mask = NDArray[np.bool_]
"""Of each document whether it is one of those that are meant."""
DATE = "date"
"""The one field with columns of its own: days and seconds."""


class Ordinals(NamedTuple):
    """The values of a field in some of the documents, as an engine keeps them."""

    labels: Sequence[str]
    docs: NDArray[np.int64]
    """A document for each value that it has, rising."""
    ordinals: NDArray[Any]
    """Which of ``labels`` that value is."""


class Values(ABC):
    """The values of fields of all documents, deleted ones included."""

    documents: int
    """How many numbers of documents are in use."""

    fields: FieldTable
    """The table that the documents were written with."""
    day: NDArray[np.int32]
    """Of each document the day, 20251030 in the time zone of its site; 0 without a date."""
    epoch: NDArray[np.int64]
    """Of each document the seconds since 1970; without a date less than any real ones."""

    @abstractmethod
    def ordinals(self, name: str) -> Iterator[Ordinals]:
        """The values of a field in the order of the documents; of the date, months will do."""

    @cached_property
    def newest_rank(self) -> NDArray[np.int64]:
        """Position of each document when the newest comes first; ties by number."""
        return _rank(-self.epoch)

    @cached_property
    def oldest_rank(self) -> NDArray[np.int64]:
        """Position when the oldest comes first; documents without a date come last."""
        return _rank(np.where(self.day == 0, np.iinfo(np.int64).max, self.epoch))


def _rank(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    rank = np.empty(len(keys), np.int64)
    rank[np.argsort(keys, kind="stable")] = np.arange(len(keys))
    return rank


class TextValues(Values):
    """Values as texts (see :func:`index.fields.value_text`), by field and document."""

    def __init__(
        self, documents: int, fields: FieldTable, texts: Mapping[str, Mapping[int, Sequence[str]]]
    ) -> None:
        self.documents = documents
        self.fields = fields
        self._texts = texts
        self.day = np.zeros(documents, np.int32)
        self.epoch = np.full(documents, -(2**62), np.int64)
        for doc, (text, *_) in texts.get(DATE, {}).items():
            moment = datetime.fromisoformat(text)
            self.day[doc] = day_number(moment)
            self.epoch[doc] = int(moment.timestamp())

    def ordinals(self, name: str) -> Iterator[Ordinals]:
        numbers: dict[str, int] = {}
        pairs = [
            (doc, numbers.setdefault(text, len(numbers)))
            for doc, texts in sorted(self._texts.get(name, {}).items())
            for text in dict.fromkeys(texts)
        ]
        docs, ordinals = np.array(pairs, np.int64).reshape(-1, 2).T
        yield Ordinals(list(numbers), docs, ordinals)
