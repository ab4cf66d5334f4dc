"""What stands in documents, as masks: see :mod:`search.local.matching`."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.pages.literal import Literal, chains
from index.pages.records import joined
from index.pages.utf16 import encode
from index.weights import is_scored_pair
from search.columns.substrings import NO_DOCS, docs_with, read, stands
from search.columns.view import View, gram_code
from search.local.matching import Leaf, Standing
from search.local.values import Mask
from search.query.conditions import Chain, HasPrefix, HasTerm, HasText, TitleIs
from search.query.planner import Analyze
from search.query.query import Where

_Docs = NDArray[Any]


def find_in_columns(view: View, analyze: Analyze, leaf: Leaf) -> Standing:
    """In which documents of a view something stands, deleted ones included."""
    mask, unread = view.empty(), view.empty()
    if isinstance(leaf, TitleIs):
        mask[view.by_title.get(leaf.text, [])] = True
        return Standing(mask)
    if isinstance(leaf, HasText):
        literal, whole, in_title = Literal(leaf.text), leaf.whole, leaf.where is Where.TITLE
        for segment, base in view.placed:
            if in_title:
                docs: _Docs = _docs_in_title(segment, literal, whole)
            elif _is_gram(literal):
                docs = segment.gram_docs(gram_code(literal.units), whole=whole).astype(np.intp)
            else:
                docs, left = docs_with(segment, literal, analyze, whole=whole)
                unread[base + left] = True
            mask[base + docs] = True
        read_texts = partial(_read, view, literal, whole)
        return Standing(mask, unread, read_texts) if np.count_nonzero(unread) else Standing(mask)
    for segment, base in view.placed:
        mask[base + _docs(segment, leaf)] = True
    return Standing(mask)


def _read(view: View, literal: Literal, whole: bool, asked: Mask) -> NDArray[np.int64]:
    """Those of some documents whose texts have ``literal``."""
    return joined([
        read(segment, asked[base : base + segment.documents].nonzero()[0], literal, whole=whole)
        + base
        for segment, base in view.placed
    ])  # fmt: skip


def _docs(segment: ColumnSegment, leaf: HasTerm | HasPrefix | Chain) -> _Docs:
    """The documents of a segment in which words stand."""
    in_title = leaf.where is Where.TITLE
    if isinstance(leaf, Chain):
        places, _ = chains(segment, leaf.pieces)
        docs = segment.doc_at(places)
        return docs[places < segment.title_ends[docs]] if in_title else docs
    if isinstance(leaf, HasPrefix):
        first, last = segment.term_range(leaf.text)
    elif (number := segment.terms.get(leaf.term)) is not None:
        first, last = number, number + 1
    else:
        return NO_DOCS
    low, high = int(segment["term_at"][first]), int(segment["term_at"][last])
    docs = segment["term_docs"][low:high].astype(np.intp)
    if in_title:
        # The title comes first in a document, so the first place of a posting tells.
        places = segment["term_places"][segment.place_bounds(first, last)[:-1]]
        docs = docs[segment.folded_at[docs] + places < segment.title_ends[docs]]
    return docs


def _is_gram(literal: Literal) -> bool:
    """Whether postings say all of a text."""
    return len(literal) == 1 or (len(literal) == 2 and bool(is_scored_pair(*literal.units)))


def _docs_in_title(segment: ColumnSegment, literal: Literal, whole: bool) -> NDArray[np.int64]:
    """Documents that have a literal text in their title; reading all titles takes no time."""
    places = segment.folded_at.tolist()
    found = [
        doc
        for doc, title in enumerate(segment.titles)
        if literal.text in title
        and stands(segment, places[doc], encode(title), literal, whole=whole)
    ]
    return np.array(found, np.int64)
