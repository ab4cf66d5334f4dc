"""gunicorn around the application: several processes of several threads, stopped gracefully.

The parent loads the application before it forks, so that the processes share the memory of the
dictionary and of the opened index. Each process looks for a newer generation itself.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from prometheus_client.multiprocess import mark_process_dead

from web.server.worker import REQUEST_LINE_BYTES, SearchWorker
from web.settings import Settings

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
            "worker_class": SearchWorker,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "sendfile": False,  # it would wait for clients that read slowly
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


def _forget_metrics(arbiter: Arbiter, worker: Worker) -> None:
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
