"""What analysis makes of a sentence, in a few bytes; and of many sentences, in a few arrays.

A packed sentence is four counts (tokens, boundaries, edits, and 1 if folding changed the text),
then the number of each token's term, where each token starts and ends, the boundaries, the edits
as rows of four offsets, and the folded text in UTF-16 where it differs. Everything is in units of
two bytes, so that many sentences are unpacked at once. Offsets are code points of the folded
sentence, but for the last two of an edit, which are of the original one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.analysis.tokens import AnalyzedText, Token
from index.spool import ranges

_START: Callable[[Token], int] = itemgetter(1)
_END: Callable[[Token], int] = itemgetter(2)
_COUNTS = struct.Struct("<HHHH")
_UNITS_BEFORE = 4
"""Units of two bytes that the counts take."""


@dataclass(frozen=True, slots=True)
class SentenceArrays:
    """Many sentences, one after the other; offsets count within each sentence."""

    terms: NDArray[np.uint32]
    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    boundaries: NDArray[np.uint16]
    edits: NDArray[np.uint16]
    """Rows of start, end, original start, original end."""
    tokens_each: NDArray[np.int64]
    """How many tokens each sentence has."""
    boundaries_each: NDArray[np.int64]
    edits_each: NDArray[np.int64]
    folded: tuple[str, ...]


def pack(analyzed: AnalyzedText, sentence: str, terms: Sequence[int]) -> bytes:
    """One sentence; ``terms`` are the numbers of its tokens' terms."""
    tokens, edits = analyzed.tokens, analyzed.offsets.edits
    changed = analyzed.folded != sentence
    offsets = [*map(_START, tokens), *map(_END, tokens), *analyzed.boundaries]
    for edit in edits:
        offsets += edit
    return b"".join(
        (
            _COUNTS.pack(len(tokens), len(analyzed.boundaries), len(edits), changed),
            struct.pack(f"<{len(terms)}I{len(offsets)}H", *terms, *offsets),
            analyzed.folded.encode("utf-16-le") if changed else b"",
        )
    )


def renumber(packed: Sequence[bytes], numbers: NDArray[np.uint32]) -> list[bytes]:
    """The same sentences with term ``n`` called ``numbers[n]``."""
    units = np.frombuffer(bytearray(b"".join(packed)), dtype="<u2")
    ends = np.cumsum([len(data) // 2 for data in packed])
    first = np.concatenate(([0], ends[:-1]))
    at = ranges(first + _UNITS_BEFORE, 2 * units[first].astype(np.int64))
    terms = numbers[_whole(units[at])]
    units[at[0::2]] = terms & 0xFFFF
    units[at[1::2]] = terms >> 16
    data = units.tobytes()
    bounds = zip((2 * first).tolist(), (2 * ends).tolist(), strict=True)
    return [data[start:end] for start, end in bounds]


def unpack(packed: Sequence[bytes], sentences: Sequence[str]) -> SentenceArrays:
    """Many packed ``sentences``, parallel to their originals."""
    units = np.frombuffer(b"".join(packed), dtype="<u2")
    sizes = np.array([len(data) // 2 for data in packed], dtype=np.int64)
    first = np.cumsum(sizes) - sizes
    tokens, boundaries, edits, changed = (units[first + n].astype(np.int64) for n in range(4))
    terms_at = first + _UNITS_BEFORE
    starts_at = terms_at + 2 * tokens
    ends_at = starts_at + tokens
    boundaries_at = ends_at + tokens
    edits_at = boundaries_at + boundaries
    folded = list(sentences)
    text_at = edits_at + 4 * edits - first
    for at in np.flatnonzero(changed).tolist():
        folded[at] = packed[at][2 * int(text_at[at]) :].decode("utf-16-le")
    return SentenceArrays(
        terms=_whole(units[ranges(terms_at, 2 * tokens)]),
        starts=units[ranges(starts_at, tokens)],
        ends=units[ranges(ends_at, tokens)],
        boundaries=units[ranges(boundaries_at, boundaries)],
        edits=units[ranges(edits_at, 4 * edits)].reshape(-1, 4),
        tokens_each=tokens,
        boundaries_each=boundaries,
        edits_each=edits,
        folded=tuple(folded),
    )


def _whole(halves: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Numbers from their lower and upper halves in turn."""
    wide = halves.astype(np.uint32)
    return wide[0::2] | wide[1::2] << np.uint32(16)
