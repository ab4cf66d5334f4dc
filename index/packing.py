"""Records in few bytes, as they are stored and sent.

Records are packed by the batch, since posts repeat each other: many words of a short one stand in
its neighbours. A packed batch is a header of five sizes and five blocks, each compressed by itself:

=========  =====================================================================================
block      what is in it
=========  =====================================================================================
documents  a line of JSON for each, without the texts of its sections; in the last the terms that
           are not the text of their token, which is all that hits need of them
folded     the folded texts, UTF-16-LE, each with a line break behind it; nothing where whoever
           keeps the batch keeps them beside it, for what searches read
original   the original texts likewise, against the folded ones (which they need to be read);
           sections are slices
readings   a line for each entry, against the folded texts: many are written as they sound
rows       arrays of numbers: what :func:`_rows` gives
=========  =====================================================================================

Most of an analysis says the same twice, and is said once:

- a *mark* is a place where a boundary, the start or the end of a token is: a bit for each place.
  Nearly all are edges, which are kept beside the batch where the texts are;
- tokens are told by a bit for each mark, where they start, and so many marks, where they end;
- an *entry* is a text with the term and the reading of its tokens, told where it stands first; of
  another token of the same text only which of its entries it is, nearly always the first::

      texts     表            表し              表            表
      entries   表, おもて     表す, あらわす     表, ひょう      (known)
      choices   0             0                 1             0

Measured in bytes a character, alone and by the batch: posts of 13,900 characters 1.10 and 0.88,
posts of 1,600 2.88 and 1.43.
Zstandard, since it decompresses three times as fast as zlib at about the same size, and can say
one text in terms of another. It is in Python's own library from 3.14; ``backports.zstd`` (PSF
licence, by the author of that module) is the same for older ones.
"""

from __future__ import annotations

import struct
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, count
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from index.document import dump
from index.record import SEPARATOR, Record

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 5
"""Of compression: posts take a twentieth less than with the library's own 3, for 0.1 ms each."""

MAX_BLOCK = 1 << 28
"""Bytes that a block may have: more than any post that is read at all."""

HEADER = struct.Struct("<5I")
"""The bytes of each block."""
ROW = struct.Struct("<IB")
"""How many numbers a row has, and the bytes of each."""


def pack(record: Record) -> bytes:
    """A record alone."""
    return pack_all([record])


def pack_all(records: Sequence[Record], *, texts: bool = True) -> bytes:
    """Records in few bytes; they hold no lone surrogates (:func:`index.document.storable`).

    ``texts``: with the folded texts and their edges, which the batch cannot be read without.
    """
    original = _lines(record.original for record in records)
    folded = _lines(record.folded for record in records)
    documents = (dump(record.document) for record in records)
    entries = _Entries(records)
    rows = (*_rows(records, texts), entries.tokens, entries.choices, entries.renamed)
    blocks = (
        compressed(b"\n".join((*documents, orjson.dumps(entries.terms)))),
        compressed(folded) if texts else b"",
        compressed(original, prefix(folded)),
        compressed(_lines(entries.readings), prefix(folded)),
        compressed(b"".join(map(_packed_row, rows))),
    )
    return b"".join((HEADER.pack(*map(len, blocks)), *blocks))


def _lines(texts: Iterable[str]) -> bytes:
    return "".join(f"{text}{SEPARATOR}" for text in texts).encode("utf-16-le")


class Numbers(defaultdict[Any, int]):
    """Things numbered in the order in which they are first asked for, without a call for each."""

    def __init__(self) -> None:
        super().__init__(count().__next__)


class _Entries:
    """What a batch says of its tokens: see the top."""

    terms: list[str]
    """Those that are not the text of their token."""
    readings: list[str]
    """That of each entry."""
    tokens: NDArray[np.uint32]
    """The token of each entry that comes first, as steps."""
    choices: NDArray[np.uint32]
    """Which of the entries of its text each token is."""
    renamed: NDArray[np.uint32]
    """The entry of each of ``terms``, as steps."""

    def __init__(self, records: Sequence[Record]) -> None:
        texts, words, keys = Numbers(), Numbers(), [np.empty(0, np.uint64)]
        for record in records:
            numbers = list(map(words.__getitem__, zip(record.terms, record.readings, strict=True)))
            spans = zip(record.token_starts.tolist(), record.token_ends.tolist(), strict=True)
            seen = [texts[record.folded[start:end]] for start, end in spans]
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
        words_of = [words_seen[key & 0xFFFFFFFF] for key in entries]
        renamed = [n for n, key in enumerate(entries) if texts_seen[key >> 32] != words_of[n][0]]
        self.terms = [words_of[n][0] for n in renamed]
        self.readings = [reading for _, reading in words_of]
        self.renamed = _steps(np.array(renamed, np.uint32))


def compressed(content: bytes, like: Any = None) -> bytes:
    """Anything that is stored in fewer bytes; ``like``: what :func:`prefix` gives."""
    return zstd.compress(content, LEVEL, zstd_dict=like)


def decompressed(block: bytes, like: Any = None) -> bytes:
    """A block again; raises ValueError rather than fill the memory with what is none of ours."""
    try:
        size = zstd.get_frame_info(block).decompressed_size
        if size is None or size > MAX_BLOCK:
            raise ValueError(f"a block would have {size} bytes")
        return zstd.decompress(block, zstd_dict=like)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error


def prefix(text: bytes) -> Any:
    """Has a text compressed as what differs from another; a prefix has at least 8 bytes."""
    return zstd.ZstdDict(text, is_raw=True).as_prefix if len(text) >= 8 else None


def _rows(records: Sequence[Record], texts: bool) -> Iterator[NDArray[np.integer[Any]]]:
    """All arrays of a batch, offsets as steps from one to the next: most numbers take one byte.

    How much each record has of everything, then four numbers for each part and for each edit, one
    record after the other; then what :func:`_places` gives.
    """
    yield from np.array(
        [
            (
                len(record.original) + len(SEPARATOR),
                len(record.folded) + len(SEPARATOR),
                len(record.part_kinds),
                len(record.edits),
                len(record.token_terms),
            )
            for record in records
        ],
        np.uint32,
    ).T
    parts = [
        (
            record.part_kinds,
            record.part_sections + 1,
            _steps(record.part_starts),
            _steps(record.part_original_starts),
        )
        for record in records
    ]
    yield np.concatenate(list(map(np.column_stack, parts))).reshape(-1)
    yield np.concatenate([_steps(record.edits.reshape(-1, 4)) for record in records]).reshape(-1)
    yield from _places(records, texts)


def _places(records: Sequence[Record], texts: bool) -> Iterator[NDArray[np.integer[Any]]]:
    """The marks (or where they differ from the edges), those at which no boundary is, where tokens
    start, tokens that start where the one before does, and how many marks each has."""
    bases = tuple(accumulate((len(one.folded) + len(SEPARATOR) for one in records), initial=0))
    offsets = [
        (one.token_starts + base, one.token_ends + base, one.boundaries + base)
        for one, base in zip(records, map(np.int64, bases[:-1]), strict=True)
    ]
    starts, ends, boundaries = map(np.concatenate, zip(*offsets, strict=True))
    marks = np.zeros(bases[-1], np.bool_)
    for places in (starts, ends, boundaries):
        marks[places] = True
    known = np.zeros(bases[-1], np.bool_)
    for record, base in zip((() if texts else records), bases, strict=False):
        known[record.edges + base] = True
    yield np.packbits(marks ^ known)
    number = np.cumsum(marks) - 1
    bounded, starting = np.zeros((2, int(number[-1]) + 1 if len(number) else 0), np.bool_)
    bounded[number[boundaries]] = True
    starting[number[starts]] = True
    yield _steps(np.flatnonzero(~bounded).astype(np.uint32))
    yield np.packbits(starting)
    yield _steps(np.flatnonzero(np.diff(starts, prepend=-1) == 0).astype(np.uint32))
    yield (number[ends] - number[starts]).astype(np.uint32)


def _steps(rising: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return np.diff(rising, axis=0, prepend=np.zeros_like(rising[:1]))


def _packed_row(row: NDArray[np.integer[Any]]) -> bytes:
    """Numbers in as few bytes as the largest needs; first all low bytes, then the next."""
    most = int(row.max()) if len(row) else 0
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    planes = row.astype(f"<u{width}").view(np.uint8).reshape(-1, width).T
    return ROW.pack(len(row), width) + planes.tobytes()
