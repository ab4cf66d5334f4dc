"""The posts that one asker may see, and what the columns say of their words.

For whoever may see all posts that is the whole view; words and labels of deleted posts are then
as unknown as those of hidden ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.columns.postings import GramPostings
from index.columns.reader import ColumnSegment
from index.pages.records import joined
from search.columns.view import View
from search.local.values import Mask
from search.local.visible import Visible
from search.query.scored import Kind, idf


class ColumnVisible(Visible):
    """Immutable; kept for the askers that come again."""

    def __init__(self, view: View, mask: Mask, everything: bool) -> None:
        super().__init__(view, mask)
        self.view = view
        self.everything = everything
        """Whether all live posts may be seen."""
        # Deleted ones count until they are merged away, as in Lucene: leaving them out would cost
        # every query a look at all its postings.
        self.population = view.documents if everything else self.count

    def frequency(self, postings: Sequence[tuple[int, GramPostings]]) -> int:
        """In how many documents a unit is, for its idf."""
        if self.everything:
            return sum(found.documents for _, found in postings)
        return self._showing(postings)

    def weights(self, terms: Collection[str]) -> dict[str, float]:
        counts = self._stored(terms) if self.everything else self.documents_with(terms)
        return {term: idf(self.population, count) for term, count in counts.items()}

    def documents_with(self, terms: Collection[str]) -> dict[str, int]:
        if self.count == self.view.documents:
            return self._stored(terms)
        return {term: self._showing(self.view.term(term)) for term in terms}

    def heard_as(self, keys: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, dict[tuple[str, str], None]] = {}
        for segment, _ in self.view.placed:
            known = segment.heard
            for key in keys:
                if key in known:
                    found.setdefault(key, {}).update(dict.fromkeys(known[key]))
        return {key: list(pairs) for key, pairs in found.items()}

    def heard_beginning(self, keys: Collection[str]) -> list[tuple[str, str]]:
        found = (pair for s, _ in self.view.placed for key in keys for pair in s.heard_from(key))
        return list(dict.fromkeys(found))

    def about_as_long(self, term: str, edits: int) -> list[str]:
        shortest, longest = len(term) - edits, len(term) + edits
        words = [s.words_of_length(shortest, longest) for s, _ in self.view.placed]
        return words[0] if len(words) == 1 else list(dict.fromkeys(chain.from_iterable(words)))

    def norms(self, kind: Kind) -> NDArray[np.float32]:
        norms: NDArray[np.float32] = self.view.norms[kind]
        return norms

    def pages_of(
        self, numbers: NDArray[np.int64]
    ) -> Iterator[tuple[ColumnSegment, NDArray[np.int64], NDArray[np.int64]]]:
        for segment, base in self.view.placed:
            inside = numbers[(numbers >= base) & (numbers < base + segment.documents)]
            if len(inside):
                yield segment, inside - base, inside

    def having(self, fragment: str) -> NDArray[np.int64]:
        units = [*map(ord, fragment)]
        triples = ((s.triples(units), s, base) for s, base in self.view.placed)
        docs = joined([s.docs_of(found[0]) + base for found, s, base in triples if found])
        return docs if self.everything else docs[self.mask[docs]]

    def _stored(self, terms: Collection[str]) -> dict[str, int]:
        """How many documents have each term, deleted ones included."""
        segments = [segment for segment, _ in self.view.placed]
        return {term: sum(s.documents_with(term) for s in segments) for term in terms}

    def _showing(self, postings: Sequence[tuple[int, GramPostings]]) -> int:
        """How many of the documents of some postings may be seen."""
        return sum(
            int(np.count_nonzero(self.mask[found.docs.astype(np.intp) + base]))
            for base, found in postings
        )
