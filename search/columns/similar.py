"""Similar posts: the neighbours of a document by its most telling words, tags and categories."""

from __future__ import annotations

import numpy as np

from search.columns.signals.joint import Posted, joint_scores, posted
from search.columns.visible import ColumnVisible
from search.query.scored import Kind, Unit, idf
from search.ranking import LABEL_WEIGHT, SIMILAR_TERMS
from search.suggesting.entries import LABEL_FACETS


def similar_documents(visible: ColumnVisible, number: int, limit: int) -> list[tuple[int, float]]:
    """Numbers and scores of the nearest visible posts, the nearest first, without itself."""
    view = visible.view
    scores = joint_scores(visible, _telling_units(visible, number)).astype(np.float64)
    for name in LABEL_FACETS:
        table = visible.facets.table(name)
        for ordinal in table.of(number):
            mask = table.having(ordinal)
            scores[mask] += LABEL_WEIGHT * idf(visible.population, int(mask.sum()))
    scores[~visible.mask] = 0
    scores[number] = 0
    order = np.lexsort((view.newest_rank, -scores))[:limit]
    return [(int(other), float(scores[other])) for other in order if scores[other] > 0]


def _telling_units(visible: ColumnVisible, number: int) -> list[Posted]:
    """The words of the document with the highest share of its own score."""
    view = visible.view
    segment, doc = view.locate(number)
    numbers, tf = segment.terms_of(doc)
    documents = np.diff(segment["term_at"].astype(np.float64))[numbers]
    if not visible.everything:
        terms = [segment.ordered_terms[n] for n in numbers.tolist()]
        counts = visible.documents_with(terms)
        documents = np.array([counts[term] for term in terms], np.float64)
    telling = documents > 1  # what no other post has finds no other post
    norm = view.norms[Kind.WORD][number]
    others = visible.population - documents + 0.5
    weights = tf / (tf + norm) * np.log1p(others / (documents + 0.5))
    weights[~telling] = 0
    best = np.argsort(-weights, kind="stable")[:SIMILAR_TERMS]
    terms = [segment.ordered_terms[n] for n in numbers[best[weights[best] > 0]].tolist()]
    return posted(view, [Unit(term, Kind.WORD, 1.0) for term in terms])
