"""The OpenAPI 3.1 document, made of the models that validate and the shapes of answers.

It is served as ``openapi.json``, and as a page without any script or foreign asset.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import yaml
from flask import Blueprint, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from index.fields import BUILT_IN, FieldTable
from search.query.params import model_for
from web.api.http import json_response
from web.context import context
from web.links import service_url
from web.openapi.operations import JSON, OPERATIONS, Operation, in_path
from web.pages.frame import page_texts, render_page

_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTIONS = {
    304: "The client has this answer already (`If-None-Match`).",
    400: "Parameters cannot be used; `details` names every one.",
    401: "A valid key is needed.",
    403: "The key is not for this.",
    404: "There is no such thing.",
    409: "There is no site to index.",
    413: "The body is too large.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "There is no index yet.",
}
_KEYS: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}]
_SECURITY: dict[str, list[dict[str, list[str]]]] = {"search": [{}, *_KEYS], "admin": _KEYS, "": []}


@lru_cache(maxsize=8)
def openapi_document(fields: FieldTable = BUILT_IN) -> dict[str, Any]:
    """The whole document; the same for every request over indexes with that table."""
    bodies = [model_for(one.body, fields) for one in OPERATIONS if one.body]
    _, definitions = models_json_schema(
        [(model, "validation") for model in bodies], ref_template=_REFERENCE
    )
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, fields)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sakuin",
            "version": version("sakuin"),
            "description": "Full-text search for Japanese blogs and static sites.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted((definitions["$defs"] | _shapes()).items())),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def _described(operation: Operation, fields: FieldTable) -> dict[str, Any]:
    answer = {"description": "The answer.", "content": _content(operation)}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            *(in_path(one, fields) for one in operation.in_path),
            *_parameters(model_for(operation.params, fields)),
        ],
        "responses": {str(operation.status): answer, **dict(_failures(operation))},
        "security": _SECURITY[operation.scope],
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": _json(operation.body.__name__)}
    return described


def _shapes() -> dict[str, Any]:
    """The schemas of ``shapes.yml``, by name."""
    read = yaml.safe_load((files("web.openapi") / "shapes.yml").read_text("utf-8"))
    shapes = {name: shape for name, shape in read.items() if name.endswith("Shape")}
    for name, shape in shapes.items():
        wanted = [one for one, schema in shape["properties"].items() if "default" not in schema]
        closed = {"type": "object", "additionalProperties": False, "required": wanted}
        shapes[name] = closed | shape
    return shapes


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
    if operation.method == "get" and operation.scope == "search":
        yield "304", {"description": _DESCRIPTIONS[304]}
    for status in operation.errors:
        yield (
            str(status),
            {
                "description": _DESCRIPTIONS[status],
                "content": _json("ErrorShape"),
            },
        )


def _content(operation: Operation) -> dict[str, Any]:
    if operation.status == 204:
        return {}
    if operation.answer is None:
        return {operation.media: {"schema": {"type": "string"}}}
    return {operation.media: _json(operation.answer)[JSON]}


def _json(model: str) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": _REFERENCE.format(model=model)}}}


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
