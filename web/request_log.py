"""A name for every request, and a line of JSON about it where the settings want one.

What people search for is left out unless the settings allow it: paths are logged, queries not.
"""

from __future__ import annotations

import re
import secrets
import sys
import time
from datetime import UTC, datetime

import orjson
from flask import Flask, Response, g, request

from web.settings import Settings

_HEADER = "X-Request-Id"
_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""Names that a proxy in front may give; others might forge lines of the log."""


def identify_requests(app: Flask, settings: Settings) -> None:
    """Gives every answer the name of its request, and logs it if the settings say so."""

    @app.after_request
    def name(response: Response) -> Response:
        given = request.headers.get(_HEADER, "")
        identity = given if _SAFE.fullmatch(given) else secrets.token_hex(8)
        response.headers[_HEADER] = identity
        if settings.log_requests:
            _write_line(identity, response, settings.log_queries)
        return response


def _write_line(identity: str, response: Response, with_query: bool) -> None:
    line: dict[str, object] = {
        "time": datetime.now(UTC),
        "request": identity,
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
