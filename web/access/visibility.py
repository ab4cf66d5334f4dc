"""What an asker may see of single documents: those within the fixed filter of the key."""

from __future__ import annotations

from collections.abc import Sequence

from index.document import Document
from index.reading.facet_values import fold_facet
from search.query.query import Filters
from search.results import Hit
from search.searcher import Searcher
from web.access.control import fixed_filter
from web.errors import ApiError

_MANY = 100
"""Neighbours to choose from for a key that may not see all of them."""


def visible_document(searcher: Searcher, identity: str) -> Document:
    """The document of that id; raises ApiError (404) also where the asker may not see it."""
    found = searcher.document(identity)
    if found is None or not is_within(found, fixed_filter() or Filters()):
        raise ApiError(404, "There is no document of that id.")
    return found


def visible_neighbours(searcher: Searcher, identity: str, limit: int) -> tuple[Hit, ...]:
    """The nearest documents that the asker may see."""
    limits = fixed_filter()
    if limits is None:
        return searcher.similar(identity, limit)
    found = searcher.similar(identity, _MANY)
    return tuple(hit for hit in found if is_within(hit, limits))[:limit]


def is_within(document: Document | Hit, filters: Filters) -> bool:
    """The same decision as the engine's, over the fields of one document."""
    fields = {
        "tag": document.tags,
        "category": document.categories,
        "author": document.authors,
        "site": (document.site,),
        "lang": (document.lang,),
    }
    wanted = all(_shares(fields[name], values) for name, values in filters.values.items())
    unwanted = any(_shares(fields[name], values) for name, values in filters.excluded.items())
    return wanted and not unwanted and _is_in_days(document, filters)


def _shares(ones: Sequence[str], others: Sequence[str]) -> bool:
    folded = {fold_facet(value) for value in others}
    return any(fold_facet(value) in folded for value in ones)


def _is_in_days(document: Document | Hit, filters: Filters) -> bool:
    first, last = filters.days.first, filters.days.last
    if first is None and last is None:
        return True
    if document.date is None:
        return False
    day = document.date.date()
    return (first is None or first <= day) and (last is None or day <= last)
