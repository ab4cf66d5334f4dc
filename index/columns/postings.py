"""Where a unit is, and how often: what look-ups in a segment give."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

HALF = np.float32(0.5)


class Postings(NamedTuple):
    """Documents of a unit, rising, with parallel weighted frequencies."""

    docs: NDArray[np.unsignedinteger[Any]]
    twice_tf: NDArray[Any]
    """As they are stored: in halves."""

    @property
    def tf(self) -> NDArray[np.float32]:
        return np.asarray(self.twice_tf * HALF, np.float32)

    @property
    def documents(self) -> int:
        """In how many documents the unit is."""
        return len(self.docs)

    def tf_in(self, doc: int) -> float:
        """The weighted frequency in a document, 0 where it is not."""
        at = int(self.docs.searchsorted(doc))
        return float(self.tf[at]) if at < self.documents and self.docs[at] == doc else 0.0


class FullPostings(NamedTuple):
    """Those of a unit that is in many documents."""

    documents: int
    every: NDArray[np.uint8]
    """Twice the weighted frequency of each document."""

    @property
    def docs(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.every)

    def tf_in(self, doc: int) -> float:
        return float(self.every[doc] * HALF) if doc < len(self.every) else 0.0


GramPostings = Postings | FullPostings
