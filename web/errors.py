"""Whatever goes wrong → the error of the contract, with its status; never a traceback.

``{"error": {"code": "invalid_request", "message": "…", "details": [{"parameter", "message"}]}}``
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from index.errors import (
    EngineUnavailableError,
    NoIndexError,
    SakuinError,
    TimedOutError,
    UnsupportedError,
    UnusableIndexError,
)
from search.query.params import ParameterError, QueryError
from web.context import context

_CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    501: "unsupported",
    503: "unavailable",
}
_MESSAGES = {
    404: "There is nothing at this address.",
    413: "The request is too large.",
    429: "Too many requests: come back after as many seconds as Retry-After says.",
    500: "Something went wrong here; the log says what.",
    503: "There is no index yet: run `sakuin index SITE` first.",
}
RETRY_AFTER_SECONDS = 5
"""What a client waits before it asks again while there is no index, or no answer."""


class ApiError(SakuinError):
    """An answer that is an error: its status, and what the client is told."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


def unavailable(error: UnusableIndexError) -> str:
    """What strangers are told; the log has the rest."""
    if isinstance(error, NoIndexError):
        return _MESSAGES[503]
    if isinstance(error, EngineUnavailableError):
        return "The search engine does not answer: try again a little later."
    return "The index cannot be used: run `sakuin index SITE` again."


def error_body(
    status: int, message: str, details: Sequence[ParameterError] = (), code: str = ""
) -> dict[str, Any]:
    usual = _CODES.get(status, "invalid_request" if status < 500 else "internal_error")
    return {
        "error": {
            "code": code or usual,
            "message": message,
            "details": [
                {"parameter": error.parameter, "message": error.message} for error in details
            ],
        }
    }


def error_response(
    status: int, message: str, details: Sequence[ParameterError] = (), code: str = ""
) -> Response:
    response = Response(
        orjson.dumps(error_body(status, message, details, code)),
        status,
        mimetype="application/json",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def register_error_handlers(app: Flask) -> None:
    """Makes every failure of ``app`` answer in the shape of the contract."""
    app.register_error_handler(QueryError, _bad_query)
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(UnusableIndexError, _no_index)
    app.register_error_handler(TimedOutError, _timed_out)
    app.register_error_handler(UnsupportedError, _unsupported)
    app.register_error_handler(SakuinError, _own_fault)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)


def _bad_query(error: QueryError) -> Response:
    return error_response(400, "Some parameters cannot be used.", error.details)


def _api_error(error: ApiError) -> Response:
    response = error_response(error.status, str(error))
    response.headers.update(error.headers)
    return response


def _no_index(error: UnusableIndexError) -> Response:
    current_app.logger.warning("%s", error)
    response = error_response(503, unavailable(error))
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _timed_out(error: TimedOutError) -> Response:
    current_app.logger.warning("%s %s: %s", request.method, request.path, error)
    message = "This took too long: ask for less, or try again a little later."
    response = error_response(503, message, code="timed_out")
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _unsupported(error: UnsupportedError) -> Response:
    return error_response(501, str(error))


def _own_fault(error: SakuinError) -> Response:
    """A file of the service that cannot be read: its keys, or what it counts."""
    current_app.logger.error("%s", error)
    return error_response(503, "The service cannot use its own files; the log says which.")


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    response = error_response(status, _MESSAGES.get(status, error.description or error.name))
    if status == 413:
        response.headers["Connection"] = "close"  # the rest of the body is not waited for
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Location"):
            response.headers[name] = value
    return response


def _bug(error: Exception) -> Response:
    damage = context().searchers.damage()
    if damage:
        return _no_index(damage)
    name = g.get("request", "?")
    current_app.logger.error(
        "%s %s failed (request %s)", request.method, request.path, name, exc_info=error
    )
    return error_response(500, _MESSAGES[500])
