"""Characters, pairs and triples of the folded text, all built by sorting packed integers.

Sorting is by ranges of the first unit, each of a few million places, so that memory stays
bounded whatever the size of the segment.

A pair *cuts* when a token starts inside it although it does not consist of two whole tokens:
京都 in 東京|都. Such a pair is counted for the score, but does not make 東京都 a hit of 京都.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.columns.files import document_numbers, fixed_point, offsets, sync, write_array
from index.columns.layout import PART_WEIGHTS
from index.columns.rising import pack
from index.tokens.cores import usable_cores

S = TypeVar("S")
T = TypeVar("T")

PLACES_A_ROUND = 1_000_000
"""How many places a thread sorts at once: about 100 MB of temporary arrays."""
PADDING = 2
"""Places behind the last text: what is looked at two further on is always there."""
THREADS = min(4, usable_cores())
"""Most of the time goes into sorting, which leaves the interpreter to others."""

_SPACE = ord(" ")
_NEWLINE = ord("\n")
_DOC_BITS = 24
_KIND_BITS = 4


def _table(*ranges: tuple[int, int]) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    for first, last in ranges:
        table[first : last + 1] = True
    return table


HIRAGANA = _table((0x3041, 0x3096), (0x309D, 0x309F))
GRAM_UNITS = HIRAGANA | _table(
    (0x3005, 0x3007),  # 々〆〇
    (0x30A1, 0x30FA),  # katakana
    (0x30FC, 0x30FF),  # ー and iteration marks
    (0x3400, 0x9FFF),  # kanji
    (0xAC00, 0xD7A3),  # hangul
    (0xD800, 0xDFFF),  # halves of what lies beyond the basic plane: 𠮷, 😀
    (0xF900, 0xFAFF),  # compatibility kanji
)
"""Units that are scored as characters and pairs: scripts written without spaces.

Hiragana alone is left out of single characters and pairs: measured on JSQuAD, it changes MRR@10
by less than 0.001 and would double the postings.
"""


_SCORED_ALONE = GRAM_UNITS & ~HIRAGANA
_SCORED_ALONE[0xD800:0xE000] = False


@dataclass(frozen=True, slots=True)
class Places:
    """What is known of the places of a segment."""

    units: NDArray[np.uint16]
    """The folded texts, one after the other, and :data:`PADDING` of zeros."""
    starts: NDArray[np.bool_]
    """At each place, whether a token starts there; true in the padding."""
    folded_at: NDArray[np.int64]
    """Where each document starts."""
    part_place: NDArray[np.int64]
    """Where each part starts; parts are in the order of the documents."""
    part_kind: NDArray[np.uint8]

    def docs_and_kinds(self) -> NDArray[np.uint32]:
        """Of each place the document, and the kind of the part in which it lies, in one number."""
        count = len(self.units) - PADDING
        docs = np.arange(len(self.folded_at), dtype=np.uint32) << np.uint32(_KIND_BITS)
        packed = np.repeat(docs, np.diff(self.folded_at, append=count))
        first = self.part_place[0] if len(self.part_place) else count  # a document may have no part
        packed[first:] |= np.repeat(self.part_kind, np.diff(self.part_place, append=count))
        return packed


def is_scored_pair(first: Any, second: Any) -> Any:
    """Which pairs of units have postings; for arrays of units or for two of them."""
    return GRAM_UNITS[first] & GRAM_UNITS[second] & ~(HIRAGANA[first] & HIRAGANA[second])


def is_scored_character(unit: Any) -> Any:
    """Which units are scored alone; 𠮷 is a pair of units and is scored as that.

    Others have postings as well, so that a query of one letter finds its documents quickly.
    """
    return _SCORED_ALONE[unit]


def write_grams(folder: Path, places: Places, documents: int) -> NDArray[np.float32]:
    """Writes the gram and triple files; returns weighted lengths [2, documents]."""
    lengths = np.zeros((2, documents), np.float32)
    postings = _Postings(places)
    triples = _Triples(folder)
    padded = places.units

    def sort(at: NDArray[np.int64]) -> tuple[_SortedTriples, _SortedPostings]:
        # No text that is looked for goes over a line's end; a pair may stand right before it.
        inside = at[(padded[at] != _NEWLINE) & (padded[at + 1] != _NEWLINE)]
        return _sorted_triples(padded, inside, postings.docs), postings.sorted(padded, at)

    with ThreadPoolExecutor(THREADS) as threads:
        for sorted_triples, sorted_postings in _in_order(threads, sort, _rounds(padded[:-PADDING])):
            triples.add(sorted_triples)
            postings.add(sorted_postings, lengths)
    postings.write(folder, documents)
    triples.write()
    return lengths


def _in_order(
    threads: ThreadPoolExecutor, work: Callable[[S], T], items: Iterable[S]
) -> Iterator[T]:
    """What ``work`` makes of each item, in their order; few are ahead of the one that is given."""
    ahead: deque[Future[T]] = deque()
    for item in items:
        ahead.append(threads.submit(work, item))
        if len(ahead) > THREADS:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _rounds(units: NDArray[np.uint16]) -> Iterator[NDArray[np.int64]]:
    """Places in ranges of their first unit, each range of a bounded number of places."""
    ends = np.cumsum(np.bincount(units, minlength=0x10000))
    low = 0
    while low < 0x10000:
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, before + PLACES_A_ROUND, "right")))
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


_NO_TRIPLES = _SortedTriples(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.uint8))


def _sorted_triples(
    padded: NDArray[np.uint16],
    at: NDArray[np.int64],
    docs_of: Callable[[NDArray[np.int64]], NDArray[np.uint32]],
) -> _SortedTriples:
    if not len(at):
        return _NO_TRIPLES
    at = at[np.argsort(padded[at], kind="stable")]
    first = padded[at]
    cuts = np.concatenate(([0], np.flatnonzero(first[1:] != first[:-1]) + 1, [len(at)]))
    rest = (padded[at + 1].astype(np.uint64) << 16 | padded[at + 2]) << 32 | at.astype(np.uint64)
    for low, high in pairwise(cuts):
        rest[low:high].sort()
    codes = (first.astype(np.uint64) << 32 | rest >> 32).astype(np.uint64)
    docs = docs_of((rest & 0xFFFFFFFF).astype(np.int64))
    other = np.concatenate(([True], codes[1:] != codes[:-1]))
    new = other | np.concatenate(([True], docs[1:] != docs[:-1]))
    packed, sizes = pack(docs[new], np.flatnonzero(other[new]))
    return _SortedTriples(codes[other], sizes, packed)


class _Triples:
    """The documents of triples go to disk round by round."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._codes: list[NDArray[np.uint64]] = []
        self._sizes: list[NDArray[np.int64]] = []
        self._packed = (folder / "triple_docs.bin").open("wb")

    def add(self, triples: _SortedTriples) -> None:
        self._codes.append(triples.codes)
        self._sizes.append(triples.sizes)
        self._packed.write(triples.packed.tobytes())

    def write(self) -> None:
        ends = np.concatenate(([0], np.cumsum(_joined(self._sizes, np.int64))))
        write_array(self._folder, "triple_codes", _joined(self._codes, np.uint64))
        write_array(self._folder, "triple_at", offsets(ends))
        sync(self._packed)
        self._packed.close()


class _SortedPostings(NamedTuple):
    """The postings of one round, in the order of their codes and documents."""

    codes: NDArray[np.uint32]
    docs: NDArray[np.uint32]
    tf: NDArray[np.float32]
    whole: NDArray[np.uint8]


_NO_POSTINGS = _SortedPostings(
    np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0, np.float32), np.empty(0, np.uint8)
)


class _Postings:
    """Postings of characters (second unit 0) and pairs, in the order of their codes."""

    def __init__(self, places: Places) -> None:
        self._docs_and_kinds = places.docs_and_kinds()
        self._starts = places.starts
        self._codes: list[NDArray[np.uint32]] = []
        self._doc_lists: list[NDArray[np.uint32]] = []
        self._tf: list[NDArray[np.float32]] = []
        self._whole: list[NDArray[np.uint8]] = []

    def docs(self, at: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The document in which each place lies."""
        return np.asarray(self._docs_and_kinds[at] >> _KIND_BITS, np.uint32)

    def sorted(self, padded: NDArray[np.uint16], at: NDArray[np.int64]) -> _SortedPostings:
        """The postings of the characters and pairs that start at some places."""
        characters = at[padded[at] > _SPACE]
        pairs = at[is_scored_pair(padded[at], padded[at + 1])]
        code = padded[pairs].astype(np.uint64) << 16 | padded[pairs + 1]
        keys = np.concatenate(
            (
                self._keys(padded[characters].astype(np.uint64) << 16, characters, True),
                self._keys(code, pairs, _whole_pairs(self._starts, pairs)),
            )
        )
        keys.sort()
        if not len(keys):
            return _NO_POSTINGS
        postings = keys >> (_KIND_BITS + 1)
        new = np.concatenate(([0], np.flatnonzero(postings[1:] != postings[:-1]) + 1))
        kinds = (keys >> 1 & (2**_KIND_BITS - 1)).astype(np.intp)
        return _SortedPostings(
            codes=(postings[new] >> _DOC_BITS).astype(np.uint32),
            docs=(postings[new] & (2**_DOC_BITS - 1)).astype(np.uint32),
            tf=np.add.reduceat(_KIND_WEIGHTS[kinds], new).astype(np.float32),
            whole=np.maximum.reduceat((keys & 1).astype(np.uint8), new),
        )

    def add(self, postings: _SortedPostings, lengths: NDArray[np.float32]) -> None:
        """Adds the postings of a round, and what they weigh to the lengths of the documents."""
        codes, docs, tf, whole = postings
        self._codes.append(codes)
        self._doc_lists.append(docs)
        self._tf.append(tf)
        self._whole.append(whole)
        row = np.where(codes & 0xFFFF, 1, 0)
        scored = (row == 1) | is_scored_character(codes >> 16)
        np.add.at(lengths, (row[scored], docs[scored]), tf[scored])

    def _keys(
        self, codes: NDArray[Any], at: NDArray[np.int64], whole: NDArray[np.bool_] | bool
    ) -> NDArray[np.uint64]:
        """Code, document, kind and wholeness in one integer whose order is that of postings."""
        keys = codes << (_DOC_BITS + _KIND_BITS) | self._docs_and_kinds[at]
        return np.asarray(keys << 1 | whole, np.uint64)

    def write(self, folder: Path, documents: int) -> None:
        codes = _joined(self._codes, np.uint32)
        first = np.ones(min(1, len(codes)), np.bool_)
        new = np.flatnonzero(np.concatenate((first, codes[1:] != codes[:-1])))
        write_array(folder, "gram_codes", codes[new])
        write_array(folder, "gram_at", np.append(new, len(codes)).astype(np.uint32))
        docs = document_numbers(_joined(self._doc_lists, np.uint32), documents)
        write_array(folder, "gram_docs", docs)
        write_array(folder, "gram_tf", fixed_point(_joined(self._tf, np.float32)))
        write_array(folder, "gram_whole", np.packbits(_joined(self._whole, np.uint8)))


_KIND_WEIGHTS = np.zeros(2**_KIND_BITS, np.float32)
for _kind, _weight in PART_WEIGHTS.items():
    _KIND_WEIGHTS[_kind] = _weight


def _whole_pairs(starts: NDArray[np.bool_], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the pair at each place lies inside one token or is two whole ones."""
    return ~starts[at + 1] | (starts[at] & starts[at + 2])


def _joined(arrays: list[Any], kind: Any) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)
