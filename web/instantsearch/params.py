"""What InstantSearch sends → Query.

Each request means exactly its filters (:mod:`web.instantsearch.filters`), in the counts too: to
learn what else could be chosen, InstantSearch asks again without a facet's own filter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from index.fields import BUILT_IN, FieldTable
from search.query.params import Mark, ParameterError, QueryError, Text, Whole
from search.query.parser import parse_text
from search.query.query import Query, Sort
from web.instantsearch.filters import (
    MONTHS,
    YEARS,
    attributes,
    facet_groups,
    numeric_groups,
    worded_groups,
)

MAX_FILTERS = 200
MAX_HITS = 100
MAX_FACETS = 50
MAX_VALUES = 10_000
"""All there are: a year is counted from its months, and a range from all numbers."""
IMPOSSIBLE = ("tagFilters", "restrictSearchableAttributes", "offset", "length")
"""Parameters of other services that would change the hits: better refused than ignored."""


def _listed(value: Any) -> Any:
    return [] if value is None else [value] if isinstance(value, str) else value


def _groups(pattern: str) -> dict[str, Any]:
    """The JSON schema of filters: all of a list hold, one of a list within it is enough."""
    single = {"type": "string", "pattern": pattern}
    group = {"type": "array", "items": single}
    return _one_or_more(single, {"anyOf": [single, group]}, MAX_FILTERS)


def _one_or_more(single: dict[str, Any], item: dict[str, Any], most: int) -> dict[str, Any]:
    """The JSON schema of what may be a list, one item alone, or missing."""
    return {"anyOf": [{"type": "array", "maxItems": most, "items": item}, single, {"type": "null"}]}


Groups = Annotated[list[str | list[str]], Field(max_length=MAX_FILTERS), BeforeValidator(_listed)]
Worded = Annotated[
    str,
    Field(max_length=2_000),
    WithJsonSchema({"type": "string", "enum": ["", 'tag:AI AND (lang:ja OR NOT author:"森")']}),
]
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
    facet_filters: Groups = Field([], alias="facetFilters")
    numeric_filters: Groups = Field([], alias="numericFilters")
    filters: Worded = ""
    max_values: Whole = Field(100, ge=0, le=1_000, alias="maxValuesPerFacet")
    pre: Mark = Field("__ais-highlight__", alias="highlightPreTag")
    post: Mark = Field("__/ais-highlight__", alias="highlightPostTag")
    facet_query: Text = Field("", alias="facetQuery")
    max_facet_hits: Whole = Field(10, ge=1, le=100, alias="maxFacetHits")

    @classmethod
    def of_fields(cls, fields: FieldTable) -> dict[str, Any]:
        """The filters as the OpenAPI document describes them: with the names of all fields."""
        rows = attributes(fields)
        texts = "|".join(name for name, row in rows.items() if row.type == "keyword")
        numbers = "|".join(name for name, row in rows.items() if row.type in ("number", "date"))
        patterns = {
            "facet_filters": rf"^({texts}):-?[^-\s]",
            "numeric_filters": rf"^({numbers})(<=|>=|!=|=|<|>)[0-9]{{1,10}}$",
        }
        return {
            name: (
                Annotated[Groups, WithJsonSchema(_groups(pattern))],
                FieldInfo.merge_field_infos(cls.model_fields[name]),
            )
            for name, pattern in patterns.items()
        }

    @model_validator(mode="before")
    @classmethod
    def _possible(cls, params: Any) -> Any:
        given = [name for name in IMPOSSIBLE if isinstance(params, dict) and params.get(name)]
        if given:
            raise PydanticCustomError("impossible", f"cannot have {', '.join(given)} here")
        return params


def instantsearch_query(
    params: InstantSearchParams, index_name: str, today: date, fields: FieldTable = BUILT_IN
) -> Query:
    """The query of one request; raises :class:`search.query.params.QueryError`."""
    parsed = parse_text(params.query or "", today, fields)
    facets = facet_names(params.facets, fields)
    numbers = {row.name for row in fields.filters if row.type == "number"}
    all_values = {YEARS, MONTHS} & set(params.facets) or numbers & set(facets)
    return replace(
        parsed,
        every=(
            *parsed.every,
            *facet_groups(params.facet_filters, fields),
            *numeric_groups(params.numeric_filters, fields),
            *worded_groups(params.filters, fields),
        ),
        sort=_sort(index_name, fields),
        page=params.page + 1,
        per_page=min(max(params.hits_per_page, 1), MAX_HITS),
        facets=facets,
        facet_limit=MAX_VALUES if all_values else max(params.max_values, 1),
        highlight_pre=params.pre,
        highlight_post=params.post,
    )


def facet_names(requested: Iterable[str], fields: FieldTable) -> tuple[str, ...]:
    """Facets to count; ``*`` is all, and attributes that are no facets are left out."""
    names = list(requested)
    if "*" in names:
        return fields.facets
    rows = attributes(fields)
    known = {name: row.name for name, row in rows.items() if row.facet or row.type == "number"}
    known |= {YEARS: "date", MONTHS: "date"}
    return tuple(dict.fromkeys(known[name] for name in names if name in known))


def _sort(index_name: str, fields: FieldTable) -> Sort:
    """Sorting switches the index: ``posts:date:desc``, ``posts:level:asc``."""
    name, _, direction = index_name.partition(":")[2].partition(":")
    if not name:
        return Sort.RELEVANCE
    names = [row.name for row in fields.sorts]
    if name not in names or direction not in ("asc", "desc"):
        message = f"must end with one of {', '.join(names)}, then asc or desc: posts:date:desc"
        raise QueryError([ParameterError("indexName", message)])
    return Sort(name, direction == "desc")
