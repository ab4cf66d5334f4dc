"""Finished answers, kept to be given again: people ask the same all day, and type the same words.

An answer depends on the address, the generation, the synonyms, the day (``date:先月``), this
version of Sakuin, its settings, the key that was sent, and the language: all that is in its name,
so that an old answer can never be shown. Who asks is counted as if the search had been made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from cachetools import LRUCache
from flask import Flask, Response, current_app, g, request

from index.errors import UnusableIndexError
from search.results import Results
from web.access.control import current_key
from web.context import VERSION, context
from web.observe.analytics import search_log
from web.observe.metrics import count_answer, count_search
from web.texts import negotiate

BYTES = 8_000_000
"""What the answers of one process may take: some hundreds of searches as they are sent. Those not
asked for longest go first."""
LARGEST = 1_000_000
"""A larger answer is not kept: it would push out too many others."""
OVERHEAD = 2_000
"""Bytes that an answer takes beside its body, roughly."""

_MARK = "sakuin_remembered"

View = TypeVar("View", bound=Callable[..., Any])
Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it is sent, and the searches that it stands for."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    observed: tuple[Results, ...]


def remembered(view: View) -> View:
    """Marks a view whose answers to GET are kept; they depend on nothing but what is in a name."""
    setattr(view, _MARK, True)
    return view


def keep_answers(app: Flask) -> None:
    """Gives kept answers again before anything is read of a request, keeps those of marked views,
    and sends no body to whoever has an answer, by its ETag.

    To be called when access has been taken care of, and before the compression, so that bodies are
    kept as they are sent.
    """
    kept: LRUCache[Name, Answer] = LRUCache(
        BYTES, getsizeof=lambda answer: len(answer.body) + OVERHEAD
    )
    guard = threading.Lock()

    @app.before_request
    def again() -> Response | None:
        view = current_app.view_functions.get(request.endpoint or "")
        if request.method != "GET" or not hasattr(view, _MARK):
            return None
        try:
            name = _name()
        except UnusableIndexError:
            return None
        with guard:
            answer = kept.get(name)
        count_answer(kept=answer is not None)
        if answer is None:
            g.answer_name = name
            return None
        for results in answer.observed:
            observe_search(results)
        return _response(answer)

    @app.after_request
    def keep(response: Response) -> Response:
        name = g.pop("answer_name", None)
        is_whole = response.status_code == 200 and not response.is_streamed
        if name and is_whole:
            response.direct_passthrough = False
            observed = tuple(replace(one, hits=(), facets={}) for one in g.get("observed", ()))
            answer = Answer(response.get_data(), tuple(response.headers), observed)
            if len(answer.body) <= LARGEST:
                with guard:
                    kept[name] = answer
        if is_whole and "ETag" in response.headers:
            response.make_conditional(request)
        return response


def version_tag() -> str:
    """What answers depend on beside the request: the ETag of the API."""
    here, key = context(), current_key()
    day = here.today().isoformat().replace("-", "")
    return "-".join(
        (here.searcher().version, day, VERSION, here.settings.digest, key.id if key else "all")
    )


def observe_search(results: Results) -> None:
    """Tells those who count searches of one that somebody asked for."""
    g.setdefault("observed", []).append(results)
    count_search(results)
    if log := search_log():
        log.count_search(results)


def _name() -> Name:
    return (
        version_tag(),
        request.scheme,
        request.host,
        request.script_root,
        request.path,
        request.query_string.decode("latin-1"),
        request.headers.get("Accept-Encoding", ""),
        negotiate(request.accept_languages, context().settings.language).language,
    )


def _response(answer: Answer) -> Response:
    response = Response(answer.body)
    response.headers.clear()
    response.headers.extend(answer.headers)
    return response
