"""The contract of an engine's reading side.

A searcher reads one generation and never changes: when a new one is published, a new searcher is
opened beside it (see :mod:`search.live`). It may be used by any number of threads at once.
"""

from __future__ import annotations

from typing import Any, Protocol

from index.document import Document
from search.query.query import Query
from search.results import FacetValue, Hit, Results, Suggestion


class Searcher(Protocol):
    """Answers queries over one published generation."""

    @property
    def generation(self) -> str:
        """The name of the generation that is read."""

    @property
    def version(self) -> str:
        """Differs wherever answers may: by the generation, and by the synonyms."""

    def search(self, query: Query) -> Results:
        """The page of hits that ``query`` asks for, with facets over all hits."""

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        """Hits in a fixed order from behind the cursor ``after``; the next cursor, or None."""

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what has been typed so far, best first."""

    def document(self, identity: str) -> Document | None:
        """The document of that id, whole."""

    def similar(self, identity: str, limit: int = 5) -> tuple[Hit, ...]:
        """The nearest neighbours of a document, without itself."""

    def facet_values(
        self, name: str, query: Query, prefix: str, limit: int
    ) -> tuple[FacetValue, ...]:
        """Values of one facet that start with ``prefix`` (folded), among the hits of ``query``."""

    def statistics(self) -> dict[str, Any]:
        """What the generation holds: documents, terms, characters, bytes, dates, site names."""

    def close(self) -> None:
        """Gives files back; requests under way must be done."""
