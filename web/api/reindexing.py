"""``POST /api/v1/reindex`` starts a run, ``GET /api/v1/jobs/ID`` tells how it goes.

A run is started by a key of the scope ``admin``, or by a webhook: GitHub signs the body with the
setting ``webhook_secret`` (HMAC-SHA256), GitLab sends it as a token.
"""

from __future__ import annotations

import hmac
from dataclasses import asdict
from hashlib import sha256

from flask import Blueprint, Response, request, url_for

from web.access.control import current_key, require_admin
from web.api.http import json_response
from web.context import context
from web.errors import NO_STORE, ApiError
from web.jobs.queue import Jobs

blueprint = Blueprint("jobs", __name__, url_prefix="/api/v1")


@blueprint.post("/reindex")
def reindex() -> Response:
    signed = _is_signed_webhook()
    if not signed:
        require_admin()
    elif request.headers.get("X-GitHub-Event") == "ping":
        return json_response({"message": "pong"})
    settings = context().settings
    key = None if signed else current_key()
    if key and key.sites:
        sites = {name: site for name, site in settings.sites.items() if name in key.sites}
        settings = settings.model_copy(update={"sites": sites})
    if not settings.sites:
        raise ApiError(409, "There is no site to index: add [sites] to sakuin.toml.")
    job = Jobs(settings.data).start(settings)
    return json_response(asdict(job), 202, {"Location": url_for("jobs.job", identity=job.id)})


@blueprint.get("/jobs/<identity>")
def job(identity: str) -> Response:
    require_admin()
    found = Jobs(context().settings.data).find(identity)
    key = current_key()
    if found is None or (key and key.sites and not {*found.sites} <= {*key.sites}):
        raise ApiError(404, "There is no such job.")
    return json_response(asdict(found), headers=NO_STORE)


def _is_signed_webhook() -> bool:
    """Whether a forge that knows the secret sent this; raises ApiError for a forged one."""
    secret = context().settings.webhook_secret.get_secret_value().encode()
    signature = request.headers.get("X-Hub-Signature-256", "")
    token = request.headers.get("X-Gitlab-Token", "")
    if not signature and not token:
        return False
    expected = "sha256=" + hmac.new(secret, request.get_data(), sha256).hexdigest()
    good = (
        hmac.compare_digest(signature.encode(), expected.encode())
        if signature
        else (hmac.compare_digest(token.encode(), secret))
    )
    if not secret or not good:
        raise ApiError(401, "The webhook is not signed with the setting webhook_secret.")
    return True
