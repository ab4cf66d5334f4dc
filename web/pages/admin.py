"""For the owner: what people search for, as JSON and as a page; and clicks, which feed it.

The page asks for a key of the scope ``admin`` as the password of the browser's own dialog.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from flask import Blueprint, Response, redirect, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response as BaseResponse

from index.analysis.owner_files import Line, read_text
from index.analysis.synonyms import pairs_of
from index.durable import write_file
from index.errors import DictionaryError
from search.query.params import Text, Value, Whole
from search.query.query import Query
from web.access.control import confined_searcher, require_owner
from web.api.http import json_response, read_body, read_parameters
from web.api.params import NoParams, per_page
from web.context import context
from web.errors import NO_STORE, ApiError
from web.observe.analytics import Usage, read_usage, search_log
from web.pages.frame import page_texts, render_page

blueprint = Blueprint("admin", __name__)

MAX_SYNONYM = 100
"""Characters of a side of a line."""
_MEANINGFUL = re.compile(r"[,，、#\n\r]|=>|⇒|→")


class ReportParams(NoParams):
    days: Whole = Field(30, ge=1, le=400, description="Days to look back, today included.")
    per_page: Whole = per_page(50, 1000, "Queries in each list.")


class PageParams(ReportParams):
    added: Value = Field("", description="The line of the synonym file that was just added.")


class ClickBody(NoParams):
    q: Text = Field(description="What was searched for.")
    id: Value = Field(description="The id of the hit that was chosen.")


@blueprint.post("/api/v1/clicks")
def click() -> Response:
    """Counts that a hit was chosen; without analytics, nothing happens."""
    body = read_body(ClickBody)
    log = search_log()
    if log is not None and confined_searcher().document(body.id) is not None:
        log.count_click(body.q, body.id)
    return Response(status=204)


@blueprint.get("/api/v1/report")
def report() -> Response:
    require_owner()
    return json_response(asdict(_usage(read_parameters(ReportParams))), headers=NO_STORE)


@blueprint.get("/admin")
def admin() -> Response:
    require_owner(by_password=True)
    params = read_parameters(PageParams)
    here, usage, texts = context(), _usage(params), page_texts()
    searches = _every_day(usage, here.today())
    response = render_page(
        "admin.html",
        texts,
        usage=usage,
        counted=here.settings.analytics,
        rates=(_percent(usage.without_hits, usage), _percent(usage.clicks, usage)),
        by_day=[(texts.day(day), count) for day, count in searches],
        most=max(1, *(count for _, count in searches)),
        titles=_titles(usage),
        words=_tags(),
        periods=(7, 30, 90, 365),
        can_add=here.settings.synonyms is not None,
        added=params.added,
        title=f"{texts('admin.title')} - {here.title}",
        robots="noindex",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/admin/synonyms")
def synonym() -> BaseResponse:
    """From a search without hits to a line of the synonym file."""
    _require_own_page()
    require_owner(by_password=True)
    file = context().settings.synonyms
    query, other = (request.form.get(name, "") for name in ("q", "other"))
    if file is None or not add_synonym(file, query, other):
        raise ApiError(400, "This is no line for a synonym file.")
    return redirect(f"{url_for('admin.admin', added=f'{query} => {other}'[:200])}#failed", 303)


def _require_own_page() -> None:
    """Browsers send the owner's password along from any page, but say from which one they do."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "")
    is_own = site == "same-origin" if site else origin == request.host_url.rstrip("/")
    if not is_own and not request.headers.get("X-API-Key"):
        raise ApiError(403, "Only the report's own page may do this.")


def add_synonym(file: Path, query: str, other: str) -> bool:
    """Appends ``query => other``; False where that would not be a line of such a file.

    The service follows the file (:mod:`search.live`), so nothing is told to anybody else; it is
    replaced whole, so that a search never reads half a line.
    """
    texts = [" ".join(text.split()) for text in (query, other)]
    if any(not text or len(text) > MAX_SYNONYM or _MEANINGFUL.search(text) for text in texts):
        return False
    line = f"{texts[0]} => {texts[1]}"
    try:
        list(pairs_of(Line(file, 0, line)))
    except DictionaryError:
        return False
    before = read_text(file) if file.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    write_file(file, f"{before}{line}\n".encode())
    return True


def _usage(params: ReportParams) -> Usage:
    here = context()
    return read_usage(here.settings.data, here.today(), params.days, params.per_page)


def _percent(part: int, usage: Usage) -> str:
    return f"{100 * part / usage.searches:.0f}%" if usage.searches else "–"


def _titles(usage: Usage) -> dict[str, str]:
    """What the chosen posts are called; those that are gone keep their ids."""
    searcher = confined_searcher()
    found = ((one, searcher.document(one)) for one in {one for _, one, _ in usage.clicked})
    return {identity: document.title for identity, document in found if document}


def _tags() -> list[str]:
    """Words that posts do have, to choose a synonym from."""
    results = confined_searcher().search(Query(per_page=1, facets=("tag",), facet_limit=100))
    return [one.value for one in results.facets.get("tag", ())]


def _every_day(usage: Usage, today: date) -> list[tuple[date, int]]:
    """The searches of each day, of those without any too: else a chart would hide the gaps."""
    counts = dict(usage.by_day)
    days = [today - timedelta(days=ago) for ago in reversed(range(usage.days))]
    return [(day, counts.get(day.isoformat(), 0)) for day in days]
