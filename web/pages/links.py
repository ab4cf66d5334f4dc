"""Where a hit leads: to the post on its site or, without an address of that, to a page of ours."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from flask import url_for

from search.results import Hit, SectionHit
from web.links import post_url, site_address


def post_link(hit: Hit) -> str:
    """The address of a post; our page of it where nobody says where its site is."""
    if not site_address(hit.site):
        return url_for("pages.post", identity=hit.id)
    return web_address(post_url(hit))


def section_link(hit: Hit, section: SectionHit) -> str:
    return f"{post_link(hit)}#{urldefrag(section.url).fragment}{section.fragment}"


def passage_link(hit: Hit) -> str:
    """The address of the passage that is shown of a post."""
    return f"{post_link(hit)}#{hit.fragment}" if hit.fragment and post_link(hit) else post_link(hit)


def web_address(url: str) -> str:
    """``url`` if it is one of the web; a post may claim ``javascript:`` as its address."""
    return url if urlsplit(url).scheme in ("http", "https") else ""
