"""The record of a document: the document and everything that analysis found in it.

Every engine keeps the record, and can be rebuilt from it. Snippets, marks and section hits are
made from it too, so that all engines show the same.

A packed record is a header of five sizes and five blocks, each compressed by itself, so that one
can be read without the others:

=========  =====================================================================================
block      what is in it
=========  =====================================================================================
document   the document as JSON, without the texts of its sections
original   the original text, UTF-16-LE: sections are slices of it
folded     the folded text, UTF-16-LE, against the original one (which it needs to be read)
words      JSON: the terms, null where a term stands in the folded text as it is; the readings
rows       parts, tokens, boundaries and edits, see :func:`_rows`
=========  =====================================================================================

Measured on 210 posts of 13,800 characters, in bytes a character: document 0.07, original 0.54,
folded 0.06, words 0.28, rows 0.38, in all 1.32; packing takes 1.0 ms a post, unpacking 0.8 ms.
Zstandard, since it decompresses three times as fast as zlib at about the same size, and can say
one text in terms of another. It is in Python's own library from 3.14; ``backports.zstd`` (PSF
licence, by the author of that module) is the same for older ones.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from index.document import Document, document_from_json, document_json

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Of compression, the library's own: 5 saves 3% and costs half a millisecond a post."""


MAX_BLOCK = 1 << 28
"""Bytes that a block may have: more than any post that is read at all."""


class PartKind(IntEnum):
    """The parts of a document that are searched; :mod:`index.weights` has their weights."""

    TITLE = 0
    LABELS = 1
    """Tags, categories, authors and the owner's own keywords, one a line."""
    EXCERPT = 2
    HEADING = 3
    BODY = 4
    CODE = 5


@dataclass(frozen=True, slots=True)
class Record:
    """A document with everything that analysis found, ready to be written by any engine.

    All parts stand one after the other in one ``original`` and one ``folded`` text, joined by
    ``\\n``; offsets are code points of the folded text unless said. Arrays are parallel:
    ``part_*`` (one entry a part), ``token_*`` (one entry a token, by rising start).
    """

    document: Document
    original: str
    folded: str
    part_kinds: NDArray[np.uint8]
    part_sections: NDArray[np.int32]
    """Which of ``document.sections`` the part belongs to; -1 for none."""
    part_starts: NDArray[np.uint32]
    part_original_starts: NDArray[np.uint32]
    terms: tuple[str, ...]
    """The distinct terms of the document."""
    readings: tuple[str, ...]
    """How each of ``terms`` is read, in hiragana; several ways are divided by spaces, that of its
    first place comes first. An empty text where unknown."""
    ambiguous: NDArray[np.uint32]
    """Positions of the ``terms`` that are not read alike everywhere in it (行く: いく, ゆく);
    ``readings`` has all ways."""
    token_terms: NDArray[np.uint32]
    """Positions in ``terms``."""
    token_starts: NDArray[np.uint32]
    token_ends: NDArray[np.uint32]
    boundaries: NDArray[np.uint32]
    """Where the tokenizer starts a token of any part of speech, rising."""
    edits: NDArray[np.uint32]
    """Rows of start, end, original start, original end: see :class:`index.analysis.tokens.Edit`."""

    @property
    def edges(self) -> NDArray[np.int64]:
        """Where a token starts or a line ends: a text between two of them cuts no token, also when
        it is the last of a title."""
        codes = np.frombuffer(self.folded.encode("utf-32-le", "surrogatepass"), "<u4")
        edges = np.append(codes == ord(SEPARATOR), True)
        edges[self.boundaries] = True
        return np.flatnonzero(edges).astype(np.int64)


SEPARATOR = "\n"
"""Between two parts, in the original and in the folded text."""

_HEADER = struct.Struct("<5I")
"""The bytes of each block."""
_ROW = struct.Struct("<IB")
"""How many numbers a row has, and the bytes of each."""


def pack(record: Record) -> bytes:
    """The record in a few bytes; it holds no lone surrogates (:func:`index.document.storable`)."""
    original = record.original.encode("utf-16-le")
    sections = tuple(replace(section, text="", code="") for section in record.document.sections)
    words = (_other_than_written(record), record.readings)
    blocks = (
        _compressed(document_json(replace(record.document, sections=sections))),
        _compressed(original),
        zstd.compress(record.folded.encode("utf-16-le"), LEVEL, zstd_dict=_prefix(original)),
        _compressed(orjson.dumps(words)),
        _compressed(b"".join(map(_packed_row, _rows(record)))),
    )
    return b"".join((_HEADER.pack(*map(len, blocks)), *blocks))


def unpack(packed: bytes) -> Record:
    """The record again, exactly; raises ValueError for what is none."""
    try:
        return _unpacked(*_blocks(packed))
    except (zstd.ZstdError, struct.error, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"is no record: {error}") from error


def _decompressed(block: bytes, original: bytes = b"") -> bytes:
    """A block again; raises ValueError rather than fill the memory with what is none of ours."""
    size = zstd.get_frame_info(block).decompressed_size
    if size is None or size > MAX_BLOCK:
        raise ValueError(f"is no record: a block would have {size} bytes")
    return zstd.decompress(block, zstd_dict=_prefix(original))


def _unpacked(document: bytes, original: bytes, folded: bytes, words: bytes, rows: bytes) -> Record:
    units = _decompressed(original)
    original_text = units.decode("utf-16-le")
    folded_text = _decompressed(folded, units).decode("utf-16-le")
    kinds, sections, starts, original_starts, *rest = _read_rows(_decompressed(rows))
    ambiguous, token_terms, token_starts, token_lengths, boundaries, *edits = rest
    token_starts = _summed(token_starts)
    terms, readings = orjson.loads(_decompressed(words))
    record = Record(
        document=document_from_json(_decompressed(document)),
        original=original_text,
        folded=folded_text,
        part_kinds=kinds.astype(np.uint8),
        part_sections=sections.astype(np.int32) - 1,
        part_starts=_summed(starts),
        part_original_starts=_summed(original_starts),
        terms=tuple(terms),
        readings=tuple(readings),
        ambiguous=ambiguous,
        token_terms=token_terms,
        token_starts=token_starts,
        token_ends=token_starts + token_lengths,
        boundaries=_summed(boundaries),
        edits=np.column_stack([_summed(edit) for edit in edits]),
    )
    _check(record)
    record = replace(record, document=_with_texts(record), terms=_terms(record))
    "".join((*record.terms, *record.readings))  # TypeError for what is no text
    return record


def _check(record: Record) -> None:
    """Raises ValueError where arrays disagree: those of an archive may come from anywhere."""
    length, terms, parts = len(record.folded), len(record.terms), len(record.part_kinds)
    bounds = (
        (record.token_terms, terms),
        (record.ambiguous, terms),
        (record.token_ends, length + 1),
        (record.token_starts, length + 1),
        (record.boundaries, length),
        (record.edits[:, :2], length + 1),
        (record.edits[:, 2:], len(record.original) + 1),
        (record.part_kinds, len(PartKind)),
        (record.part_sections, len(record.document.sections)),
        (record.part_starts, length + 1),
        (record.part_original_starts, len(record.original) + 1),
    )
    alike = (
        (record.token_terms, record.token_starts),
        (record.part_kinds, record.part_sections, record.part_starts, record.part_original_starts),
    )
    sound = (
        all(not array.size or int(array.max()) < most for array, most in bounds)
        and all(len({len(array) for array in arrays}) == 1 for arrays in alike)
        and len(record.readings) == terms
        and bool(np.bincount(record.token_terms, minlength=terms).all())
        and bool((record.token_starts <= record.token_ends).all())
        and (parts == 0 or int(record.part_starts[0]) == 0)
    )
    if not sound:
        raise ValueError("is no record: its arrays disagree")


def _blocks(packed: bytes) -> list[bytes]:
    sizes = _HEADER.unpack_from(packed)
    ends = list(accumulate(sizes, initial=_HEADER.size))
    if ends[-1] != len(packed):
        raise ValueError(f"is no record: {len(packed)} bytes instead of {ends[-1]}")
    return [packed[start:end] for start, end in pairwise(ends)]


def _compressed(content: bytes) -> bytes:
    return zstd.compress(content, LEVEL)


def _prefix(original: bytes) -> Any:
    """Has a text compressed as what differs from ``original``; a prefix has at least 8 bytes."""
    return zstd.ZstdDict(original, is_raw=True).as_prefix if len(original) >= 8 else None


def _with_texts(record: Record) -> Document:
    """The document with the texts of its sections, which are parts of the original text."""
    starts = record.part_original_starts.tolist()
    ends = [*(start - len(SEPARATOR) for start in starts[1:]), len(record.original)]
    sections = list(record.document.sections)
    for kind, number, start, end in zip(  # a document of no parts has one end too many
        record.part_kinds.tolist(), record.part_sections.tolist(), starts, ends, strict=False
    ):
        if kind == PartKind.BODY:
            sections[number] = replace(sections[number], text=record.original[start:end])
        elif kind == PartKind.CODE:
            sections[number] = replace(sections[number], code=record.original[start:end])
    return replace(record.document, sections=tuple(sections))


def _first_places(record: Record) -> Iterator[tuple[str | None, int, int]]:
    """Each term, and where in the folded text it stands first."""
    first = np.empty(len(record.terms), np.intp)
    # Of several places for a term, the last that is written stays: that of its first token.
    first[record.token_terms[::-1]] = np.arange(len(record.token_terms))[::-1]
    starts, ends = record.token_starts[first].tolist(), record.token_ends[first].tolist()
    return zip(record.terms, starts, ends, strict=True)


def _other_than_written(record: Record) -> list[str | None]:
    """The terms, None for those that stand in the text as they are: 走る, but not 東京."""
    text = record.folded
    places = _first_places(record)
    return [None if term == text[start:end] else term for term, start, end in places]


def _terms(record: Record) -> tuple[str, ...]:
    """The terms again, ``record.terms`` being what :func:`_other_than_written` gave."""
    text = record.folded
    places = _first_places(record)
    return tuple([text[start:end] if term is None else term for term, start, end in places])


def _rows(record: Record) -> tuple[NDArray[np.integer[Any]], ...]:
    """All arrays, offsets as steps from one to the next, so that most numbers take one byte."""
    return (
        record.part_kinds,
        record.part_sections + 1,
        _steps(record.part_starts),
        _steps(record.part_original_starts),
        record.ambiguous,
        record.token_terms,
        _steps(record.token_starts),
        record.token_ends - record.token_starts,
        _steps(record.boundaries),
        *map(_steps, record.edits.reshape(-1, 4).T),
    )


def _steps(rising: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return np.diff(rising, prepend=np.uint32(0))


def _summed(steps: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return np.cumsum(steps, dtype=np.uint32)


def _packed_row(row: NDArray[np.integer[Any]]) -> bytes:
    """Numbers in as few bytes as the largest needs; first all low bytes, then the next."""
    most = int(row.max()) if len(row) else 0
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    planes = row.astype(f"<u{width}").view(np.uint8).reshape(-1, width).T
    return _ROW.pack(len(row), width) + planes.tobytes()


def _read_rows(content: bytes) -> list[NDArray[np.uint32]]:
    rows, at = [], 0
    while at < len(content):
        count, width = _ROW.unpack_from(content, at)
        at += _ROW.size
        planes = np.frombuffer(content, np.uint8, count * width, at).reshape(width, count)
        rows.append(planes.T.copy().view(f"<u{width}").reshape(-1).astype(np.uint32))
        at += count * width
    return rows
