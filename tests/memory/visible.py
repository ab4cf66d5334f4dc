"""The posts that one asker may see, and what signals ask of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.pages.records import Page, RecordPages
from search.local.records import RecordVisible
from search.local.values import Mask
from search.query.scored import Kind, shown
from tests.memory.posts import MemoryPosts


class MemoryVisible(RecordVisible):
    """Fulfils :class:`search.local.signals.Seen`."""

    def __init__(self, posts: MemoryPosts, mask: Mask) -> None:
        super().__init__(posts, mask)
        self._units = posts

    def norms(self, kind: Kind) -> NDArray[np.float64]:
        return self._units.norms_by_kind[kind]

    def pages_of(
        self, numbers: NDArray[np.int64]
    ) -> Iterator[tuple[RecordPages, NDArray[np.int64], NDArray[np.int64]]]:
        for number in numbers.tolist():
            pages = RecordPages([Page(self._units.shown(number))])
            yield pages, np.zeros(1, np.int64), np.array([number])

    def having(self, fragment: str) -> NDArray[np.int64]:
        text, seen = shown(fragment), self.mask.nonzero()[0].tolist()
        return np.array([n for n in seen if text in self._units.record(n).folded], np.int64)
