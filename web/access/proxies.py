"""What is believed of the proxies in front, and of the clients that write the same headers.

Of ``X-Forwarded-*`` only the client's address and the scheme count, as the last trusted proxies
wrote them. The host is that of ``Host``, and the path below which the service is mounted that of
the setting ``base_url``: a proxy passes on what it does not set itself, so a stranger could choose
them, and a cache would give the page that was made for the stranger to others.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

from web.settings import Settings


def behind_proxies(app: WSGIApplication, settings: Settings) -> WSGIApplication:
    """``app`` as it is reached through the proxies of the settings, below its public path."""
    mounted = _Mounted(app, urlsplit(settings.base_url).path)
    if not settings.trusted_proxies:
        return mounted
    count = settings.trusted_proxies
    return ProxyFix(mounted, x_for=count, x_proto=count, x_host=0, x_prefix=0)


def is_forwarded() -> bool:
    """Whether a proxy has passed this request on: then it may come from anywhere."""
    return any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))


class _Mounted:
    """An application below a path, whether or not the proxy takes that path away."""

    def __init__(self, app: WSGIApplication, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["wsgi.url_scheme"] not in ("http", "https"):
            environ["wsgi.url_scheme"] = "http"
        environ["SCRIPT_NAME"] = self._prefix
        if self._prefix:
            path = environ["PATH_INFO"]
            if path.startswith(f"{self._prefix}/"):
                environ["PATH_INFO"] = path[len(self._prefix) :]
        return self._app(environ, start_response)
