"""``/guide/ja/`` and ``/guide/en/``: the manual as pages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from web.context import context
from web.guide.manual import PAGES, manual, page_of
from web.pages.frame import page_texts, render_page
from web.texts import LANGUAGES, Texts

blueprint = Blueprint("guide", __name__, url_prefix="/guide")


@blueprint.get("/")
def start() -> AnyResponse:
    """The first page, in the visitor's language."""
    return redirect(page_url(page_texts().language, PAGES[0]))


@blueprint.get("/<language>/")
@blueprint.get("/<language>/<name>/")
def page(language: str, name: str = PAGES[0]) -> Response:
    found = page_of(language, name)
    if found is None:
        abort(404)
    return render_page(
        "guide.html",
        Texts(language),
        page=found,
        content=found.html(lambda other: page_url(language, other)),
        pages=[(other, page_url(language, other.name)) for other in manual(language)],
        languages=[(other, page_url(other, name)) for other in LANGUAGES],
        title=f"{found.title} - Sakuin",
        robots=context().settings.robots,
    )


def page_url(language: str, name: str) -> str:
    """The address of a page of the manual on this service."""
    if name == PAGES[0]:
        return url_for("guide.page", language=language)
    return url_for("guide.page", language=language, name=name)
