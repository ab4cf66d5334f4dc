"""Near words: what documents gain in which words of the query stand side by side.

For every two words of a run that follow each other, or have one word between, the places of the
first are compared with those of the second, in the best documents only. Words with a space
between are a list, and nobody expects them side by side: taking those as well costs 0.010 MRR@10
on queries of three nouns of a title.
"""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from search.columns.scoring import WORDS, term_idf
from search.columns.view import View
from search.columns.visible import Visible
from search.query.plan import Plan, Run, WordNode
from search.ranking import K1, PROXIMITY_DOCUMENTS, PROXIMITY_GAP, PROXIMITY_WEIGHT


def add_proximity(visible: Visible, scores: NDArray[np.float32], plan: Plan) -> None:
    """Raises, in place, the scores of those of the best documents that have near words."""
    view = visible.view
    pairs = [pair for run in plan.runs for pair in _pairs(run)]
    if not pairs or view.documents == 0:
        return
    count = min(PROXIMITY_DOCUMENTS, view.documents)
    best = np.sort(np.argpartition(-scores, count - 1)[:count])
    best = best[scores[best] > 0]
    idfs = {word.term: term_idf(visible, word.term) for pair in pairs for word in pair}
    for segment, base in view.placed:
        docs = best[(best >= base) & (best < base + segment.documents)] - base
        if len(docs):
            _add_in_segment(view, segment, base, docs, pairs, idfs, scores)


def _pairs(run: Run) -> list[tuple[WordNode, WordNode]]:
    words = [node for node in run.nodes if isinstance(node, WordNode)]
    pairs = chain(pairwise(words), zip(words, words[2:], strict=False))
    return [(first, second) for first, second in pairs if first.term != second.term]


def _add_in_segment(
    view: View,
    segment: ColumnSegment,
    base: int,
    docs: NDArray[np.int64],
    pairs: list[tuple[WordNode, WordNode]],
    idfs: dict[str, float],
    scores: NDArray[np.float32],
) -> None:
    words = {word.term: word for pair in pairs for word in pair}
    places = {term: _places_of(segment, word, docs) for term, word in words.items()}
    for first, second in pairs:
        near = _near(places[first.term], places[second.term], len(first.text))
        if not len(near):
            continue
        frequency = np.bincount(segment.doc_at(near), minlength=segment.documents)
        found = np.flatnonzero(frequency)
        tf = frequency[found]
        weight = PROXIMITY_WEIGHT * (idfs[first.term] + idfs[second.term]) / 2 * (K1 + 1)
        scores[base + found] += weight * tf / (tf + view.norms[WORDS][base + found])


def _places_of(
    segment: ColumnSegment, word: WordNode, docs: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where a word or one of its synonyms stands in ``docs`` (rising), as rising places."""
    terms = dict.fromkeys((word.term, *(a.term for a in word.alternatives if a.term)))
    if len(terms) == 1:
        return _places(segment, word.term, docs)
    return np.sort(np.concatenate([_places(segment, term, docs) for term in terms]))


def _places(segment: ColumnSegment, term: str, docs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a word stands in ``docs`` (rising), as rising places."""
    number = segment.terms.get(term)
    if number is None:
        return np.empty(0, np.int64)
    low, high = int(segment["term_at"][number]), int(segment["term_at"][number + 1])
    posted = segment["term_docs"][low:high]
    at = posted.searchsorted(docs.astype(posted.dtype))
    at = at[(at < len(posted)) & (posted[np.minimum(at, len(posted) - 1)] == docs)] + low
    starts = segment["term_places_at"][at]
    ends = segment["term_places_at"][at + 1]
    bases = segment.folded_at[segment["term_docs"][at].astype(np.int64)]
    slices = [
        segment["term_places"][start:end].astype(np.int64) + base
        for start, end, base in zip(starts.tolist(), ends.tolist(), bases, strict=True)
    ]
    return np.concatenate(slices) if slices else np.empty(0, np.int64)


def _near(first: NDArray[np.int64], second: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """The places of ``first`` behind which, within the gap, one of ``second`` follows."""
    if not len(first) or not len(second):
        return first[:0]
    behind = first + length
    following = np.searchsorted(second, behind)
    inside = following < len(second)
    gap = second[np.minimum(following, len(second) - 1)] - behind
    return first[inside & (gap <= PROXIMITY_GAP)]
