"""The most telling words of a document, which find its neighbours."""

from __future__ import annotations

import numpy as np

from search.columns.signals.joint import Posted, posted
from search.columns.visible import ColumnVisible
from search.query.scored import Kind, Unit
from search.ranking import SIMILAR_TERMS


def telling_units(visible: ColumnVisible, number: int) -> list[Posted]:
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
