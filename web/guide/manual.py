"""The pages of the manual: read from their Markdown once, turned into HTML, served at ``/guide/``.

Pages link to each other as files (``[設定](settings.md#port)``), so that they can be read on a code
host as well; here the links become addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import frontmatter
from flask import Blueprint, Response, abort, redirect, url_for
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from werkzeug.wrappers import Response as AnyResponse

from index.markdown.slugs import github_slug
from web.context import context
from web.pages.frame import page_texts, render_page
from web.texts import LANGUAGES, Texts

FOLDER = Path(__file__).parent
PAGES = (
    "index",
    "search",
    "spelling",
    "box",
    "generators",
    "settings",
    "dictionary",
    "quality",
    "operations",
    "cluster",
    "api",
    "trouble",
    "faq",
    "changes",
)
"""The pages in their order; each is there in every language."""

_LINK = re.compile(r"([a-z]+)\.md(#.*)?")
_IMAGE = re.compile(r"\.\./\.\./static/public/(.+)")

Link = Callable[[str], str]
"""The address of a page, by its name."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second or third level, for the table of contents."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the manual."""

    name: str
    language: str
    title: str
    summary: str
    source: str
    """Its Markdown, without the front matter."""

    @property
    def headings(self) -> tuple[Heading, ...]:
        """What the table of contents shows."""
        tokens = _markdown().parse(self.source)
        return tuple(
            Heading(
                int(token.tag[1]),
                "".join(child.content for child in tokens[at + 1].children or ()),
                str(token.attrs["id"]),
            )
            for at, token in enumerate(tokens)
            if token.type == "heading_open" and token.tag in ("h2", "h3")
        )

    def html(self, link: Link) -> str:
        """The page as HTML, its links to other pages made by ``link``."""
        markdown = _markdown()
        tokens = markdown.parse(self.source)
        for token in tokens:
            for child in token.children or ():
                _relink(child, link)
        renderer = markdown.renderer
        assert isinstance(renderer, RendererHTML)
        return str(renderer.render(tokens, markdown.options, {}))


@cache
def manual(language: str) -> tuple[Page, ...]:
    """All pages in one language, in their order."""
    return tuple(_read(language, name) for name in PAGES)


def page_of(language: str, name: str) -> Page | None:
    """One page, or None if there is none of that name or in that language."""
    if language not in LANGUAGES:
        return None
    return next((page for page in manual(language) if page.name == name), None)


def _read(language: str, name: str) -> Page:
    post = frontmatter.loads((FOLDER / language / f"{name}.md").read_text("utf-8"))
    return Page(name, language, str(post["title"]), str(post["excerpt"]), post.content)


@cache
def _markdown() -> MarkdownIt:
    # The texts are our own, so HTML in them (<details>) is meant.
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    markdown.use(anchors_plugin, max_level=3, slug_func=lambda title: github_slug(unescape(title)))
    markdown.add_render_rule("table_open", lambda *_: '<div class="wide" tabindex="0"><table>\n')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    markdown.add_render_rule("fence", _fence)
    return markdown


def _fence(renderer: RendererHTML, *of: Any) -> str:
    """A block of code, which scrolls sideways: with the keyboard too."""
    return renderer.fence(*of).replace("<pre>", '<pre tabindex="0">', 1)


def _relink(token: Token, link: Link) -> None:
    if token.type == "link_open" and (match := _LINK.fullmatch(str(token.attrs["href"]))):
        token.attrs["href"] = link(match[1]) + (match[2] or "")
    if token.type == "image" and (match := _IMAGE.fullmatch(str(token.attrs["src"]))):
        token.attrs["src"] = url_for("static", filename=match[1])


blueprint = Blueprint("guide", __name__, url_prefix="/guide")


@blueprint.get("/")
def start() -> AnyResponse:
    """The first page, in the visitor's language."""
    return redirect(page_url(page_texts().language, PAGES[0]))


@blueprint.get("/<language>/", defaults={"name": PAGES[0]})
@blueprint.get("/<language>/<name>/")
def page(language: str, name: str) -> Response:
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
    return url_for("guide.page", language=language, name=name)
