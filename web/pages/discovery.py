"""For browsers: the OpenSearch description, and completions in the address bar."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response

from search.results import Suggestion
from web.access.control import confined_searcher
from web.api.http import cached, read_parameters
from web.api.params import SuggestParams
from web.context import context
from web.links import addresses, service_url
from web.pages.frame import render_xml

blueprint = Blueprint("discovery", __name__)


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    title, service = context().title, service_url("")
    response = render_xml(
        "opensearch.xml", "application/opensearchdescription+xml", title=title, service=service
    )
    # Without a setting the addresses in it are as the client calls us: for nobody else.
    known = context().settings.base_url
    response.headers["Cache-Control"] = "public, max-age=3600" if known else "private, no-cache"
    return response


def _address(suggestion: Suggestion) -> str:
    """Where a completion leads: to its post, else to a search for it."""
    if suggestion.id:
        return addresses().post(suggestion)
    return service_url(f"/?{urlencode({'q': suggestion.text})}")


@blueprint.get("/suggestions")
@cached
def suggestions() -> Response:
    """Completions as ``[query, [texts], [descriptions], [addresses]]``."""
    params = read_parameters(SuggestParams)
    found = confined_searcher().suggest(params.q, params.per_page)
    body = [
        params.q,
        [one.text for one in found],
        [one.kind for one in found],
        [_address(one) for one in found],
    ]
    return Response(orjson.dumps(body), mimetype="application/x-suggestions+json")
