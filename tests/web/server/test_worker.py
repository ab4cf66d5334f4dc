"""What a worker does with its connections when it is told to end."""

from __future__ import annotations

import errno
import selectors
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from typing import NoReturn

import pytest
from gunicorn.workers.gthread import PollableMethodQueue, TConn, ThreadWorker

from web.server.gunicorn import KEEP_ALIVE_SECONDS
from web.server.outbox import Outbox
from web.server.worker import SearchWorker


class Settings:
    keepalive = KEEP_ALIVE_SECONDS


class Told(Future[bool]):
    """An answer after which the connection stays; the signal comes while that is looked up."""

    def __init__(self, worker: SearchWorker) -> None:
        super().__init__()
        self.set_result(True)
        self._worker = worker

    def result(self, timeout: float | None = None) -> bool:
        self._worker.handle_exit(signal.SIGTERM, None)
        return super().result(timeout)


@pytest.fixture
def worker() -> Iterator[SearchWorker]:
    worker = SearchWorker.__new__(SearchWorker)
    worker.alive, worker.nr_conns = True, 1
    worker.poller, worker.method_queue = selectors.DefaultSelector(), PollableMethodQueue()
    worker.method_queue.init()
    worker.keepalived_conns, worker.pending_conns = deque(), deque()
    yield worker
    worker.poller.close()
    worker.method_queue.close()


def test_a_connection_stays_whose_client_was_told_so_as_the_signal_came(
    worker: SearchWorker,
) -> None:
    served, client = socket.socketpair()
    with served, client:
        worker.finish_request(TConn(Settings(), served, "", ""), Told(worker))
        client.setblocking(False)
        with pytest.raises(BlockingIOError):  # nothing came, and no end either
            client.recv(1)
        worker.method_queue.run_callbacks(None)
        assert not worker.alive
        (kept,) = worker.keepalived_conns
        assert kept.sock.fileno() == served.fileno()


def test_who_has_asked_in_time_is_answered_though_nobody_looked(
    worker: SearchWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[TConn] = []
    monkeypatch.setattr(worker, "enqueue_req", answered.append, raising=False)
    pairs = [socket.socketpair() for _ in range(2)]
    asks, says_nothing = (TConn(Settings(), served, "", "") for served, _ in pairs)
    for connection in (asks, says_nothing):
        told = Future[bool]()
        told.set_result(True)
        worker.finish_request(connection, told)
        connection.timeout = 0.0  # over long ago
    pairs[0][1].sendall(b"GET / HTTP/1.1\r\n")
    worker.murder_keepalived()
    assert answered == [asks]
    assert not worker.keepalived_conns
    assert pairs[1][1].recv(1) == b""
    for _, client in pairs:
        client.close()
    asks.close()


class Full(socket.socket):
    """A listener whose process has as many files and connections as it may have."""

    def accept(self) -> NoReturn:
        raise OSError(errno.EMFILE, "Too many open files")


def test_no_room_for_another_connection_ends_none_of_the_others(
    worker: SearchWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    monkeypatch.setattr(time, "sleep", paused.append)
    with Full() as listener:
        worker.accept(listener)
    assert paused  # the next try is not at once
    assert worker.nr_conns == 1


def test_one_that_ends_at_once_leaves_no_thread_at_work(
    worker: SearchWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would tell of its own end on standard error, while the process ends."""

    def told_to_end(worker: SearchWorker) -> None:
        worker.outbox.see_off(served)
        sys.exit(0)

    monkeypatch.setattr(ThreadWorker, "run", told_to_end)
    worker.outbox = Outbox()
    served, client = socket.socketpair()
    before = threading.enumerate()
    with served, client, pytest.raises(SystemExit):
        worker.run()
    assert set(threading.enumerate()) == set(before)
