"""Any substring, found exactly: by the documents that have all of its threes of characters.

Of those few, the texts are read. Where every three characters say it already, none is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.columns.rising import unpack
from index.columns.texts import encode

MANY = 200
"""Occurrences of a text in a short piece that are looked at."""
TRIPLES = 12
"""So many threes of a long text are looked up: more leave out hardly any document."""
FEW = 4
"""So few texts are read sooner than one more three is looked up."""

STRETCH = 4_096
"""Units that are read at once."""

_NO_DOCS = np.empty(0, np.int64)


class Literal:
    """A folded text to look for, as UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.encoded = encode(text)
        self.units: list[int] = np.frombuffer(self.encoded, "<u2").tolist()

    def __len__(self) -> int:
        return len(self.units)


def docs_with(
    segment: ColumnSegment, literal: Literal, *, whole: bool, unless: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The documents in which ``literal`` stands, rising; ``whole``: without cutting tokens.

    Documents for which ``unless`` is true are left out (they are known to be hits already).
    """
    docs = _docs_with_triples(segment, literal.units)
    docs = docs[~unless[docs]]
    if len(literal) <= 3 and not whole:
        return docs  # a triple stands where it stands; longer texts may have theirs apart
    return _read(segment, docs, literal, whole)


def _docs_with_triples(segment: ColumnSegment, units: list[int]) -> NDArray[np.int64]:
    """The documents that have every three units in a row, the rarest looked up first."""
    if len(units) < 2:
        return _NO_DOCS
    if len(units) == 2:
        return segment.docs_with_pair(units[0], units[1])
    wide = np.array(units, np.uint64)
    codes = wide[:-2] << np.uint64(32) | wide[1:-1] << np.uint64(16) | wide[2:]
    packed = segment.triples(codes)
    if packed is None:
        return _NO_DOCS
    first, *others = sorted(packed, key=len)[:TRIPLES]
    docs = unpack(first)
    for other in others:
        if len(docs) < FEW:
            break
        having = unpack(other)
        docs = docs[having.take(having.searchsorted(docs), mode="clip") == docs]
    return docs


def _read(
    segment: ColumnSegment, docs: NDArray[np.int64], literal: Literal, whole: bool
) -> NDArray[np.int64]:
    """Those documents whose folded texts have ``literal``; all first occurrences are judged
    together, and the others one by one."""
    found: list[int] = []
    places: list[int] = []
    bounds = segment.folded_at
    for doc, low, high in zip(
        docs.tolist(), bounds[docs].tolist(), bounds[docs + 1].tolist(), strict=True
    ):
        place = _first(segment, low, high, literal)
        if place is not None:
            found.append(doc)
            places.append(place)
    having = np.array(found, np.int64)
    if not whole or not found:
        return having
    fine = is_whole(segment, np.array(places, np.int64), len(literal))
    for at in np.flatnonzero(~fine).tolist():
        fine[at] = _stands_whole(segment, found[at], literal)
    return having[fine]


def _first(segment: ColumnSegment, low: int, high: int, literal: Literal) -> int | None:
    """The first place of a text between two places; most texts have it near their start."""
    overlap = len(literal) - 1
    for start in range(low, high, STRETCH):
        found = find_units(
            segment.folded_bytes(start, min(start + STRETCH + overlap, high)), literal, most=1
        )
        if found:
            return start + found[0]
    return None


def _stands_whole(segment: ColumnSegment, doc: int, literal: Literal) -> bool:
    place = int(segment.folded_at[doc])
    data = segment.folded_bytes(place, int(segment.folded_at[doc + 1]))
    return stands(segment, place, data, literal, whole=True)


def stands(
    segment: ColumnSegment, place: int, data: bytes, literal: Literal, *, whole: bool
) -> bool:
    """Whether ``literal`` stands in the folded text ``data``, which begins at ``place``."""
    if not whole:
        return bool(find_units(data, literal, most=1))
    bits, length = segment.boundary_bits, len(literal)
    found = find_units(data, literal, most=len(data))
    return any(is_whole_at(bits, place + at, length) for at in found)


def is_whole(segment: ColumnSegment, places: NDArray[np.int64], length: int) -> NDArray[np.bool_]:
    """Whether each occurrence respects the tokens: it lies inside one, or is one or several.

    京都 in 東京|都 starts inside a token and ends in another: not whole. 空港 in 関西国際空港,
    which is one token, is.
    """
    inner = np.zeros(len(places), np.bool_)
    for at in range(1, length):
        inner |= segment.is_start(places + at)
    return ~inner | (segment.is_start(places) & segment.is_start(places + length))


def is_whole_at(bits: bytes, place: int, length: int) -> bool:
    """The same for one place; ``bits`` are the segment's boundaries."""
    for at in range(place + 1, place + length):
        if bits[at >> 3] >> (7 - (at & 7)) & 1:
            end = place + length
            starts = bits[place >> 3] >> (7 - (place & 7)) & 1
            return bool(starts and bits[end >> 3] >> (7 - (end & 7)) & 1)
    return True


def find_units(data: bytes, literal: Literal, most: int = MANY) -> list[int]:
    """The positions in ``data``, in units, where a literal text stands; at most ``most``."""
    wanted = literal.encoded
    found: list[int] = []
    at = data.find(wanted) if wanted else -1
    while at >= 0 and len(found) < most:
        if at % 2:  # between two units: chance
            at = data.find(wanted, at + 1)
        else:
            found.append(at // 2)
            at = data.find(wanted, at + len(wanted))
    return found
