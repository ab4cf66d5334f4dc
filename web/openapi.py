"""The OpenAPI 3.1 document, generated from the models that validate and the shapes of answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from search.params import SearchParams
from search.query import FACETS
from web import schemas
from web.api_params import (
    FacetParams,
    MultiSearchBody,
    NoParams,
    ScanParams,
    SimilarParams,
    SuggestParams,
)

_REFERENCE = "#/components/schemas/{model}"
_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of a document: its path, with or without its slashes escaped.",
    "schema": {"type": "string", "minLength": 1},
    "example": "_posts/2025-10-30-search.md",
}
_FACET = {
    "name": "name",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(FACETS)},
}
_DESCRIPTIONS = {
    304: "The client has this answer already (`If-None-Match`).",
    400: "Parameters cannot be used; `details` names every one.",
    401: "A valid key is needed.",
    404: "There is no such thing.",
    413: "The body is too large.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "There is no index yet.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API, as it is described."""

    method: str
    path: str
    name: str
    summary: str
    answer: type[BaseModel]
    params: type[BaseModel] = NoParams
    body: type[BaseModel] | None = None
    in_path: tuple[dict[str, Any], ...] = ()
    errors: tuple[int, ...] = (400, 503)


OPERATIONS = (
    Operation("get", "/search", "search", "Search", schemas.ResultsShape, SearchParams),
    Operation(
        "post", "/multi-search", "multiSearch", "Several searches in one request",
        schemas.MultiResultsShape, body=MultiSearchBody, errors=(400, 413, 503),
    ),
    Operation(
        "get", "/suggest", "suggest", "Completions, fit for every key stroke",
        schemas.CompletionsShape, SuggestParams,
    ),
    Operation(
        "get", "/documents", "scan", "Everything that matches, by cursor, in the order of ids",
        schemas.ScanShape, ScanParams,
    ),
    Operation(
        "get", "/documents/{id}", "document", "One document, whole",
        schemas.DocumentShape, in_path=(_ID,), errors=(400, 404, 503),
    ),
    Operation(
        "get", "/documents/{id}/similar", "similar", "The neighbours of a document",
        schemas.SimilarShape, SimilarParams, in_path=(_ID,), errors=(400, 404, 503),
    ),
    Operation(
        "get", "/facets/{name}", "facet", "The values of one facet",
        schemas.FacetShape, FacetParams, in_path=(_FACET,), errors=(400, 404, 503),
    ),
)  # fmt: skip


@cache
def openapi_document() -> dict[str, Any]:
    """The whole document; the same for every request."""
    models: list[type[BaseModel]] = [schemas.ErrorShape]
    for operation in OPERATIONS:
        models += [operation.answer, *([operation.body] if operation.body else [])]
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sakuin",
            "version": version("sakuin"),
            "description": "Full-text search for Japanese blogs and static sites.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": definitions["$defs"]},
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*operation.in_path, *_parameters(operation.params)],
        "responses": {
            "200": {"description": "The answer.", "content": _json(operation.answer)},
            **dict(_failures(operation)),
        },
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": _json(operation.body)}
    return described


def _parameters(model: type[BaseModel]) -> Iterable[dict[str, Any]]:
    """The fields of a model as parameters of the query string, lists being repeated names."""
    schema = model.model_json_schema(ref_template=_REFERENCE)
    for name, field in schema["properties"].items():
        field = _inlined(field, schema.get("$defs", {}))
        parameter = {"name": name, "in": "query", "description": field.pop("description", "")}
        examples = field.pop("examples", [])
        field.pop("title", None)
        if examples:
            parameter["examples"] = {
                f"example{number}": {"value": value} for number, value in enumerate(examples, 1)
            }
        yield parameter | {"schema": field}


def _inlined(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A field without references and without null, which a query string cannot hold."""
    options = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if len(options) == 1:
        field = options[0] | {key: value for key, value in field.items() if key != "anyOf"}
    if "$ref" in field:
        target = definitions[field["$ref"].rpartition("/")[2]]
        field = target | {key: value for key, value in field.items() if key != "$ref"}
    return {key: value for key, value in field.items() if key != "default" or value is not None}


def _failures(operation: Operation) -> Iterable[tuple[str, dict[str, Any]]]:
    if operation.method == "get":
        yield "304", {"description": _DESCRIPTIONS[304]}
    for status in operation.errors:
        yield (
            str(status),
            {
                "description": _DESCRIPTIONS[status],
                "content": _json(schemas.ErrorShape),
            },
        )


def _json(model: type[BaseModel]) -> dict[str, Any]:
    reference = _REFERENCE.format(model=model.__name__)
    return {"application/json": {"schema": {"$ref": reference}}}
