"""Whatever goes wrong → the error of the contract, with its status; never a traceback.

``{"error": {"code": "invalid_request", "message": "…", "details": [{"parameter", "message"}]}}``
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import orjson
from flask import Response, current_app, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException

from index.errors import (
    DamagedIndexError,
    EngineUnavailableError,
    NoIndexError,
    SakuinError,
    TimedOutError,
    UnsupportedError,
    UnusableIndexError,
)
from search.query.params import ParameterError, QueryError
from web.context import context
from web.sentences import told_in

NO_STORE = {"Cache-Control": "no-store"}
"""Headers of what nobody is to keep."""
RETRY = {"Retry-After": "5"}
"""Seconds that a client waits before it asks again while there is no index, or no answer."""


class StatusText(NamedTuple):
    """What is told of a status: the code of the contract, and a message where no more is known."""

    code: str
    message: str = ""


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
STATUS_TEXTS = {int(status): StatusText(**row) for status, row in _TABLE.items()}


def status_text(status: int) -> StatusText:
    """What is told of a status, be it in the table or not."""
    return STATUS_TEXTS.get(status) or StatusText(STATUS_TEXTS[400 if status < 500 else 500].code)


class ApiError(SakuinError):
    """An answer that is an error: its status, and what the client is told.

    ``needs_index`` says that the owner has to make an index first, or anew.
    """

    def __init__(
        self,
        status: int,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        details: Sequence[ParameterError] = (),
        code: str = "",
        needs_index: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.details = details
        self.code = code or status_text(status).code
        self.needs_index = needs_index


def failure_of(error: Exception) -> ApiError:
    """What strangers are told; the log has the rest."""
    match error:
        case QueryError():
            return ApiError(400, "Some parameters cannot be used.", details=error.details)
        case ApiError():
            return error
        case UnusableIndexError():
            return _no_answer(error)
        case TimedOutError():
            current_app.logger.warning("%s %s: %s", request.method, request.path, error)
            message = "This took too long: ask for less, or try again a little later."
            return ApiError(503, message, RETRY, code="timed_out")
        case UnsupportedError():
            return ApiError(501, str(error))
        case SakuinError():  # a file of the service: its keys, or what it counts
            current_app.logger.error("%s", error)
            return ApiError(503, "The service cannot use its own files; the log says which.", RETRY)
        case HTTPException():
            return _of_http(error)
    return _bug(error)


def _no_answer(error: UnusableIndexError) -> ApiError:
    current_app.logger.warning("%s", error)
    if isinstance(error, EngineUnavailableError):
        message = "The search engine does not answer: try again a little later."
        return ApiError(503, message, RETRY)
    match error:
        case NoIndexError():
            message = status_text(503).message
        case DamagedIndexError():
            message = "The index is damaged: run `sakuin check --repair`."
        case _:
            message = "The index cannot be used: run `sakuin index SITE` again."
    return ApiError(503, message, RETRY, needs_index=True)


def _of_http(error: HTTPException) -> ApiError:
    status = error.code or 500
    kept = ("Allow", "Retry-After", "Location")
    headers = {name: value for name, value in error.get_headers() if name in kept}
    if status == 413:
        headers["Connection"] = "close"  # the rest of the body is not waited for
    return ApiError(status, status_text(status).message or error.description or error.name, headers)


def _bug(error: Exception) -> ApiError:
    if damage := context().searchers.damage():
        return _no_answer(damage)
    asked = request.method, request.path, g.get("request", "?")
    current_app.logger.error("%s %s failed (request %s)", *asked, exc_info=error)
    return ApiError(500, status_text(500).message)


def error_body(error: ApiError, language: str) -> bytes:
    """The JSON of the contract, with its sentences in that language."""
    details = [
        {"parameter": one.parameter, "message": told_in(one.message, language)}
        for one in error.details
    ]
    message = told_in(str(error), language)
    return orjson.dumps({"error": {"code": error.code, "message": message, "details": details}})


def error_language(accepted: LanguageAccept) -> str:
    return accepted.best_match(("en", "ja")) or "en"


def error_response(error: Exception) -> Response:
    """The answer to a program whose request failed so: in English, or in Japanese if preferred."""
    told = failure_of(error)
    language = error_language(request.accept_languages)
    body = error_body(told, language)
    response = Response(body, told.status, NO_STORE, "application/json")
    response.content_language.add(language)
    response.vary.add("Accept-Language")
    response.headers.update(told.headers)
    return response
