"""The blueprint: the search page, a post of a site without address, the playground."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from search.query.params import SearchParams, collect, model_for, validate
from search.query.query import Query, Sort
from search.results import Results
from web.access.control import confined_searcher
from web.api.answers import remembered
from web.api.http import completions_for, document_of, query_of, query_pairs, run_search
from web.context import context
from web.links import addresses, post_link, service_url
from web.pages.address import Address
from web.pages.frame import error_page, page_texts, render_page
from web.pages.view import Shown, help_view, search_view
from web.texts import Texts

blueprint = Blueprint("pages", __name__)
blueprint.register_error_handler(Exception, error_page)

_FACET_VALUES = 1_000
"""All that may be asked for; the lists of the page show fewer unless they are unfolded."""
_TIPS = ("phrase", "without", "or", "tag", "date", "title")
"""What the page explains of the query language."""
_POPULAR_TAGS = 20
_LATEST_POSTS = 5
_SIMILAR_POSTS = 5


@blueprint.get("/")
@remembered
def search() -> Response:
    fields = confined_searcher().fields
    asked = query_pairs()
    address = Address.read(asked, fields)
    pairs = (pair for pair in address.pairs if pair[0] != "all")
    params = validate(model_for(SearchParams, fields), collect(pairs, fields))
    query = replace(query_of(params), facets=fields.facets, facet_limit=_FACET_VALUES)
    results = run_search(query, counted=("counted", "0") not in asked)
    texts = page_texts()
    return render_page(
        "search.html",
        texts,
        view=search_view(query, results, completions_for(query), address, context().today(), texts),
        help=_help(results, address, texts),
        tips=[(texts(f"page.tips.{one}.words"), texts(f"page.tips.{one}")) for one in _TIPS],
        title=_title(address, texts),
        canonical=service_url(f"/{address.on_page(query.page).query}"),
        # Pages of results are no use in another search engine, whatever the setting says.
        robots="noindex, follow" if address.pairs else context().settings.robots,
    )


@blueprint.get("/posts/<path:identity>")
@remembered
def post(identity: str) -> Response:
    """A post as it was indexed, for sites of whose address nothing is known."""
    document = document_of(identity)
    texts = page_texts()
    return render_page(
        "post.html",
        texts,
        document=document,
        day=document.date.date() if document.date else None,
        similar=[
            (hit.title, post_link(hit, addresses()))
            for hit in confined_searcher().similar(identity, _SIMILAR_POSTS)
        ],
        title=f"{document.title} - {context().title}",
        robots="noindex, follow",
    )


@blueprint.get("/playground")
def playground() -> Response:
    texts = page_texts()
    return render_page(
        "playground.html",
        texts,
        service=service_url(""),
        title=f"{texts('playground.title')} - {context().title}",
        robots="noindex, follow",
    )


def _title(address: Address, texts: Texts) -> str:
    site, text, page = context().title, address.get("q"), address.get("page")
    if not address.pairs:
        return texts("page.title.home", site=site)
    key = "page.title.results" if text else "page.title.filtered"
    title = texts(key, site=site, query=text)
    return texts("page.title.paged", title=title, page=page) if page else title


def _help(results: Results, address: Address, texts: Texts) -> Shown | None:
    """Ways on, for pages that would otherwise be empty: the first one, and one without hits."""
    if results.total and address.pairs:
        return None
    if results.total:
        return help_view(results.facets.get("tag", ())[:_POPULAR_TAGS], (), address.fields, texts)
    everything = Query(
        per_page=_LATEST_POSTS, sort=Sort.NEWEST, facets=("tag",), facet_limit=_POPULAR_TAGS
    )
    latest = confined_searcher().search(everything)
    return help_view(latest.facets.get("tag", ()), latest.hits, address.fields, texts)
