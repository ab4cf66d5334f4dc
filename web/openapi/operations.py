"""The routes that the OpenAPI document describes, each with its models: the table of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from index.fields import FieldTable
from web.api.params import (
    CountedParams,
    FacetParams,
    FeedParams,
    MultiSearchBody,
    NoParams,
    ScanParams,
    SimilarParams,
    SuggestParams,
)
from web.instantsearch.routes import InstantSearchBody
from web.pages.admin import ClickBody, ReportParams

JSON = "application/json"


def _in_path(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    schema = {"type": "string", **schema}
    return {"name": name, "in": "path", "required": True, "schema": schema, **more}


_ID = _in_path(
    "id",
    {"minLength": 1},
    description="The id of a document: its path, with or without its slashes escaped.",
    example="_posts/2025-10-30-search.md",
)
_FACET = _in_path("name", {})
_JOB = _in_path("id", {"pattern": "^[0-9]{10}-[0-9a-f]{8}$"})


def in_path(parameter: dict[str, Any], fields: FieldTable) -> dict[str, Any]:
    """A parameter of the path, with what it may be."""
    return _in_path("name", {"enum": [*fields.facets]}) if parameter is _FACET else parameter


@dataclass(frozen=True, slots=True)
class Operation:
    """One route, as it is described."""

    method: str
    path: str
    name: str
    summary: str
    answer: str | None
    """Of ``shapes.yml``; None for text that is no JSON."""
    params: type[BaseModel] = NoParams
    body: type[BaseModel] | None = None
    in_path: tuple[dict[str, Any], ...] = ()
    errors: tuple[int, ...] = (400, 401, 403, 429, 503)
    status: int = 200
    media: str = JSON
    scope: str = "search"
    """``search`` needs a key only where the settings say so, ``admin`` always."""


_OF_ONE = (400, 401, 403, 404, 429, 503)
_WITH_BODY = (400, 401, 403, 413, 429, 503)

OPERATIONS = (
    Operation("get", "/api/v1/search", "search", "Search", "ResultsShape", CountedParams),
    Operation(
        "post", "/api/v1/multi-search", "multiSearch", "Several searches in one request",
        "MultiResultsShape", body=MultiSearchBody, errors=_WITH_BODY,
    ),
    Operation(
        "post", "/api/v1/instantsearch", "instantsearch", "The protocol of InstantSearch",
        "InstantSearchShape", body=InstantSearchBody, errors=_WITH_BODY,
    ),
    Operation(
        "get", "/api/v1/suggest", "suggest", "Completions, fit for every key stroke",
        "CompletionsShape", SuggestParams,
    ),
    Operation(
        "get", "/api/v1/documents", "scan", "Everything that matches, by cursor",
        "ScanShape", ScanParams,
    ),
    Operation(
        "get", "/api/v1/documents/{id}", "document", "One document, whole",
        "DocumentShape", in_path=(_ID,), errors=_OF_ONE,
    ),
    Operation(
        "get", "/api/v1/documents/{id}/similar", "similar", "The neighbours of a document",
        "SimilarShape", SimilarParams, in_path=(_ID,), errors=_OF_ONE,
    ),
    Operation(
        "get", "/api/v1/facets/{name}", "facet", "The values of one facet",
        "FacetShape", FacetParams, in_path=(_FACET,), errors=_OF_ONE,
    ),
    Operation(
        "post", "/api/v1/reindex", "reindex", "Start a run, by an admin key or a signed webhook",
        "JobShape", errors=(401, 403, 409, 413), status=202, scope="admin",
    ),
    Operation(
        "get", "/api/v1/jobs/{id}", "job", "The progress and the report of a run",
        "JobShape", in_path=(_JOB,), errors=(401, 403, 404), scope="admin",
    ),
    Operation(
        "post", "/api/v1/clicks", "click", "Count that a hit was chosen",
        None, body=ClickBody, errors=_WITH_BODY, status=204,
    ),
    Operation(
        "get", "/api/v1/report", "report", "What people search for",
        "ReportShape", ReportParams, errors=(400, 401, 403), scope="admin",
    ),
    Operation(
        "get", "/feed.json", "jsonFeed", "A search as a JSON Feed",
        "JsonFeedShape", FeedParams, media="application/feed+json",
    ),
    Operation(
        "get", "/feed.atom", "atomFeed", "A search as an Atom feed",
        None, FeedParams, media="application/atom+xml",
    ),
    Operation(
        "get", "/healthz", "healthz", "The process is up",
        None, errors=(), media="text/plain", scope="",
    ),
    Operation(
        "get", "/readyz", "readyz", "An index is loaded",
        None, errors=(503,), media="text/plain", scope="",
    ),
)  # fmt: skip
