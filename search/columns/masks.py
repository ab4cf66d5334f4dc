"""What stands in documents, as masks: see :mod:`search.local.matching`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.pages.literal import Literal, chains
from index.pages.utf16 import encode
from search.columns.substrings import docs_with, read, stands
from search.columns.view import View
from search.columns.visible import ColumnVisible
from search.local.matching import Leaf, Masks
from search.local.values import Mask
from search.query.conditions import Chain, HasPrefix, HasTerm, HasText, TitleIs
from search.query.deadline import Deadline
from search.query.planner import Analyze
from search.query.query import Where


class ColumnMasks(Masks):
    """Masks over all documents of a view, deleted ones included."""

    def __init__(
        self, visible: ColumnVisible, deadline: Deadline, having: Callable[[Leaf], Standing]
    ) -> None:
        """``having``: as :class:`Having` gives them, which may be remembered."""
        super().__init__(visible, deadline)
        self._having = having

    def standing(self, leaf: Leaf, among: Mask) -> Mask:
        return self._having(leaf).of(among) if among.any() else among


class Standing:
    """In which documents something stands, as far as anyone has asked: looking into all at once
    costs no more than into some, but reading their texts does."""

    def __init__(
        self,
        mask: Mask,
        unread: Mask | None = None,
        reading: Callable[[Mask], Iterator[NDArray[np.int64]]] = lambda _: iter(()),
    ) -> None:
        """``unread``: whose texts are still to be read; ``reading`` gives those in which it is."""
        self._mask = mask
        self._unread = unread
        self._reading = reading

    def of(self, among: Mask) -> Mask:
        """Those of some documents in which it stands."""
        if self._unread is not None:
            asked = self._unread & among
            for docs in self._reading(asked):
                self._mask[docs] = True
            self._unread &= ~asked
        return among & self._mask


class Having:
    """In which documents of a view something stands, whoever asks."""

    def __init__(self, view: View, analyze: Analyze) -> None:
        self._view = view
        self._analyze = analyze

    def __call__(self, leaf: Leaf) -> Standing:
        match leaf:
            case HasTerm(term, where):
                return Standing(self._term(term, where))
            case HasText(text, where, whole):
                return self._text(text, where, whole)
            case HasPrefix(text, where):
                return Standing(self._prefix(text, where))
            case TitleIs(text):
                return Standing(self._title(text))
            case Chain(pieces, where):
                return Standing(self._chain(pieces, where))

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
        mask[self._view.by_title.get(text, [])] = True
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

    def _text(self, text: str, where: Where, whole: bool) -> Standing:
        mask, unread = self._view.empty(), self._view.empty()
        literal = Literal(text)
        for segment, base in self._view.placed:
            if where is Where.TITLE:
                docs = _docs_in_title(segment, literal, whole)
            elif _is_gram(segment, literal):
                docs = segment.gram_docs(_code(literal), whole=whole).astype(np.intp)
            else:
                docs, left = docs_with(segment, literal, self._analyze, whole=whole)
                unread[base + left] = True
            mask[base + docs] = True
        if not unread.any():
            return Standing(mask)
        return Standing(mask, unread, partial(_reading, self._view, literal, whole))


def _reading(view: View, literal: Literal, whole: bool, asked: Mask) -> Iterator[NDArray[np.int64]]:
    """Those of some documents whose texts have ``literal``, by segment."""
    for segment, base in view.placed:
        docs = np.flatnonzero(asked[base : base + segment.documents])
        yield read(segment, docs, literal, whole=whole) + base


def _is_gram(segment: ColumnSegment, literal: Literal) -> bool:
    """Whether postings say all of a text."""
    return len(literal) == 1 or (len(literal) == 2 and segment.is_indexed_pair(literal.units))


def _code(literal: Literal) -> int:
    """A character or pair as :mod:`index.columns.layout` numbers them."""
    first, *second = literal.units
    return first << 16 | second[0] if second else first


def _docs_with(segment: ColumnSegment, first: int, last: int, where: Where) -> NDArray[np.intp]:
    """Documents with a posting of the terms ``first`` to ``last`` (exclusive)."""
    low, high = int(segment["term_at"][first]), int(segment["term_at"][last])
    docs = segment["term_docs"][low:high].astype(np.intp)
    if where is Where.TITLE:
        # The title comes first in a document, so the first place of a posting tells.
        places = segment["term_places"][segment.place_bounds(first, last)[:-1]]
        docs = docs[segment.folded_at[docs] + places < segment.title_ends[docs]]
    return docs


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
