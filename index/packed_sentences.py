"""What analysis makes of a sentence, in a few bytes; and of many sentences, in a few arrays.

A packed sentence is four counts (tokens, boundaries, edits, and 1 if folding changed the text),
then the number of each token's term, where each token starts and ends, the boundaries, the edits
as rows of four offsets, and the folded text in UTF-8 where it differs. Offsets are code points
of the folded sentence, but for the last two of an edit, which are of the original one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.tokens import AnalyzedText

LONGEST = 0xFFFF
"""The most code points that a sentence may have, folded or not."""

_COUNTS = struct.Struct("<HHHH")
_OFFSET = np.dtype("<u2")
_TERM = np.dtype("<u4")


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
    offsets = [token.start for token in tokens]
    offsets += [token.end for token in tokens]
    offsets += analyzed.boundaries
    for edit in edits:
        offsets += edit
    return b"".join(
        (
            _COUNTS.pack(len(tokens), len(analyzed.boundaries), len(edits), changed),
            struct.pack(f"<{len(terms)}I{len(offsets)}H", *terms, *offsets),
            analyzed.folded.encode() if changed else b"",
        )
    )


def renumber(packed: bytes, numbers: NDArray[np.uint32]) -> bytes:
    """The same sentence with term ``n`` called ``numbers[n]``."""
    size = 4 * _COUNTS.unpack_from(packed)[0]
    start, end = _COUNTS.size, _COUNTS.size + size
    terms = numbers[np.frombuffer(packed[start:end], _TERM)].astype(_TERM)
    return packed[:start] + terms.tobytes() + packed[end:]


def unpack(packed: Iterable[bytes], sentences: Iterable[str]) -> SentenceArrays:
    """Many packed ``sentences``, parallel to their originals."""
    pieces: tuple[list[bytes], ...] = ([], [], [], [], [])
    counts, folded = [], []
    for data, sentence in zip(packed, sentences, strict=True):
        tokens, boundaries, edits, changed = _COUNTS.unpack_from(data)
        end = start = _COUNTS.size
        sizes = (4 * tokens, 2 * tokens, 2 * tokens, 2 * boundaries, 8 * edits)
        for piece, size in zip(pieces, sizes, strict=True):
            start, end = end, end + size
            piece.append(data[start:end])
        counts.append((tokens, boundaries, edits))
        folded.append(data[end:].decode() if changed else sentence)
    each = np.array(counts, dtype=np.int64).reshape(-1, 3)
    return SentenceArrays(
        terms=_array(pieces[0], _TERM),
        starts=_array(pieces[1], _OFFSET),
        ends=_array(pieces[2], _OFFSET),
        boundaries=_array(pieces[3], _OFFSET),
        edits=_array(pieces[4], _OFFSET).reshape(-1, 4),
        tokens_each=each[:, 0],
        boundaries_each=each[:, 1],
        edits_each=each[:, 2],
        folded=tuple(folded),
    )


def _array(pieces: Sequence[bytes], dtype: np.dtype[Any]) -> NDArray[Any]:
    return np.frombuffer(b"".join(pieces), dtype=dtype)
