"""gunicorn around the application: several processes of several threads, stopped gracefully.

The parent loads the application before it forks, so that the processes share the memory of the
dictionary and of the opened index. Each process looks for a newer generation itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker
from prometheus_client.multiprocess import mark_process_dead

from web.errors import error_body
from web.settings import Settings

REQUEST_LINE_BYTES = 8190
"""gunicorn's most: a query of 900 Japanese characters, each of which takes 9 bytes."""
GRACEFUL_SECONDS = 20
KEEP_ALIVE_SECONDS = 15
"""Longer than a visitor's pauses while typing."""


class Service(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves the application that ``make_app`` gives, until it is told to stop."""

    def __init__(
        self, make_app: Callable[[], Flask], settings: Settings, ready: Callable[[str], None]
    ) -> None:
        self._make_app = make_app
        self._settings = settings
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        for name, value in {
            "bind": f"{host}:{settings.port}",
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": JsonErrorWorker,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "limit_request_line": REQUEST_LINE_BYTES,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self._say_ready,
            "child_exit": _forget_metrics,
            "proc_name": "sakuin",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()

    def _say_ready(self, arbiter: Arbiter) -> None:
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")


class JsonErrorWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers a request that gunicorn itself refuses in the shape of the contract."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        status, reason, message = _refusal(exc)
        body = orjson.dumps(error_body(status, message))
        head = (
            f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            write_nonblock(client, head.encode("ascii") + body)
        except OSError:
            self.log.debug("The client of a bad request left before its answer.")


def _forget_metrics(arbiter: Arbiter, worker: ThreadWorker) -> None:
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _refusal(error: ParseException) -> tuple[int, str, str]:
    if isinstance(error, LimitRequestLine):
        return 400, "Bad Request", f"The address must have at most {REQUEST_LINE_BYTES} bytes."
    if isinstance(error, LimitRequestHeaders):
        return 431, "Request Header Fields Too Large", "The request has too large headers."
    return 400, "Bad Request", "The request is not valid HTTP."
