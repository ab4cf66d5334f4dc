"""``/healthz``: the process is up. ``/readyz``: an index is loaded."""

from __future__ import annotations

from flask import Blueprint, Response

from index.errors import UnusableIndexError
from web.context import context
from web.errors import error_response, unavailable

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    return _plain("ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    try:
        context().searcher()
    except UnusableIndexError as error:
        return error_response(503, unavailable(error))
    return _plain("ready")


def _plain(text: str) -> Response:
    return Response(f"{text}\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
