"""Records laid end to end, as pages: for engines that keep records and no arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.char_filters import to_folded
from index.pages.packed import Shown
from index.pages.pages import Pages, PlacesIn, Span
from index.pages.utf16 import Units, encode
from index.record import Record

SEPARATOR = "\n".encode("utf-16-le")
"""Between documents, so that no gram spans two of them."""
LONGEST = 255
"""Units of a word that are told; longer ones are marked so far, as by the columns."""
_ROWS = ("part_place", "part_kind", "part_section", "edits")


class Page:
    """One record as it is laid into pages: worth keeping of a post that is shown again and again.

    Places are units from its start.
    """

    def __init__(self, record: Shown) -> None:
        folded, self.folded = encode(record.folded), record.folded
        self._size = len(folded) // 2 + 1
        to_units = Units(record.folded, folded)
        self.original = encode(record.original)
        of_original = Units(record.original, self.original)
        edits = record.edits.reshape(-1, 4).astype(np.int64)
        self.rows = {
            "part_place": to_units(record.part_starts.astype(np.int64)),
            "part_kind": record.part_kinds,
            "part_section": record.part_sections,
            "edits": np.column_stack((to_units(edits[:, :2]), of_original(edits[:, 2:]))),
        }
        boundaries = np.frombuffer(folded + SEPARATOR, "<u2") == ord("\n")
        boundaries[to_units(record.boundaries)] = True
        self.boundaries = np.packbits(boundaries)
        self._starts = to_units(record.token_starts).astype(np.uint32, copy=False)
        ends = to_units(record.token_ends)
        self._lengths = np.minimum(ends - self._starts, LONGEST).astype(np.uint8)
        self._tokens_of = record.tokens_of
        self.fields = record.fields

    def __len__(self) -> int:
        return self._size

    def of(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Places and lengths of a term."""
        at = self._tokens_of(term)
        return self._starts[at].astype(np.int64), self._lengths[at]


class RecordPages(Pages):
    """The pages of some records, in their order."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.documents = len(pages)
        self._pages = pages
        self._text = encode("".join(f"{page.folded}\n" for page in pages))
        self._folded = np.frombuffer(self._text, np.uint8)
        self.folded_at = _ends(map(len, pages))
        bases = self.folded_at[:-1].tolist()
        rows = {name: joined([page.rows[name] for page in pages]) for name in _ROWS}
        parts = [len(page.rows["part_place"]) for page in pages]
        rows["part_place"] = rows["part_place"] + np.repeat(bases, parts).astype(np.int64)
        bounded = [np.unpackbits(page.boundaries, count=len(page)) for page in pages]
        self._arrays = {
            **rows,
            "edits": rows["edits"].reshape(-1, 4),
            "boundaries": np.packbits(joined(bounded)),
            "folded_at": self.folded_at,
            "part_at": _ends(parts),
            "edit_at": _ends(len(page.rows["edits"]) for page in pages),
        }

    def fields(self, doc: int) -> Mapping[str, Any]:
        return self._pages[doc].fields

    def originals(self, spans: Sequence[Span]) -> bytes:
        return b"".join(self._pages[doc].original[2 * start : 2 * end] for doc, start, end in spans)

    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        seen = ((doc, *self._pages[doc].of(term)) for doc in docs.tolist())
        found = [(d, at + self.folded_at[d], lengths) for d, at, lengths in seen if len(at)]
        if not found:
            return None
        written = encode(to_folded(term))
        return PlacesIn(
            [doc for doc, _, _ in found],
            [min(len(places), limit) for _, places, _ in found],
            np.concatenate([places[:limit] for _, places, _ in found]),
            np.concatenate([lengths[:limit] for _, _, lengths in found]),
            [self._stands(written, *where) for _, *where in found],
        )

    def _stands(
        self, written: bytes, places: NDArray[np.int64], lengths: NDArray[np.uint8]
    ) -> bool:
        """Whether a term stands at some place as itself."""
        alike = places[lengths == min(len(written) // 2, LONGEST)].tolist()
        return any(self._text.startswith(written, 2 * start) for start in alike)

    def term_places(self, term: str, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        found = self.places_in(term, docs, self.documents << 32)
        return found.places if found else np.empty(0, np.int64)

    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        found = self.places_in(term, np.arange(self.documents), self.documents << 32)
        if found is None:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return found.places, found.lengths.astype(np.int64)


def title_words(record: Record) -> tuple[str, list[tuple[int, int, str]]]:
    """The folded title, and its words: start, end, reading."""
    end = int(record.part_starts[1]) - 1 if len(record.part_starts) > 1 else None
    title = record.folded[:end]
    count = int(np.searchsorted(record.token_starts, len(title)))
    words = [
        (start, stop, record.readings[term])
        for start, stop, term in zip(
            record.token_starts[:count].tolist(),
            record.token_ends[:count].tolist(),
            record.token_terms[:count].tolist(),
            strict=True,
        )
    ]
    return title, words


def _ends(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Where each of some things begins, one behind the other, and the end."""
    return np.array([*accumulate(lengths, initial=0)], np.int64)


def joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    """Arrays one behind the other; an empty one of none."""
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
