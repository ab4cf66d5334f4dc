"""What all pages share: the visitor's language, the headers, the values of the template, errors.

People get pages in plain words; programs the JSON of :mod:`web.errors`.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Response, render_template, request
from werkzeug.exceptions import HTTPException

from web.context import context
from web.errors import error_response, failure_of
from web.links import addresses
from web.pages.address import Address
from web.pages.widget import asset_url
from web.texts import Texts, negotiate

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def page_texts() -> Texts:
    """The texts in the language of the settings, else of the visitor's browser."""
    return negotiate(request.accept_languages, context().settings.language)


def render_page(template: str, texts: Texts, status: int = 200, **values: Any) -> Response:
    """A page of ``template``, which finds the texts as ``t``.

    Under its policy nothing runs that is not a file of ours.
    """
    html = render_template(
        template,
        t=texts,
        site=context().title,
        asset=asset_url,
        home=str(Address()),
        back=context().settings.site_url,
        counting=context().settings.analytics,
        **values,
    )
    response = Response(html, status, mimetype="text/html")
    images = " ".join(("'self'", "data:", *sorted(addresses().image_origins)))
    response.headers["Content-Security-Policy"] = _POLICY.format(images=images)
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response


def render_xml(template: str, mimetype: str, **values: Any) -> Response:
    """A document of XML, without the characters that none may have."""
    return Response(_NOT_IN_XML.sub("", render_template(template, **values)), mimetype=mimetype)


def unknown_address(error: HTTPException) -> Response:
    """An address that nobody answers: a page for people, wherever it is."""
    kinds = request.accept_mimetypes
    wants_page = kinds.best_match(("application/json", "text/html")) == "text/html"
    is_page = wants_page and not request.path.startswith("/api/")
    return error_page(error) if is_page else error_response(error)


def error_page(error: Exception) -> Response:
    """What people are told of a failure of the pages."""
    texts, told = page_texts(), failure_of(error)
    kind = "index" if told.needs_index else told.status
    if not texts.has(f"error.{kind}.title"):
        kind = 500  # something went wrong: try again a little later
    response = render_page(
        "error.html",
        texts,
        told.status,
        kind=kind,
        heading=texts(f"error.{kind}.title"),
        explanation=texts(f"error.{kind}.text"),
        messages=tuple(dict.fromkeys(_message(one.parameter, texts) for one in told.details)),
        text=request.args.get("q", "")[:200],
        title=texts(f"error.{kind}.title"),
        robots="noindex, follow",
    )
    response.headers.update(told.headers)
    return response


def _message(parameter: str, texts: Texts) -> str:
    key = f"error.400.{parameter}"
    return texts(key) if texts.has(key) else texts("error.400.other", parameter=parameter[:40])
