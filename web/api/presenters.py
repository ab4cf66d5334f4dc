"""Results → JSON: what the API, the command line, the pages and the feeds show of a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from index.document import Document, Section
from index.fields import BUILT_IN
from search.results import FacetValue, Hit, Results, SectionHit, Suggestion
from web.links import Addresses, section_link

_ATTRIBUTES = [row.attribute for row in BUILT_IN.rows if row.attribute]


def present_results(
    results: Results, where: Addresses, completions: Iterable[Suggestion] | None = None
) -> dict[str, Any]:
    """The body of ``GET /api/v1/search``; with ``completions`` where they were asked for."""
    suggestions: dict[str, Any] = {"did_you_mean": results.did_you_mean}
    if completions is not None:
        suggestions["completions"] = [present_completion(one, where) for one in completions]
    return {
        "query": results.query,
        "total": results.total,
        "page": results.page,
        "per_page": results.per_page,
        "total_pages": results.total_pages,
        "took_ms": round(results.took_ms, 2),
        "interpreted": asdict(results.interpreted),
        "hits": [present_hit(hit, where) for hit in results.hits],
        "facets": {name: present_facet(values) for name, values in results.facets.items()},
        "suggestions": suggestions,
        "generation": results.generation,
    }


def present_hit(hit: Hit, where: Addresses) -> dict[str, Any]:
    shown = present_post(hit, where)
    shown |= {
        "score": round(hit.score, 4),
        "matched_by": hit.matched_by,
        "highlight": {"title": hit.marked_title},
        "snippets": hit.marked_snippets,
        "fragment": hit.fragment,
        "sections": [_present_section_hit(shown["link"], section) for section in hit.sections],
    }
    if hit.explanation is not None:
        shown["explanation"] = hit.explanation
    return shown


def present_post(post: Hit | Document, where: Addresses) -> dict[str, Any]:
    """What a hit and a whole document say of a post."""
    shown = {name: getattr(post, name) for name in _ATTRIBUTES}
    return shown | {
        "link": where.link(post),
        "date": post.date.isoformat() if post.date else None,
        "author": ", ".join(post.authors),
        "fields": {
            name: [one.isoformat() if isinstance(one, datetime) else one for one in values]
            for name, values in post.fields.items()
        },
    }


def present_facet(values: tuple[FacetValue, ...]) -> list[dict[str, Any]]:
    return [one._asdict() for one in values]


def present_completion(suggestion: Suggestion, where: Addresses) -> dict[str, Any]:
    """One that is a title leads to its post."""
    return {
        "text": suggestion.text,
        "kind": suggestion.kind,
        "count": suggestion.count,
        "url": suggestion.url or None,
        "link": where.link(suggestion) if suggestion.url else None,
    }


def present_document(document: Document, where: Addresses) -> dict[str, Any]:
    """The body of ``GET /api/v1/documents/ID``."""
    shown = present_post(document, where)
    shown["sections"] = [
        _present_section(document, one, shown["link"]) for one in document.sections
    ]
    return shown


def _present_section_hit(link: str, section: SectionHit) -> dict[str, Any]:
    return {
        "title": section.title,
        "url": section.url,
        "link": section_link(link, section.url),
        "snippet": section.marked_snippet,
        "fragment": section.fragment,
    }


def _present_section(document: Document, section: Section, link: str) -> dict[str, Any]:
    url = f"{document.url}#{section.anchor}" if section.anchor else document.url
    return {
        "title": section.heading,
        "level": section.level,
        "url": url,
        "link": section_link(link, url),
        "text": section.text,
        "code": section.code,
    }
