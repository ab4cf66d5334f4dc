"""Similar posts: the neighbours of a post by its most telling words, tags and categories."""

from __future__ import annotations

import numpy as np

from index.opensearch.posts import Encoded, as_token
from index.reading.facet_values import fold_facet
from index.record import Record
from search.opensearch.queries import JsonQuery, constant
from search.opensearch.visible import ClusterVisible
from search.query.scored import idf
from search.ranking import K1, LABEL_WEIGHT, SIMILAR_TERMS

MAX_CANDIDATES = 400
"""Words of a post that are counted, those that it says most."""


def neighbours_of(record: Record, visible: ClusterVisible, boost: float) -> JsonQuery:
    """Posts that share something with one, the more the better."""
    words = [
        {"term": {"words": {"value": as_token(term), "boost": boost}}}
        for term in _telling(record, visible)
    ]
    shared = {"should": [*words, *_labels(record, visible)], "minimum_should_match": 1}
    itself = {"term": {"id": record.document.id}}
    hidden = [*visible.hidden, itself]
    return {"bool": {**shared, "filter": visible.filters, "must_not": hidden}}


def _telling(record: Record, visible: ClusterVisible) -> list[str]:
    """The words with the highest share of the post's own score."""
    said = Encoded(record).words.weighted
    first = np.argsort(-said, kind="stable")[:MAX_CANDIDATES]
    terms = [record.terms[number] for number in first.tolist()]
    counts = visible.documents_with(terms)
    documents = np.array([counts[term] for term in terms], np.float64)
    tf = said[first]
    others = np.maximum(visible.count - documents, 0) + 0.5
    weights = tf / (tf + K1) * np.log1p(others / (documents + 0.5))
    weights[documents < 2] = 0  # what no other post has finds no other post
    best = np.argsort(-weights, kind="stable")[:SIMILAR_TERMS]
    return [terms[number] for number in best[weights[best] > 0].tolist()]


def _labels(record: Record, visible: ClusterVisible) -> list[JsonQuery]:
    document = record.document
    shared = []
    for name, values in (("tag", document.tags), ("category", document.categories)):
        for value in dict.fromkeys(map(fold_facet, values)):
            rarity = idf(visible.count, visible.labels[name].counts.get(value, 0))
            shared.append(constant(LABEL_WEIGHT * rarity, {"term": {f"is.{name}": value}}))
    return shared
