"""``openapi.json``, and a page that shows it without any script or foreign asset."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template

from web.api.http import json_response
from web.context import context
from web.links import service_url
from web.openapi.document import openapi_document
from web.pages.frame import page_texts, protected
from web.pages.widget import asset_url

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
    page = render_template("docs.html", t=page_texts(), asset=asset_url, api=api)
    return protected(Response(page, mimetype="text/html"))


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
    return " ".join([named, *(["–".join(limits)] if limits else [])])


@blueprint.app_template_filter("shown_json")
def shown_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
