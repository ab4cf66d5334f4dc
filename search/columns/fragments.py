"""Fragments: what documents gain in which longer pieces of the query stand as they were typed.

Every three characters in a row of a query of several words without a space are looked up, in the
best documents only. So 第3回参議院議員通常選挙 gains over 第9回参議院議員通常選挙, though both
have all the words, and a katakana word that the tokenizer cuts in two places gains by what the
cuts have in common.
Queries with spaces are lists, and say nothing of how a post puts it: see :data:`FRAGMENT_WEIGHT`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.columns.rising import unpack
from index.columns.texts import encode
from search.columns.scoring import PAIRS, idf
from search.columns.visible import Visible
from search.query.plan import Plan
from search.ranking import FRAGMENT_WEIGHT, K1, PROXIMITY_DOCUMENTS


def add_fragments(visible: Visible, scores: NDArray[np.float32], plan: Plan) -> None:
    """Raises, in place, the scores of those of the best documents that have pieces of the query."""
    view = visible.view
    if len(plan.runs) != 1 or len(plan.nodes) == 1 or view.documents == 0:
        return
    codes = _codes(plan.runs[0].text)
    if not codes:
        return
    count = min(PROXIMITY_DOCUMENTS, view.documents)
    best = np.sort(np.argpartition(-scores, count - 1)[:count])
    best = best[scores[best] > 0]
    norms = view.norms[PAIRS]
    for code in dict.fromkeys(codes):
        having = [
            (base, unpack(packed[0]))
            for segment, base in view.placed
            if (packed := segment.triples(np.array([code], np.uint64)))
        ]
        total = sum(
            len(docs) if visible.everything else int(visible.mask[docs + base].sum())
            for base, docs in having
        )
        weight = FRAGMENT_WEIGHT * (K1 + 1) * idf(visible.population, total)
        for base, docs in having:
            found = best[np.isin(best - base, docs, assume_unique=True)]
            scores[found] += (weight / (1 + norms[found])).astype(np.float32)


def _codes(text: str) -> list[int]:
    """The triples of a text that say something: without spaces, and not of hiragana alone."""
    units = np.frombuffer(encode(text), "<u2").astype(np.uint64)
    if len(units) < 3:
        return []
    hiragana = (units >= 0x3041) & (units <= 0x309F)
    space = units == 0x20
    telling = ~(hiragana[:-2] & hiragana[1:-1] & hiragana[2:]) & ~(
        space[:-2] | space[1:-1] | space[2:]
    )
    wide = units[:-2] << np.uint64(32) | units[1:-1] << np.uint64(16) | units[2:]
    found: list[int] = wide[telling].tolist()
    return found
