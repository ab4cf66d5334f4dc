"""Writes the Whoosh index of a segment: the record of what the segment holds.

Documents come analysed; the writer keeps arrays of postings (see :mod:`index.whoosh.postings`)
and writes an ordinary index of one Whoosh segment, which any Whoosh 2.7.4 opens with
``open_dir(folder, schema=whoosh_schema())``.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec
from whoosh.columns import Column, ColumnWriter, CompressedBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import _DEF_INDEX_NAME, TOC
from whoosh.util.numeric import length_to_byte

from index.analysis.sound import sounds_without_long
from index.document import Document
from index.fields import BUILT_IN, value_text, values_of
from index.packing import pack_all
from index.pages.records import SEPARATOR
from index.pages.utf16 import Units, encode
from index.record import PartKind, Record
from index.spool import Spool
from index.whoosh.postings import FieldPostings, PostingsWriter
from index.whoosh.schema import (
    CHARACTER,
    COMMON,
    OWN_PREFIX,
    READING,
    READING_MARK,
    WORD_FIELDS,
    whoosh_schema,
)

RECORDS_COLUMN = CompressedBytesColumn(level=0)
"""What the codec's own column of stored fields reads, without compressing packed records again."""
PICKLE_PROTOCOL = 4
"""Whoosh reads any; its own 2 knows no bytes, and takes half as many again for a record."""
TEXTS_FILE = "texts.bin"
"""The folded texts in UTF-16-LE, each with a line break behind it. Columns map them, and packed
records are read with them: so each text stands in a segment once."""
EDGES_FILE = "edges.bin"
"""One bit a unit of the texts: where tokens start and lines end (``numpy.packbits``)."""
BATCH_CHARACTERS = 64_000
"""From which on no further record comes into a batch, all of which is read for one of them: with
twice as many, short posts take a tenth less, and one takes half as long again to read."""
BATCH_RECORDS = 64
"""At most in a batch: notes of a line each would come by the thousand."""


class WhooshWriter:
    """A :class:`index.local.segments.SegmentWriter`: the Whoosh index of one segment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = whoosh_schema()
        self._count = 0
        self._batch: list[Record] = []
        self._batch_characters = self._batch_start = 0
        self._postings: dict[str, FieldPostings] = {}
        self._dates: dict[int, bytes] = {}
        self._readings: set[tuple[str, str]] = set()
        """Of words, those that a post has said, several together and each by itself."""
        folder.mkdir(parents=True)
        self._storage = FileStorage(str(folder))
        self._segment = W3Codec().new_segment(self._storage, _DEF_INDEX_NAME)
        self._files: list[StructFile] = []
        self._stored = self._column("_stored", RECORDS_COLUMN)
        self._texts = self._storage.create_file(TEXTS_FILE)
        self._files.append(self._texts)
        self._edges = Spool(np.bool_, folder)

    def add(self, record: Record) -> None:
        document = record.document
        for kind, terms, frequencies in terms_by_part(record):
            self._field(WORD_FIELDS[kind]).add(self._count, terms, frequencies)
        for name, values in _key_values(document):
            self._add_terms(name, values)
        if document.date:
            self._dates[self._count] = document.date.isoformat().encode()
        codes = np.frombuffer(record.folded.encode("utf-32-le"), "<u4")
        present = np.zeros(codes.max(initial=0) + 1, np.bool_)
        present[codes] = True  # a fifth of the time of ``np.unique``
        codes = np.flatnonzero(present).astype("<u4")
        self._add_terms(CHARACTER, [*codes[codes > ord(" ")].tobytes().decode("utf-32-le")])
        self._add_terms(READING, self._new_readings(record))
        folded = encode(record.folded)
        self._texts.write(folded + SEPARATOR)
        edges = np.zeros(len(folded) // 2 + 1, np.bool_)
        edges[Units(record.folded, folded)(record.edges)] = True
        self._edges.append(edges)
        self._batch.append(record)
        self._batch_characters += len(record.original)
        self._count += 1
        if self._batch_characters >= BATCH_CHARACTERS or len(self._batch) >= BATCH_RECORDS:
            self._store_batch()

    def _store_batch(self) -> None:
        """Stores the records with the first document, and where their texts start and end; with
        the others the number of the first."""
        if self._batch:
            first, end = self._count - len(self._batch), self._texts.tell()
            stored: tuple[bytes, int, int] | int
            stored = pack_all(self._batch, texts=False), self._batch_start, end
            for number in range(first, self._count):
                self._stored.add(number, pickle.dumps({"record": stored}, PICKLE_PROTOCOL))
                stored = first
            self._batch, self._batch_characters, self._batch_start = [], 0, end

    def finish(self) -> None:
        self._store_batch()
        (self._folder / EDGES_FILE).write_bytes(np.packbits(self._edges.mapped()).tobytes())
        self._write_columns()
        self._write_postings()
        self._segment.set_doc_count(self._count)
        TOC(self._schema, [self._segment], 1).write(self._storage, _DEF_INDEX_NAME)

    def abort(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _column(self, name: str, column: Column) -> ColumnWriter:
        file = self._storage.create_file(W3Codec.column_filename(self._segment, name))
        self._files.append(file)
        return column.writer(file)

    def _field(self, name: str) -> FieldPostings:
        if name not in self._postings:
            field = self._schema[name]
            self._postings[name] = FieldPostings(lengths=bool(field.scorable), folder=self._folder)
        return self._postings[name]

    def _add_terms(self, name: str, terms: list[str]) -> None:
        """Indexes terms that a post has or has not."""
        ones = np.ones(len(terms), dtype=np.uint32)
        self._field(name).add(self._count, terms, ones)

    def _new_readings(self, record: Record) -> list[str]:
        """The words with their readings that no post before has had."""
        new = {*compress(zip(record.readings, record.terms, strict=True), record.readings)}
        new -= self._readings
        found = {(one, term) for readings, term in new for one in readings.split()}
        found -= self._readings
        self._readings |= new | found
        keys = sounds_without_long([reading for reading, _ in found])
        return sorted(READING_MARK.join((k, *one)) for k, one in zip(keys, found, strict=True))

    def _write_columns(self) -> None:
        """The stored documents, a length in one byte for each word field, and the dates."""
        self._stored.finish(self._count)
        self._segment._fieldlengths = {}
        for name, postings in self._postings.items():
            if postings.lengths:
                self._segment._fieldlengths[name] = sum(postings.lengths.values())
                lengths = {at: length_to_byte(size) for at, size in postings.lengths.items()}
                self._write_column(f"_{name}_len", LENGTHS_COLUMN, lengths)
        self._write_column("date", self._schema["date"].column_type, self._dates)
        for file in self._files:
            file.close()

    def _write_column(self, name: str, column: Column, values: dict[int, Any]) -> None:
        writer = self._column(name, column)
        for number, value in values.items():
            writer.add(number, value)
        writer.finish(self._count)

    def _write_postings(self) -> None:
        writer = PostingsWriter(self._storage, self._segment)
        for name in sorted(self._postings):
            most = self._count // COMMON if name == CHARACTER else None
            writer.write(name, self._postings.pop(name), most)
        writer.close()


def terms_by_part(record: Record) -> list[tuple[PartKind, list[str], NDArray[np.uint32]]]:
    """The distinct terms of each kind of part, with how often each occurs there."""
    width = max(len(record.terms), 1)
    codes = record.token_kinds.astype(np.int64) * width + record.token_terms
    counts = np.bincount(codes, minlength=width * len(PartKind))
    found = []
    for kind in PartKind:
        of_kind = counts[kind * width : (kind + 1) * width]
        present = np.flatnonzero(of_kind)
        if len(present):
            terms = [record.terms[at] for at in present.tolist()]
            found.append((kind, terms, of_kind[present].astype(np.uint32)))
    return found


_UNLISTED = ("words", "date", "stored")
"""Types of fields that Whoosh is not given as terms of their own."""


def _key_values(document: Document) -> Iterator[tuple[str, list[str]]]:
    """The fields that are not words with their values as keywords: ``3``, ``true``, ``2025-…``."""
    for row in BUILT_IN.rows:
        if row.attribute and row.type not in _UNLISTED:
            yield row.name, list(dict.fromkeys(map(value_text, values_of(document, row))))
    for name, values in document.fields.items():
        yield f"{OWN_PREFIX}{name}", list(dict.fromkeys(map(value_text, values)))
