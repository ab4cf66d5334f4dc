"""The OpenAPI 3.1 document, made of the models that validate and the shapes of answers.

It is served as ``openapi.json``, and as a page without any script or foreign asset.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from flask import Blueprint, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from index.fields import BUILT_IN, FieldTable
from search.query.params import model_for
from web.api.http import json_response
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
from web.context import VERSION, context
from web.instantsearch.routes import InstantSearchBody
from web.links import service_url
from web.pages.admin import ClickBody, ReportParams
from web.pages.frame import page_texts, render_page

JSON = "application/json"
_REFERENCE = "#/components/schemas/{model}"
_KEYS: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}]
_SECURITY: dict[str, list[dict[str, list[str]]]] = {"search": [{}, *_KEYS], "admin": _KEYS, "": []}
_PARAMS: tuple[type[BaseModel], ...] = (
    NoParams, CountedParams, SuggestParams, ScanParams, SimilarParams, FacetParams, ReportParams,
    FeedParams,
)  # fmt: skip
_BODIES: tuple[type[BaseModel], ...] = (MultiSearchBody, InstantSearchBody, ClickBody)
_MODELS = {model.__name__: model for model in (*_PARAMS, *_BODIES)}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route, as ``api.yml`` describes it."""

    path: str
    name: str
    summary: str
    method: str = "get"
    answer: str = ""
    params: str = "NoParams"
    body: str = ""
    in_path: Sequence[dict[str, Any]] = ()
    errors: Sequence[int] = (400, 401, 403, 429, 503)
    status: int = 200
    media: str = JSON
    scope: str = "search"
    """``search`` needs a key only where the settings say so, ``admin`` always."""


_SOURCE = (files("web.openapi") / "api.yml").read_text("utf-8")
"""Read when the service begins, and understood when somebody asks, which takes half a second."""


@cache
def _described() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_SOURCE)
    return read


@cache
def operations() -> tuple[Operation, ...]:
    """All routes, in their order."""
    return tuple(Operation(**row) for row in _described()["operations"])


@lru_cache(maxsize=8)
def openapi_document(fields: FieldTable = BUILT_IN) -> dict[str, Any]:
    """The whole document; the same for every request over indexes with that table."""
    _, definitions = models_json_schema(
        [(model_for(model, fields), "validation") for model in _BODIES], ref_template=_REFERENCE
    )
    paths: dict[str, Any] = {}
    for one in operations():
        paths.setdefault(one.path, {})[one.method] = _operation(one, fields)
    document: dict[str, Any] = _described()["document"]
    schemas = dict(sorted([*definitions["$defs"].items(), *_shapes()]))
    return document | {
        "info": document["info"] | {"version": VERSION},
        "paths": paths,
        "components": document["components"] | {"schemas": schemas},
    }


def _operation(operation: Operation, fields: FieldTable) -> dict[str, Any]:
    answer = {"description": "The answer.", "content": _content(operation)}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            *(_in_path(one, fields) for one in operation.in_path),
            *_parameters(model_for(_MODELS[operation.params], fields)),
        ],
        "responses": {str(operation.status): answer, **dict(_failures(operation))},
        "security": _SECURITY[operation.scope],
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": _json(operation.body)}
    return described


def _in_path(parameter: dict[str, Any], fields: FieldTable) -> dict[str, Any]:
    """A parameter of the path; a name is that of a facet."""
    if parameter["name"] != "name":
        return parameter
    return parameter | {"schema": parameter["schema"] | {"enum": [*fields.facets]}}


def _shapes() -> Iterable[tuple[str, dict[str, Any]]]:
    """The schemas of answers, by name."""
    for name, shape in _described()["shapes"].items():
        wanted = [one for one, schema in shape["properties"].items() if "default" not in schema]
        yield name, {"type": "object", "additionalProperties": False, "required": wanted} | shape


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
    statuses = _described()["statuses"]
    if operation.method == "get" and operation.scope == "search":
        yield "304", {"description": statuses[304]}
    for status in operation.errors:
        yield str(status), {"description": statuses[status], "content": _json("ErrorShape")}


def _content(operation: Operation) -> dict[str, Any]:
    if operation.status == 204:
        return {}
    if not operation.answer:
        return {operation.media: {"schema": {"type": "string"}}}
    return _json(operation.answer, operation.media)


def _json(model: str, media: str = JSON) -> dict[str, Any]:
    return {media: {"schema": {"$ref": _REFERENCE.format(model=model)}}}


blueprint = Blueprint("docs", __name__)


@blueprint.get("/openapi.json")
@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    servers = [{"url": service_url("")}]
    response = json_response(openapi_document(context().fields) | {"servers": servers})
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/docs")
@blueprint.get("/api/v1/docs")
def docs() -> Response:
    api = openapi_document(context().fields)
    title = f"{api['info']['title']} API {api['info']['version']}"
    return render_page(
        "docs.html", page_texts(), api=api, title=title, robots="noindex", chapter="api"
    )


@blueprint.app_template_filter("schema_type")
def schema_type(schema: dict[str, Any]) -> str:
    """A schema in a few words: ``integer 1–100``, ``list of HitShape``, ``one of a, b``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return "one of " + ", ".join(value or "(empty)" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(schema_type(option) for option in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {schema_type(schema.get('items', {}))}"
    limits = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
    named = schema.get("format") or schema.get("type", "anything")
    named = " or ".join(named) if isinstance(named, list) else named
    return " ".join([named, *(["–".join(limits)] if limits else [])])


@blueprint.app_template_filter("shown_json")
def shown_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
