"""The HTTP API, version 1. Names and shapes are a contract: add to them, never change them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.urls import iri_to_uri

from search.searcher import ConfinedSearcher
from web.access.control import confined_searcher
from web.api.answers import remembered
from web.api.http import (
    cached_json,
    completions_for,
    document_of,
    json_response,
    links_to,
    query_of,
    read_body,
    read_parameters,
    run_search,
)
from web.api.params import (
    CountedParams,
    FacetParams,
    MultiSearchBody,
    NoParams,
    ScanParams,
    SimilarParams,
    SuggestParams,
)
from web.api.presenters import (
    present_document,
    present_facet,
    present_hit,
    present_results,
    present_suggestion,
)
from web.context import context
from web.errors import ApiError
from web.links import addresses

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
@remembered
def search() -> Response:
    params = read_parameters(CountedParams)
    query = query_of(params)

    def answer(searcher: ConfinedSearcher) -> dict[str, Any]:
        results = run_search(searcher, query, params.counted)
        return present_results(
            results, addresses(), completions_for(searcher, query) if params.complete else None
        )

    return cached_json(answer, link=lambda body: _page_links(params.page, body["total_pages"]))


@blueprint.post("/multi-search")
def multi_search() -> Response:
    """Several searches in one request, answered in their order over one generation."""
    body = read_body(MultiSearchBody)
    searcher = confined_searcher()
    results = [run_search(searcher, query_of(params)) for params in body.searches]
    return json_response({"results": [present_results(one, addresses()) for one in results]})


@blueprint.get("/suggest")
@remembered
def suggest() -> Response:
    params = read_parameters(SuggestParams)
    return cached_json(
        lambda searcher: {
            "query": params.q,
            "suggestions": [
                present_suggestion(one, addresses())
                for one in searcher.suggest(params.q, params.per_page)
            ],
        }
    )


@blueprint.get("/documents")
@remembered
def scan() -> Response:
    """All hits in the order of their ids, for those who read everything."""
    params = read_parameters(ScanParams)
    query = query_of(params)

    def answer(searcher: ConfinedSearcher) -> dict[str, Any]:
        hits, cursor = searcher.scan(query, params.cursor or None, params.per_page)
        return {"hits": [present_hit(hit, addresses()) for hit in hits], "next_cursor": cursor}

    def link(body: dict[str, Any]) -> str:
        return links_to("cursor", {"next": body["next_cursor"]} if body["next_cursor"] else {})

    return cached_json(answer, link)


@blueprint.get("/documents/<path:identity>")
@remembered
def document(identity: str) -> Response:
    read_parameters(NoParams)

    def answer(searcher: ConfinedSearcher) -> dict[str, Any]:
        return present_document(document_of(searcher, identity), addresses())

    return cached_json(answer, _document_links)


@blueprint.get("/documents/<path:identity>/similar")
@remembered
def similar(identity: str) -> Response:
    params = read_parameters(SimilarParams)

    def answer(searcher: ConfinedSearcher) -> dict[str, Any]:
        document_of(searcher, identity)
        hits = searcher.similar(identity, params.per_page)
        return {"id": identity, "hits": [present_hit(hit, addresses()) for hit in hits]}

    return cached_json(answer)


@blueprint.get("/facets/<name>")
@remembered
def facet(name: str) -> Response:
    facets = context().fields.facets
    if name not in facets:
        raise ApiError(404, f"There is no such facet; there are {', '.join(facets)}.")
    params = read_parameters(FacetParams)
    query = query_of(params)

    def answer(searcher: ConfinedSearcher) -> dict[str, Any]:
        values = searcher.facet_values(name, query, params.prefix, params.per_page)
        return {"facet": name, "values": present_facet(values)}

    return cached_json(answer)


def _document_links(document: dict[str, Any]) -> str:
    """The Link header of a document: its neighbours, and its page where that is known."""
    links = [f'<{iri_to_uri(request.script_root + request.path)}/similar>; rel="related"']
    if document["link"] != document["url"]:
        links.append(f'<{iri_to_uri(document["link"])}>; rel="canonical"')
    return ", ".join(links)


def _page_links(page: int, pages: int) -> str:
    """The Link header of a page of hits: first, prev, next and last, where they exist."""
    targets = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return links_to("page", {name: one for name, one in targets.items() if 1 <= one <= pages})
