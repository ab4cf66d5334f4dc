"""Any search as a feed: ``/feed.json`` (JSON Feed 1.1) and ``/feed.atom`` (Atom, RFC 4287)."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Blueprint, Response, request

from search.results import Hit, Results
from web.access.control import confined_searcher
from web.api.http import cached, query_of, query_pairs, read_parameters
from web.api.params import FeedParams
from web.context import context
from web.links import addresses, service_url
from web.pages.frame import render_xml

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feed.json")
@cached
def json_feed() -> Response:
    results = _results()
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(results),
        "home_page_url": _page_url(),
        "feed_url": _feed_url(),
        "items": [_json_item(hit, name) for hit, name in _named(results)],
    }
    return Response(orjson.dumps(body), mimetype="application/feed+json")


@blueprint.get("/feed.atom")
@cached
def atom_feed() -> Response:
    results = _results()
    dates = [hit.date for hit in results.hits if hit.date]
    return render_xml(
        "feed.xml",
        "application/atom+xml",
        title=_title(results),
        site=context().title,
        page=_page_url(),
        own=_feed_url(),
        newest=max(dates, default=None),
        hits=_named(results),
        link=addresses().post,
        summary=_summary,
        time=_time,
    )


def _results() -> Results:
    params = read_parameters(FeedParams)
    query = query_of(params)
    query = replace(query, per_page=params.per_page, facets=(), highlight_pre="", highlight_post="")
    return confined_searcher().search(query)


def _title(results: Results) -> str:
    name = context().title
    return f"{results.query} – {name}" if results.query else name


def _page_url() -> str:
    """The search page that shows the same search."""
    shared = [
        (name, value) for name, value in query_pairs() if name not in ("limit", "per_page", "key")
    ]
    return service_url(f"/?{urlencode(shared)}" if shared else "/")


def _feed_url() -> str:
    asked = urlencode(query_pairs())
    return service_url(f"{request.path}?{asked}" if asked else request.path)


def _named(results: Results) -> Iterator[tuple[Hit, str]]:
    """Hits with what readers tell them apart by: the address, where posts share one more exactly.

    Sites have posts of one address by mistake, and readers show one post an id.
    """
    links = [addresses().post(hit) for hit in results.hits]
    times = Counter(links)
    for hit, link in zip(results.hits, links, strict=True):
        yield hit, link if times[link] == 1 else f"{link}#{quote(hit.id)}"


def _json_item(hit: Hit, name: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": name,
        "url": addresses().post(hit),
        "title": hit.title,
        "content_text": _summary(hit),
        "tags": hit.tags,
        "authors": [{"name": name} for name in hit.authors],
    }
    if hit.date:
        item["date_published"] = hit.date.isoformat()
    if hit.lang:
        item["language"] = hit.lang
    return item


def _summary(hit: Hit) -> str:
    """The excerpt, else the passages that were found."""
    return hit.excerpt or html.unescape(" ".join(hit.marked_snippets))


def _time(moment: datetime | None) -> str:
    return (moment or datetime.fromtimestamp(0, UTC)).isoformat(timespec="seconds")
