"""Connection costs, laid out for a search in pure Python, and what follows from them.

A word *dominates* another of the same extent when every path through the other is dearer than
the same path through it, whatever stands before and after. Dropping dominated words (and, while
searching, dominated paths) changes no result, and leaves little to search: of the six readings
of an unknown kanji, of some ten paths into a position, mostly one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.analysis.janome.dictionary import LatticeWord
from index.analysis.morphemes import CONTEXTS

Column = list[int]
"""The cost of one left context after each right context, by its number."""

CostedWord = tuple[Column, int, int, int]
"""The column of its left context, right context, cost, number."""


class ConnectionCosts:
    """The connection matrix of IPADIC: 1316 right contexts by 1316 left contexts."""

    def __init__(self, connections: NDArray[np.int16]) -> None:
        self._before = np.ascontiguousarray(connections.T)
        self._lowest = int(connections.min())
        self._numbers = list(range(self._lowest, int(connections.max()) + 1))
        self._columns: dict[int, Column] = {}
        self.right_margins = _margins(connections)
        self._left_margins = _margins(self._before)

    def _column(self, left_id: int) -> Column:
        """As a list, whose items are shared between columns: 10 KB each instead of 47."""
        if left_id not in self._columns:
            numbers, lowest = self._numbers, self._lowest
            before = self._before[left_id].tolist()
            self._columns[left_id] = [numbers[cost - lowest] for cost in before]
        return self._columns[left_id]

    def undominated(self, words: Iterable[LatticeWord]) -> tuple[CostedWord, ...]:
        """Those of ``words``, all of the same extent, that some path may need; order is kept."""
        kept: list[LatticeWord] = []
        every = list(words)
        for word in sorted(every, key=lambda word: word.cost):
            if not any(self._dominates(other, word) for other in kept):
                kept.append(word)
        return tuple(self.costed(word) for word in every if word in kept)

    def costed(self, word: LatticeWord) -> CostedWord:
        """A word with its column."""
        left_id, right_id, cost, number = word
        return self._column(left_id), right_id, cost, number

    def _dominates(self, cheap: LatticeWord, dear: LatticeWord) -> bool:
        margin = (
            self._left_margins[cheap.left_id][dear.left_id]
            + self.right_margins[cheap.right_id][dear.right_id]
        )
        return cheap.cost + margin < dear.cost


class Margin(dict[int, int]):
    """By another context: how much dearer than that one this context can be at most."""

    def __init__(self, costs: NDArray[np.int16], context: int) -> None:
        super().__init__()
        self._costs = costs
        self._context = context

    def __missing__(self, other: int) -> int:
        rows = self._costs[self._context], self._costs[other]
        margin = int(np.subtract(*rows, dtype=np.int32).max())
        self[other] = margin
        return margin


def _margins(costs: NDArray[np.int16]) -> list[Margin]:
    """A :class:`Margin` for each context."""
    return [Margin(costs, context) for context in range(CONTEXTS)]
