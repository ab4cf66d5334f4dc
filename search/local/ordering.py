"""The order of the hits of a page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.local.facets import Facets
from search.local.matching import Match
from search.query.plan import Plan
from search.query.query import Query, Sort

_TIER_STEP = 1e6
"""More than any score, so that tiers never mix."""


def ordered(
    facets: Facets,
    query: Query,
    plan: Plan,
    match: Match,
    numbers: NDArray[np.int64],
    scores: NDArray[np.float32],
    count: int,
) -> NDArray[np.int64]:
    """The first ``count`` of ``numbers`` in the order asked for; equal scores: newest first."""
    newest = facets.order(Sort.NEWEST)
    if query.sort != Sort.RELEVANCE or not plan.runs:
        order = facets.order(query.sort if query.sort != Sort.RELEVANCE else Sort.NEWEST)
        return _smallest(numbers, order[numbers], newest, count)
    keys = match.tiers[numbers] * _TIER_STEP - scores[numbers]
    return _smallest(numbers, keys, newest, count)


def _smallest(
    numbers: NDArray[np.int64],
    keys: NDArray[Any],
    newest: NDArray[np.int64],
    count: int,
) -> NDArray[np.int64]:
    """The ``count`` numbers with the smallest keys, in order; equal keys by ``newest``."""
    if count < len(numbers):
        # Everything up to the last key, so that ties are cut by the rule and not by chance.
        kept = keys <= np.partition(keys, count - 1)[count - 1]
        numbers, keys = numbers[kept], keys[kept]
    return numbers[np.lexsort((newest[numbers], keys))][:count]
