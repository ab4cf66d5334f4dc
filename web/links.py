"""Absolute addresses of this service and of the posts that it finds, and where hits lead."""

from __future__ import annotations

from urllib.parse import quote, urldefrag, urljoin, urlsplit

from flask import request, url_for

from index.document import Document
from search.results import Hit, SectionHit
from web.context import context


def service_url(path: str = "/") -> str:
    """An address of this service; by the setting ``base_url``, else as the client calls it."""
    return (context().settings.base_url or request.url_root.rstrip("/")) + path


def site_address(site: str) -> str:
    """Where a site is on the web, or empty where nobody says.

    What the settings say of that site goes before what its own files do. ``site_url`` is that of
    the only one, else of those that say nothing themselves.
    """
    settings, records = context().settings, context().searchers.sites()
    said = settings.sites.get(site)
    if _is_ours(site):
        return service_url("")
    own = next((record.base_url for record in records if record.name == site), "")
    one = settings.site_url if len(records) <= 1 else ""
    return (said.url if said else "") or one or own or settings.site_url


def post_url(post: Hit | Document) -> str:
    """The address of a post on its site, else of our page of it: ``https://blog.example/a/``."""
    if _is_ours(post.site):
        return service_url(post.url)
    site = site_address(post.site)
    if not site:
        return service_url(f"/posts/{quote(post.id)}")
    return urljoin(f"{site}/", post.url)


def post_link(hit: Hit) -> str:
    """Where a hit leads on a page: to its post, else to our page of it."""
    if not site_address(hit.site):
        return url_for("pages.post", identity=hit.id)
    return web_address(post_url(hit))


def section_link(hit: Hit, section: SectionHit) -> str:
    return f"{post_link(hit)}#{urldefrag(section.url).fragment}{section.fragment}"


def passage_link(hit: Hit) -> str:
    """The address of the passage that is shown of a post."""
    link = post_link(hit)
    return f"{link}#{hit.fragment}" if link and hit.fragment else link


def web_address(url: str) -> str:
    """``url`` if it is one of the web; a post may claim ``javascript:`` as its address."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def _is_ours(site: str) -> bool:
    """Whether this service itself has the pages of a site: its address is a path."""
    said = context().settings.sites.get(site)
    return bool(said and said.url.startswith("/"))
