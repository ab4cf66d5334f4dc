"""``/widget.js``, and the scripts and styles of the pages.

The widget's address never changes, since sites write it into their pages, so browsers ask again
every hour; it is meant for other origins and says so. The pages' own files have their digest in
the address and are kept for good.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from web.context import context
from web.pages.assets import ENCODINGS, Asset, asset, compressed, widget_script

blueprint = Blueprint("widget", __name__)

_HOUR = 3600
_YEAR = 31_536_000


@blueprint.get("/widget.js")
def widget() -> Response:
    return _for_other_sites("widget.js")


@blueprint.get("/widget.mjs")
def module() -> Response:
    return _for_other_sites("widget.mjs")


def _for_other_sites(name: str) -> Response:
    response = _response(widget_script(context().settings.analytics, context().fields, name))
    response.cache_control.public = True
    response.cache_control.max_age = _HOUR
    response.cache_control.stale_while_revalidate = 24 * _HOUR
    # For pages with `crossorigin` on the line, and for isolated ones (COEP).
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


@blueprint.get("/assets/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    try:
        found = asset(name)
    except KeyError:
        abort(404)
    if digest != found.digest:
        abort(404)
    response = _response(found)
    response.cache_control.public = True
    response.cache_control.max_age = _YEAR
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response


def asset_url(name: str) -> str:
    """The address of a page's script or style, with the digest of what it is now."""
    return url_for("widget.file", digest=asset(name).digest, name=name)


def _response(found: Asset) -> Response:
    encoding = request.accept_encodings.best_match(ENCODINGS)
    body = compressed(found.body, encoding) if encoding else found.body
    response = Response(body, mimetype=found.mimetype)
    if encoding:
        response.content_encoding = encoding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{found.digest}-{encoding or 'plain'}")
    return response
