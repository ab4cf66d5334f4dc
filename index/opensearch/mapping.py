"""The indices of OpenSearch that Sakuin makes: their settings, and every field with its reason.

``mapping.toml`` has what does not depend on the site's own settings.
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

import tomllib
from pathlib import Path
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

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

_FILTERS = {
    "frequency": {"type": "delimited_term_freq", "delimiter": MARK},
    "holes": {"type": "stop", "stopwords": [HOLE]},
    "together": {
        "type": "pattern_capture",
        "preserve_original": False,
        "patterns": [f"([^{MARK}]+)"],
    },
}


def posts_index(cluster: Cluster) -> dict[str, Any]:
    """Settings and mapping of an index of posts."""
    told: dict[str, Any] = _TOLD["posts"]
    settings = told["settings"] | {
        "analysis": told["settings"]["analysis"] | {"filter": _FILTERS},
        "number_of_shards": cluster.shards,
        "max_result_window": DEEPEST,
        "similarity": {"impacts": {"type": "BM25", "k1": K1 * IMPACT, "b": 0.0}},
    }
    return told | {"settings": settings}


def words_index() -> dict[str, Any]:
    """The words of an index of posts with their readings: looked up by sound and by spelling."""
    words: dict[str, Any] = _TOLD["words"]
    return words


def meta_index(cluster: Cluster) -> dict[str, Any]:
    """A few small documents that are read by their ids: the manifest, the lock, the ledger."""
    # Nothing is worth more than the manifest, and hardly anything is smaller.
    replicas = max(cluster.replicas, 2 if cluster.replicas else 0)
    return {**_TOLD["meta"], "settings": {"number_of_shards": 1, "number_of_replicas": replicas}}
