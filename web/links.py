"""Absolute addresses: of this service, and of the posts that it finds."""

from __future__ import annotations

from urllib.parse import quote, urljoin

from flask import request

from index.document import Document
from search.results import Hit
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


def _is_ours(site: str) -> bool:
    """Whether this service itself has the pages of a site: its address is a path."""
    said = context().settings.sites.get(site)
    return bool(said and said.url.startswith("/"))
