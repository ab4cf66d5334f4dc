"""Whatever goes wrong → the error of the contract, with its status; never a traceback.

``{"error": {"code": "invalid_request", "message": "…", "details": [{"parameter", "message"}]}}``
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from flask import Response, current_app, g, request
from werkzeug.datastructures import LanguageAccept
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
from web.sentences import told_in

NO_STORE = {"Cache-Control": "no-store"}
"""Headers of what nobody is to keep."""
STATUSES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""Status → the code of the contract, and what is told where nothing more is known."""
RETRY_AFTER_SECONDS = 5
"""What a client waits before it asks again while there is no index, or no answer."""
_RETRY = {"Retry-After": str(RETRY_AFTER_SECONDS)}


class ApiError(SakuinError):
    """An answer that is an error: its status, and what the client is told."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Failure:
    """What a client is told of an error."""

    status: int
    message: str
    details: Sequence[ParameterError] = ()
    code: str = ""
    """Of the contract; empty for the usual one of the status."""
    headers: Mapping[str, str] = field(default_factory=dict)
    needs_index: bool = False
    """Whether the owner has to make an index first, or anew."""


def failure_of(error: Exception) -> Failure:
    """What strangers are told; the log has the rest."""
    match error:
        case QueryError():
            return Failure(400, "Some parameters cannot be used.", error.details)
        case ApiError():
            return Failure(error.status, str(error), headers=error.headers)
        case UnusableIndexError():
            return _no_answer(error)
        case TimedOutError():
            current_app.logger.warning("%s %s: %s", request.method, request.path, error)
            message = "This took too long: ask for less, or try again a little later."
            return Failure(503, message, code="timed_out", headers=_RETRY)
        case UnsupportedError():
            return Failure(501, str(error))
        case SakuinError():  # a file of the service: its keys, or what it counts
            current_app.logger.error("%s", error)
            return Failure(503, "The service cannot use its own files; the log says which.")
        case HTTPException():
            return _of_http(error)
    return _bug(error)


def _no_answer(error: UnusableIndexError) -> Failure:
    current_app.logger.warning("%s", error)
    if isinstance(error, EngineUnavailableError):
        message = "The search engine does not answer: try again a little later."
        return Failure(503, message, headers=_RETRY)
    message = "The index cannot be used: run `sakuin index SITE` again."
    message = _usual(503) if isinstance(error, NoIndexError) else message
    return Failure(503, message, headers=_RETRY, needs_index=True)


def _of_http(error: HTTPException) -> Failure:
    status = error.code or 500
    kept = ("Allow", "Retry-After", "Location")
    headers = {name: value for name, value in error.get_headers() if name in kept}
    if status == 413:
        headers["Connection"] = "close"  # the rest of the body is not waited for
    return Failure(status, _usual(status, error.description or error.name), headers=headers)


def _usual(status: int, otherwise: str = "", what: str = "message") -> str:
    return str(STATUSES.get(str(status), {}).get(what, otherwise))


def _bug(error: Exception) -> Failure:
    if damage := context().searchers.damage():
        return _no_answer(damage)
    asked = request.method, request.path, g.get("request", "?")
    current_app.logger.error("%s %s failed (request %s)", *asked, exc_info=error)
    return Failure(500, _usual(500))


def error_body(
    status: int, message: str, details: Sequence[ParameterError] = (), code: str = ""
) -> dict[str, Any]:
    usual = _usual(status, "invalid_request" if status < 500 else "internal_error", "code")
    return {
        "error": {
            "code": code or usual,
            "message": message,
            "details": [
                {"parameter": error.parameter, "message": error.message} for error in details
            ],
        }
    }


def error_language(accepted: LanguageAccept) -> str:
    return accepted.best_match(("en", "ja")) or "en"


def error_response(error: Exception) -> Response:
    """The answer to a program whose request failed so: in English, or in Japanese if preferred."""
    told = failure_of(error)
    language = error_language(request.accept_languages)
    details = [
        ParameterError(one.parameter, told_in(one.message, language)) for one in told.details
    ]
    message = told_in(told.message, language)
    response = Response(
        orjson.dumps(error_body(told.status, message, details, told.code)),
        told.status,
        NO_STORE,
        "application/json",
    )
    response.content_language.add(language)
    response.vary.add("Accept-Language")
    response.headers.update(told.headers)
    return response
