"""Documents laid end to end: looked up by their number, or by a place.

A *place* is a position in the folded texts of all documents, one after the other, in UTF-16 units;
so one sorted array of places serves many documents at once. The arrays are those that
:mod:`index.columns.layout` names ``text_at``, ``folded_at``, ``part_*``, ``edit*``,
``boundaries``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.pages.utf16 import decode

SECTIONS = 1 << 24
"""More than any document has sections."""


Edit = Sequence[int]
"""Start, end, original start, original end of what does not differ unit by unit; in units of the
document."""


class Span(NamedTuple):
    """A piece of the original text of a document, in units from its start."""

    doc: int
    start: int
    end: int


class PlacesIn(NamedTuple):
    """Where a word stands in some documents, rising."""

    docs: list[int]
    counts: list[int]
    """By document, at how many places."""
    places: NDArray[np.int64]
    """Of all documents."""
    lengths: NDArray[np.uint8]
    """How long it is at each place."""
    literal: list[bool]
    """By document, whether it stands there as itself, not inflected."""


class Pages(ABC):
    """What showing needs of some documents; engines without arrays make it of their records."""

    documents: int
    folded_at: NDArray[np.int64]
    """Where each document starts, and the end [documents + 1]."""
    _arrays: dict[str, NDArray[Any]]
    _folded: NDArray[np.uint8]
    """All folded texts in UTF-16-LE."""

    @abstractmethod
    def fields(self, doc: int) -> Mapping[str, Any]:
        """What a hit shows of a document, its sections as (heading, level, anchor); not to be
        changed, as it may be kept."""

    @abstractmethod
    def originals(self, spans: Sequence[Span]) -> bytes | bytearray:
        """The original texts of some spans, one behind the other, in UTF-16-LE."""

    @abstractmethod
    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        """Where a word stands in ``docs`` (rising), at most ``limit`` places in each."""

    @abstractmethod
    def term_places(self, term: str, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        """All places of a word in ``docs`` (rising), rising."""

    @abstractmethod
    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a word stands in all documents, rising, and how long it is at each place."""

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def doc_at(self, places: NDArray[Any]) -> NDArray[np.intp]:
        """The document in which each place lies.

        A table of every 64th place gives a document at or just before the right one.
        """
        docs: NDArray[np.intp] = self._doc_table[places >> 6]
        ends = self.folded_at[1:]
        late = (places >= ends.take(docs)).nonzero()[0]
        while len(late):
            docs[late] += 1
            late = late[places[late] >= ends.take(docs[late])]
        return docs

    @cached_property
    def _doc_table(self) -> NDArray[np.intp]:
        blocks = np.arange(0, int(self.folded_at[-1]) + 64, 64)
        docs = np.searchsorted(self.folded_at, blocks, "right") - 1
        return np.asarray(np.minimum(docs, self.documents - 1), np.intp)

    @cached_property
    def title_ends(self) -> NDArray[np.int64]:
        """The place behind the title of each document; the title is its first part."""
        second = np.append(self["part_place"], self.folded_at[-1])[self["part_at"][:-1] + 1]
        return np.asarray(np.minimum(second, self.folded_at[1:]) - 1, np.int64)

    def is_start(self, places: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the tokenizer starts a token at each of ``places``."""
        bits = self["boundaries"][places >> 3] >> (7 - (places & 7)).astype(np.uint8)
        return np.asarray(bits & 1, np.bool_)

    @cached_property
    def boundary_bits(self) -> bytes:
        """The boundaries as they are stored, for looks at single places."""
        return self["boundaries"].tobytes()

    def edits(self, doc: int) -> list[Edit]:
        """Where the original text of a document differs in its length, rising."""
        first, last = self._edit_at[doc], self._edit_at[doc + 1]
        edits: list[Edit] = self._arrays["edits"][first:last].tolist() if first < last else []
        return edits

    @cached_property
    def _edit_at(self) -> memoryview:
        return self._arrays["edit_at"].data

    def parts(self, doc: int) -> tuple[int, int]:
        """The range of the document's entries in the ``part_*`` arrays."""
        at = self._arrays["part_at"]
        return int(at[doc]), int(at[doc + 1])

    def part_at(self, places: NDArray[np.int64]) -> NDArray[np.intp]:
        """The part in which each place lies."""
        return self._part_bounds.searchsorted(places, "right") - 1

    def part_bounds(self, part: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where parts start, and where their texts end."""
        bounds = self._part_bounds
        return bounds[part], bounds[part + 1] - 1

    @cached_property
    def section_keys(self) -> NDArray[np.int64]:
        """Of each part, document × SECTIONS + number of the section + 1 (0: in none)."""
        at = self["part_at"].astype(np.int64)
        docs = np.repeat(np.arange(self.documents), at[1:] - at[:-1])
        return np.asarray(docs * SECTIONS + self["part_section"] + 1, np.int64)

    @cached_property
    def _part_bounds(self) -> NDArray[np.int64]:
        return np.append(self["part_place"].astype(np.int64), self.folded_at[-1])

    def folded_text(self, low: int, high: int) -> str:
        """The folded text between two places."""
        return decode(self.folded_bytes(low, high))

    @cached_property
    def folded_view(self) -> memoryview:
        """All folded texts in UTF-16-LE, for looks at many pieces."""
        return self._folded.data

    def folded_bytes(self, low: int, high: int) -> bytes:
        """The same in UTF-16-LE."""
        return self._folded[2 * low : 2 * high].tobytes()
