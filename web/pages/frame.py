"""What all pages share: the visitor's language, the headers, and the values of the template."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from web.context import context
from web.links import addresses
from web.pages.address import Address
from web.pages.widget import asset_url
from web.texts import Texts, negotiate

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page_texts() -> Texts:
    """The texts in the language of the settings, else of the visitor's browser."""
    return negotiate(request.accept_languages, context().settings.language)


def render_page(template: str, texts: Texts, status: int = 200, **values: Any) -> Response:
    """A page of ``template``, which finds the texts as ``t``."""
    html = render_template(
        template,
        t=texts,
        site=context().settings.title,
        asset=asset_url,
        home=str(Address()),
        back=context().settings.site_url,
        counting=context().settings.analytics,
        **values,
    )
    return protected(Response(html, status, mimetype="text/html"))


def protected(response: Response) -> Response:
    """With a policy under which nothing runs that is not a file of ours."""
    images = " ".join(("'self'", "data:", *sorted(addresses().image_origins())))
    response.headers["Content-Security-Policy"] = _POLICY.format(images=images)
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response
