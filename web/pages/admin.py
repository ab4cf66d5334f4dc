"""For the owner: what people search for, as JSON and as a page; and clicks, which feed it.

The page asks for a key of the scope ``admin`` as the password of the browser's own dialog.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from flask import Blueprint, Response, render_template
from pydantic import Field

from search.query.params import Text, Value, Whole
from web.access.control import confined_searcher, require_admin, require_all_sites
from web.api.http import json_response, read_body, read_parameters
from web.api.params import PER_PAGE, NoParams
from web.context import context
from web.observe.analytics import Usage, read_usage
from web.pages.frame import protected
from web.pages.widget import asset_url

blueprint = Blueprint("admin", __name__)


class ReportParams(NoParams):
    days: Whole = Field(30, ge=1, le=400, description="Days to look back, today included.")
    per_page: Whole = Field(
        50, ge=1, le=1000, validation_alias=PER_PAGE, description="Queries in each list."
    )


class ClickBody(NoParams):
    q: Text = Field(description="What was searched for.")
    id: Value = Field(description="The id of the hit that was chosen.")


@blueprint.post("/api/v1/clicks")
def click() -> Response:
    """Counts that a hit was chosen; without analytics, nothing happens."""
    body = read_body(ClickBody)
    log = context().log
    if log is not None and confined_searcher().document(body.id) is not None:
        log.count_click(body.q, body.id)
    return Response(status=204)


@blueprint.get("/api/v1/report")
def report() -> Response:
    require_admin()
    require_all_sites()
    params = read_parameters(ReportParams)
    here = context()
    usage = read_usage(here.settings.data, here.today(), params.days, params.per_page)
    response = json_response(asdict(usage))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/admin")
def admin() -> Response:
    require_admin(by_password=True)
    require_all_sites()
    params = read_parameters(ReportParams)
    here = context()
    usage = read_usage(here.settings.data, here.today(), params.days, params.per_page)
    days = _every_day(usage, here.today())
    page = render_template(
        "admin.html",
        asset=asset_url,
        title=here.settings.title,
        usage=usage,
        counted=here.log is not None,
        by_day=days,
        most=max(1, *(count for _, count in days)),
        choices=(7, 30, 90, 365),
    )
    response = protected(Response(page, mimetype="text/html"))
    response.headers["Cache-Control"] = "no-store"
    return response


def _every_day(usage: Usage, today: date) -> list[tuple[str, int]]:
    """The searches of each day, of those without any too: else a chart would hide the gaps."""
    counts = dict(usage.by_day)
    days = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(usage.days))]
    return [(day, counts.get(day, 0)) for day in days]
