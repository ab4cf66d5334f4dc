"""Reads what :mod:`index.whoosh.writer` has written; nothing else opens a Whoosh index."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from pickle import UnpicklingError

from whoosh.index import FileIndex, open_dir
from whoosh.index import IndexError as WhooshError

from index.record import Record, unpack
from index.whoosh.postings import FieldPostings
from index.whoosh.schema import WORD_FIELDS, whoosh_schema
from index.whoosh.writer import terms_by_part


def open_whoosh(folder: Path) -> FileIndex:
    """Opens the Whoosh index in ``folder`` for reading.

    One searcher a thread: Whoosh gives wrong results from a shared one, without an error.
    """
    return open_dir(str(folder), schema=whoosh_schema(), readonly=True)


def read_records(folder: Path, numbers: Iterable[int]) -> Iterator[Record]:
    """The records of these documents; raises ValueError for one that cannot be read."""
    try:
        reader = open_whoosh(folder).reader()
    except (WhooshError, OSError) as error:
        raise ValueError(f"cannot be read: {error}") from error
    with reader:
        for number in numbers:
            try:
                yield unpack(reader.stored_fields(number)["record"])
            except (LookupError, zlib.error, EOFError, UnpicklingError, AttributeError) as error:
                raise ValueError(f"cannot be read: {error}") from error


def different_postings(folder: Path, records: Iterable[Record]) -> Iterator[str]:
    """Word fields whose terms stand in other documents than the records say."""
    expected = {
        name: FieldPostings(frequencies=True, lengths=False) for name in WORD_FIELDS.values()
    }
    for number, record in enumerate(records):
        for kind, terms, frequencies in terms_by_part(record):
            expected[WORD_FIELDS[kind]].add(number, terms, frequencies)
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
