"""The posts that one asker may see, and everything that is made of them alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from search.local.facets import Facets
from search.local.values import Mask, Values
from search.query.lexicon import Lexicon, Words
from search.query.scored import idf


class Visible(Words):
    """Immutable; kept for the askers that come again."""

    def __init__(self, values: Values, mask: Mask) -> None:
        self.values = values
        """Their dates, and what posts are chosen by."""
        self.mask = mask
        """The live posts that may be seen."""
        self.count = int(mask.sum())
        self.population = self.count
        """Posts that frequencies are compared with."""

    @cached_property
    def facets(self) -> Facets:
        return Facets(self.values, self.mask)

    @property
    def lexicon(self) -> Lexicon:
        # Not kept: each would hold the other, and with it the files of a generation that is gone.
        return Lexicon(self)

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        counts = self.documents_with(terms)
        return {term: idf(self.population, count) for term, count in counts.items()}
