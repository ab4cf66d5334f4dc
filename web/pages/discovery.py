"""For browsers: the OpenSearch description, and completions in the address bar."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from flask import Blueprint, Response

from search.results import Suggestion
from search.searcher import ConfinedSearcher
from web.api.answers import remembered
from web.api.http import cached, read_parameters
from web.api.params import SuggestParams
from web.context import context
from web.links import addresses, service_url

blueprint = Blueprint("discovery", __name__)

_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_SHORT_NAME = 16
"""The most characters that the standard allows for ShortName."""


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    title, known = context().title, context().settings.base_url
    root = Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    SubElement(root, "ShortName").text = title[:_SHORT_NAME]
    SubElement(root, "Description").text = title
    SubElement(root, "InputEncoding").text = "UTF-8"
    for kind, path in (
        ("text/html", "/?q={searchTerms}"),
        ("application/x-suggestions+json", "/suggestions?q={searchTerms}"),
        ("application/atom+xml", "/feed.atom?q={searchTerms}"),
    ):
        SubElement(root, "Url", type=kind, template=service_url(path))
    return Response(
        tostring(root, encoding="utf-8", xml_declaration=True),
        content_type="application/opensearchdescription+xml; charset=utf-8",
        # Without a setting the addresses in it are as the client calls us: for nobody else.
        headers={"Cache-Control": "public, max-age=3600" if known else "private, no-cache"},
    )


def _address(suggestion: Suggestion) -> str:
    """Where a completion leads: to its post, else to a search for it."""
    if suggestion.id:
        return addresses().post(suggestion)
    return service_url(f"/?{urlencode({'q': suggestion.text})}")


@blueprint.get("/suggestions")
@remembered
def suggestions() -> Response:
    """Completions as ``[query, [texts], [descriptions], [addresses]]``."""
    params = read_parameters(SuggestParams)

    def answer(searcher: ConfinedSearcher) -> Response:
        found = searcher.suggest(params.q, params.per_page)
        body = [
            params.q,
            [one.text for one in found],
            [one.kind for one in found],
            [_address(one) for one in found],
        ]
        return Response(orjson.dumps(body), mimetype="application/x-suggestions+json")

    return cached(answer)
