"""``/widget.js``, and the scripts and styles of the pages.

The widget's address never changes, since sites write it into their pages, so browsers ask again
every hour; it is meant for other origins and says so. The pages' own files have their digest in
the address and are kept for good.

All are files of ``static/built``, which esbuild makes of the sources beside that folder
(``python -m tests.assets --write``): a maintainer's step, so that installing the package needs no
Node.js. They are read when the service begins: an upgrade replaces them under one that goes on.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Blueprint, Response, abort, request, url_for

from index.fields import BUILT_IN, FieldTable
from web.context import context
from web.texts import widget_fields

STATIC = Path(__file__).parent.parent / "static"
BUILT = STATIC / "built"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    mimetype: str

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:16]


@lru_cache(maxsize=8)
def widget_script(
    counting: bool = False, fields: FieldTable = BUILT_IN, name: str = "widget.js"
) -> Asset:
    """Everything that a search box on another site needs, as a script or as ``widget.mjs``.

    With ``counting`` it tells the service what was searched for and chosen.
    """
    # The first line of the file holds values for a package, which nobody serves.
    body = values(counting, fields) + _SOURCES[name].decode().strip().split("\n", 1)[1]
    # In a block, since a page that loads the script twice may not declare a name of its own twice.
    whole = body if name.endswith(".mjs") else f"{{{body}}}"
    return Asset(f"{whole}\n".encode(), _SCRIPT)


def values(counting: bool = False, fields: FieldTable = BUILT_IN) -> str:
    """The names that the sources of the search box leave to whoever serves it."""
    table = json.dumps(widget_fields(fields), ensure_ascii=False, separators=(",", ":"))
    # A label may hold </script>: harmless in a file, but not where somebody writes it into a page.
    table = table.replace("<", "\\u003c")
    return f"const isCounting={str(counting).lower()},fieldTable={table};"


@cache
def asset(name: str) -> Asset:
    """A file of the pages by its name."""
    return Asset(_SOURCES[name], _FILES[name])


@cache
def compressed(body: bytes, encoding: str) -> bytes:
    """``body`` in one of :data:`ENCODINGS`: once and well, for a file that is sent often."""
    if encoding == "gzip":
        # Little memory makes short blocks: script, texts and styles get codes of their own.
        packer = zlib.compressobj(9, wbits=31, memLevel=5)
        return packer.compress(body) + packer.flush()
    return bytes(brotli.compress(body))


ENCODINGS = ("br", "gzip")
"""The better one first."""
_SCRIPT = "text/javascript"
_FILES = {
    "page.js": _SCRIPT,
    "playground.js": _SCRIPT,
    "page.css": "text/css",
    "guide.css": "text/css",
    "icon.svg": "image/svg+xml",
}
_SOURCES = {
    path.name: path.read_bytes()
    for path in (STATIC / "page" / "guide.css", STATIC / "page" / "icon.svg", *BUILT.iterdir())
}


blueprint = Blueprint("widget", __name__)


@blueprint.get("/widget.js", defaults={"name": "widget.js"})
@blueprint.get("/widget.mjs", defaults={"name": "widget.mjs"})
def widget(name: str) -> Response:
    found = widget_script(context().settings.analytics, context().fields, name)
    response = _response(found, "public, max-age=3600, stale-while-revalidate=86400")
    # For pages with `crossorigin` on the line, and for isolated ones (COEP).
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/assets/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    if name not in _FILES or digest != asset(name).digest:
        abort(404)
    return _response(asset(name), "public, max-age=31536000, immutable")


def asset_url(name: str) -> str:
    """The address of a page's script or style, with the digest of what it is now."""
    return url_for("widget.file", digest=asset(name).digest, name=name)


def _response(found: Asset, kept: str) -> Response:
    """A file as it is sent; ``kept`` says where, and for how long."""
    encoding = request.accept_encodings.best_match(ENCODINGS)
    body = compressed(found.body, encoding) if encoding else found.body
    response = Response(body, mimetype=found.mimetype)
    if encoding:
        response.content_encoding = encoding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = kept
    response.set_etag(f"{found.digest}-{encoding or 'plain'}")  # keep_answers compares it
    return response
