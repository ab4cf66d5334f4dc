"""The documents that signals look into which cost too much to be looked for in all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_documents(scores: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """The documents with the best scores, at most so many, rising."""
    count = min(most, len(scores))
    if not count:
        return np.empty(0, np.int64)
    best = np.sort(np.argpartition(-scores, count - 1)[:count])
    return best[scores[best] > 0]
