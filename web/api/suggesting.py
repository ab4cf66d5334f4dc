"""Completions, for those who may see everything and for keys that may not."""

from __future__ import annotations

from search.query.parser import parse_text
from search.query.query import Query
from search.results import Suggestion
from search.searcher import Searcher
from web.access.control import confined, fixed_filter
from web.api.params import SuggestParams
from web.context import context


def suggestions_for(searcher: Searcher, params: SuggestParams) -> tuple[Suggestion, ...]:
    """The searcher's completions; with a fixed filter only titles that a search within it finds.

    Tags and phrases come from all posts and would tell what lies outside the filter.
    """
    if fixed_filter() is None:
        return searcher.suggest(params.q, params.limit)
    if not params.q.strip():
        return ()
    parsed = parse_text(params.q, context().today())
    query = Query(
        params.q, parsed.wanted, parsed.excluded, parsed.filters, per_page=params.limit, facets=()
    )
    return tuple(
        Suggestion(hit.title, hit.marked_title, "title", hit.url, 1)
        for hit in searcher.search(confined(query)).hits
    )
