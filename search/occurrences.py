"""Where, and as what, the words of a query stand in one document: stored places, nothing
tokenised again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columns.reader import ColumnSegment, Positions
from search.lexicon import Pieces
from search.literal import Literal, is_whole
from search.plan import LiteralNode, Plan, PrefixNode, Run, WordNode, nodes_of
from search.ranking import LONG_TEXT, Tier

MAX_PLACES = 200
"""Places of one word in one document that are looked at, so that a long post costs no more."""

LOOKED_AT = 8
"""Places of an inflected word that are compared with what was typed."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The places of one wanted text in a document, rising, with their lengths."""

    text: str
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    how: str
    """Why they count, see :attr:`search.results.Hit.matched_by`."""


class Finder:
    """Finds what a plan marks, in one document after the other."""

    def __init__(self, plan: Plan, extra: dict[Run, Pieces]) -> None:
        self._nodes = tuple(dict.fromkeys(nodes_of(plan.nodes)))
        self._extra = tuple(
            dict.fromkeys(term for pieces in extra.values() for piece in pieces for term in piece)
        )
        self._literals = {node: Literal(node.text) for node in self._nodes}
        phrases = [run.text for run in plan.runs if len(run.nodes) > 1 and run.text]
        self.phrases = tuple(Literal(text) for text in dict.fromkeys(phrases))
        """Runs of several words: where they stand as typed is the best passage."""

    def find(self, segment: ColumnSegment, doc: int, tier: Tier) -> list[Occurrences]:
        """All kinds of occurrences in a document, those of one node together."""
        found: list[Occurrences] = []
        for node in self._nodes:
            found.extend(self._node(segment, doc, node, tier))
        how = "typo" if tier is Tier.TYPO else "reading"
        if tier >= Tier.READING:
            for term in self._extra:
                found.extend(_term(segment, doc, term, term, how))
        return found

    def _node(
        self,
        segment: ColumnSegment,
        doc: int,
        node: WordNode | LiteralNode | PrefixNode,
        tier: Tier,
    ) -> Iterator[Occurrences]:
        if isinstance(node, WordNode):
            words = list(_term(segment, doc, node.term, node.text, None))
            yield from words
            for alternative in node.alternatives:
                if alternative.term is not None:
                    yield from _term(segment, doc, alternative.term, alternative.text, "synonym")
                else:
                    places = places_in(segment, doc, Literal(alternative.text))
                    yield from _found(alternative.text, places, len(alternative.text), "synonym")
            if not words:
                yield from self._inside(segment, doc, node, tier)
        elif isinstance(node, LiteralNode):
            literal = self._literals[node]
            yield from _found(node.text, places_in(segment, doc, literal), len(literal), "surface")
        elif isinstance(node, PrefixNode):
            literal = self._literals[node]
            places = places_in(segment, doc, literal)
            places = places[segment.is_start(places)] if len(places) else places
            yield from _found(node.text, places, len(literal), "surface")

    def _inside(
        self, segment: ColumnSegment, doc: int, node: WordNode, tier: Tier
    ) -> Iterator[Occurrences]:
        """A word that the document has only inside, or across, other words."""
        literal = self._literals[node]
        places = places_in(segment, doc, literal)
        if not len(places):
            return
        whole = is_whole(segment, places, len(literal))
        if whole.any():
            yield from _found(node.text, places[whole], len(literal), "compound")
        elif len(node.text) >= LONG_TEXT or tier is Tier.SUBSTRING:
            yield from _found(node.text, places, len(literal), "substring")


def _term(
    segment: ColumnSegment, doc: int, term: str, text: str, how: str | None
) -> Iterator[Occurrences]:
    positions = segment.positions(term, doc)
    if positions is None:
        return
    places = positions.places[:MAX_PLACES].astype(np.int64)
    lengths = positions.lengths[:MAX_PLACES].astype(np.int64)
    if how is None:
        how = "surface" if _stands_as(segment, positions, text) else "base_form"
    yield Occurrences(text, places, lengths, how)


def _stands_as(segment: ColumnSegment, positions: Positions, text: str) -> bool:
    """Whether a word stands somewhere as it was typed, among the first places of its length."""
    same = np.flatnonzero(positions.lengths[:LOOKED_AT] == len(text))
    return any(
        segment.folded_text(place, place + len(text)) == text
        for place in positions.places[same].tolist()
    )


def _found(text: str, places: NDArray[np.int64], length: int, how: str) -> Iterator[Occurrences]:
    if len(places):
        yield Occurrences(text, places, np.full(len(places), length), how)


def places_in(segment: ColumnSegment, doc: int, literal: Literal) -> NDArray[np.int64]:
    """Where a literal text stands in one document, by reading its folded text."""
    low, high = int(segment.folded_at[doc]), int(segment.folded_at[doc + 1])
    found = find_units(segment.folded_bytes(low, high), literal)
    return np.array(found, np.int64) + low


def find_units(data: bytes, literal: Literal) -> list[int]:
    """The positions in ``data``, in units, where a literal text stands; at most MAX_PLACES."""
    wanted = literal.encoded
    found: list[int] = []
    at = data.find(wanted) if wanted else -1
    while at >= 0 and len(found) < MAX_PLACES:
        if at % 2:  # between two units: chance
            at = data.find(wanted, at + 1)
        else:
            found.append(at // 2)
            at = data.find(wanted, at + len(wanted))
    return found
