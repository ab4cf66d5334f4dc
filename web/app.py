"""``create_app``: the Flask application, put together from its blueprints."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge
from werkzeug.routing import PathConverter

from search.live import LiveSearcher
from web.access.control import control_access
from web.access.cors import allow_other_origins
from web.access.proxies import behind_proxies
from web.api import reindexing
from web.api import routes as api
from web.api.answers import keep_answers
from web.context import EXTENSION, Context
from web.errors import ApiError, error_response, status_text
from web.guide import manual as guide
from web.instantsearch import routes as instantsearch
from web.jobs.watcher import Watcher
from web.observe import health, metrics
from web.observe.analytics import SEARCH_LOG, SearchLog
from web.observe.metrics import measure_requests
from web.observe.request_log import identify_requests
from web.openapi import document as openapi
from web.pages import admin, discovery, feeds, routes, widget
from web.pages.frame import unknown_address
from web.settings import Settings

_BLUEPRINTS = (
    health,
    metrics,
    api,
    instantsearch,
    reindexing,
    admin,
    openapi,
    feeds,
    discovery,
    widget,
    guide,
    routes,
)

MAX_BODY_BYTES = 1_000_000
"""Multi-search bodies are some kilobytes; anything near this is an attack."""
MAX_WEBHOOK_BYTES = 26_000_000
"""What GitHub sends at most is 25 MB; how a push is told is not ours to choose."""


def create_app(
    settings: Settings, searchers: LiveSearcher, watcher: Watcher | None = None
) -> Flask:
    """The service over ``searchers``; opens nothing and starts nothing.

    Made before workers are forked, it lets them count requests together; ``watcher`` indexes the
    site meanwhile.
    """
    app = Flask("web", static_folder="static/public", static_url_path="/static")
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
        COMPRESS_MIN_SIZE=1_000,
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,  # keep_answers does that
    )
    app.url_map.merge_slashes = False
    app.url_map.converters["path"] = _AnyPath
    app.extensions[EXTENSION] = Context(settings, searchers, watcher)
    log = SearchLog(settings.data, settings.today) if settings.analytics else None
    app.extensions[SEARCH_LOG] = log
    measure_requests(app)
    identify_requests(app, settings)
    app.before_request(_read_body)
    app.before_request(_leave_out_refused_encodings)
    app.after_request(_declare_types)
    app.after_request(_lead_within)
    allow_other_origins(app, settings)
    control_access(app, settings)
    app.register_error_handler(Exception, error_response)
    app.register_error_handler(404, unknown_address)
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    keep_answers(app)
    Compress(app)
    app.wsgi_app = behind_proxies(app.wsgi_app, settings)  # type: ignore[assignment,method-assign]
    return app


class _AnyPath(PathConverter):
    """Takes ids whose file names have line breaks as well."""

    regex = r"[^/](?:.|\n)*?"


def _read_body() -> None:
    """Takes the whole body off the connection, also where nobody wants it.

    gunicorn closes a connection with an unread body, just as the client sends its next request.
    """
    if request.headers.get("Host") is None and request.environ["SERVER_PROTOCOL"] == "HTTP/1.1":
        raise BadRequest
    most = MAX_WEBHOOK_BYTES if request.endpoint == "jobs.reindex" else MAX_BODY_BYTES
    request.max_content_length = most
    if "CONTENT_LENGTH" in request.environ or "HTTP_TRANSFER_ENCODING" in request.environ:
        try:
            body = request.get_data()
        except (ParseException, ClientDisconnected):  # where the next request begins is not known
            request.environ["gunicorn.socket"].request.force_close()
            raise ApiError(400, status_text(400).message) from None
        if len(body) >= most:  # werkzeug cuts a chunked body there in silence
            raise RequestEntityTooLarge


def _leave_out_refused_encodings() -> None:
    """Flask-Compress takes ``br;q=0`` for the least wanted encoding, though it is refused."""
    accepted = [f"{name};q={quality}" for name, quality in request.accept_encodings if quality]
    request.environ["HTTP_ACCEPT_ENCODING"] = ", ".join(accepted)


def _declare_types(response: Response) -> Response:
    """Browsers must not take what posts and queries contain for a script or a page."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.pop("Date", None)  # gunicorn adds its own
    return response


def _lead_within(response: Response) -> Response:
    """Redirects name the path alone: a proxy may be reached at a port that it does not tell."""
    if not response.location:
        return response
    path = response.location.removeprefix(request.host_url.rstrip("/"))
    if path.startswith("/") and not path.startswith("//"):
        response.location = path
    return response


_COMPRESSED = [
    "application/json",
    "application/feed+json",
    "application/atom+xml",
    "application/x-suggestions+json",
    "text/html",
    "text/css",
    "text/javascript",
    "image/svg+xml",
]
