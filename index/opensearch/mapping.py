"""The indices of OpenSearch that Sakuin makes: their settings, and every field with its reason.

All terms are ours: the nodes only split at spaces. What hits show comes from the record, which is
what ``_source`` keeps.

=================  ==================================================  ==========================
field              analysis                                            for
=================  ==================================================  ==========================
``words``          our terms, each with its impact                     the joint score
``chars pairs``    scored characters and pairs, with impacts           the joint score
``places``         our terms; **position = code point offset**; ends   near words, chains,
                   and edges of tokens                                 long texts, uncut
``folded``         triples with positions; text + 2 line ends          any substring, exactly
``inside``         what stands in the text without cutting tokens      京都, but not in 東京都
``title``          the folded title                                    exact titles
``title_…``        the same of the title alone                         ``title:`` in queries
``is.NAME``        folded values of a field, months of dates           filters, facets, sorting
``as.NAME``        folded value, MARK, spelling                        labels of facets
``number.NAME``    numbers of a field                                  ranges, sorting
``day.NAME``       20251030 of dates, on the site's calendar           ranges of days
``second.NAME``    seconds since 1970 of dates                         ranges, sorting
``id`` ``born``    identity; number of the run that wrote it           one post; generations
``weighed.NAME``   weighted lengths in words and pairs                 near words, fragments
``characters``     of the original text                                statistics
``record``         :func:`index.packing.pack` (not indexed)            hits, rebuilding
``entry``          title, its words, URL, labels (not indexed)         completions
=================  ==================================================  ==========================

*Impact*: Lucene keeps the length of a document in one lossy byte, so frequencies are divided by
the document's norm before they are sent. A weighted frequency ``tf``
of a document whose weighted length is ``length`` is sent as
``IMPACT × tf / (1 − b + b × length / average)``, and BM25 with ``k1 = IMPACT × K1`` and ``b = 0``
gives the joint score of :mod:`search.ranking` to four digits. Near words and fragments are looked
for in a few posts only, whose exact lengths are read then.
"""

from __future__ import annotations

from typing import Any

from index.opensearch.client import Cluster

MARK = "\u00a0"
"""Between a term and its frequency, and between terms at one place; folding makes it a space."""
HOLE = "\u007f"
"""A place at which no term starts; reading removes it. One byte in JSON, as control characters
are not."""
ENDED = "\u0080"
"""Before a term, where a token of it ends that is shorter or longer: 20000 behind 2万. No text has
control characters."""
STARTING, ENDING = "\u0081", "\u0082"
"""Before the two characters behind and before an edge (:attr:`index.record.CutText.edges`): a text
that lies between two of them, at its own length from each other, cuts no token."""
IMPACT = 8192
"""With 64, the scores of two posts in a thousand were off by more than what divides neighbours."""
MOST_IMPACTS = 1_500_000_000
"""Of a field of a post, together, at most: reached where the average post has 140,000 words."""
K1 = 0.5
"""As in :mod:`search.ranking`: how soon repeating a word stops helping."""
LONGEST_TERM = 2_000
"""Characters of a term that are kept; Lucene refuses terms of more than 32,766 bytes."""

DEEPEST = 1_000_000
"""Hits up to the end of the deepest page."""

_TEXT = {"type": "text"}
_DOCS = {**_TEXT, "analyzer": "terms", "index_options": "docs", "norms": False}
_WEIGHTED = {
    **_TEXT,
    "analyzer": "frequencies",
    "index_options": "freqs",
    "norms": False,
    "similarity": "impacts",
}
_TRIPLES = {
    **_TEXT,
    "analyzer": "triples",
    "index_options": "positions",
    "norms": False,
    "similarity": "boolean",
}
_LENGTH = {"type": "float", "index": False}
_KEYWORD = {"type": "keyword"}
_VALUES: dict[str, dict[str, Any]] = {
    "is": {"type": "keyword", "eager_global_ordinals": True},
    "as": _KEYWORD,
    "number": {"type": "double"},
    "day": {"type": "integer"},
    "second": {"type": "long"},
}
"""Groups of what posts are filtered by; fields are mapped when the first post has them."""


def posts_index(cluster: Cluster) -> dict[str, Any]:
    """Settings and mapping of an index of posts."""
    return {
        "settings": {
            "number_of_shards": cluster.shards,
            "number_of_replicas": 0,  # until all is written: copies of files are made in no time
            "refresh_interval": -1,
            "max_result_window": DEEPEST,
            "similarity": {
                "impacts": {"type": "BM25", "k1": K1 * IMPACT, "b": 0.0},
            },
            "analysis": _ANALYSIS,
        },
        "mappings": {
            "dynamic": "strict",
            "date_detection": False,
            "dynamic_templates": [
                {group: {"path_match": f"{group}.*", "mapping": mapping}}
                for group, mapping in _VALUES.items()
            ],
            "_source": {"includes": ["record", "entry"]},
            "properties": _PROPERTIES,
        },
    }


_PROPERTIES: dict[str, Any] = {
    "id": _KEYWORD,
    "born": {"type": "long"},
    **dict.fromkeys(("words", "chars", "pairs"), _WEIGHTED),
    "places": {
        **_TEXT,
        "analyzer": "places",
        "index_options": "positions",
        "norms": False,
        "similarity": "boolean",
    },
    "folded": _TRIPLES,
    "inside": _DOCS,
    "title": {"type": "keyword", "doc_values": False},
    "title_words": _DOCS,
    "title_inside": _DOCS,
    "title_folded": _TRIPLES,
    "weighed": {"properties": dict.fromkeys(("words", "pairs"), _LENGTH)},
    "characters": {"type": "integer", "index": False},
    "record": {"type": "binary"},
    "entry": {"type": "object", "enabled": False},
    **{group: {"type": "object", "dynamic": True} for group in _VALUES},
}

_ANALYSIS = {
    "tokenizer": {
        "spaces": {"type": "whitespace", "max_token_length": 8_000},
        "triples": {"type": "ngram", "min_gram": 3, "max_gram": 3},
    },
    "filter": {
        "frequency": {"type": "delimited_term_freq", "delimiter": MARK},
        "holes": {"type": "stop", "stopwords": [HOLE]},
        "together": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": [f"([^{MARK}]+)"],
        },
    },
    "analyzer": {
        "terms": {"tokenizer": "spaces"},
        "frequencies": {"tokenizer": "spaces", "filter": ["frequency"]},
        "places": {"tokenizer": "spaces", "filter": ["holes", "together"]},
        "triples": {"tokenizer": "triples"},
    },
}


def words_index() -> dict[str, Any]:
    """The words of an index of posts with their readings: looked up by sound and by spelling."""
    return {
        "settings": {
            "number_of_shards": 1,
            "number_of_replicas": 0,
            "refresh_interval": -1,
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {"term": _KEYWORD, "reading": _KEYWORD, "sound": _KEYWORD},
        },
    }


def meta_index(cluster: Cluster) -> dict[str, Any]:
    """A few small documents that are read by their ids: the manifest, the lock, the ledger."""
    return {
        "settings": {
            "number_of_shards": 1,
            # Nothing is worth more than the manifest, and hardly anything is smaller.
            "number_of_replicas": max(cluster.replicas, 2 if cluster.replicas else 0),
        },
        "mappings": {"dynamic": False, "properties": {"run": {"type": "long"}}},
    }
