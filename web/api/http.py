"""What every JSON endpoint needs of HTTP: parameters in, cached JSON out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote_plus, urlencode

import orjson
from flask import Response, request
from pydantic import BaseModel
from werkzeug.urls import iri_to_uri

from index.document import Document
from search.query.params import (
    FilterParams,
    ParameterError,
    QueryError,
    collect,
    model_for,
    query_from,
    validate,
)
from search.query.query import Filters, Query, Sort
from search.results import Results, Suggestion
from search.searcher import Capability
from web.access.control import confined_searcher
from web.api.answers import observe_search, remembered, version_tag
from web.context import context
from web.errors import ApiError
from web.links import with_landings

MAX_PARAMETERS = 200
_TRACKING = re.compile(
    "utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_gl"
)
"""What others add to links to tell visitors apart: no parameters of ours, and no mistakes."""
COMPLETIONS = 6
"""More than a box shows, since it leaves out titles that it shows as hits."""

Model = TypeVar("Model", bound=BaseModel)


def read_parameters(model: type[Model]) -> Model:
    """The query string as ``model``; raises :class:`search.query.params.QueryError`."""
    fields = context().fields
    return validate(model_for(model, fields), collect(query_pairs(), fields))


def query_of(params: FilterParams) -> Query:
    """The query of the parameters."""
    return query_from(params, context().today(), context().fields)


def run_search(query: Query, counted: bool = True) -> Results:
    """A search that somebody asked for, told to those who count searches."""
    results = with_landings(confined_searcher().search(query), query, context().settings)
    if counted:
        observe_search(results)
    return results


def completions_for(query: Query) -> tuple[Suggestion, ...]:
    """Completions of a search's text; where there are none or filters, the titles that it finds."""
    if not query.text.strip():
        return ()
    searcher = confined_searcher()
    if query.filters == Filters() and Capability.SUGGEST in searcher.capabilities:
        return searcher.suggest(query.text, COMPLETIONS)
    first = replace(query, sort=Sort.RELEVANCE, page=1, per_page=COMPLETIONS, facets=())
    return tuple(
        Suggestion(hit.title, hit.marked_title, "title", 1, hit.id, hit.site, hit.url)
        for hit in searcher.search(first).hits
    )


def document_of(identity: str) -> Document:
    """The document of that id; raises ApiError (404) also where the asker may not see it."""
    found = confined_searcher().document(identity)
    if found is None:
        raise ApiError(404, "There is no document of that id.")
    return found


def query_pairs() -> list[tuple[str, str]]:
    """The pairs of the query string; raises QueryError when they are not UTF-8 or too many."""
    try:
        # Latin-1 keeps every byte, escaped or not, so that bad UTF-8 is noticed, not replaced.
        pairs = parse_qsl(
            request.query_string.decode("latin-1"),
            keep_blank_values=True,
            encoding="latin-1",
            max_num_fields=MAX_PARAMETERS,
        )
        decoded = [(_utf8(name), _utf8(value)) for name, value in pairs]
        return [(name, value) for name, value in decoded if not _TRACKING.fullmatch(name)]
    except UnicodeDecodeError:
        message = "must be percent-encoded UTF-8"
    except ValueError:
        message = f"must have at most {MAX_PARAMETERS} parameters"
    raise QueryError([ParameterError("query string", message)])


def read_body(model: type[Model]) -> Model:
    """The JSON body of the request as ``model``; raises :class:`search.query.params.QueryError`."""
    return validate(model_for(model, context().fields), request.get_data())


def json_response(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(orjson.dumps(body), status, headers, "application/json")


def cached(view: Callable[..., Response]) -> Callable[..., Response]:
    """A view whose answers are kept, and not sent again to a client that has them.

    See :func:`web.api.answers.version_tag` for what they depend on.
    """

    @remembered
    @wraps(view)
    def answer(**values: str) -> Response:
        response = view(**values)
        response.set_etag(version_tag(), weak=True)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return answer


def links_to(parameter: str, targets: Mapping[str, object]) -> dict[str, str]:
    """The header Link: by relation, this address with another value of one parameter, but for those
    that have none."""
    kept = [(name, value) for name, value in query_pairs() if name != parameter]
    start = (
        f"{iri_to_uri(request.script_root + request.path)}?{urlencode([*kept, (parameter, '')])}"
    )
    links = [
        f'<{start}{quote_plus(str(value))}>; rel="{relation}"'
        for relation, value in targets.items()
        if value
    ]
    return {"Link": ", ".join(links)} if links else {}


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode("utf-8")
