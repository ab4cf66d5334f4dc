"""Error pages in plain words, for people; programs get the JSON of :mod:`web.errors`."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from index.errors import EngineUnavailableError, TimedOutError, UnusableIndexError
from search.query.params import QueryError
from web.errors import RETRY_AFTER_SECONDS, ApiError, error_response
from web.pages.frame import page_texts, render_page
from web.texts import Texts

_EXPLAINED = (400, 401, 403, 404, 405, 413, 429, 503)
"""Every other status is told as 500: that something went wrong."""


def register_page_errors(blueprint: Blueprint) -> None:
    """Makes failures of the pages, and addresses that nobody answers, show a page."""
    blueprint.register_error_handler(QueryError, _bad_query)
    blueprint.register_error_handler(UnusableIndexError, _no_index)
    blueprint.register_error_handler(EngineUnavailableError, _no_answer)
    blueprint.register_error_handler(TimedOutError, _no_answer)
    blueprint.register_error_handler(ApiError, _api_error)
    blueprint.register_error_handler(HTTPException, _http_error)
    blueprint.register_error_handler(Exception, _bug)
    blueprint.app_errorhandler(404)(_unknown_address)


def _bad_query(error: QueryError) -> Response:
    texts = page_texts()
    messages = dict.fromkeys(_message(detail.parameter, texts) for detail in error.details)
    return _error_page(400, texts, messages=tuple(messages))


def _message(parameter: str, texts: Texts) -> str:
    key = f"error.400.{parameter}"
    return texts(key) if texts.has(key) else texts("error.400.other", parameter=parameter[:40])


def _no_index(error: UnusableIndexError) -> Response:
    current_app.logger.warning("%s", error)
    response = _error_page(503, page_texts())
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _no_answer(error: EngineUnavailableError | TimedOutError) -> Response:
    current_app.logger.warning("%s %s: %s", request.method, request.path, error)
    response = _error_page(503, page_texts(), kind=500)  # whose text says: again a little later
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _api_error(error: ApiError) -> Response:
    response = _error_page(error.status, page_texts())
    response.headers.update(error.headers)
    return response


def _http_error(error: HTTPException) -> Response:
    return _error_page(error.code or 500, page_texts())


def _bug(error: Exception) -> Response:
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return _error_page(500, page_texts())


def _unknown_address(error: HTTPException) -> Response:
    kinds = request.accept_mimetypes
    wants_page = kinds.best_match(("application/json", "text/html")) == "text/html"
    if wants_page and not request.path.startswith("/api/"):
        return _error_page(404, page_texts())
    return error_response(404, "There is nothing at this address.")


def _error_page(
    status: int, texts: Texts, messages: tuple[str, ...] = (), kind: int = 0
) -> Response:
    kind = kind or (status if status in _EXPLAINED else 500)
    return render_page(
        "error.html",
        texts,
        status,
        kind=kind,
        heading=texts(f"error.{kind}.title"),
        explanation=texts(f"error.{kind}.text"),
        messages=messages,
        text=request.args.get("q", "")[:200],
        title=texts(f"error.{kind}.title"),
        robots="noindex, follow",
    )
