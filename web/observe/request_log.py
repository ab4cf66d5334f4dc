"""A name for every request, and lines of JSON about it where the settings want them.

What people search for is left out unless the settings allow it: paths are logged, queries not.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime

import orjson
from flask import Flask, Response, g, has_app_context, request

from web.settings import Settings

_HEADER = "X-Request-Id"
_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""Names that a proxy in front may give; others might forge lines of the log."""


def identify_requests(app: Flask, settings: Settings) -> None:
    """Gives every answer the name of its request, and logs it if the settings say so."""

    if settings.log_requests:
        handler = logging.StreamHandler()
        handler.setFormatter(_JsonLines())
        app.logger.handlers = [handler]

    @app.before_request
    def name() -> None:
        given = request.headers.get(_HEADER, "")
        g.request = given if _SAFE.fullmatch(given) else secrets.token_hex(8)

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers[_HEADER] = g.request
        if settings.log_requests:
            _write_line(response, settings.log_queries)
        return response


class _JsonLines(logging.Formatter):
    """Warnings and errors as lines of JSON, with the request that they belong to."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "request": g.get("request") if has_app_context() else None,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def _write_line(response: Response, with_query: bool) -> None:
    line: dict[str, object] = {
        "time": datetime.now(UTC),
        "request": g.request,
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.started), 2),
        "bytes": response.content_length,
        "address": request.remote_addr,
    }
    if with_query:
        line["query"] = request.query_string.decode("latin-1")
    sys.stderr.write(orjson.dumps(line).decode() + "\n")
