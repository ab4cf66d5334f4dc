"""Records in few bytes, as they are stored and sent.

Records are packed by the batch, since posts repeat each other: many words of a short one stand in
its neighbours. A packed batch is a header of five sizes and five blocks, each compressed by itself:

=========  =====================================================================================
block      what is in it
=========  =====================================================================================
documents  a line of JSON for each, without the texts of its sections
original   the original texts, UTF-16-LE, each with a line break behind it; sections are slices
folded     the folded texts likewise, against the original ones (which they need to be read)
words      JSON: the terms, null where one is the text of its token; their readings
rows       arrays of numbers: what :func:`_rows` gives
=========  =====================================================================================

Most of an analysis says the same twice, and is said once:

- a *mark* is a place where a boundary, the start or the end of a token is: a bit for each place;
- tokens are told by a bit for each mark, where they start, and so many marks, where they end;
- an *entry* is a text with the term and the reading of its tokens, told where it stands first; of
  another token of the same text only which of its entries it is, nearly always the first::

      texts     表            表し              表            表
      entries   表, おもて     表す, あらわす     表, ひょう      (known)
      choices   0             0                 1             0

Measured in bytes a character, alone and by the batch: posts of 18,800 characters 1.05 and 0.94,
posts of 1,600 3.11 and 1.73.
Zstandard, since it decompresses three times as fast as zlib at about the same size, and can say
one text in terms of another. It is in Python's own library from 3.14; ``backports.zstd`` (PSF
licence, by the author of that module) is the same for older ones.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from index.document import Document, document_from_json, document_json
from index.record import SEPARATOR, PartKind, Record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Of compression, the library's own: 5 saves 3% and costs half a millisecond a post."""

MAX_BLOCK = 1 << 28
"""Bytes that a block may have: more than any post that is read at all."""

_HEADER = struct.Struct("<5I")
"""The bytes of each block."""
_ROW = struct.Struct("<IB")
"""How many numbers a row has, and the bytes of each."""


def pack(record: Record) -> bytes:
    """A record alone."""
    return pack_all([record])


def unpack(packed: bytes) -> Record:
    """The record again, exactly; raises ValueError for what is none."""
    return Batch(packed)[0]


def pack_all(records: Sequence[Record]) -> bytes:
    """Records in few bytes; they hold no lone surrogates (:func:`index.document.storable`)."""
    documents = (
        replace(
            record.document,
            sections=tuple(replace(one, text="", code="") for one in record.document.sections),
        )
        for record in records
    )
    original = _lines(record.original for record in records).encode("utf-16-le")
    folded = _lines(record.folded for record in records)
    entries = _Entries(records)
    rows = (*_rows(records), entries.tokens, entries.choices)
    blocks = (
        compressed(b"\n".join(map(document_json, documents))),
        compressed(original),
        zstd.compress(folded.encode("utf-16-le"), LEVEL, zstd_dict=_prefix(original)),
        compressed(orjson.dumps(entries.words)),
        compressed(b"".join(map(_packed_row, rows))),
    )
    return b"".join((_HEADER.pack(*map(len, blocks)), *blocks))


def _lines(texts: Iterator[str]) -> str:
    return "".join(f"{text}{SEPARATOR}" for text in texts)


class _Numbers(dict[Any, int]):
    """Things numbered in the order in which they are first asked for."""

    def __missing__(self, thing: Any) -> int:
        number = self[thing] = len(self)
        return number


class _Entries:
    """What a batch says of its tokens: see the top."""

    words: tuple[list[str | None], list[str]]
    """Term and reading of each entry; None for a term that is the text itself."""
    tokens: NDArray[np.uint32]
    """The token of each entry that comes first, as steps."""
    choices: NDArray[np.uint32]
    """Which of the entries of its text each token is."""

    def __init__(self, records: Sequence[Record]) -> None:
        texts, words, keys = _Numbers(), _Numbers(), [np.empty(0, np.uint64)]
        for record in records:
            numbers = list(map(words.__getitem__, zip(record.terms, record.readings, strict=True)))
            spans = map(slice, record.token_starts.tolist(), record.token_ends.tolist())
            seen = list(map(texts.__getitem__, map(record.folded.__getitem__, spans)))
            of_word = np.array(numbers, np.uint64)[record.token_terms]
            keys.append(np.array(seen, np.uint64) << np.uint64(32) | of_word)
        found, first, of_token = np.unique(
            np.concatenate(keys), return_index=True, return_inverse=True
        )
        of_text = (found >> np.uint64(32)).astype(np.int64)
        by_text = np.lexsort((first, of_text))
        choices = np.empty(len(found), np.uint32)
        before = np.searchsorted(of_text, of_text)
        choices[by_text] = np.arange(len(found)) - before
        order = np.argsort(first)
        self.tokens = _steps(first[order].astype(np.uint32))
        self.choices = choices[of_token]
        texts_seen, words_seen = list(texts), list(words)
        entries = found[order].tolist()
        pairs = [(texts_seen[key >> 32], *words_seen[key & 0xFFFFFFFF]) for key in entries]
        self.words = (
            [None if term == text else term for text, term, _ in pairs],
            [reading for _, _, reading in pairs],
        )


@contextmanager
def _no_record() -> Iterator[None]:
    """Says of what is none that it is none, whatever goes wrong first."""
    try:
        yield
    except (ValueError, struct.error, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"is no record: {error}") from error


class Batch:
    """Packed records, each put together when it is asked for; raises ValueError for no record."""

    def __init__(self, packed: bytes) -> None:
        with _no_record():
            self._read(*_blocks(packed))

    def _read(
        self, documents: bytes, original: bytes, folded: bytes, words: bytes, rows: bytes
    ) -> None:
        self._documents = decompressed(documents).split(b"\n")
        units = decompressed(original)
        self._original = units.decode("utf-16-le")
        self._folded = decompressed(folded, units).decode("utf-16-le")
        every = _read_rows(decompressed(rows))
        self._at = [np.concatenate(([0], np.cumsum(row, dtype=np.int64))) for row in every[:6]]
        self._parts, self._ambiguous, self._edits = every[6:10], every[10], every[11:15]
        marks, inside, starting, repeated, lengths, firsts, self._choices = every[15:]
        is_new = np.ones(len(lengths), np.bool_)
        is_new[_summed(repeated)] = False
        if {len(at) for at in self._at} != {len(self._documents) + 1} or not is_new[:1].all():
            raise ValueError("its arrays disagree")
        places = np.flatnonzero(np.unpackbits(marks.astype(np.uint8)))
        self._boundaries = np.delete(places, _summed(inside))
        starts = np.flatnonzero(np.unpackbits(starting.astype(np.uint8)))[np.cumsum(is_new) - 1]
        self._starts, self._ends = places[starts], places[starts + lengths]
        first = _summed(firsts)
        texts = self._texts(self._starts[first], self._ends[first])
        terms, readings = orjson.loads(decompressed(words))
        self._words = [
            (text if term is None else term, reading)
            for text, term, reading in zip(texts, terms, readings, strict=True)
        ]
        "".join(chain.from_iterable(self._words))  # TypeError for what is no text
        entries = zip(texts, self._choices[first].tolist(), strict=True)
        self._entries = {entry: number for number, entry in enumerate(entries)}

    def _texts(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[str]:
        return list(map(self._folded.__getitem__, map(slice, starts.tolist(), ends.tolist())))

    def __getitem__(self, number: int) -> Record:
        with _no_record():
            return self._made(number)

    def _made(self, number: int) -> Record:
        originals, places, parts, ambiguous, edits, tokens = (
            slice(*at[number : number + 2].tolist()) for at in self._at
        )
        kinds, sections, starts, original_starts = (row[parts] for row in self._parts)
        terms, readings, token_terms = self._terms(tokens)
        base = places.start
        boundaries = slice(*self._boundaries.searchsorted([base, places.stop]).tolist())
        record = Record(
            document=document_from_json(self._documents[number]),
            original=self._original[originals][: -len(SEPARATOR)],
            folded=self._folded[places][: -len(SEPARATOR)],
            part_kinds=kinds.astype(np.uint8),
            part_sections=sections.astype(np.int32) - 1,
            part_starts=_summed(starts),
            part_original_starts=_summed(original_starts),
            terms=terms,
            readings=readings,
            ambiguous=self._ambiguous[ambiguous],
            token_terms=token_terms,
            token_starts=(self._starts[tokens] - base).astype(np.uint32),
            token_ends=(self._ends[tokens] - base).astype(np.uint32),
            boundaries=(self._boundaries[boundaries] - base).astype(np.uint32),
            edits=np.column_stack([_summed(row[edits]) for row in self._edits]),
        )
        _check(record)
        return replace(record, document=_with_texts(record))

    def _terms(self, tokens: slice) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.uint32]]:
        """The distinct terms of some tokens as they come, their readings, and each token's."""
        texts = self._texts(self._starts[tokens], self._ends[tokens])
        entries = zip(texts, self._choices[tokens].tolist(), strict=True)
        words, of_entry = _Numbers(), _Numbers()
        seen = list(map(of_entry.__getitem__, map(self._entries.__getitem__, entries)))
        of_word = [words[self._words[entry]] for entry in of_entry]
        token_terms = np.array(of_word, np.uint32)[seen] if seen else np.empty(0, np.uint32)
        return tuple(t for t, _ in words), tuple(r for _, r in words), token_terms


def _check(record: Record) -> None:
    """Raises ValueError where arrays disagree: those of an archive may come from anywhere."""
    length, parts = len(record.folded), len(record.part_kinds)
    bounds = (
        (record.ambiguous, len(record.terms)),
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
    of_parts = (
        record.part_kinds, record.part_sections, record.part_starts, record.part_original_starts
    )  # fmt: skip
    sound = (
        all(not array.size or int(array.max()) < most for array, most in bounds)
        and len({len(array) for array in of_parts}) == 1
        and (parts == 0 or int(record.part_starts[0]) == 0)
    )
    if not sound:
        raise ValueError("its arrays disagree")


def compressed(content: bytes) -> bytes:
    """Anything that is stored in fewer bytes."""
    return zstd.compress(content, LEVEL)


def decompressed(block: bytes, original: bytes = b"") -> bytes:
    """A block again; raises ValueError rather than fill the memory with what is none of ours."""
    try:
        size = zstd.get_frame_info(block).decompressed_size
        if size is None or size > MAX_BLOCK:
            raise ValueError(f"a block would have {size} bytes")
        return zstd.decompress(block, zstd_dict=_prefix(original))
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error


def _blocks(packed: bytes) -> list[bytes]:
    sizes = _HEADER.unpack_from(packed)
    ends = list(accumulate(sizes, initial=_HEADER.size))
    if ends[-1] != len(packed):
        raise ValueError(f"{len(packed)} bytes instead of {ends[-1]}")
    return [packed[start:end] for start, end in pairwise(ends)]


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


def _rows(records: Sequence[Record]) -> Iterator[NDArray[np.integer[Any]]]:
    """All arrays of a batch, offsets as steps from one to the next: most numbers take one byte.

    How much each record has of everything, then the parts, the terms that are read in several
    ways, the edits, one record after the other; then what :func:`_places` gives.
    """
    yield from np.array(
        [
            (
                len(record.original) + len(SEPARATOR),
                len(record.folded) + len(SEPARATOR),
                len(record.part_kinds),
                len(record.ambiguous),
                len(record.edits),
                len(record.token_terms),
            )
            for record in records
        ],
        np.uint32,
    ).T
    of_record: tuple[Callable[[Record], NDArray[Any]], ...] = (
        lambda record: record.part_kinds,
        lambda record: record.part_sections + 1,
        lambda record: _steps(record.part_starts),
        lambda record: _steps(record.part_original_starts),
        lambda record: record.ambiguous,
        *(lambda record, at=at: _steps(record.edits.reshape(-1, 4)[:, at]) for at in range(4)),
    )
    for row in of_record:
        yield np.concatenate([row(record) for record in records])
    yield from _places(records)


def _places(records: Sequence[Record]) -> Iterator[NDArray[np.integer[Any]]]:
    """The marks, those at which no boundary is, where tokens start, tokens that start where the
    one before does, and how many marks each has."""
    bases = tuple(accumulate((len(one.folded) + len(SEPARATOR) for one in records), initial=0))
    offsets = [
        (one.token_starts + base, one.token_ends + base, one.boundaries + base)
        for one, base in zip(records, map(np.int64, bases[:-1]), strict=True)
    ]
    starts, ends, boundaries = map(np.concatenate, zip(*offsets, strict=True))
    marks = np.zeros(bases[-1], np.bool_)
    for places in (starts, ends, boundaries):
        marks[places] = True
    yield np.packbits(marks)
    number = np.cumsum(marks) - 1
    bounded, starting = np.zeros((2, int(number[-1]) + 1 if len(number) else 0), np.bool_)
    bounded[number[boundaries]] = True
    starting[number[starts]] = True
    yield _steps(np.flatnonzero(~bounded).astype(np.uint32))
    yield np.packbits(starting)
    yield _steps(np.flatnonzero(np.diff(starts, prepend=-1) == 0).astype(np.uint32))
    yield (number[ends] - number[starts]).astype(np.uint32)


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
