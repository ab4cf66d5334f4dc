"""The contract of an engine's reading side.

A searcher reads one generation and never changes: when a new one is published, a new searcher is
opened beside it (see :mod:`search.live`). It may be used by any number of threads at once.

**Within.** Every method that shows posts is told who asks, and what they may see. Posts outside
do not exist for that answer: they are no hits, count in no facet, complete nothing, correct
nothing, and give neither a label nor a word; whether a word is known, and how rare it is, follows
from the posts inside. An answer within a filter is that of an index of those posts alone, but for
scores, which an engine may weigh by all of its posts.

**Deadline.** An answer that would come later than the asker waits is given up with
:class:`index.errors.TimedOutError`; engines look at the clock between their steps.

**Errors.** :class:`index.errors.EngineUnavailableError` when the engine does not answer,
:class:`index.errors.PartialResultsError` when only a part of it does: half an answer is never
shown. What an engine lacks is not among its ``capabilities`` and raises
:class:`index.errors.UnsupportedError`; it is never answered wrongly or with nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from index.document import Document
from index.fields import FieldTable
from index.store import SiteRecord
from search.query.query import ANYBODY, Asker, Query
from search.results import FacetValue, Hit, Results, Suggestion


class Capability(StrEnum):
    """What an engine may lack and still be one."""

    SUGGEST = "suggest"
    """Completions."""
    SIMILAR = "similar"
    """Neighbours of a document."""
    EXPLAIN = "explain"
    """The parts of a score."""
    VOCABULARY = "vocabulary"
    """All its words, for spelling variants."""


ALL_CAPABILITIES = frozenset(Capability)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a generation holds, for ``stats`` and metrics."""

    engine: str
    generation: str
    created: datetime
    documents: int
    """Posts that can be found."""
    characters: int
    terms: int
    first_day: date | None
    last_day: date | None
    facets: Mapping[str, int]
    """Distinct values by facet."""
    sites: tuple[str, ...]
    capabilities: tuple[str, ...]
    details: Mapping[str, int] = field(default_factory=dict)
    """The engine's own figures, such as its segments."""


class VocabularyEntry(NamedTuple):
    """A word of the posts."""

    term: str
    readings: tuple[str, ...]
    documents: int
    written: int
    """Posts that write it as it is, neither inflected nor as a part of a longer word."""


class Searcher(Protocol):
    """Answers queries over one published generation."""

    @property
    def generation(self) -> str:
        """The name of the generation that is read."""

    @property
    def fields(self) -> FieldTable:
        """The table by which queries are understood: that of the generation."""

    @property
    def sites(self) -> tuple[SiteRecord, ...]:
        """The sites whose posts it finds, and where they are."""

    @property
    def version(self) -> str:
        """Differs wherever answers may: by the generation, and by the synonyms."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this engine can do beyond searching."""

    def rest(self) -> None:
        """Gives back memory that only later answers would use; call it every second or so."""

    def search(self, query: Query) -> Results:
        """The page of hits that ``query`` asks for, with facets over all hits."""

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        """Hits in the order of their ids from behind the id ``after``; the next one, or None."""

    def suggest(self, text: str, limit: int = 8, asker: Asker = ANYBODY) -> tuple[Suggestion, ...]:
        """Completions of what has been typed so far, best first."""

    def document(self, identity: str, asker: Asker = ANYBODY) -> Document | None:
        """The document of that id, whole; None also where the asker may not see it."""

    def similar(self, identity: str, limit: int = 5, asker: Asker = ANYBODY) -> tuple[Hit, ...]:
        """The nearest neighbours of a document, without itself; none of what is not there."""

    def facet_values(
        self, name: str, query: Query, typed: str, limit: int
    ) -> tuple[FacetValue, ...]:
        """Values of one facet that contain what is typed (folded), among the hits of ``query``:
        first those that start so, then those of which a word does."""

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        """How many posts have each of some words of the analyzer, for who may see all of them."""

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        """Every word of the posts once, in any order, for who may see all of them."""

    def statistics(self) -> Statistics:
        """What the generation holds."""


class ConfinedSearcher:
    """A searcher as one asker may use it.

    Whoever answers requests holds nothing else, so that no answer can forget who asks.
    """

    def __init__(self, searcher: Searcher, asker: Asker) -> None:
        self._searcher = searcher
        self._asker = asker
        self.version = searcher.version
        self.fields = searcher.fields
        self.capabilities = searcher.capabilities
        self.sites = searcher.sites

    def search(self, query: Query) -> Results:
        return self._searcher.search(self._confined(query))

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        return self._searcher.scan(self._confined(query), after, limit)

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        return self._searcher.suggest(text, limit, self._asker)

    def document(self, identity: str) -> Document | None:
        return self._searcher.document(identity, self._asker)

    def similar(self, identity: str, limit: int) -> tuple[Hit, ...]:
        return self._searcher.similar(identity, limit, self._asker)

    def facet_values(
        self, name: str, query: Query, typed: str, limit: int
    ) -> tuple[FacetValue, ...]:
        return self._searcher.facet_values(name, self._confined(query), typed, limit)

    def _confined(self, query: Query) -> Query:
        return replace(query, asker=self._asker)
