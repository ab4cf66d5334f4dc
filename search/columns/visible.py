"""The posts that one asker may see, and everything that is made of them alone.

For whoever may see all posts that is the whole view; words and labels of deleted posts are then
as unknown as those of hidden ones.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from index.columns.reader import Postings
from search.columns.filters import Facets
from search.columns.lexicon import Lexicon
from search.columns.view import Mask, View


def everything(view: View) -> Visible:
    """What whoever may see all posts sees."""
    return Visible(view, view.live, True)


class Visible:
    """Immutable; kept for the askers that come again."""

    def __init__(self, view: View, mask: Mask, everything: bool) -> None:
        self.view = view
        self.mask = mask
        """The live posts that may be seen."""
        self.everything = everything
        """Whether that is all of them."""
        self.count = int(mask.sum())
        self.population = view.documents if everything else self.count
        """Posts that frequencies are compared with. Deleted ones count until they are merged
        away, as in Lucene: leaving them out would cost every query a look at all its postings."""

    @cached_property
    def facets(self) -> Facets:
        return Facets(self.view, self.mask)

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self)

    def frequency(self, postings: list[tuple[int, Postings]]) -> int:
        """In how many documents a unit is, for its idf."""
        if self.everything:
            return sum(len(found.docs) for _, found in postings)
        return self.showing(postings)

    def term_frequency(self, term: str) -> int:
        """In how many documents a word is, for its idf."""
        if self.everything:
            return sum(segment.documents_with(term) for segment, _ in self.view.placed)
        return self.showing(self.view.term(term))

    def documents_with(self, term: str) -> int:
        """How many posts have a word that may be seen."""
        if self.count == self.view.documents:
            return sum(segment.documents_with(term) for segment, _ in self.view.placed)
        return self.showing(self.view.term(term))

    def showing(self, postings: list[tuple[int, Postings]]) -> int:
        """How many of the documents of some postings may be seen."""
        return sum(
            int(np.count_nonzero(self.mask[found.docs.astype(np.intp) + base]))
            for base, found in postings
        )
