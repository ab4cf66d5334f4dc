"""Completions that come with the answer of a search."""

from __future__ import annotations

from dataclasses import replace

from search.query.query import Filters, Query, Sort
from search.results import Suggestion
from search.searcher import ConfinedSearcher

COMPLETIONS = 6
"""More than a box shows, since it leaves out titles that it shows as hits."""


def completions_for(searcher: ConfinedSearcher, query: Query) -> tuple[Suggestion, ...]:
    """Completions of a search's text; within its filters, the titles that it finds."""
    if not query.text.strip():
        return ()
    if query.filters == Filters():
        return searcher.suggest(query.text, COMPLETIONS)
    first = replace(query, sort=Sort.RELEVANCE, page=1, per_page=COMPLETIONS, facets=())
    return tuple(
        Suggestion(hit.title, hit.marked_title, "title", hit.url, 1)
        for hit in searcher.search(first).hits
    )
