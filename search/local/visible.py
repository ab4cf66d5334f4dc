"""The posts that one asker may see, and everything that is made of them alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from functools import cached_property

from search.local.facets import Facets
from search.local.values import Mask, Values
from search.query.lexicon import Lexicon
from search.query.scored import idf


class Visible(ABC):
    """Immutable; kept for the askers that come again. It is what a lexicon asks about words."""

    def __init__(self, values: Values, mask: Mask) -> None:
        self._values = values
        self.mask = mask
        """The live posts that may be seen."""
        self.count = int(mask.sum())
        self.population = self.count
        """Posts that frequencies are compared with."""

    @cached_property
    def facets(self) -> Facets:
        return Facets(self._values, self.mask)

    @property
    def lexicon(self) -> Lexicon:
        # Not kept: each would hold the other, and with it the files of a generation that is gone.
        return Lexicon(self)

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        """The idf of each term."""
        counts = self.documents_with(terms)
        return {term: idf(self.population, count) for term, count in counts.items()}

    @abstractmethod
    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        """How many of the posts that may be seen have each term."""

    @abstractmethod
    def heard_as(self, keys: Collection[str]) -> Mapping[str, Collection[tuple[str, str]]]:
        """By sound without long vowels, the terms that sound so in any post, and their readings."""

    @abstractmethod
    def heard_beginning(self, keys: Collection[str]) -> Collection[tuple[str, str]]:
        """The terms whose sound without long vowels begins so in any post, and their readings."""

    @abstractmethod
    def about_as_long(self, term: str, edits: int) -> Collection[str]:
        """Terms of nearly the same length that may be misspelt, in any post."""
