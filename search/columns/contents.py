"""What the segments of a view hold: titles, labels, and all words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from index.columns.reader import ColumnSegment
from search.columns.view import View
from search.searcher import VocabularyEntry
from search.suggesting.entries import LABEL_FACETS, Label, Title


def titles_of(view: View) -> Iterator[Title]:
    """The titles of the live posts."""
    for segment, base in view.placed:
        for doc, (folded, words) in enumerate(segment.title_words()):
            if view.live[base + doc] and folded.strip():
                fields = segment.fields(doc)
                place = fields["id"], fields["site"], fields["url"]
                yield Title(base + doc, fields["title"], folded, words, *place)


def labels_of(view: View) -> Iterator[Label]:
    """Tags and categories of the live posts, in the order of first use."""
    for name in LABEL_FACETS:
        for segment, base in view.placed:
            at, ordinals = segment.facet_ordinals(name)
            of_doc = np.repeat(np.arange(segment.documents), np.diff(at)) + base
            docs: dict[int, list[int]] = defaultdict(list)
            for doc, ordinal in zip(of_doc.tolist(), ordinals.tolist(), strict=True):
                if view.live[doc]:
                    docs[ordinal].append(doc)
            values = segment.facet(name)
            yield from (Label(name, values[ordinal], docs[ordinal]) for ordinal in docs)


def vocabulary_of(view: View) -> Iterator[VocabularyEntry]:
    """Every word once, with its numbers over all segments."""
    documents: dict[str, int] = defaultdict(int)
    written: dict[str, int] = defaultdict(int)
    readings: dict[str, dict[str, None]] = defaultdict(dict)
    for segment, base in view.placed:
        for term, count, literal in _counted(segment, view, base):
            documents[term] += count
            written[term] += literal
        for reading, terms in segment.readings.items():
            for term in terms:
                readings[term][reading] = None
    for term, count in documents.items():
        if count:
            yield VocabularyEntry(term, tuple(sorted(readings.get(term, ()))), count, written[term])


def _counted(segment: ColumnSegment, view: View, base: int) -> Iterator[tuple[str, int, int]]:
    """Each term of a segment with its live posts, and those that write it as it is."""
    live = view.live[segment["term_docs"].astype(np.intp) + base]
    literal = live & (segment["term_counts"] & 1).astype(np.bool_)
    at = segment["term_at"].astype(np.intp)
    totals = [np.concatenate(([0], np.cumsum(found)))[at] for found in (live, literal)]
    counts, written = (np.diff(total).tolist() for total in totals)
    return zip(segment.ordered_terms, counts, written, strict=True)
