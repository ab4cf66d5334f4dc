"""Reads what :mod:`index.whoosh.writer` has written; nothing else opens a Whoosh index."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex, open_dir
from whoosh.index import IndexError as WhooshError
from whoosh.reading import IndexReader

from index.pages.packed import Batch, Shown
from index.record import Record
from index.whoosh.postings import FieldPostings
from index.whoosh.schema import WORD_FIELDS, whoosh_schema
from index.whoosh.writer import EDGES_FILE, TEXTS_FILE, terms_by_part

REMEMBERED_BATCHES = 8
"""Of each segment: some four megabytes."""


def open_whoosh(folder: Path) -> FileIndex:
    """Opens the Whoosh index in ``folder`` for reading.

    One searcher a thread: Whoosh gives wrong results from a shared one, without an error.
    """
    return open_dir(str(folder), schema=whoosh_schema(), readonly=True)


def read_records(folder: Path, numbers: Iterable[int]) -> Iterator[Record]:
    """The records of these documents; raises ValueError for one that cannot be read."""
    try:
        reader = open_whoosh(folder).reader()
        records = StoredRecords(reader)
    except (WhooshError, OSError) as error:
        raise ValueError(f"cannot be read: {error}") from error
    with reader:
        for number in numbers:
            yield records[number]


class StoredRecords:
    """The records of a segment by number; those that were read last are kept in memory."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        # Not a method: it would hold this, and with it the files of a generation gone.
        beside = [reader.storage().open_file(name) for name in (TEXTS_FILE, EDGES_FILE)]
        self._batch = lru_cache(REMEMBERED_BATCHES)(partial(_batch, reader, *beside))

    def __getitem__(self, number: int) -> Record:
        """Raises ValueError for one that cannot be read."""
        batch, place = self._place(number)
        return batch[place]

    def shown(self, number: int) -> Shown:
        """The same as far as it is shown."""
        batch, place = self._place(number)
        return batch.shown(place)

    def _place(self, number: int) -> tuple[Batch, int]:
        try:
            stored = self._reader.stored_fields(number)["record"]
            first = stored if isinstance(stored, int) else number
            return self._batch(first), number - first
        except (LookupError, zlib.error, EOFError, UnpicklingError, AttributeError) as error:
            raise ValueError(f"cannot be read: {error}") from error


def _batch(reader: IndexReader, texts: StructFile, edges: StructFile, first: int) -> Batch:
    packed, start, end = reader.stored_fields(first)["record"]
    low, high = start // 2, end // 2
    bits = np.frombuffer(os.pread(edges.fileno(), high // 8 + 1 - low // 8, low // 8), np.uint8)
    is_edge = np.unpackbits(bits).view(np.bool_)[low % 8 :][: high - low]
    return Batch(packed, os.pread(texts.fileno(), end - start, start), is_edge)


def different_postings(folder: Path, records: Iterable[Record]) -> Iterator[str]:
    """Word fields whose terms stand in other documents than the records say."""
    expected = {name: FieldPostings() for name in WORD_FIELDS.values()}
    for number, record in enumerate(records):
        for kind, words, frequencies in terms_by_part(record):
            expected[WORD_FIELDS[kind]].add(number, words, frequencies)
    with open_whoosh(folder).reader() as reader:
        for name, gathered in expected.items():
            postings = gathered.sorted()
            terms = postings.terms if postings else []
            if list(reader.lexicon(name)) != terms:
                yield f"whoosh: the field {name} has other terms than the records"
                continue
            if postings is None:
                continue
            ends = [*postings.starts[1:].tolist(), len(postings.documents)]
            for term, start, end in zip(terms, postings.starts.tolist(), ends, strict=True):
                found = list(reader.postings(name, term).all_ids())
                if found != postings.documents[start:end].tolist():
                    yield f"whoosh: {term.decode()!r} is in other {name} fields than in the records"
