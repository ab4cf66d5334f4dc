"""Completions, for those who may see everything and for searches within something."""

from __future__ import annotations

from dataclasses import replace

from search.query.parser import parse_text
from search.query.query import Filters, Query, Sort
from search.results import Suggestion
from search.searcher import Searcher
from web.access.control import confined, fixed_filter
from web.api.params import SuggestParams
from web.context import context

COMPLETIONS = 6
"""More than a box shows, since it leaves out titles that it shows as hits."""


def suggestions_for(searcher: Searcher, params: SuggestParams) -> tuple[Suggestion, ...]:
    """The searcher's completions; with a fixed filter only titles that a search within it finds.

    Tags and phrases come from all posts and would tell what lies outside the filter.
    """
    if fixed_filter() is None:
        return searcher.suggest(params.q, params.limit)
    if not params.q.strip():
        return ()
    parsed = parse_text(params.q, context().today())
    query = Query(params.q, parsed.wanted, parsed.excluded, parsed.filters)
    return _titles(searcher, confined(query), params.limit)


def completions_for(searcher: Searcher, query: Query) -> tuple[Suggestion, ...]:
    """Completions of a search's text within the same filters, and within what the asker may see."""
    if not query.text.strip():
        return ()
    if query.filters == query.within == Filters():
        return searcher.suggest(query.text, COMPLETIONS)
    return _titles(searcher, query, COMPLETIONS)


def _titles(searcher: Searcher, query: Query, limit: int) -> tuple[Suggestion, ...]:
    """The titles that a query finds."""
    first = replace(query, sort=Sort.RELEVANCE, page=1, per_page=limit, facets=())
    return tuple(
        Suggestion(hit.title, hit.marked_title, "title", hit.url, 1)
        for hit in searcher.search(first).hits
    )
