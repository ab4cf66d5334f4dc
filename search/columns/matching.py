"""Which documents have what is wanted, and how strictly: nodes of a plan → masks of documents.

A :class:`Matcher` lives for one request and remembers the masks it has made, since the same word
is asked for by several tiers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment
from index.columns.texts import encode
from search.columns.chains import chains
from search.columns.lexicon import Pieces
from search.columns.literal import Literal, docs_with, stands
from search.columns.view import Mask, View
from search.query.plan import Alternative, AnyNode, LiteralNode, Node, PrefixNode, WordNode
from search.query.query import Field
from search.ranking import LONG_TEXT


class Matcher:
    """Masks over all documents of a view, deleted ones included.

    ``words_only``: words are not looked for within other words.
    """

    def __init__(self, view: View, *, words_only: bool = False) -> None:
        self._view = view
        self._words_only = words_only
        self._masks: dict[Any, Mask] = {}

    def all_of(self, nodes: Iterable[Node]) -> Mask:
        """Documents that match every node strictly; all documents for no node."""
        mask = np.ones(self._view.documents, np.bool_)
        for node in nodes:
            mask &= self.node(node)
        return mask

    def node(self, node: Node) -> Mask:
        """Documents that match one node strictly."""
        mask = self._masks.get(node)
        if mask is None:
            mask = self._masks[node] = self._node(node)
        return mask

    def _node(self, node: Node) -> Mask:
        match node:
            case WordNode():
                return self._word(node)
            case LiteralNode(text, field):
                return self.literal(text, field, any_place=True)
            case PrefixNode():
                return self._prefix(node)
            case AnyNode(ways):
                mask = self._view.empty()
                for way in ways:
                    mask |= self.all_of(way)
                return mask

    def _word(self, node: WordNode) -> Mask:
        mask = self.term(node.term, node.field).copy()
        if not (self._words_only or _is_short_latin(node.text)):
            mask |= self.literal(node.text, node.field, any_place=len(node.text) >= LONG_TEXT)
        for alternative in node.alternatives:
            mask |= self.alternative(alternative, node.field)
        return mask

    def alternative(self, alternative: Alternative, field: Field) -> Mask:
        """Documents that have a synonym."""
        if alternative.term is not None:
            return self.term(alternative.term, field)
        return self.literal(alternative.text, field, any_place=True)

    def term(self, term: str, field: Field = Field.ANY) -> Mask:
        """Documents that have a word, in any inflection."""
        key = ("term", term, field)
        mask = self._masks.get(key)
        if mask is None:
            mask = self._masks[key] = self._view.empty()
            for segment, base in self._view.placed:
                number = segment.terms.get(term)
                if number is not None:
                    mask[base + self._docs_with(segment, number, number + 1, field)] = True
        return mask

    def _docs_with(
        self, segment: ColumnSegment, first: int, last: int, field: Field
    ) -> NDArray[Any]:
        """Documents with a posting of the terms ``first`` to ``last`` (exclusive)."""
        low, high = int(segment["term_at"][first]), int(segment["term_at"][last])
        docs = segment["term_docs"][low:high].astype(np.intp)
        if field is Field.TITLE:
            # The title comes first in a document, so the first place of a posting tells.
            places = segment["term_places"][segment["term_places_at"][low:high]]
            docs = docs[segment.folded_at[docs] + places < segment.title_ends[docs]]
        return docs

    def literal(self, text: str, field: Field = Field.ANY, *, any_place: bool) -> Mask:
        """Documents that have ``text`` as it is; unless ``any_place``, without cutting tokens."""
        key = ("literal", text, field, any_place)
        mask = self._masks.get(key)
        if mask is None:
            mask = self._masks[key] = self._view.empty()
            literal = Literal(text)
            for segment, base in self._view.placed:
                if field is Field.TITLE:
                    docs = _docs_in_title(segment, literal, any_place)
                else:
                    known = self._literal_known(segment, text, literal, any_place)
                    mask[base : base + segment.documents] |= known
                    docs = _docs_with_text(segment, literal, any_place, known)
                mask[base + docs] = True
        return mask

    def _literal_known(
        self, segment: ColumnSegment, text: str, literal: Literal, any_place: bool
    ) -> Mask:
        """Documents of which postings say already that they have the text."""
        known = np.zeros(segment.documents, np.bool_)
        if len(literal) > 2:
            for docs in segment.docs_with_token(text):
                known[docs] = True
        elif len(literal):
            code = literal.units[0] << 16 | [*literal.units, 0][1]
            known[segment.gram_docs(code, whole=not any_place)] = True
        return known

    def chain(self, pieces: Pieces, field: Field) -> Mask:
        """Documents in which one word of every piece stands, right behind each other."""
        mask = self._view.empty()
        for segment, base in self._view.placed:
            places, _ = chains(segment, pieces)
            docs = segment.doc_at(places)
            if field is Field.TITLE:
                docs = docs[places < segment.title_ends[docs]]
            mask[base + docs] = True
        return mask

    def _prefix(self, node: PrefixNode) -> Mask:
        mask = self._view.empty()
        for segment, base in self._view.placed:
            first, last = segment.term_range(node.text)
            mask[base + self._docs_with(segment, first, last, node.field)] = True
        return mask

    def across(self, node: Node) -> Mask:
        """Documents that match a node strictly, or have a word of it across other words' edges."""
        if isinstance(node, WordNode):
            return self.node(node) | self.literal(node.text, node.field, any_place=True)
        return self.node(node)


def _is_short_latin(text: str) -> bool:
    """Whether a text inside a longer word means nothing: ai in email."""
    return len(text) < LONG_TEXT and text.isascii()


def _docs_with_text(
    segment: ColumnSegment, literal: Literal, any_place: bool, known: Mask
) -> NDArray[np.int64]:
    if len(literal) == 1 or (len(literal) == 2 and segment.is_indexed_pair(literal.units)):
        return np.empty(0, np.int64)  # the postings have said it all
    return docs_with(segment, literal, whole=not any_place, unless=known)


def _docs_in_title(segment: ColumnSegment, literal: Literal, any_place: bool) -> NDArray[np.int64]:
    """Documents that have a literal text in their title; reading all titles takes no time."""
    places = segment.folded_at.tolist()
    found = [
        doc
        for doc, title in enumerate(segment.titles)
        if literal.text in title
        and stands(segment, places[doc], encode(title), literal, whole=not any_place)
    ]
    return np.array(found, np.int64)
