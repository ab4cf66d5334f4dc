"""Whether one document lies within a filter, for what is asked by its id."""

from __future__ import annotations

from collections.abc import Sequence

from index.facet_values import fold_facet

from index.document import Document
from search.query import Filters
from search.results import Hit


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
