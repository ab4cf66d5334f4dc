"""Servers in threads: the service itself, and a site on another origin that uses the widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler, make_server

_POLICY = (
    "default-src 'none'; script-src {service}; connect-src {service}; form-action 'self'; "
    "img-src 'self' data:; base-uri 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
"""As strict as a page can be that loads one script and lets it ask its own service."""

_PAGE = """<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>よそのサイト</title><link rel="icon" href="data:,"></head>
<body><main><h1>よそのサイト</h1>{body}
<p><label>メモ <input id="memo"></label></p>
<p id="below">ここから本文が始まります。<a href="#below">本文</a></p></main></body></html>"""


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Requests of tests are not worth a line."""


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Serves ``app`` on a free port, and gives its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class OtherSite:
    """A site with pages that tests write; every other address is a post of it."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.origin = ""
        self._pages: dict[str, str] = {}

    def write(self, line: str = "", before: str = "") -> str:
        """A page with ``before`` and the widget's line, ``line`` being its attributes."""
        path = f"/page-{len(self._pages)}"
        script = f'<script src="{self.service}/widget.js" {line} async></script>'
        self._pages[path] = _PAGE.format(body=before + script)
        return self.origin + path

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        page = self._pages.get(environ["PATH_INFO"], _PAGE.format(body="<p>記事です。</p>"))
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", _POLICY.format(service=self.service)),
        ]
        start("200 OK", headers)
        return [page.encode()]
