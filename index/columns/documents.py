"""The documents of a segment: their texts, parts, fields and facets, and where each lies."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns import stored
from index.columns.files import ByteFile, forget_pages, read_array
from index.columns.layout import FACETS_FILE
from index.columns.originals import folded_range, restored
from index.columns.texts import decode
from index.document import Document
from index.errors import DamagedIndexError
from index.record import PartKind

SECTIONS = 1 << 24
"""More than any document has sections."""

_ARRAYS = (
    "text_at", "folded_at", "original_at", "original_places", "original_units",
    "stored_at", "part_at", "part_place", "part_text", "part_kind",
    "part_section", "edit_at", "edits", "boundaries", "lengths", "epoch", "day",
    "term_at", "term_docs", "term_tf", "term_forms", "term_places_at", "term_places",
    "term_lengths", "gram_codes", "gram_at", "gram_docs", "gram_tf", "gram_whole",
    "triple_codes", "triple_at",
)  # fmt: skip


class DocumentColumns:
    """What is looked up by the number of a document, or by a place.

    All files are opened at once, also those that are read later: by then, they may be removed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._lists = {path.stem: ByteFile(path) for path in folder.glob("*.txt")}
            self._arrays = {name: read_array(folder, name) for name in _ARRAYS}
            self._facets = {
                path.stem: read_array(folder, path.stem) for path in folder.glob("facet_*.npy")
            }
            self._folded = ByteFile(folder / "folded.bin")
            self._stored = ByteFile(folder / "stored.bin")
        except (OSError, ValueError) as error:
            raise DamagedIndexError.of(folder, str(error)) from error
        self.ids = self._lines("ids")
        self.documents = len(self.ids)
        self.folded_at = self._arrays["folded_at"].astype(np.int64)

    def _bytes(self, name: str) -> NDArray[np.uint8]:
        """Maps ``name.bin``; an empty file is read, since nothing cannot be mapped."""
        path = self.folder / f"{name}.bin"
        try:
            if path.stat().st_size == 0:
                return np.empty(0, np.uint8)
            self._arrays[name] = np.asarray(np.memmap(path, np.uint8, "r"))
        except (OSError, ValueError) as error:
            raise DamagedIndexError.of(self.folder, str(error)) from error
        return self._arrays[name]

    def _lines(self, name: str) -> list[str]:
        try:
            return self._lists[name].read_lines()
        except (OSError, ValueError, KeyError) as error:
            raise DamagedIndexError.of(self.folder, f"{name}.txt: {error}") from error

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def forget_pages(self) -> None:
        """Drops what has been mapped so far from the memory of the process."""
        for array in self._arrays.values():
            forget_pages(array)

    def doc_at(self, places: NDArray[Any]) -> NDArray[np.intp]:
        """The document in which each place lies.

        A table of every 64th place gives a document at or just before the right one.
        """
        docs: NDArray[np.intp] = self._doc_table[places >> 6]
        ends = self.folded_at[1:]
        late = np.flatnonzero(places >= ends.take(docs))
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

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each document."""
        bounds = zip(self.folded_at.tolist(), self.title_ends.tolist(), strict=False)
        return [self.folded_text(start, end) for start, end in bounds]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Document id → number in the segment."""
        return {identity: number for number, identity in enumerate(self.ids)}

    def title_words(self) -> list[tuple[str, list[tuple[int, int, str]]]]:
        """Of each document the folded title, and its words: start, end, reading."""
        return [json.loads(line) for line in self._lines("titles")]

    @cached_property
    def _facet_names(self) -> frozenset[str]:
        return frozenset(self._lines(FACETS_FILE))

    def facet(self, name: str) -> list[str]:
        """The values of a field in the order of their ordinals; none where no document has any."""
        return self._lines(f"facet_{name}") if name in self._facet_names else []

    def facet_ordinals(self, name: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Offsets [D+1] and ordinals of the values of a field."""
        if name not in self._facet_names:
            return np.zeros(self.documents + 1, np.uint32), np.empty(0, np.uint32)
        return self._facets[f"facet_{name}_at"], self._facets[f"facet_{name}"]

    def fields(self, doc: int) -> dict[str, Any]:
        """What a hit shows of a document, see :func:`index.columns.stored.load`."""
        at = self._arrays["stored_at"]
        return stored.load(self._stored.read(int(at[doc]), int(at[doc + 1])))

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

    def original(self, doc: int, start: int, end: int) -> str:
        """A slice of the original text; units from the start of the document."""
        return decode(self.original_bytes(doc, start, end))

    def original_bytes(self, doc: int, start: int, end: int) -> bytes:
        """The same in UTF-16-LE."""
        arrays = self._arrays
        first, last = arrays["edit_at"][doc : doc + 2].tolist()
        edits = arrays["edits"][first:last].tolist()
        low, high = folded_range(edits, start, end)
        place = int(self.folded_at[doc])
        folded = np.frombuffer(self.folded_bytes(place + low, place + high), "<u2")
        first, last = arrays["original_at"][doc : doc + 2].tolist()
        places = arrays["original_places"][first:last]
        some = slice(*places.searchsorted(np.array([start, end], places.dtype)).tolist())
        units = arrays["original_units"][first:last][some]
        return restored(folded, low, edits, start, end, places[some], units).tobytes()

    def folded_text(self, low: int, high: int) -> str:
        """The folded text between two places."""
        return decode(self._folded.read(2 * low, 2 * high))

    def folded_bytes(self, low: int, high: int) -> bytes:
        """The same in UTF-16-LE."""
        return self._folded.read(2 * low, 2 * high)

    def document(self, doc: int) -> Document:
        """The document, put together from its fields and texts."""
        texts: dict[int, tuple[str, str]] = {}
        low, high = self.parts(doc)
        at = self._arrays["text_at"]
        length = int(at[doc + 1] - at[doc])
        starts = [*self._arrays["part_text"][low:high].tolist(), length + 1]
        for number, part in enumerate(range(low, high)):
            kind, section = self["part_kind"][part], int(self["part_section"][part])
            if kind in (PartKind.BODY, PartKind.CODE):
                piece = self.original(doc, starts[number], starts[number + 1] - 1)
                text, code = texts.get(section, ("", ""))
                texts[section] = (piece, code) if kind == PartKind.BODY else (text, piece)
        return stored.restore(self.fields(doc), texts)
