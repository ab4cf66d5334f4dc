"""Which pages of other origins may call the API, and what they are told before they do."""

from __future__ import annotations

from flask import Flask, Response, request

from web.settings import Settings

PATHS = ("/api/", "/feed.", "/suggestions", "/static/instantsearch-client.js")
"""What other origins may read; pages are for visitors, and the widget brings its own headers."""
_EXPOSED = (
    "ETag, Link, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
    "X-Request-Id"
)
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-API-Key",
    # Browsers keep the answer at most a day.
    "Access-Control-Max-Age": "86400",
}


def allow_other_origins(app: Flask, settings: Settings) -> None:
    """Adds the headers of CORS to what other origins may read. Cookies are never involved."""
    allowed = frozenset(settings.cors_origins)

    @app.after_request
    def add_headers(response: Response) -> Response:
        if not request.path.startswith(PATHS):
            return response
        if "*" in allowed:
            response.headers["Access-Control-Allow-Origin"] = "*"
        else:
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin not in allowed:
                return response
            response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers.update(_PREFLIGHT)
        return response
