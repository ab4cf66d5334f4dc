"""The HTTP API, version 1. Names and shapes are a contract: add to them, never change them."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.urls import iri_to_uri

from index.reading.facet_values import fold_facet
from web.access.control import confined_searcher
from web.api.http import (
    cached,
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
    present_completion,
    present_document,
    present_facet,
    present_hit,
    present_results,
)
from web.context import context
from web.errors import ApiError
from web.links import addresses

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
@cached
def search() -> Response:
    params = read_parameters(CountedParams)
    query = query_of(params)
    results = run_search(query, params.counted)
    completions = completions_for(query) if params.complete else None
    links = _page_links(results.page, results.total_pages)
    return json_response(present_results(results, addresses(), completions), headers=links)


@blueprint.post("/multi-search")
def multi_search() -> Response:
    """Several searches in one request, answered in their order over one generation."""
    body = read_body(MultiSearchBody)
    results = [run_search(query_of(params)) for params in body.searches]
    return json_response({"results": [present_results(one, addresses()) for one in results]})


@blueprint.get("/suggest")
@cached
def suggest() -> Response:
    params = read_parameters(SuggestParams)
    found = confined_searcher().suggest(params.q, params.per_page)
    shown = [present_completion(one, addresses()) | {"highlight": one.marked_text} for one in found]
    return json_response({"query": params.q, "suggestions": shown})


@blueprint.get("/documents")
@cached
def scan() -> Response:
    """All hits in the order of their ids, for those who read everything."""
    params = read_parameters(ScanParams)
    query = query_of(params)
    hits, cursor = confined_searcher().scan(query, params.cursor or None, params.per_page)
    shown = [present_hit(hit, addresses()) for hit in hits]
    links = links_to("cursor", {"next": cursor})
    return json_response({"hits": shown, "next_cursor": cursor}, headers=links)


@blueprint.get("/documents/<path:identity>")
@cached
def document(identity: str) -> Response:
    read_parameters(NoParams)
    shown = present_document(document_of(identity), addresses())
    links = [f'<{iri_to_uri(request.script_root + request.path)}/similar>; rel="related"']
    if shown["link"] != shown["url"]:  # where its page is known
        links.append(f'<{iri_to_uri(shown["link"])}>; rel="canonical"')
    return json_response(shown, headers={"Link": ", ".join(links)})


@blueprint.get("/documents/<path:identity>/similar")
@cached
def similar(identity: str) -> Response:
    params = read_parameters(SimilarParams)
    document_of(identity)
    hits = confined_searcher().similar(identity, params.per_page)
    shown = [present_hit(hit, addresses()) for hit in hits]
    return json_response({"id": identity, "hits": shown})


@blueprint.get("/facets/<name>")
@cached
def facet(name: str) -> Response:
    facets = context().fields.facets
    if name not in facets:
        raise ApiError(404, f"There is no such facet; there are {', '.join(facets)}.")
    params = read_parameters(FacetParams)
    query = query_of(params)
    typed = params.prefix or params.containing
    values = confined_searcher().facet_values(name, query, typed, params.per_page)
    if params.prefix:  # those that start so come first
        start = fold_facet(params.prefix)
        values = tuple(one for one in values if fold_facet(one.value).startswith(start))
    return json_response({"facet": name, "values": present_facet(values)})


def _page_links(page: int, pages: int) -> dict[str, str]:
    """The Link header of a page of hits: first, prev, next and last, where they exist."""
    targets = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return links_to("page", {name: one for name, one in targets.items() if 1 <= one <= pages})
