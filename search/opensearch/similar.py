"""Similar posts: the neighbours of a post by its most telling words, tags and categories."""

from __future__ import annotations

import numpy as np

from index.opensearch.posts import Encoded, as_token
from index.reading.facet_values import fold_facet
from index.record import Record
from search.opensearch.queries import JsonQuery, constant
from search.opensearch.visible import ClusterVisible
from search.query.scored import idf, telling
from search.ranking import K1, LABEL_WEIGHT, B

MAX_CANDIDATES = 2_000
"""Words of a post that are counted, those that it says most: all of a post of 20,000 characters.
With 400, what most long posts were like was not found, since telling words are said once."""


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
    words = Encoded(record).words
    norm = K1 * (1 - B + B * words.length / visible.averages.words)
    first = np.argsort(-words.weighted, kind="stable")[:MAX_CANDIDATES]
    terms = [record.terms[number] for number in first.tolist()]
    tf = words.weighted[first]
    said = dict(zip(terms, (tf / (tf + norm)).tolist(), strict=True))
    return telling(said, visible.documents_with(terms), visible.count)


def _labels(record: Record, visible: ClusterVisible) -> list[JsonQuery]:
    document = record.document
    shared = []
    for name, values in (("tag", document.tags), ("category", document.categories)):
        for value in dict.fromkeys(map(fold_facet, values)):
            rarity = idf(visible.count, visible.labels[name].counts.get(value, 0))
            shared.append(constant(LABEL_WEIGHT * rarity, {"term": {f"is.{name}": value}}))
    return shared
