"""Results → what InstantSearch and DocSearch expect of a hit, a facet and an answer."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from index.fields import FieldTable
from search.results import FacetValue, Hit, Results
from web.api.presenters import present_post
from web.instantsearch.filters import MONTHS, SEPARATOR, YEARS, attributes
from web.instantsearch.params import InstantSearchParams
from web.links import Addresses, section_link


def present_instantsearch(
    results: Results,
    index_name: str,
    params: InstantSearchParams,
    zone: ZoneInfo,
    fields: FieldTable,
    where: Addresses,
) -> dict[str, Any]:
    """The answer to one request; pages start at 0."""
    wanted = params.hits_per_page
    hits = results.hits if wanted else ()
    per_page = wanted and results.per_page
    return {
        "index": index_name,
        "hits": [_present_hit(hit, params, where) for hit in hits],
        "nbHits": results.total,
        "page": params.page,
        "nbPages": results.total_pages if wanted else 0,
        "hitsPerPage": per_page,
        "processingTimeMS": round(results.took_ms),
        "query": params.query or "",
        "params": "",
        "exhaustiveNbHits": True,
        "exhaustiveFacetsCount": True,
        "facets": _facets(results, params, fields),
        "facets_stats": _facet_statistics(results, params, zone, fields),
    }


def present_facet_hits(
    values: tuple[FacetValue, ...], params: InstantSearchParams
) -> list[dict[str, Any]]:
    return [
        {"value": one.value, "highlighted": _marked(one.value, params), "count": one.count}
        for one in values
    ]


def _present_hit(hit: Hit, params: InstantSearchParams, where: Addresses) -> dict[str, Any]:
    section = hit.sections[0] if hit.sections else None
    snippet = section.marked_snippet if section else " … ".join(hit.marked_snippets)
    post = present_post(hit, where)
    url = section_link(post["link"], section.url) if section else post["link"]
    hierarchy: dict[str, str | None] = {
        **{f"lvl{level}": None for level in range(7)},
        "lvl0": hit.categories[0] if hit.categories else hit.site or hit.title,
        "lvl1": hit.title,
        "lvl2": section.title if section else None,
    }
    marked = _present_marks(hit, hierarchy, snippet, params)
    return {
        **post["fields"],
        **{name: value for name, value in post.items() if name not in _OTHERWISE},
        "objectID": hit.id,
        "url": url,
        "url_without_anchor": post["link"],
        "anchor": url.partition("#")[2] or None,
        "date_timestamp": int(hit.date.timestamp()) if hit.date else None,
        "type": "content" if snippet else "lvl2" if section else "lvl1",
        "hierarchy": hierarchy,
        "content": _plain(snippet, params),
        "_highlightResult": marked,
        "_snippetResult": {"content": marked["content"]},
    }


_OTHERWISE = ("id", "url", "link", "author", "fields")
"""What the API says of a post, and these clients know by other names, or not at all."""


def _present_marks(
    hit: Hit, hierarchy: dict[str, str | None], snippet: str, params: InstantSearchParams
) -> dict[str, Any]:
    """``_highlightResult``: the texts of a hit again, with marks."""
    levels = {
        level: _highlight(html.escape(text), params) for level, text in hierarchy.items() if text
    }
    return {
        "title": _highlight(hit.marked_title, params),
        "content": _highlight(snippet, params),
        "tags": [_highlight(html.escape(tag), params) for tag in hit.tags],
        "hierarchy": levels | {"lvl1": _highlight(hit.marked_title, params)},
    }


def _highlight(marked: str, params: InstantSearchParams) -> dict[str, Any]:
    """A leaf of ``_highlightResult``.

    InstantSearch sends marks that are no HTML and escapes the text itself, so it must be given
    plain text; whoever sends tags gets text that is escaped already.
    """
    text = marked if "<" in params.pre + params.post else html.unescape(marked)
    words = re.findall(f"{re.escape(params.pre)}(.*?){re.escape(params.post)}", text, re.DOTALL)
    return {
        "value": text,
        "matchLevel": "full" if words else "none",
        "matchedWords": list(dict.fromkeys(word.lower() for word in words)),
    }


def _plain(marked: str, params: InstantSearchParams) -> str:
    return html.unescape(marked.replace(params.pre, "").replace(params.post, ""))


def _facets(
    results: Results, params: InstantSearchParams, fields: FieldTable
) -> dict[str, dict[str, int]]:
    """Counts under the attribute names that were asked for."""
    counts, rows = {}, attributes(fields)
    for attribute in fields.facets if "*" in params.facets else params.facets:
        if attribute in (YEARS, MONTHS):
            counts[attribute] = _hierarchy(results.facets["date"], attribute)
        elif attribute in rows and rows[attribute].name in results.facets:
            values = results.facets[rows[attribute].name][: params.max_values]
            counts[attribute] = {one.value: one.count for one in values}
    return counts


def _hierarchy(months: tuple[FacetValue, ...], attribute: str) -> dict[str, int]:
    """Counts of years, or of months below their years."""
    counts: Counter[str] = Counter()
    for one in months:
        year = one.value[:4]
        counts[year if attribute == YEARS else f"{year}{SEPARATOR}{one.value}"] += one.count
    return dict(counts)


def _facet_statistics(
    results: Results, params: InstantSearchParams, zone: ZoneInfo, fields: FieldTable
) -> dict[str, dict[str, float]]:
    """The ends of range sliders: of numbers, and of dates in seconds of the months with hits."""
    found, rows = {}, attributes(fields)
    for name in fields.facets if "*" in params.facets else params.facets:
        row = rows.get(name)
        values = [one.value for one in results.facets.get(row.name, ()) if one.count] if row else []
        if row and values and row.type == "date":
            found[name] = _ends_of_months(min(values), max(values), zone)
        elif row and values and row.type == "number":
            numbers = [float(value) for value in values]
            found[name] = {"min": min(numbers), "max": max(numbers)}
    return found


def _ends_of_months(first: str, last: str, zone: ZoneInfo) -> dict[str, float]:
    """The first second of a month and the last of another: ``2025-01``, ``2025-10``."""
    begin = datetime.strptime(first, "%Y-%m").replace(tzinfo=zone)
    end = datetime.strptime(last, "%Y-%m").replace(tzinfo=zone)
    following = (end + timedelta(days=31)).replace(day=1)
    return {"min": int(begin.timestamp()), "max": int(following.timestamp()) - 1}


def _marked(value: str, params: InstantSearchParams) -> str:
    """The value with marks around what was typed, where it contains it."""
    found = re.search(re.escape(params.facet_query), value, re.IGNORECASE)
    if not params.facet_query or not found:
        return value
    before, typed, behind = value[: found.start()], found[0], value[found.end() :]
    return f"{before}{params.pre}{typed}{params.post}{behind}"
