"""Posting lists for Whoosh, gathered and sorted as arrays.

Whoosh's own writer spends some ten Python calls on each posting: 50 s for the 8 million terms of
2,513 long posts. Here each document adds a few arrays, one sort orders all postings of a field,
and Python only runs once for each block of postings. The files are those of Whoosh's codec
(``W3``): an ordering hash of terms (``.trm``) and a file of posting blocks (``.pst``).
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.util.numeric import length_to_byte

from index.packing import Numbers
from index.spool import Spool, by_number

BLOCK = 2_048
"""Postings in a block, all of which is read for one of them: with the codec's own 128, blocks take
half as many bytes again."""
BLOCKS_AT_ONCE = 1_024
COMPRESS_FROM = 100
"""Bytes from which a block is compressed: below, zlib costs more than it saves."""
COMPRESSION = 6
"""Of zlib: 8% smaller than the codec's own 3, which is 0.3 s quicker over 2,513 long posts."""

_TERM_INFO = np.dtype(
    [
        ("inlined", "u1"),
        ("weight", ">f4"),
        ("documents", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("heaviest", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
        ("offset", ">i8"),
        ("length", ">i4"),
    ]
)
"""One term in the ``.trm`` file, byte for byte; lengths are in Whoosh's one-byte notation."""


_WITHOUT_PLACE = _TERM_INFO.itemsize - 12
"""Bytes before ``offset``: of a term in one document, its posting stands there instead."""


class FieldPostings:
    """The postings of one field, gathered document by document in rising order."""

    def __init__(self, *, lengths: bool = False, folder: Path | None = None) -> None:
        self._has_lengths = lengths
        self._terms = Numbers()
        self._ids = Spool(np.uint32, folder)
        self._documents = array("I")
        self._counts = array("I")
        self._frequencies = Spool(np.uint32, folder)
        self.lengths: dict[int, int] = {}

    def add(self, number: int, terms: list[str], frequencies: NDArray[np.uint32]) -> None:
        """Adds the distinct ``terms`` of document ``number``, parallel to ``frequencies``."""
        if not terms:
            return
        self._ids.append(np.array(list(map(self._terms.__getitem__, terms)), np.uint32))
        self._frequencies.append(frequencies)
        self._documents.append(number)
        self._counts.append(len(terms))
        if self._has_lengths:
            self.lengths[number] = int(frequencies.sum())

    def sorted(self) -> SortedPostings | None:
        """All postings by term, then document; None when there are none."""
        if not self._terms:
            return None
        terms = sorted(self._terms)
        ranks = np.empty(len(terms), dtype=np.uint32)
        ranks[[self._terms[term] for term in terms]] = np.arange(len(terms), dtype=np.uint32)
        # Documents came in rising order, so those of a term stay rising.
        order, starts = by_number(ranks[self._ids.all()])
        documents = np.repeat(np.array(self._documents), np.array(self._counts))[order]
        return SortedPostings(
            terms=[term.encode() for term in terms],
            starts=starts,
            documents=documents,
            frequencies=self._frequencies.all()[order],
            lengths=self._length_bytes()[documents],
        )

    def _length_bytes(self) -> NDArray[np.uint8]:
        """The length of each document in one byte, as Whoosh rounds it; 0 without lengths."""
        rounded = np.zeros(self._documents[-1] + 1, dtype=np.uint8)
        for number, length in self.lengths.items():
            rounded[number] = length_to_byte(length)
        return rounded


@dataclass(frozen=True, slots=True)
class SortedPostings:
    """Postings by term, then document; ``starts`` says where each of ``terms`` begins."""

    terms: list[bytes]
    starts: NDArray[np.int64]
    documents: NDArray[np.uint32]
    frequencies: NDArray[np.uint32]
    lengths: NDArray[np.uint8]

    def counts(self) -> NDArray[np.int64]:
        """In how many documents each term is."""
        return np.diff(self.starts, append=len(self.documents))

    def shortened(self, most: int) -> SortedPostings:
        """Of terms in more than ``most`` documents only the first, as often as there are any."""
        counts = self.counts()
        long = counts > most
        kept = ~long.repeat(counts)
        kept[self.starts] = True
        frequencies = self.frequencies.copy()
        frequencies[self.starts[long]] = counts[long]
        left = np.where(long, 1, counts)
        return replace(
            self,
            starts=np.cumsum(left) - left,
            documents=self.documents[kept],
            frequencies=frequencies[kept],
            lengths=self.lengths[kept],
        )

    def block_starts(self) -> NDArray[np.int64]:
        """Where each block begins: at a term, and after so many postings of it."""
        blocks = -(-self.counts() // BLOCK)
        before = np.repeat(np.cumsum(blocks) - blocks, blocks)
        return np.repeat(self.starts, blocks) + BLOCK * (np.arange(len(before)) - before)


class PostingsWriter:
    """Writes the terms and postings of all fields of one segment."""

    def __init__(self, storage: FileStorage, segment: object) -> None:
        create = segment.create_file  # type: ignore[attr-defined]
        self._terms = OrderedHashWriter(create(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self._postings = create(storage, W3Codec.POSTS_EXT)
        self._offset = 0

    def write(self, name: str, field: FieldPostings, most: int | None) -> None:
        """Writes one field, shortened; fields must come in the order of their names."""
        postings = field.sorted()
        if postings is None:
            return
        if most is not None:
            postings = postings.shortened(most)
        prefix = len(self._fields).to_bytes(2, "big")
        self._fields[name] = len(self._fields)
        sizes = self._write_blocks(postings)
        info = self._term_info(postings, sizes)
        rows, size = info.tobytes(), _TERM_INFO.itemsize
        for at, (term, alone) in enumerate(zip(postings.terms, info["inlined"], strict=True)):
            row = rows[at * size : (at + 1) * size]
            if alone:  # as Whoosh's own writer does: a block would take four times as much
                place = int(postings.starts[at])
                number, times = postings.documents[place], postings.frequencies[place]
                posting = (int(number),), (float(times),), (None,)
                row = row[:_WITHOUT_PLACE] + pickle.dumps(posting, 2)
            self._terms.add(prefix + term, row)

    def close(self) -> None:
        self._terms.close()
        self._postings.close()

    def _write_blocks(self, postings: SortedPostings) -> NDArray[np.int64]:
        """Writes the blocks of all terms that stand in several documents; the size of each term's
        posting list in bytes."""
        sizes = np.zeros(len(postings.terms), dtype=np.int64)
        alone = postings.counts() == 1
        term, size = -1, 0
        for first, last, block in _blocks(postings):
            if first and alone[term + 1]:
                term += 1
                continue
            if first:
                term, size = term + 1, len(WHOOSH3_HEADER_MAGIC)
                self._postings.write(WHOOSH3_HEADER_MAGIC)
            self._postings.write(
                (-len(block) if last else len(block)).to_bytes(4, "big", signed=True)
            )
            self._postings.write(block)
            size += 4 + len(block)
            sizes[term] = size
        return sizes

    def _term_info(self, postings: SortedPostings, sizes: NDArray[np.int64]) -> NDArray[np.void]:
        starts = postings.starts
        info = np.zeros(len(postings.terms), dtype=_TERM_INFO)
        info["inlined"] = postings.counts() == 1
        info["weight"] = np.add.reduceat(postings.frequencies, starts, dtype=np.float64)
        info["documents"] = postings.counts()
        info["shortest"] = np.minimum.reduceat(postings.lengths, starts)
        info["longest"] = np.maximum.reduceat(postings.lengths, starts)
        info["heaviest"] = np.maximum.reduceat(postings.frequencies, starts)
        info["first"] = postings.documents[starts]
        info["last"] = postings.documents[starts + postings.counts() - 1]
        info["offset"] = self._offset + np.cumsum(sizes) - sizes
        info["length"] = sizes
        self._offset += int(sizes.sum())
        return info


def _blocks(postings: SortedPostings) -> Iterator[tuple[bool, bool, bytes]]:
    """Each block of postings: is it the first of its term, is it the last, and its bytes."""
    starts = postings.block_starts()
    bounds = np.append(starts, len(postings.documents))
    is_first = np.append(np.isin(starts, postings.starts, assume_unique=True), True)
    # Some blocks at a time: a number of Python's takes many times that of an array.
    for low in range(0, len(starts), BLOCKS_AT_ONCE):
        high = min(low + BLOCKS_AT_ONCE, len(starts))
        begin, end = bounds[low], bounds[high]
        blocks = _packed(
            postings.documents[begin:end],
            postings.frequencies[begin:end],
            postings.lengths[begin:end],
            starts[low:high] - begin,
        )
        firsts = is_first[low : high + 1].tolist()
        yield from zip(firsts[:-1], firsts[1:], blocks, strict=True)


def _packed(
    documents: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    lengths: NDArray[np.uint8],
    starts: NDArray[np.int64],
) -> Iterator[bytes]:
    """The bytes of the blocks that begin at ``starts`` of some postings."""
    ends = np.append(starts[1:], len(documents))
    deltas = np.diff(documents, prepend=np.uint32(0))
    deltas[starts] = documents[starts]
    rows = zip(
        starts.tolist(),
        ends.tolist(),
        documents[ends - 1].tolist(),
        np.maximum.reduceat(counts, starts).tolist(),
        np.minimum.reduceat(counts, starts).tolist(),
        np.minimum.reduceat(lengths, starts).tolist(),
        np.maximum.reduceat(lengths, starts).tolist(),
        strict=True,
    )
    gaps = deltas.tolist()
    weights = counts.tolist()
    for start, end, document, most, least, shortest, longest in rows:
        shared: float | tuple[int, ...] | None = None
        if most != least:
            shared = tuple(weights[start:end])
        elif most != 1:
            shared = float(most)
        data = pickle.dumps((tuple(gaps[start:end]), shared, None), 2)
        level = COMPRESSION if len(data) >= COMPRESS_FROM else 0
        if level:
            data = zlib.compress(data, level)
        info = (end - start, document, float(most), level, shortest, longest)
        yield pickle.dumps(info, 2) + data
