"""Walks the transducers in which Janome keeps the surfaces of its dictionary.

The bytes are Janome's own (the layout follows Lucene's FST): a state is a list of arcs, sorted
by label. A *final* arc comes first where a word may end; every other arc carries one byte of
UTF-8, a piece of output and the distance to its target. The outputs along a path, joined, are
the number of a dictionary entry. Janome walks each text from its start at every position; here
a walk is resumed from the state of a shorter prefix, so that :mod:`index.analysis.janome.words`
can keep the states that come up again and again.
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from typing import NamedTuple

_FINAL = 1
_LAST = 2
_HAS_OUTPUT = 16
_HAS_FINAL_OUTPUT = 32

_uint32 = Struct("<I").unpack_from

_STEPS_KEPT = 16384
"""Arcs remembered: about 4 MB, and a common character costs no search among its siblings."""


class Position(NamedTuple):
    """A state on the way through one transducer, and the output collected so far."""

    arcs: int
    """Where the arcs with a label begin, in bytes from the start."""
    output: bytes


class Transducer:
    """One of Janome's transducers; immutable, so threads may share it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._step = lru_cache(maxsize=_STEPS_KEPT)(self._find_arc)
        _, arcs = self._read_final_arc(0)
        self.root = Position(arcs or 0, b"")

    def follow(self, position: Position, character: str) -> tuple[Position | None, list[int]]:
        """The state after one more character, and the entries that end there.

        The state is ``None`` where no longer word exists.
        """
        arcs: int | None = position.arcs
        output = position.output
        endings: list[bytes] = []
        for byte in character.encode("utf-8", "surrogatepass"):
            arc = None if arcs is None else self._step(arcs, byte)
            if arc is None:
                return None, []
            state, piece = arc
            output += piece
            endings, arcs = self._read_final_arc(state)
        entries = [_uint32(output + ending)[0] for ending in endings]
        return (None if arcs is None else Position(arcs, output)), entries

    def _read_final_arc(self, state: int) -> tuple[list[bytes], int | None]:
        """The outputs of words that end here, and where the other arcs begin, if there are any."""
        flag = self._data[state]
        if not flag & _FINAL:
            return [], state
        at = state + 1
        outputs = [b""]
        if flag & _HAS_FINAL_OUTPUT:
            (count,) = _uint32(self._data, at)
            at += 4
            outputs = []
            for _ in range(count):
                (size,) = _uint32(self._data, at)
                at += 4 + size
                if size:
                    outputs.append(self._data[at - size : at])
        return outputs, None if flag & _LAST else at

    def _find_arc(self, arcs: int, label: int) -> tuple[int, bytes] | None:
        """The target of the arc with this label, and the output it adds."""
        data = self._data
        at = arcs
        while True:
            flag = data[at]
            end = at + 2
            output = b""
            if flag & _HAS_OUTPUT:
                (size,) = _uint32(data, end)
                end += 4 + size
                output = data[end - size : end]
            if data[at + 1] == label:
                return at + _uint32(data, end)[0], output
            if flag & _LAST:
                return None
            at = end + 4
