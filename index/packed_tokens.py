"""The tokens of one sentence in a few bytes, and those of many sentences in a few arrays.

A packed sentence is two counts (tokens, boundaries), then the number of each token's term, where
each token starts and ends, and the boundaries; offsets are code points of the sentence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST = 0xFFFF
"""The most code points that a sentence may have."""

_COUNTS = struct.Struct("<HH")
_OFFSET = np.dtype("<u2")
_TERM = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """Tokens and boundaries of a run of sentences; offsets count within each sentence."""

    terms: NDArray[np.uint32]
    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    boundaries: NDArray[np.uint16]
    tokens_each: NDArray[np.int64]
    """How many tokens each sentence has."""
    boundaries_each: NDArray[np.int64]


def pack(arrays: TokenArrays) -> list[bytes]:
    """Each sentence of ``arrays`` on its own; those past 65,535 tokens cannot be packed."""
    terms = arrays.terms.astype(_TERM).tobytes()
    starts = arrays.starts.astype(_OFFSET).tobytes()
    ends = arrays.ends.astype(_OFFSET).tobytes()
    boundaries = arrays.boundaries.astype(_OFFSET).tobytes()
    packed = []
    token = boundary = 0
    for tokens, bounds in zip(
        arrays.tokens_each.tolist(), arrays.boundaries_each.tolist(), strict=True
    ):
        from_, to = 2 * token, 2 * (token + tokens)
        packed.append(
            _COUNTS.pack(tokens, bounds)
            + terms[2 * from_ : 2 * to]
            + starts[from_:to]
            + ends[from_:to]
            + boundaries[2 * boundary : 2 * (boundary + bounds)]
        )
        token, boundary = token + tokens, boundary + bounds
    return packed


def unpack(sentences: Iterable[bytes]) -> TokenArrays:
    """The tokens of many packed sentences, one after the other."""
    terms, starts, ends, boundaries, counts = [], [], [], [], []
    for packed in sentences:
        tokens, bounds = _COUNTS.unpack_from(packed)
        at = 4 + 4 * tokens
        terms.append(packed[4:at])
        starts.append(packed[at : at + 2 * tokens])
        ends.append(packed[at + 2 * tokens : at + 4 * tokens])
        boundaries.append(packed[at + 4 * tokens :])
        counts.append((tokens, bounds))
    each = np.array(counts, dtype=np.int64).reshape(-1, 2)
    return TokenArrays(
        terms=_array(terms, _TERM),
        starts=_array(starts, _OFFSET),
        ends=_array(ends, _OFFSET),
        boundaries=_array(boundaries, _OFFSET),
        tokens_each=each[:, 0],
        boundaries_each=each[:, 1],
    )


def _array(pieces: Sequence[bytes], dtype: np.dtype[Any]) -> NDArray[Any]:
    return np.frombuffer(b"".join(pieces), dtype=dtype)
