"""What InstantSearch sends → Query.

Its filters are a small language of their own: ``facetFilters`` is an AND of ORs (``["tag:AI",
["author:a", "author:b"], "lang:-en"]``), ``numericFilters`` compares dates in epoch seconds
(``"date>=1700000000"``). Each request means exactly its filters, in the counts too: to learn what
else could be chosen, InstantSearch asks again without a facet's own filter. What the engine
cannot say (an OR over two facets) is an error that names the parameter, never a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from search.params import Mark, ParameterError, QueryError, Text, Whole
from search.parser import parse_text
from search.query import FACETS, Days, Filters, Query, Sort

MAX_FILTERS = 200
MAX_HITS = 100
MAX_FACETS = 50
ATTRIBUTES = {
    **{name: name for name in FACETS},
    "tags": "tag",
    "categories": "category",
    "authors": "author",
    "date_timestamp": "date",
}
"""Names that a site may use for a facet: its own, or the name of the field in the hits."""

_SORTS = {"date:desc": Sort.NEWEST, "date:asc": Sort.OLDEST}
_COMPARISON = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(-?\d{1,12}(?:\.\d+)?)\s*")
_BETWEEN = re.compile(r"\s*(\w+)\s*:\s*(-?\d{1,12})\s+TO\s+(-?\d{1,12})\s*", re.IGNORECASE)


def _listed(value: Any) -> Any:
    return [] if value is None else [value] if isinstance(value, str) else value


def _groups(attributes: Iterable[str]) -> dict[str, Any]:
    """The JSON schema of facet filters: each OR is over values of one facet."""
    single = {"type": "string", "pattern": f"^({'|'.join(attributes)}):."}
    alternatives = [
        {"type": "array", "items": {"type": "string", "pattern": f"^{attribute}:[^-]"}}
        for attribute in attributes
    ]
    return _one_or_more(single, {"anyOf": [single, *alternatives]}, MAX_FILTERS)


def _one_or_more(single: dict[str, Any], item: dict[str, Any], most: int) -> dict[str, Any]:
    """The JSON schema of what may be a list, one item alone, or missing."""
    return {"anyOf": [{"type": "array", "maxItems": most, "items": item}, single, {"type": "null"}]}


Groups = Annotated[list[str | list[str]], Field(max_length=MAX_FILTERS), BeforeValidator(_listed)]
FacetGroups = Annotated[Groups, WithJsonSchema(_groups(ATTRIBUTES))]
_COMPARED = {"type": "string", "pattern": r"^date(_timestamp)?(<=|>=|=|<|>)[0-9]{1,10}$"}
NumericGroups = Annotated[Groups, WithJsonSchema(_one_or_more(_COMPARED, _COMPARED, MAX_FILTERS))]
_NAME = {"type": "string", "maxLength": 200}
Names = Annotated[
    list[Annotated[str, Field(max_length=200)]],
    Field(max_length=MAX_FACETS),
    BeforeValidator(_listed),
    WithJsonSchema(_one_or_more(_NAME, _NAME, MAX_FACETS)),
]


class InstantSearchParams(BaseModel):
    """The parameters that have a meaning here; others are settings of other services."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    query: Text | None = ""
    page: Whole = Field(0, ge=0, le=10_000)
    hits_per_page: Whole = Field(20, ge=0, le=1_000, alias="hitsPerPage")
    facets: Names = []
    facet_filters: FacetGroups = Field([], alias="facetFilters")
    numeric_filters: NumericGroups = Field([], alias="numericFilters")
    max_values: Whole = Field(100, ge=0, le=1_000, alias="maxValuesPerFacet")
    pre: Mark = Field("__ais-highlight__", alias="highlightPreTag")
    post: Mark = Field("__/ais-highlight__", alias="highlightPostTag")
    facet_query: Text = Field("", alias="facetQuery")
    max_facet_hits: Whole = Field(10, ge=1, le=100, alias="maxFacetHits")


def instantsearch_query(
    params: InstantSearchParams, index_name: str, today: date, zone: ZoneInfo
) -> Query:
    """The query of one request; raises :class:`search.params.QueryError`."""
    parsed = parse_text(params.query or "", today)
    every = [_facet_group(group) for group in params.facet_filters]
    every += [_numeric_group(group, zone) for group in params.numeric_filters]
    return Query(
        text=params.query or "",
        wanted=parsed.wanted,
        excluded=parsed.excluded,
        filters=parsed.filters,
        every=tuple(filters for filters in every if filters != Filters()),
        sort=_sort(index_name),
        page=params.page + 1,
        per_page=min(max(params.hits_per_page, 1), MAX_HITS),
        facets=facet_names(params.facets),
        facet_limit=max(params.max_values, 1),
        highlight_pre=params.pre,
        highlight_post=params.post,
    )


def facet_names(requested: Iterable[str]) -> tuple[str, ...]:
    """Facets to count; ``*`` is all, and attributes that are no facets are left out."""
    names = list(requested)
    wanted = FACETS if "*" in names else [ATTRIBUTES[name] for name in names if name in ATTRIBUTES]
    return tuple(dict.fromkeys(wanted))


def _sort(index_name: str) -> Sort:
    """Sorting switches the index: ``posts:date:desc``."""
    return _SORTS.get(index_name.partition(":")[2], Sort.RELEVANCE)


def _facet_group(group: str | list[str]) -> Filters:
    """One OR: ``["tag:AI", "tag:検索"]``, or a single ``"tag:-AI"``."""
    terms = [_facet_filter(text) for text in ([group] if isinstance(group, str) else group)]
    if not terms:
        return Filters()
    names = {name for name, _, _ in terms}
    values = tuple(value for _, value, _ in terms)
    negative = any(negated for _, _, negated in terms)
    if len(names) > 1 or (negative and len(terms) > 1):
        raise _error("facetFilters", "an OR must be over wanted values of one facet")
    chosen = {names.pop(): values}
    return Filters(excluded=chosen) if negative else Filters(chosen)


def _facet_filter(text: str) -> tuple[str, str, bool]:
    """``tag:AI`` → facet, value, whether it is excluded; ``tag:\\-x`` is the value ``-x``."""
    attribute, separator, value = text.partition(":")
    if not separator or not value or attribute not in ATTRIBUTES:
        raise _error("facetFilters", f"{text[:40]!r} does not start with a facet and a colon")
    negated = value.startswith("-")
    return ATTRIBUTES[attribute], value[1:] if value.startswith(("-", "\\-")) else value, negated


def _numeric_group(group: str | list[str], zone: ZoneInfo) -> Filters:
    terms = [group] if isinstance(group, str) else group
    if len(terms) > 1:
        raise _error("numericFilters", "an OR is not possible")
    return Filters(days=_numeric_filter(terms[0], zone)) if terms else Filters()


def _numeric_filter(text: str, zone: ZoneInfo) -> Days:
    if match := _BETWEEN.fullmatch(text):
        attribute, first, last = match[1], _day(match[2], zone), _day(match[3], zone)
        days = Days(first, last)
    elif match := _COMPARISON.fullmatch(text):
        attribute, day = match[1], _day(match[3], zone)
        if match[2] == "!=":
            raise _error("numericFilters", "!= is not possible")
        days = Days(
            day if match[2] in (">", ">=", "=") else None,
            day if match[2] in ("<", "<=", "=") else None,
        )
    else:
        raise _error("numericFilters", f"{text[:40]!r} is not like date>=1700000000")
    if ATTRIBUTES.get(attribute) != "date":
        raise _error("numericFilters", f"{attribute[:40]} is no number; date is one")
    return days


def _day(seconds: str, zone: ZoneInfo) -> date:
    try:
        return datetime.fromtimestamp(float(seconds), zone).date()
    except (ValueError, OverflowError, OSError):
        raise _error("numericFilters", f"{seconds} is no time in epoch seconds") from None


def _error(parameter: str, message: str) -> QueryError:
    return QueryError([ParameterError(parameter, message)])
