"""``POST /api/v1/instantsearch``: the protocol of InstantSearch's ``searchClient``.

Several requests come at once: the first asks for hits, the others for the counts of each refined
facet without its own filter. Newer clients also send searches within a facet.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from search.query.query import Query
from search.results import FacetValue
from web.access.control import confined_searcher
from web.api.http import json_response, read_body, run_search
from web.context import context
from web.instantsearch.params import InstantSearchParams, facet_names, instantsearch_query
from web.instantsearch.presenter import present_facet_hits, present_instantsearch
from web.links import addresses

blueprint = Blueprint("instantsearch", __name__, url_prefix="/api/v1")


INDEX = "posts"


def _index_name(name: str) -> str:
    if name and name.partition(":")[0] != INDEX:
        raise PydanticCustomError("index", f"must be {INDEX}, or {INDEX} with an order behind it")
    return name


IndexName = Annotated[
    str,
    Field(max_length=200),
    AfterValidator(_index_name),
    WithJsonSchema({"type": "string", "enum": ["", INDEX, f"{INDEX}:date:desc"]}),
]


class InstantSearchRequest(BaseModel):
    """One request: a search, or with ``facet`` a search within that facet's values."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    index_name: IndexName = Field("", alias="indexName")
    params: InstantSearchParams = InstantSearchParams()
    facet: str | None = Field(None, max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _nested(cls, request: Any) -> Any:
        """Newer clients send parameters beside ``indexName`` instead of in ``params``."""
        if not isinstance(request, dict):
            return request
        params = request.get("params", request)
        facet = request.get("facet")
        if facet is None and isinstance(params, dict):
            facet = params.get("facetName")
        return {**request, "params": params, "facet": facet}


class InstantSearchBody(BaseModel):
    """The list of requests, alone or as ``requests``."""

    requests: list[InstantSearchRequest] = Field(max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, body: Any) -> Any:
        return {"requests": body} if isinstance(body, list) else body


@blueprint.post("/instantsearch")
def instantsearch() -> Response:
    requests = read_body(InstantSearchBody).requests
    return json_response({"results": [_answer(request) for request in requests]})


def _answer(request: InstantSearchRequest) -> dict[str, Any]:
    here, params, searcher = context(), request.params, confined_searcher()
    query = instantsearch_query(params, request.index_name, here.today(), searcher.fields)
    if request.facet is not None:
        return _facet_answer(request.facet, params, query)
    # Requests without hits only count facets: they are no search of their own.
    results = run_search(query) if params.hits_per_page else searcher.search(query)
    return present_instantsearch(
        results, request.index_name, params, here.settings.zone, searcher.fields, addresses()
    )


def _facet_answer(facet: str, params: InstantSearchParams, query: Query) -> dict[str, Any]:
    started, searcher = time.perf_counter(), confined_searcher()
    values: tuple[FacetValue, ...] = ()
    for name in facet_names([facet], searcher.fields)[:1]:
        values = searcher.facet_values(name, query, params.facet_query, params.max_facet_hits)
    return {
        "facetHits": present_facet_hits(values, params),
        "exhaustiveFacetsCount": True,
        "processingTimeMS": round(1000 * (time.perf_counter() - started)),
    }
