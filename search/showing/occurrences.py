"""Where, and as what, the words of a query stand in the documents of a page.

The documents of one set of pages are looked at together: places count through all of them, so
that one sorted array of places serves them all. Nothing is tokenised again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.char_filters import to_folded
from index.pages.literal import Literal, Pieces, chains, find_units, is_whole
from index.pages.pages import Pages
from search.query.conditions import HasPrefix, HasText
from search.query.plan import Plan, StandIn, TextNode, TextRun, WordNode, nodes_of
from search.ranking import LONG_TEXT, STAND_IN, Tier

MAX_PLACES = 200
"""Places of one word in one document that are looked at, so that a long post costs no more."""
MAX_CANDIDATES = 12
"""Places of one word in one document around which a passage is tried."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The places of one wanted text in some documents of some pages, rising, with their lengths."""

    text: str
    places: NDArray[np.int64]
    lengths: NDArray[Any]
    candidates: NDArray[np.int64]
    """Some of the places, spread over each document: where a passage is tried."""
    how: dict[int, str] = field(default_factory=dict)
    """Why they count, by document: see :attr:`search.results.Hit.matched_by`."""


class Finder:
    """Finds what a plan marks."""

    def __init__(self, plan: Plan, extra: Mapping[TextRun, StandIn]) -> None:
        self._nodes = tuple(dict.fromkeys(nodes_of(plan.nodes)))
        groups = [group for stand_in in extra.values() for group in stand_in.groups]
        self._chains = [group for group in groups if len(group) > 1]
        self._extra = tuple(
            dict.fromkeys(term for group in groups if len(group) == 1 for term in group[0])
        )
        self._texts = tuple(dict.fromkeys(t for one in extra.values() for t in one.texts))

    def find(self, pages: Pages, tiers: dict[int, Tier]) -> list[Occurrences]:
        """All occurrences in the documents that ``tiers`` names, rising, each with its tier."""
        docs = np.array(list(tiers), np.int64)
        texts = _Texts(pages)
        found: list[Occurrences] = []
        for node in self._nodes:
            found.extend(self._node(pages, docs, tiers, node, texts))
        found.extend(self._stand_ins(pages, tiers, texts))
        return [item for item in found if len(item.places)]

    def _node(
        self,
        pages: Pages,
        docs: NDArray[np.int64],
        tiers: dict[int, Tier],
        node: TextNode,
        texts: _Texts,
    ) -> Iterator[Occurrences]:
        if isinstance(node, WordNode):
            as_itself = "surface" if node.text == to_folded(node.term) else "base_form"
            words = _term(pages, docs, node.term, node.text, as_itself, "base_form")
            yield words
            for alternative in node.alternatives:
                how = "base_form" if alternative.spelling else "synonym"
                if alternative.term is not None:
                    yield _term(pages, docs, alternative.term, alternative.text, how, how)
                else:
                    yield _text(texts, tiers, alternative.text, how)
            missing = {doc: tier for doc, tier in tiers.items() if doc not in words.how}
            if missing:
                yield _inside(texts, missing, node.text)
        elif isinstance(node, HasText):
            yield _text(texts, tiers, node.text, "surface")
        elif isinstance(node, HasPrefix):
            yield _text(texts, tiers, node.text, "surface", at_start=True)

    def _stand_ins(
        self, pages: Pages, tiers: dict[int, Tier], texts: _Texts
    ) -> Iterator[Occurrences]:
        """What stands for runs, in the documents that are hits by it."""
        for tier, how in STAND_IN.items():
            of_tier = {doc: own for doc, own in tiers.items() if own is tier}
            docs = np.array(list(of_tier), np.int64)
            if len(docs):
                for term in self._extra:
                    yield _term(pages, docs, term, term, how, how)
                for pieces in self._chains:
                    name = " ".join(piece[0] for piece in pieces)
                    yield _chain(pages, docs, name, pieces, how)
                for text in self._texts:
                    yield _text(texts, of_tier, text, how)


class _Texts(dict[int, bytes]):
    """The folded texts of documents, each read once however many words are sought in it."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def __missing__(self, doc: int) -> bytes:
        low, high = int(self.pages.folded_at[doc]), int(self.pages.folded_at[doc + 1])
        text = self[doc] = self.pages.folded_bytes(low, high)
        return text

    def places(self, doc: int, literal: Literal) -> NDArray[np.int64]:
        """Where a literal text stands in a document."""
        found = np.array(find_units(self[doc], literal), np.int64)
        return np.asarray(found + int(self.pages.folded_at[doc]), np.int64)


def _term(
    pages: Pages, docs: NDArray[np.int64], term: str, text: str, as_itself: str, inflected: str
) -> Occurrences:
    """The stored places of a word, and why it counts in posts that have it in either way."""
    found = pages.places_in(term, docs, MAX_PLACES)
    if found is None:
        return _occurrences(text, {}, 0, {})
    hows = [as_itself if same else inflected for same in found.literal]
    how = dict(zip(found.docs, hows, strict=True))
    candidates = _spread(found.places, found.counts)
    return Occurrences(text, found.places, found.lengths, candidates, how)


def _chain(
    pages: Pages, docs: NDArray[np.int64], text: str, pieces: Pieces, how: str
) -> Occurrences:
    """Words that stand for a text together."""
    places, ends = chains(pages, pieces)
    of_doc = pages.doc_at(places)
    by_doc = {doc: places[of_doc == doc] for doc in docs.tolist()}
    by_doc = {doc: there for doc, there in by_doc.items() if len(there)}
    lengths = (ends - places)[np.isin(of_doc, docs)]
    return _occurrences(text, by_doc, lengths, dict.fromkeys(by_doc, how))


def _text(
    texts: _Texts, tiers: dict[int, Tier], text: str, how: str, *, at_start: bool = False
) -> Occurrences:
    """The places of a literal text; ``at_start``: only where a token starts."""
    literal = Literal(text)
    found = {}
    for doc in tiers:
        places = texts.places(doc, literal)
        if at_start and len(places):
            places = places[texts.pages.is_start(places)]
        if len(places):
            found[doc] = places
    return _occurrences(text, found, len(literal), dict.fromkeys(found, how))


def _inside(texts: _Texts, tiers: dict[int, Tier], text: str) -> Occurrences:
    """A word that documents have only inside, or across, other words."""
    literal = Literal(text)
    found: dict[int, NDArray[np.int64]] = {}
    how: dict[int, str] = {}
    for doc, tier in tiers.items():
        places = texts.places(doc, literal)
        if not len(places):
            continue
        whole = is_whole(texts.pages, places, len(literal))
        if whole.any():
            found[doc], how[doc] = places[whole], "compound"
        elif len(text) >= LONG_TEXT or tier is Tier.SUBSTRING:
            found[doc], how[doc] = places, "substring"
    return _occurrences(text, found, len(literal), how)


_NOWHERE = np.empty(0, np.int64)


def _occurrences(
    text: str,
    by_doc: Mapping[int, NDArray[np.int64]],
    lengths: NDArray[Any] | int,
    how: dict[int, str],
) -> Occurrences:
    """From the places in each document, rising."""
    if not by_doc:
        return Occurrences(text, _NOWHERE, _NOWHERE, _NOWHERE)
    places = np.concatenate(list(by_doc.values()))
    if isinstance(lengths, int):
        lengths = np.full(len(places), lengths)
    return Occurrences(text, places, lengths, _spread(places, map(len, by_doc.values())), how)


def _spread(places: NDArray[np.int64], counts: Iterable[int]) -> NDArray[np.int64]:
    """Some of the places in each document, which have so many."""
    ends = pairwise(accumulate(counts, initial=0))
    return np.concatenate([places[a : b : -((a - b) // MAX_CANDIDATES)] for a, b in ends])
