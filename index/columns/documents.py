"""The documents of a segment: their texts, parts, fields and facets, and where each lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, pairwise, starmap
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from index.columns import stored
from index.columns.files import ByteFile, pages_of, read_array
from index.columns.layout import EDGES_FILE, FACETS_FILE, TEXTS_FILE
from index.columns.originals import Originals
from index.document import Document
from index.errors import DamagedIndexError, denied
from index.pages.pages import Pages, Span
from index.pages.utf16 import decode
from index.record import restore

REMEMBERED = 2000
"""Documents of which is kept what a hit shows, some 4 kB each: the same are found again and again,
and of ten hits it takes a tenth of a search to read it."""


class DocumentColumns(Pages):
    """The pages of a segment, mapped from its files, and what else a document has there.

    All files are opened at once, also those that are read later: by then, they may be removed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._lists = {path.stem: ByteFile(path) for path in folder.glob("*.lines")}
            self._arrays = {
                path.stem: read_array(folder, path.stem) for path in folder.glob("*.npy")
            }
            unpacker = stored.Unpacker(ByteFile(folder / "stored.bin").read)
        except (OSError, ValueError) as error:
            raise denied(error) or DamagedIndexError.of(folder, str(error)) from error
        self._unpack = unpacker.load
        self._load = lru_cache(REMEMBERED)(unpacker.load)
        self.ids = self._lines("ids")
        self.documents = len(self.ids)
        self.folded_at = self._arrays["folded_at"].astype(np.int64)
        self._folded = self._bytes(TEXTS_FILE)
        self._arrays["boundaries"] = self._bytes(EDGES_FILE)
        self.folded_units: NDArray[np.uint16] = self._folded.view("<u2")
        # Not a method of this, which would hold it, and with it the files of a generation gone.
        self._originals = Originals(self._arrays, self._folded, self.folded_at)

    def _bytes(self, name: str) -> NDArray[np.uint8]:
        """Maps a file; an empty one is read, since nothing cannot be mapped."""
        path = self.folder / name
        try:
            if path.stat().st_size == 0:
                return np.empty(0, np.uint8)
            self._arrays[name] = np.asarray(np.memmap(path, np.uint8, "r"))
        except (OSError, ValueError) as error:
            raise denied(error) or DamagedIndexError.of(self.folder, str(error)) from error
        return self._arrays[name]

    def _lines(self, name: str) -> list[str]:
        try:
            return self._lists[name].read_lines()
        except (OSError, ValueError, KeyError) as error:
            what = f"{name}.lines: {error}"
            raise denied(error) or DamagedIndexError.of(self.folder, what) from error

    def pages(self) -> Iterator[Callable[[], None]]:
        """What drops what has been mapped from the memory of the process, piece by piece."""
        return chain.from_iterable(map(pages_of, self._arrays.values()))

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each document."""
        bounds = zip(self.folded_at.tolist(), self.title_ends.tolist(), strict=False)
        return [self.folded_text(start, end) for start, end in bounds]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Document id → number in the segment."""
        return {identity: number for number, identity in enumerate(self.ids)}

    def title_words(self) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
        """Of each document the folded title, and its words: start, end, reading."""
        return map(orjson.loads, self._lines("titles"))

    @cached_property
    def _facet_names(self) -> frozenset[str]:
        return frozenset(self._lines(FACETS_FILE))

    def facet(self, name: str) -> list[str]:
        """The values of a field in the order of their ordinals; none where no document has any."""
        return self._lines(f"facet_{name}") if name in self._facet_names else []

    def facet_ordinals(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """How many values of a field each document has, and their ordinals."""
        if name not in self._facet_names:
            return np.zeros(self.documents, np.uint8), np.empty(0, np.uint8)
        return self[f"facet_{name}_counts"], self[f"facet_{name}"]

    def fields(self, doc: int) -> Mapping[str, Any]:
        """What a hit shows of a document, see :func:`index.document.dump`."""
        at = self._arrays["stored_at"]
        return self._load(int(at[doc]), int(at[doc + 1]))

    def all_fields(self) -> Iterator[Mapping[str, Any]]:
        """The same of each document, none of which is kept."""
        return starmap(self._unpack, pairwise(self._arrays["stored_at"].tolist()))

    def originals(self, spans: Sequence[Span]) -> bytearray:
        return self._originals.read(spans, self.edits)

    def document(self, doc: int) -> Document:
        """The document, put together from its fields and texts."""
        low, high = self.parts(doc)
        at = self._arrays["text_at"]
        length = int(at[doc + 1] - at[doc])
        starts = [*self._arrays["part_text"][low:high].tolist(), length + 1]
        original = memoryview(self.originals([Span(doc, 0, length)]))
        texts = [decode(original[2 * start : 2 * end - 2]) for start, end in pairwise(starts)]
        kinds, sections = self["part_kind"][low:high], self["part_section"][low:high]
        return restore(self.fields(doc), zip(kinds.tolist(), sections.tolist(), texts, strict=True))
