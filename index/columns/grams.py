"""Characters, pairs and triples of the folded text, all built by sorting packed integers.

Sorting is by stretches of documents and ranges of the first unit, so that memory stays bounded
whatever the size of the segment; the lists of the stretches are joined in the end.

A pair *cuts* when a token starts inside it although it does not consist of two whole tokens:
京都 in 東京|都. Such a pair is counted for the score, but does not make 東京都 a hit of 京都.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns.files import (
    document_numbers,
    fixed_point,
    forget_pages,
    narrow,
    offsets,
    write_array,
)
from index.columns.gram_lists import PAIRS, TOGETHER, GramLists, PairLists, is_scored
from index.columns.rising import ENDS, pack, pack_sets, unpack_lists
from index.spool import Spool, changes, ranges, starts_of_runs
from index.tokens.pool import in_order, usable_cores
from index.weights import KIND_WEIGHTS, is_scored_pair

PLACES_A_STRETCH = 4_000_000
"""Places whose documents are sorted together: the lists of several are joined in the end."""
PLACES_A_ROUND = 250_000
"""How many places a thread sorts at once: about 25 MB of temporary arrays."""
STRETCHES, ROUNDS = 8, 16
"""Of a smaller segment, and of a stretch of it: what sorting takes is a share of what is written,
and little where a segment is small because memory is."""
LEAST_ROUND = 20_000
"""Places below which a round costs more than what it sorts."""
PADDING = 2
"""Places behind the last text: what is looked at two further on is always there."""
ENTRIES_AT_ONCE = 250_000
"""Entries that are joined at once, so that no index over all of them is needed: some 25 MB."""
THREADS = min(4, usable_cores())
"""Most of the time goes into sorting, which leaves the interpreter to others."""

_SPACE = ord(" ")
_NEWLINE = ord("\n")
_DOC_BITS = 24
_KIND_BITS = 4


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of the places of some documents of a segment."""

    first_document: int
    """The number of the first one in the segment."""
    units: NDArray[np.uint16]
    """The folded texts, one after the other, and :data:`PADDING` of zeros."""
    starts: NDArray[np.bool_]
    """At each place, whether a token starts there; true in the padding."""
    folded_at: NDArray[np.int64]
    """Where each document starts, from the start of the first one."""
    part_place: NDArray[np.int64]
    """Where each part starts, likewise; parts are in the order of the documents."""
    part_kind: NDArray[np.uint8]

    def docs_and_kinds(self) -> NDArray[np.uint32]:
        """Of each place the document, and the kind of the part in which it lies, in one number."""
        count = len(self.units) - PADDING
        docs = np.arange(len(self.folded_at), dtype=np.uint32) + np.uint32(self.first_document)
        lengths = np.diff(self.folded_at, append=count)
        packed = np.repeat(docs << np.uint32(_KIND_BITS), lengths)
        first = self.part_place[0] if len(self.part_place) else count  # a document may have no part
        packed[first:] |= np.repeat(self.part_kind, np.diff(self.part_place, append=count))
        return packed


def stretches(bounds: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of documents of some millions of places each; ``bounds`` are their starts and end."""
    share = int(bounds[-1]) // STRETCHES
    most = min(PLACES_A_STRETCH, max(share, ROUNDS * LEAST_ROUND))
    first = 0
    while first < len(bounds) - 1:
        reached = int(bounds.searchsorted(bounds[first] + most, "right")) - 1
        last = max(first + 1, reached)
        yield first, last
        first = last


def write_grams(folder: Path, texts: Iterable[Places], documents: int) -> NDArray[np.float32]:
    """Writes the gram and triple files; returns weighted lengths [2, documents].

    ``texts`` are those of all documents in their order, some documents at a time.
    """
    lengths = np.zeros((2, documents), np.float32)
    numbers = document_numbers(np.empty(0, np.uint16), documents).dtype
    triples = ListsByCode(folder, np.uint64, np.uint8)
    postings = ListsByCode(folder, np.uint32, numbers, np.uint8, np.uint8)
    with ThreadPoolExecutor(THREADS) as threads:
        for places in texts:
            sorter = _Sorter(places)
            rounds = _rounds(places.units[:-PADDING])
            for of_triples, of_grams in in_order(threads, sorter.sort, rounds, THREADS):
                triples.add(of_triples.codes, of_triples.sizes, of_triples.packed)
                _add_postings(postings, of_grams, lengths)
    _write_triples(folder, triples, _write_postings(folder, postings, documents))
    return lengths


def _add_postings(
    postings: ListsByCode, found: _SortedPostings, lengths: NDArray[np.float32]
) -> None:
    """Adds the postings of a round, and what they weigh to the lengths of the documents."""
    codes, docs, tf, whole = found
    row, scored = (codes >= PAIRS).astype(np.intp), is_scored(codes)
    np.add.at(lengths, (row[scored], docs[scored]), tf[scored])
    new = starts_of_runs(codes)
    counts = np.diff(np.append(new, len(codes)))
    postings.add(codes[new], counts, docs, fixed_point(tf), whole)


def _write_triples(folder: Path, triples: ListsByCode, pairs: PairLists) -> None:
    codes, sizes = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    with (folder / "triple_docs.bin").open("wb") as file:
        for of_list, list_sizes, (packed,) in triples.merged():
            starts = np.cumsum(list_sizes) - list_sizes
            docs = unpack_lists(packed, starts)
            counts = np.add.reduceat(packed < ENDS, starts, dtype=np.int64)
            new = starts_of_runs(of_list)
            counts = np.add.reduceat(counts, new)
            of_pairs = (of_list[new] >> np.uint64(16)).astype(np.uint32)
            numbers, among = pairs.places(of_pairs, counts, docs)
            joined, joined_sizes = pack_sets(numbers, np.cumsum(counts) - counts, among)
            file.write(joined.tobytes())
            codes.append(of_list[new])
            sizes.append(joined_sizes)
    every, every_size = np.concatenate(codes), np.concatenate(sizes)
    starts = np.cumsum(every_size) - every_size
    of_pairs = (every >> np.uint64(16)).astype(np.uint32)
    new = starts_of_runs(of_pairs)
    write_array(folder, "triple_pairs", of_pairs[new])
    write_array(folder, "triple_pairs_at", np.append(new, len(every)).astype(np.uint32))
    write_array(folder, "triple_thirds", every.astype(np.uint16))
    write_array(folder, "triple_sizes", narrow(every_size))
    write_array(folder, "triple_at", offsets(starts[::TOGETHER]))


def _write_postings(folder: Path, postings: ListsByCode, documents: int) -> PairLists:
    lists = GramLists(folder, documents)
    for of_list, counts, (docs, tf, whole) in postings.merged():
        new = starts_of_runs(of_list)
        lists.add(of_list[new], np.add.reduceat(counts, new), docs, tf, whole)
    return lists.write()


def _rounds(units: NDArray[np.uint16]) -> Iterator[NDArray[np.int64]]:
    """Places in ranges of their first unit, each range of a bounded number of places."""
    most = min(PLACES_A_ROUND, max(len(units) // ROUNDS, LEAST_ROUND))
    ends = np.cumsum(np.bincount(units, minlength=0x10000))
    low = 0
    while low < 0x10000:
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, before + most, "right")))
        at = np.flatnonzero((units >= low) & (units < min(high, 0x10000)))
        if len(at):
            yield at
        low = high


class _SortedTriples(NamedTuple):
    """The triples of one round, in the order of their codes, with their documents."""

    codes: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    """Of the documents of each, in bytes."""
    packed: NDArray[np.uint8]


class _SortedPostings(NamedTuple):
    """The postings of one round, in the order of their codes and documents."""

    codes: NDArray[np.uint32]
    docs: NDArray[np.uint32]
    tf: NDArray[np.float32]
    whole: NDArray[np.uint8]


class _Sorter:
    """Sorts the places of one round: by triple, and by character and pair."""

    def __init__(self, places: Places) -> None:
        self._docs_and_kinds = places.docs_and_kinds()
        self._starts = places.starts
        self._units = places.units

    def sort(self, at: NDArray[np.int64]) -> tuple[_SortedTriples, _SortedPostings]:
        """What starts at some places."""
        units = self._units
        # No text that is looked for goes over a line's end; a pair may stand right before it.
        inside = at[(units[at] != _NEWLINE) & (units[at + 1] != _NEWLINE)]
        return self._triples(inside), self._postings(at)

    def _triples(self, at: NDArray[np.int64]) -> _SortedTriples:
        units = self._units
        at = at[np.argsort(units[at], kind="stable")]
        first = units[at]
        cuts = [*starts_of_runs(first).tolist(), len(at)]
        rest = (units[at + 1].astype(np.uint64) << 16 | units[at + 2]) << 32 | at.astype(np.uint64)
        for low, high in pairwise(cuts):
            rest[low:high].sort()
        codes = (first.astype(np.uint64) << 32 | rest >> 32).astype(np.uint64)
        docs = self._docs_and_kinds[(rest & 0xFFFFFFFF).astype(np.int64)] >> _KIND_BITS
        other = changes(codes)
        new = other | changes(docs)
        packed, sizes = pack(docs[new], np.flatnonzero(other[new]))
        return _SortedTriples(codes[other], sizes, packed)

    def _postings(self, at: NDArray[np.int64]) -> _SortedPostings:
        units = self._units
        characters = at[units[at] > _SPACE]
        pairs = at[is_scored_pair(units[at], units[at + 1])]
        code = units[pairs].astype(np.uint64) << 16 | units[pairs + 1]
        starts = self._starts
        # Those that lie inside one token, or are two whole ones.
        whole = ~starts[pairs + 1] | (starts[pairs] & starts[pairs + 2])
        keys = np.concatenate(
            (
                self._keys(units[characters].astype(np.uint64), characters, True),
                self._keys(code, pairs, whole),
            )
        )
        keys.sort()
        postings = keys >> (_KIND_BITS + 1)
        new = starts_of_runs(postings)
        kinds = (keys >> 1 & (2**_KIND_BITS - 1)).astype(np.intp)
        return _SortedPostings(
            codes=(postings[new] >> _DOC_BITS).astype(np.uint32),
            docs=(postings[new] & (2**_DOC_BITS - 1)).astype(np.uint32),
            tf=np.add.reduceat(KIND_WEIGHTS[kinds], new).astype(np.float32),
            whole=np.maximum.reduceat((keys & 1).astype(np.uint8), new),
        )

    def _keys(
        self, codes: NDArray[Any], at: NDArray[np.int64], whole: NDArray[np.bool_] | bool
    ) -> NDArray[np.uint64]:
        """Code, document, kind and wholeness in one integer whose order is that of postings."""
        keys = codes << (_DOC_BITS + _KIND_BITS) | self._docs_and_kinds[at]
        return np.asarray(keys << 1 | whole, np.uint64)


class ListsByCode:
    """Lists by code that come in pieces, and are joined piece by piece in the order of their codes;
    entries are rows of columns of these ``kinds``."""

    def __init__(self, folder: Path, code_kind: Any, *kinds: Any) -> None:
        self._codes = Spool(code_kind, folder)
        self._counts = Spool(np.uint32, folder)
        self._columns = [Spool(kind, folder) for kind in kinds]

    def add(self, codes: NDArray[Any], counts: NDArray[np.int64], *columns: NDArray[Any]) -> None:
        """Adds lists of so many entries each, laid end to end."""
        self._codes.append(codes)
        self._counts.append(counts)
        for spool, column in zip(self._columns, columns, strict=True):
            spool.append(column)

    def merged(
        self,
    ) -> Iterator[tuple[NDArray[Any], NDArray[np.int64], tuple[NDArray[Any], ...]]]:
        """All lists in the order of their codes, those of one code as they came; some at a time.

        Gives the code and the count of each list, and the columns of all entries. The lists of a
        code are never parted.
        """
        codes, counts = self._codes.all(), self._counts.all()
        columns = [spool.mapped() for spool in self._columns]
        order = np.argsort(codes, kind="stable")
        starts = (np.cumsum(counts, dtype=np.int64) - counts)[order]
        codes, counts = codes[order], counts[order]
        del order
        ends = np.cumsum(counts, dtype=np.int64)
        first = 0
        while first < len(codes):
            reached = int(ends.searchsorted(ends[first] + ENTRIES_AT_ONCE))
            last = int(codes.searchsorted(codes[min(reached, len(codes) - 1)], "right"))
            some = counts[first:last].astype(np.int64)
            at = ranges(starts[first:last], some)
            yield codes[first:last], some, tuple(column[at] for column in columns)
            for column in columns:
                forget_pages(column)
            first = last
