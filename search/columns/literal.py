"""Any substring, found exactly: by the positions of its rarest three characters.

The other characters are looked up among the positions of the triples that hold them, all at once.
So the cost follows how often the rarest triple occurs, never how long the posts are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.columns.texts import encode

MANY = 200
"""Occurrences of a text in a short piece that are looked at."""


class Literal:
    """A folded text to look for, as UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.encoded = encode(text)
        self.units: list[int] = np.frombuffer(self.encoded, "<u2").tolist()

    def __len__(self) -> int:
        return len(self.units)


def places_of(
    segment: ColumnSegment, literal: Literal, unless: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Where ``literal`` stands in the segment; rising if it has three units or more.

    Documents for which ``unless`` is true are left out (they are known to be hits already).
    """
    units = literal.units
    if len(units) < 3:
        return _short(segment, units).astype(np.int64)
    triples = _triples(segment, units)
    if triples is None:
        return np.empty(0, np.int64)
    offset = min(range(len(triples)), key=lambda at: len(triples[at]))
    places = triples[offset]
    found = places.astype(np.int64) if unless is None else _outside(segment, places, unless)
    found = found[found >= offset] - offset
    for other in _covering(len(units), offset):
        if not len(found):
            break
        wanted = (found + other).astype(places.dtype)
        at = triples[other].searchsorted(wanted)
        found = found[triples[other].take(at, mode="clip") == wanted]
    return found


def _triples(segment: ColumnSegment, units: list[int]) -> list[NDArray[np.uint32]] | None:
    """The places of every three units in a row, by their offset; None if some stand nowhere."""
    wide = np.array(units, np.uint64)
    codes = wide[:-2] << np.uint64(32) | wide[1:-1] << np.uint64(16) | wide[2:]
    return segment.triples(codes)


def _covering(length: int, offset: int) -> list[int]:
    """Offsets of triples that cover, with that at ``offset``, all of ``length`` units."""
    behind = range(offset + 3, length - 2, 3)
    before = range(offset - 3, -1, -3)
    ends = [0] if offset % 3 else []
    if (length - 3 - offset) % 3:
        ends.append(length - 3)
    return [*behind, *before, *ends]


def docs_of(segment: ColumnSegment, places: NDArray[Any]) -> NDArray[np.int64]:
    """The documents in which ``places`` lie, each once, rising."""
    mask = np.zeros(segment.documents, np.bool_)
    if len(places):
        mask[segment.doc_at(places)] = True
    return np.flatnonzero(mask)


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


def _outside(
    segment: ColumnSegment, places: NDArray[np.uint32], unless: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The places in documents for which ``unless`` is false.

    Looking up the ranges of those documents costs the same however common the triple is.
    """
    wanted = np.flatnonzero(~unless)
    if len(places) < 4 * len(wanted):
        return places[~unless[segment.doc_at(places)]].astype(np.int64)
    low = places.searchsorted(segment.folded_at[wanted].astype(places.dtype))
    high = places.searchsorted(segment.folded_at[wanted + 1].astype(places.dtype))
    some = np.flatnonzero(high > low)
    if not len(some):
        return np.empty(0, np.int64)
    ranges = zip(low[some].tolist(), high[some].tolist(), strict=True)
    return np.concatenate([places[first:last] for first, last in ranges]).astype(np.int64)


def _short(segment: ColumnSegment, units: list[int]) -> NDArray[np.uint32]:
    """One or two units: all triples that start with them, in no order."""
    if not units:
        return segment.triple_places[:0]
    if len(units) == 1:
        low, high = units[0] << 32, (units[0] + 1) << 32
    else:
        low = units[0] << 32 | units[1] << 16
        high = low + (1 << 16)
    return segment.triples_from(low, high)
