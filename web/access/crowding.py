"""What a request costs in searches, and how many large ones a worker answers at once.

A request may hold twenty searches, or read a thousand documents. It is charged accordingly, and
large ones together never take more than half of a worker's threads: whoever asks a single question
meanwhile is answered.
"""

from __future__ import annotations

import re
import threading

import orjson
from flask import Flask, g, request

from web.errors import RETRY, ApiError

LARGE = 5
"""Searches in one request: a page of InstantSearch with some filters has fewer."""
DOCUMENTS = 100
"""Documents read by cursor that cost as much as one search."""
PATIENCE = 10.0
"""Seconds that a large request waits for its turn."""
_LISTS = {"api.multi_search": "searches", "instantsearch.instantsearch": "requests"}


def searches_in_request() -> int:
    """How many searches the request is worth, at least 1; what is not valid counts as one."""
    if request.endpoint == "api.scan":
        asked = request.args.get("per_page") or request.args.get("limit") or ""
        return max(1, int(asked) // DOCUMENTS) if re.fullmatch(r"[0-9]{1,4}", asked) else 1
    name = _LISTS.get(request.endpoint or "")
    if name is None:
        return 1
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return 1
    several = body.get(name) if isinstance(body, dict) else body
    return max(1, len(several)) if isinstance(several, list) else 1


class Crowd:
    """The large requests of one worker."""

    def __init__(self, threads: int, patience: float = PATIENCE) -> None:
        self._at_work = threading.BoundedSemaphore(max(1, threads // 4))
        self._inside = threading.BoundedSemaphore(max(1, threads // 2))
        self._patience = patience

    def enter(self) -> bool:
        """Waits for a turn; False where too many wait already, or for too long."""
        if not self._inside.acquire(blocking=False):
            return False
        if self._at_work.acquire(timeout=self._patience):
            return True
        self._inside.release()
        return False

    def leave(self) -> None:
        self._at_work.release()
        self._inside.release()


def bound_large_requests(app: Flask, threads: int) -> None:
    """Lets only so many large requests of ``app`` be answered at once."""
    crowd = Crowd(threads)

    @app.before_request
    def enter() -> None:
        if searches_in_request() < LARGE:
            return
        if not crowd.enter():
            raise ApiError(503, "Too many large requests at once: come back soon.", RETRY)
        g.large = True

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        if g.pop("large", False):
            crowd.leave()
