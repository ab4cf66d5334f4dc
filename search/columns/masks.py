"""Conditions → masks of documents.

A :class:`Masks` lives for one request and remembers what it has found, since the same word is
asked for by several tiers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.pages.chains import chains
from index.pages.literal import Literal
from index.pages.utf16 import encode
from search.columns.filters import Facets
from search.columns.substrings import docs_with, stands
from search.columns.view import Mask, View
from search.query.conditions import (
    All,
    Chain,
    Condition,
    Either,
    HasPrefix,
    HasTerm,
    HasText,
    Not,
    TitleIs,
    Weighty,
    Within,
)
from search.query.deadline import Deadline
from search.query.query import Where


class Masks:
    """Masks over all documents of a view, deleted ones included.

    Whether a document weighs enough is decided among those that are in ``allowed``.
    """

    def __init__(
        self,
        view: View,
        allowed: Mask,
        deadline: Deadline,
        facets: Callable[[], Facets] | None = None,
    ) -> None:
        self._view = view
        self._facets = facets or (lambda: Facets(view, view.live))
        self._deadline = deadline
        self._masks: dict[Condition, Mask] = {}
        self.allowed = allowed

    def of(self, condition: Condition) -> Mask:
        """The documents that meet a condition; the mask is shared and must not be changed."""
        mask = self._masks.get(condition)
        if mask is None:
            self._deadline.check("the next condition")
            mask = self._masks[condition] = self._made(condition)
        return mask

    def _made(self, condition: Condition) -> Mask:
        match condition:
            case Within(_, filters):
                every = np.ones(self._view.documents, np.bool_)
                return reduce(np.logical_and, self._facets().masks(filters).values(), every)
            case Not(unwanted):
                return ~self.of(unwanted)
            case HasTerm(term, where):
                return self._term(term, where)
            case HasText(text, where, whole):
                return self._text(text, where, whole)
            case HasPrefix(text, where):
                return self._prefix(text, where)
            case TitleIs(text):
                return self._title(text)
            case Chain(pieces, where):
                return self._chain(pieces, where)
            case All(conditions):
                every = np.ones(self._view.documents, np.bool_)
                return reduce(lambda mask, one: mask & self.of(one), conditions, every)
            case Either(conditions):
                return reduce(lambda mask, one: mask | self.of(one), conditions, self._view.empty())
            case Weighty():
                return self._weighty(condition)

    def _term(self, term: str, where: Where) -> Mask:
        mask = self._view.empty()
        for segment, base in self._view.placed:
            number = segment.terms.get(term)
            if number is not None:
                mask[base + _docs_with(segment, number, number + 1, where)] = True
        return mask

    def _prefix(self, text: str, where: Where) -> Mask:
        mask = self._view.empty()
        for segment, base in self._view.placed:
            first, last = segment.term_range(text)
            mask[base + _docs_with(segment, first, last, where)] = True
        return mask

    def _title(self, text: str) -> Mask:
        mask = self._view.empty()
        mask[self._view.titles.get(text, [])] = True
        return mask

    def _chain(self, pieces: tuple[tuple[str, ...], ...], where: Where) -> Mask:
        mask = self._view.empty()
        for segment, base in self._view.placed:
            places, _ = chains(segment, pieces)
            docs = segment.doc_at(places)
            if where is Where.TITLE:
                docs = docs[places < segment.title_ends[docs]]
            mask[base + docs] = True
        return mask

    def _weighty(self, condition: Weighty) -> Mask:
        weights = np.zeros(self._view.documents, np.float32)
        for part, weight in condition.parts:
            weights += weight * self.of(part)
        weights[~self.allowed] = 0
        best = float(weights.max(initial=0.0))
        return np.asarray(weights >= max(best * condition.share, 1e-6), np.bool_)

    def _text(self, text: str, where: Where, whole: bool) -> Mask:
        mask = self._view.empty()
        literal = Literal(text)
        for segment, base in self._view.placed:
            if where is Where.TITLE:
                docs = _docs_in_title(segment, literal, whole)
            else:
                known = _known(segment, literal, whole)
                mask[base : base + segment.documents] |= known
                docs = _docs_with_text(segment, literal, whole, known)
            mask[base + docs] = True
        return mask


def _docs_with(segment: ColumnSegment, first: int, last: int, where: Where) -> NDArray[np.intp]:
    """Documents with a posting of the terms ``first`` to ``last`` (exclusive)."""
    low, high = int(segment["term_at"][first]), int(segment["term_at"][last])
    docs = segment["term_docs"][low:high].astype(np.intp)
    if where is Where.TITLE:
        # The title comes first in a document, so the first place of a posting tells.
        places = segment["term_places"][segment["term_places_at"][low:high]]
        docs = docs[segment.folded_at[docs] + places < segment.title_ends[docs]]
    return docs


def _known(segment: ColumnSegment, literal: Literal, whole: bool) -> Mask:
    """Documents of which postings say already that they have the text."""
    known = np.zeros(segment.documents, np.bool_)
    if len(literal) > 2:
        for docs in segment.docs_with_token(literal.text):
            known[docs] = True
    elif len(literal):
        code = literal.units[0] << 16 | [*literal.units, 0][1]
        known[segment.gram_docs(code, whole=whole)] = True
    return known


def _docs_with_text(
    segment: ColumnSegment, literal: Literal, whole: bool, known: Mask
) -> NDArray[np.int64]:
    if len(literal) == 1 or (len(literal) == 2 and segment.is_indexed_pair(literal.units)):
        return np.empty(0, np.int64)  # the postings have said it all
    return docs_with(segment, literal, whole=whole, unless=known)


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
