"""What a worker does with its connections when it is told to end."""

from __future__ import annotations

import selectors
import signal
import socket
from collections import deque
from concurrent.futures import Future

import pytest
from gunicorn.workers.gthread import PollableMethodQueue, TConn

from web.server.gunicorn import KEEP_ALIVE_SECONDS
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


def test_a_connection_stays_whose_client_was_told_so_as_the_signal_came() -> None:
    worker = SearchWorker.__new__(SearchWorker)
    worker.alive, worker.nr_conns = True, 1
    worker.poller, worker.method_queue = selectors.DefaultSelector(), PollableMethodQueue()
    worker.method_queue.init()
    worker.keepalived_conns, worker.pending_conns = deque(), deque()
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
    worker.poller.close()
    worker.method_queue.close()
