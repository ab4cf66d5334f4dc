"""Records laid end to end, as pages: for engines that keep records and no arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.char_filters import to_folded
from index.document import Document
from index.pages.pages import Pages, PlacesIn, Span
from index.pages.utf16 import Units, encode
from index.record import CutText, Record

SEPARATOR = "\n".encode("utf-16-le")
"""Between documents, so that no gram spans two of them."""
LONGEST = 255
"""Units of a word that are told; longer ones are marked so far, as by the columns."""


class _Tokens:
    """The tokens of one document: their terms, places and lengths, in the order of the text."""

    def __init__(self, record: CutText, to_units: Units, base: int) -> None:
        starts = to_units(record.token_starts.astype(np.int64))
        ends = to_units(record.token_ends.astype(np.int64))
        self._places = starts + base
        self._lengths = np.minimum(ends - starts, LONGEST).astype(np.uint8)
        self._record = record

    def of(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.uint8], bool] | None:
        """Places and lengths of a term, and whether it stands anywhere as itself."""
        record, written = self._record, to_folded(term)
        at = record.tokens_of(term)
        if not len(at):
            return None
        literal = any(
            record.folded[start:end] == written
            for start, end in zip(
                record.token_starts[at].tolist(), record.token_ends[at].tolist(), strict=True
            )
        )
        return self._places[at], self._lengths[at], literal


_ROWS = ("part_place", "part_kind", "part_section", "edits", "boundaries")


class RecordPages(Pages):
    """The pages of some records, in their order."""

    def __init__(self, records: Sequence[CutText]) -> None:
        self.documents = len(records)
        self._shown = [record.document for record in records]
        self._tokens: list[_Tokens] = []
        folded = b"".join(encode(record.folded) + SEPARATOR for record in records)
        self._folded = np.frombuffer(folded, np.uint8)
        self._texts = [encode(record.original) for record in records]
        rows: dict[str, list[NDArray[Any]]] = {name: [] for name in _ROWS}
        at: dict[str, list[int]] = {name: [0] for name in ("folded_at", "part_at", "edit_at")}
        for record, original in zip(records, self._texts, strict=True):
            self._add(record, Units(record.original, original), rows, at)
        starts = np.zeros(at["folded_at"][-1], np.bool_)
        starts[joined(rows.pop("boundaries")).astype(np.int64)] = True
        self._arrays = {name: joined(some) for name, some in rows.items()}
        self._arrays["edits"] = self._arrays["edits"].reshape(-1, 4)
        self._arrays["boundaries"] = np.packbits(starts)
        self._arrays |= {name: np.array(offsets, np.int64) for name, offsets in at.items()}
        self.folded_at = self._arrays["folded_at"]

    def _add(
        self,
        record: CutText,
        of_original: Units,
        rows: dict[str, list[NDArray[Any]]],
        at: dict[str, list[int]],
    ) -> None:
        """Appends the rows of one record, its places behind those before it."""
        base = at["folded_at"][-1]
        folded = encode(record.folded)
        to_units = Units(record.folded, folded)
        edits = record.edits.reshape(-1, 4).astype(np.int64)
        rows["part_place"].append(to_units(record.part_starts.astype(np.int64)) + base)
        rows["part_kind"].append(record.part_kinds)
        rows["part_section"].append(record.part_sections)
        rows["edits"].append(np.column_stack((to_units(edits[:, :2]), of_original(edits[:, 2:]))))
        rows["boundaries"].append(to_units(record.edges) + base)
        self._tokens.append(_Tokens(record, to_units, base))
        at["folded_at"].append(base + (len(folded) + len(SEPARATOR)) // 2)
        at["part_at"].append(at["part_at"][-1] + len(record.part_starts))
        at["edit_at"].append(at["edit_at"][-1] + len(edits))

    def fields(self, doc: int) -> Mapping[str, Any]:
        document = self._shown[doc]
        shown = {field.name: getattr(document, field.name) for field in fields(Document)}
        shown["sections"] = [(s.heading, s.level, s.anchor) for s in document.sections]
        return shown

    def originals(self, spans: Sequence[Span]) -> bytes:
        return b"".join(self._texts[doc][2 * start : 2 * end] for doc, start, end in spans)

    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        found = [(doc, of) for doc in docs.tolist() if (of := self._tokens[doc].of(term))]
        if not found:
            return None
        return PlacesIn(
            [doc for doc, _ in found],
            [places[:limit] for _, (places, _, _) in found],
            np.concatenate([lengths[:limit] for _, (_, lengths, _) in found]),
            [int(literal) for _, (_, _, literal) in found],
        )

    def term_places(self, term: str, docs: NDArray[np.int64]) -> NDArray[np.int64]:
        found = self.places_in(term, docs, self.documents << 32)
        return np.concatenate(found.places) if found else np.empty(0, np.int64)

    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        found = self.places_in(term, np.arange(self.documents), self.documents << 32)
        if found is None:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate(found.places), found.lengths.astype(np.int64)


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


def joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    """Arrays one behind the other; an empty one of none."""
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
