"""gunicorn around the application: several processes of several threads, stopped gracefully.

The parent loads the application before it forks, so that the processes share the memory of the
dictionary and of the opened index. Each process follows the index in the background, so that no
visitor meets an old answer first: with only requests to look for a new generation, the first one
after a quiet night would be answered from what was retracted in the evening. One of them also reads
all files of each generation that it finds, and tells when bytes have changed on the disk.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from index.errors import SakuinError
from index.spool import give_back_memory
from search.live import LiveSearcher
from web.context import EXTENSION
from web.jobs.watcher import Watcher
from web.observe.health import last_check
from web.server.worker import REQUEST_LINE_BYTES, SearchWorker
from web.settings import Settings

_M_ARENA_MAX = -8
"""The name of the limit in glibc's malloc.h."""
GRACEFUL_SECONDS = 20
KEEP_ALIVE_SECONDS = 15
"""Longer than a visitor's pauses while typing."""


class Service(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves the application that ``make_app`` gives, until it is told to stop."""

    def __init__(
        self,
        make_app: Callable[[], Flask],
        settings: Settings,
        ready: Callable[[str], None],
        watcher: Watcher | None = None,
    ) -> None:
        self.watcher = watcher
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
            # What proxies write is believed in web.access.proxies, or not at all.
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "control_socket_disable": True,
            "when_ready": self._before_workers,
            "post_fork": self._in_worker,
            "proc_name": "sakuin",
        }.items():
            self.cfg.set(name, value)

    def reload(self) -> None:
        """Nothing, as what was set at the start stays: gunicorn would look for the folder that it
        was started from, and end where that is gone."""

    def run(self) -> None:
        _keep_arenas_few()
        _Parent(self).run()

    def load(self) -> Flask:
        return self._make_app()

    @property
    def searchers(self) -> LiveSearcher:
        found: LiveSearcher = self.wsgi().extensions[EXTENSION].searchers
        return found

    def _in_worker(self, arbiter: Arbiter, worker: Worker) -> None:
        follow(self.searchers)
        if self.watcher:
            self.watcher.let_go()

    def _before_workers(self, arbiter: Arbiter) -> None:
        _keep_what_is_loaded()
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")


class _Parent(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's parent of workers, which looks after the process that watches a site as well."""

    def spawn_worker(self) -> None:
        # Without room for a process or its file of the moment gunicorn would end; it tries again
        # within a second, and those that are left answer meanwhile.
        try:
            super().spawn_worker()
        except OSError as error:
            self.log.error("A worker cannot be started: %s", error)

    def reexec(self) -> None:
        # At SIGUSR2 gunicorn would start a second parent, which nobody ends with this one.
        self.log.warning("SIGUSR2 starts nothing here: SIGHUP starts new workers.")

    def wait_for_signals(self, timeout: float = 1.0) -> list[int]:
        # A reload takes seconds, so one serves all who asked for it, and the end waits for none.
        found = super().wait_for_signals(timeout)
        others = [sig for sig in found if sig != signal.SIGHUP]
        return [*others, signal.SIGHUP] if len(others) < len(found) else others

    def manage_workers(self) -> None:
        super().manage_workers()
        if last_check.generation:  # a worker has opened it, so that it is sure to be sound
            self.app.searchers.let_go(last_check.generation.decode())
        if self.app.watcher:
            self.app.watcher.look()

    def stop(self, graceful: bool = True) -> None:
        super().stop(graceful)
        if self.app.watcher:
            self.app.watcher.stop()


def _keep_what_is_loaded() -> None:
    """Has nobody look for garbage in what is loaded by now, since all of it stays.

    That would write to each page of it, and give every worker a copy of its own.
    """
    gc.collect()
    give_back_memory()
    gc.freeze()


def _keep_arenas_few() -> None:
    """Has the threads of a process take memory from one place, where the C library is glibc.

    Each thread would keep a heap of its own, which few of its pages are given back from; they
    seldom wait for one another, since the interpreter runs one at a time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)


LOOK_SECONDS = 1.0
"""Between two looks: one read of a tiny file."""
CHECK_SECONDS = 3600.0
"""Between two readings of all files."""
_log = logging.getLogger(__name__)


def follow(searchers: LiveSearcher) -> None:
    """Begins with the newest generation and looks on.

    A worker that takes the place of another is forked with what its parent opened long ago.
    """
    with suppress(SakuinError):  # what the parent opened stays good
        searchers.refresh()
    threading.Thread(target=_look_on, args=(searchers,), daemon=True).start()


def _look_on(searchers: LiveSearcher) -> None:
    pause = threading.Event()
    seen = ""
    while not pause.wait(LOOK_SECONDS):
        try:
            searcher = searchers.current()
            searcher.rest()
            generation = searcher.generation
            fresh, seen = generation != seen, generation
            if last_check.claim(generation, fresh=fresh, seconds=CHECK_SECONDS):
                damage = searchers.damage(again=True)
                last_check.note(damaged=damage is not None)
                if damage:
                    _log.error("%s", damage)
        except SakuinError:
            continue  # there is no index yet, or it is being replaced
        except Exception:  # noqa: BLE001  (logged, traceback and all)
            # A thread that ends would leave old answers for ever, and say nothing of it.
            _log.exception("the index could not be followed")
