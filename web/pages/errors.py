"""Error pages in plain words, for people; programs get the JSON of :mod:`web.errors`."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from web.errors import error_response, failure_of
from web.pages.frame import page_texts, render_page
from web.texts import Texts

_EXPLAINED = (400, 401, 403, 404, 405, 413, 429)
"""Every other status is told as 500: that something went wrong, and to try again a little later."""


def register_page_errors(blueprint: Blueprint) -> None:
    """Makes failures of the pages, and addresses that nobody answers, show a page."""
    blueprint.register_error_handler(Exception, _error_page)
    blueprint.app_errorhandler(404)(_unknown_address)


def _unknown_address(error: HTTPException) -> Response:
    kinds = request.accept_mimetypes
    wants_page = kinds.best_match(("application/json", "text/html")) == "text/html"
    is_page = wants_page and not request.path.startswith("/api/")
    return _error_page(error) if is_page else error_response(error)


def _error_page(error: Exception) -> Response:
    texts, told = page_texts(), failure_of(error)
    kind = 503 if told.needs_index else told.status if told.status in _EXPLAINED else 500
    response = render_page(
        "error.html",
        texts,
        told.status,
        kind=kind,
        heading=texts(f"error.{kind}.title"),
        explanation=texts(f"error.{kind}.text"),
        messages=tuple(dict.fromkeys(_message(one.parameter, texts) for one in told.details)),
        text=request.args.get("q", "")[:200],
        title=texts(f"error.{kind}.title"),
        robots="noindex, follow",
    )
    response.headers.update(told.headers)
    return response


def _message(parameter: str, texts: Texts) -> str:
    key = f"error.400.{parameter}"
    return texts(key) if texts.has(key) else texts("error.400.other", parameter=parameter[:40])
