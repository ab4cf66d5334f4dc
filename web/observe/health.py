"""``/healthz``: the process is up. ``/readyz``: an index is loaded.

Neither tells what the index holds: whoever may not search may ask them. ``/healthz?verbose=1``
has what an owner looks at first when something is wrong.
"""

from __future__ import annotations

from importlib.metadata import version

import orjson
from flask import Blueprint, Response, request

from index.errors import UnusableIndexError
from web.access.control import counts_together
from web.context import context

blueprint = Blueprint("health", __name__)

_NO_STORE = {"Cache-Control": "no-store"}


@blueprint.get("/healthz")
def healthz() -> Response:
    if request.args.get("verbose") != "1":
        return _plain("ok")
    watcher = context().watcher
    state = watcher.state() if watcher else None
    body = {
        "version": version("sakuin"),
        "generation": _generation(),
        "watcher": state and {"running": state.running, "ends": state.ends},
    }
    return Response(orjson.dumps(body), mimetype="application/json", headers=_NO_STORE)


@blueprint.get("/readyz")
def readyz() -> Response:
    context().searcher()
    context().searchers.reach()
    watcher = context().watcher
    # With these, answers are good all the same: no reason to send clients elsewhere.
    warnings = (
        (watcher and not watcher.state().running, "it does not follow the site at the moment"),
        (not counts_together(), "the store of rate limits does not answer"),
    )
    told = [f"\nwarning: {warning}; see the log" for applies, warning in warnings if applies]
    return _plain("ready" + "".join(told))


def _generation() -> str | None:
    try:
        return context().searcher().generation
    except UnusableIndexError:
        return None


def _plain(text: str) -> Response:
    return Response(f"{text}\n", mimetype="text/plain", headers=_NO_STORE)
