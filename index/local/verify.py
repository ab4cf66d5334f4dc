"""Reads a whole published generation and says what is wrong with it: `sakuin check`."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whoosh.reading import IndexReader

from index.columns.reader import ColumnSegment
from index.errors import DamagedIndexError
from index.local.generations import current
from index.local.manifest import Generation, SegmentRef
from index.local.segment_files import content_problems, recorded_files
from index.runs.ledger import read_ledger
from index.whoosh.schema import WORD_FIELDS
from index.whoosh.store import open_whoosh, stored_document


@dataclass(frozen=True, slots=True)
class Check:
    """What has been read, and what was wrong with it."""

    generation: str
    documents: int
    """Those that can be found."""
    terms: int
    """Distinct terms, each counted in every segment that has it."""
    files: int
    size: int
    """Bytes of all files of all segments."""
    problems: tuple[str, ...]
    """One line each; empty if all is well."""


def verify(data: Path) -> Check:
    """Reads every file of the generation that is served.

    Checksums are compared, every stored document is read, and for every term the documents that
    Whoosh has are compared with those of the columns. Raises
    :class:`index.errors.UnusableIndexError` when not even the manifest can be read.
    """
    generation = current(data)
    problems = list(_ledger_problems(data, generation))
    terms = files = size = 0
    for segment in generation.segments:
        found = [*content_problems(segment.path)]
        recorded = recorded_files(segment.path).values()
        files += len(recorded)
        size += sum(length for length, _ in recorded)
        if not found:
            # Engines are only asked about files that are whole: on others they fail in odd ways.
            columns = ColumnSegment(segment.path / "columns")
            terms += len(columns.terms)
            with open_whoosh(segment.path / "whoosh").reader() as reader:
                found += _document_problems(segment, reader, columns)
                found += _term_problems(reader, columns)
        problems += [f"segment {segment.id}: {problem}" for problem in found]
    return Check(generation.name, generation.documents, terms, files, size, tuple(problems))


def _ledger_problems(data: Path, generation: Generation) -> Iterator[str]:
    """The ledger must name every document once, and each in a segment that has it."""
    try:
        ledger = read_ledger(data, generation.name)
    except DamagedIndexError as error:
        yield str(error)
        return
    live = {
        (segment.id, number)
        for segment in generation.segments
        for number in set(range(segment.documents)) - set(segment.deleted)
    }
    named = [(record.segment, record.number) for record in ledger.records.values() if record.id]
    if len(named) != len(set(named)) or set(named) != live:
        yield f"the ledger names {len(named)} documents, the segments hold {len(live)}"


def _document_problems(
    segment: SegmentRef, reader: IndexReader, columns: ColumnSegment
) -> Iterator[str]:
    counts = (segment.documents, reader.doc_count_all(), columns.documents)
    if len(set(counts)) > 1:
        yield "{} documents by the manifest, {} in Whoosh, {} in the columns".format(*counts)
        return
    for number in range(segment.documents):
        try:
            identity = stored_document(reader.stored_fields(number)).id
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            yield f"document {number} cannot be read: {error}"
            continue
        if identity != columns.ids[number]:
            yield f"document {number} is {identity} in Whoosh, {columns.ids[number]} in the columns"


def _term_problems(reader: IndexReader, columns: ColumnSegment) -> Iterator[str]:
    """Every term must be in the same documents in Whoosh and in the columns."""
    fields: dict[str, list[str]] = {}
    for name in WORD_FIELDS.values():
        for term in reader.lexicon(name):
            fields.setdefault(term.decode(), []).append(name)
    for term in fields.keys() ^ columns.terms.keys():
        yield f"the term {term!r} is in one engine only"
    for term in fields.keys() & columns.terms.keys():
        documents: set[int] = set()
        for name in fields[term]:
            documents.update(reader.postings(name, term).all_ids())
        if sorted(documents) != columns.postings_of(columns.terms[term]).docs.tolist():
            yield f"the term {term!r} is in other documents in Whoosh than in the columns"
