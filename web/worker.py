"""gunicorn's threaded worker, made patient with slow clients and answering in our own shape.

A thread is given to a request only when its head has arrived: whoever opens connections and
sends nothing, or a byte now and then, takes no thread away from others. What arrives after the
head must do so within seconds. (A proxy in front does the same, but is not everywhere.)
"""

from __future__ import annotations

import errno
import socket
import time
from typing import Any

import orjson
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

from web.errors import error_body

REQUEST_LINE_BYTES = 8190
"""gunicorn's most: a query of 900 Japanese characters, each of which takes 9 bytes."""
HEAD_BYTES = 65_536
"""Longer heads are left to gunicorn, which refuses them."""
HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
"""So long a client may take to send the head, and the body, of one request."""
LINGER_SECONDS = 0.05


class TimedSocket(socket.socket):
    """A connection on which reading a request must be done by a deadline."""

    deadline = float("inf")

    def shutdown(self, how: int) -> None:
        super().shutdown(how)
        # gunicorn waits for the client to close too, in the thread that accepts connections.
        self.deadline = time.monotonic() + LINGER_SECONDS

    def recv(self, size: int, flags: int = 0) -> bytes:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise ConnectionResetError(errno.ECONNRESET, "the client was too slow")
        was = self.gettimeout()
        self.settimeout(min(left, 3600.0) if was is None else min(left, was))
        try:
            return super().recv(size, flags)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the client was too slow") from None
        finally:
            self.settimeout(was)


class SearchWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Reads heads before it takes a thread, and refuses bad requests with the contract's error."""

    def enqueue_req(self, conn: TConn) -> None:
        if not isinstance(conn.sock, TimedSocket):
            conn.sock = TimedSocket(fileno=conn.sock.detach())
            conn.sock.setblocking(False)
            conn.since = None
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        conn.since = conn.since or time.monotonic()
        if not _has_head(conn.sock):
            return _DEFER if time.monotonic() - conn.since < HEAD_SECONDS else False
        conn.since, conn.data_ready = None, True
        conn.sock.deadline = time.monotonic() + BODY_SECONDS
        try:
            return super().handle(conn)
        finally:
            conn.sock.deadline = float("inf")

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


def _has_head(connection: socket.socket) -> bool:
    """Whether a request line and all headers have arrived, or no more will.

    If not, the kernel is asked to wake us for more than there is, not for what is there.
    """
    try:
        waiting = socket.socket.recv(connection, HEAD_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
    complete = b"\r\n\r\n" in waiting or not waiting or len(waiting) == HEAD_BYTES
    wanted = 1 if complete else len(waiting) + 1
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, wanted)
    return complete


def _refusal(error: ParseException) -> tuple[int, str, str]:
    if isinstance(error, LimitRequestLine):
        return 400, "Bad Request", f"The address must have at most {REQUEST_LINE_BYTES} bytes."
    if isinstance(error, LimitRequestHeaders):
        return 431, "Request Header Fields Too Large", "The request has too large headers."
    return 400, "Bad Request", "The request is not valid HTTP."
