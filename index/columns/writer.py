"""Documents in, the files of one column segment out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from index.analysis.char_filters import to_folded
from index.columns import stored
from index.columns.common import write_common
from index.columns.facets import FacetColumns
from index.columns.files import forget_pages, narrow, write_array, write_lines
from index.columns.files import offsets as packed_offsets
from index.columns.grams import PADDING, Places, stretches, write_grams
from index.columns.originals import differences
from index.columns.words import WordPostings
from index.pages.records import SEPARATOR, title_words
from index.pages.utf16 import Units, encode
from index.record import Record
from index.spool import Spool, give_back_memory


class ColumnWriter:
    """A :class:`index.local.segments.SegmentWriter`; raises OSError as it comes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._documents = 0
        self._ids: list[str] = []
        self._titles: list[str] = []
        """For completions, each with its words as JSON."""
        self._words = WordPostings(folder)
        self._facets = FacetColumns()
        self._stored = stored.Packer()
        self._word_lengths: list[float] = []
        self._offsets: dict[str, list[int]] = {
            name: [0]
            for name in ("text_at", "folded_at", "stored_at", "part_at", "edit_at", "original_at")
        }
        self._arrays = {
            name: Spool(kind, folder)
            for name, kind in {
                "part_place": np.uint32,
                "part_text": np.uint32,
                "part_kind": np.uint8,
                "part_section": np.int32,
                "edits": np.uint32,
                "original_places": np.uint32,
                "original_changes": np.uint16,
                "texts": np.uint16,
                "starts": np.bool_,  # at each place, whether a token starts there
            }.items()
        }
        self._stored_file = (folder / "stored.bin").open("wb")

    def add(self, record: Record) -> None:
        """Adds a document; texts go to disk at once, postings are kept until ``finish``."""
        folded = encode(record.folded) + SEPARATOR
        to_units = Units(record.folded, folded[: -len(SEPARATOR)])
        place = self._offsets["folded_at"][-1]
        units = np.frombuffer(folded, "<u2")
        self._arrays["texts"].append(units)
        self._count("folded_at", len(units))
        stored_entry = self._stored.pack(record.document)
        self._stored_file.write(stored_entry)
        self._count("stored_at", len(stored_entry))
        self._add_parts(record, to_units, place, units)
        self._add_words(record, to_units)
        starts = np.zeros(len(folded) // 2, np.bool_)
        starts[to_units(record.edges)] = True
        self._arrays["starts"].append(starts)
        self._facets.add(record.document)
        self._ids.append(record.document.id)
        self._titles.append(orjson.dumps(title_words(record)).decode())
        self._documents += 1

    def _add_parts(
        self, record: Record, to_units: Units, place: int, folded: NDArray[np.uint16]
    ) -> None:
        encoded = encode(record.original)
        original = Units(record.original, encoded)
        arrays = self._arrays
        arrays["part_place"].append(to_units(record.part_starts) + place)
        arrays["part_text"].append(original(record.part_original_starts))
        arrays["part_kind"].append(record.part_kinds)
        arrays["part_section"].append(record.part_sections)
        edits = record.edits.reshape(-1, 4)
        rows = np.column_stack((to_units(edits[:, :2]), original(edits[:, 2:])))
        arrays["edits"].append(rows)
        at, changes = differences(np.frombuffer(encoded, "<u2"), folded, rows.tolist())
        arrays["original_places"].append(at)
        arrays["original_changes"].append(changes)
        self._count("original_at", len(at))
        self._count("text_at", len(encoded) // 2)
        self._count("part_at", len(record.part_starts))
        self._count("edit_at", len(edits))

    def _count(self, name: str, more: int) -> None:
        self._offsets[name].append(self._offsets[name][-1] + more)

    def _add_words(self, record: Record, to_units: Units) -> None:
        starts, ends = record.token_starts, record.token_ends
        folded, terms = record.folded, record.terms
        # e-mail stands there as eーmail. In one go: a word has no control character.
        as_written = to_folded("\0".join(terms)).split("\0")
        rows = zip(starts.tolist(), ends.tolist(), record.token_terms.tolist(), strict=True)
        forms = [  # see ``term_uses`` in the layout
            3 if (text := folded[start:end]) == (term := as_written[at]) else 2 * (term in text)
            for start, end, at in rows
        ]
        first = to_units(starts)
        length = self._words.add(
            terms,
            record.readings,
            record.token_terms,
            first,
            to_units(ends) - first,
            record.token_kinds,
            np.array(forms, np.uint8),
        )
        self._word_lengths.append(length)

    def finish(self) -> None:
        """Builds the postings; the folder is complete afterwards."""
        self._stored_file.close()
        folder = self._folder
        for name, offsets in self._offsets.items():
            write_array(folder, name, packed_offsets(np.array(offsets, np.int64)))
        # What other parts have gathered must not weigh on the words, nor these on the grams.
        give_back_memory()
        self._words.write(folder, self._documents)
        del self._words
        give_back_memory()
        grams = write_grams(folder, self._stretches(), self._documents)
        words = np.array(self._word_lengths, np.float32)
        write_array(folder, "lengths", np.vstack((words, grams)))
        for name in ("part_place", "part_kind"):
            write_array(folder, name, self._arrays[name].all())
        sections = self._arrays["part_section"].all()
        kind = np.min_scalar_type(-1 - sections.max(initial=0))
        write_array(folder, "part_section", sections.astype(kind))
        for name in ("part_text", "original_places"):
            write_array(folder, name, narrow(self._arrays[name].all()))
        write_array(folder, "edits", self._arrays["edits"].all().reshape(-1, 4))
        write_common(folder, "original_changes", self._arrays["original_changes"].all())
        self._facets.write(folder)
        write_lines(folder, "ids", self._ids)
        write_lines(folder, "titles", self._titles)

    def _stretches(self) -> Iterator[Places]:
        """The texts as written, some documents at a time, with the parts and tokens in them."""
        bounds = np.array(self._offsets["folded_at"], np.int64)
        part_place = self._arrays["part_place"].all().astype(np.int64)
        part_kind = self._arrays["part_kind"].all()
        texts, starts = (self._arrays[name].mapped() for name in ("texts", "starts"))
        for first, last in stretches(bounds):
            low, high = int(bounds[first]), int(bounds[last])
            units = np.append(texts[low:high], np.zeros(PADDING, np.uint16))
            forget_pages(texts)
            parts = slice(*part_place.searchsorted([low, high]).tolist())
            yield Places(
                units=units,
                starts=np.append(starts[low:high], [True] * PADDING),
                first_document=first,
                folded_at=bounds[first:last] - low,
                part_place=part_place[parts] - low,
                part_kind=part_kind[parts],
            )

    def abort(self) -> None:
        """Closes and removes everything; never raises."""
        with suppress(OSError):  # what cannot be flushed is about to be removed
            self._stored_file.close()
        shutil.rmtree(self._folder, ignore_errors=True)
