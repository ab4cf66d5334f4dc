"""gunicorn's threaded worker, made patient with slow clients and answering in our own shape.

A thread is given to a request only when all of it has arrived, and is done when the answer is
ready: whoever opens connections and sends nothing, or a byte now and then, or does not read, takes
no thread away from others. (A proxy in front does the same, but is not everywhere.) Only a body
that is too long to wait for in the kernel is read by a thread as it comes; it must come within
seconds, and half of the threads never do that.
"""

from __future__ import annotations

import errno
import re
import select
import selectors
import socket
import sys
import threading
import time
from enum import Enum
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import http_date, write_nonblock
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from web.errors import NO_STORE, RETRY, ApiError, error_body, error_language, status_text
from web.server.outbox import Late, Outbox

REQUEST_LINE_BYTES = 8190
"""gunicorn's most: a query of 900 Japanese characters, each of which takes 9 bytes."""
HEAD_BYTES = 65_536
"""Longer heads are left to gunicorn, which refuses them."""
WHOLE_BYTES = 32_768
"""Requests up to this wait in the kernel until they are whole; most are a tenth of it."""
ARRIVAL_SECONDS = 10.0
BODY_SECONDS = 20.0
"""Seconds that a client may take to send such a request, and a longer one."""
WHOLE_SECONDS = 2.0
"""Seconds to read what has arrived: none are needed, unless less came than was announced."""
ANY_SIZE = sys.maxsize
LAST_SECONDS = 2.0
"""A worker that stops still answers what comes so soon on its connections, and says that it closes
them: who was told that a connection stays open may have sent the next request already."""
FULL_SECONDS = 0.1
"""Before the next try when no connection can be opened: it waits until another one has ended."""
FAREWELL_SECONDS = 15.0
"""So long a worker that stops waits for slow readers; less than it is given itself."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_HOST = re.compile(rb"\r\nhost[ \t]*:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_LANGUAGES = re.compile(rb"\r\naccept-language:([^\r\n]{,200})", re.IGNORECASE)


class ClientSocket(socket.socket):
    """A connection that is read by a deadline, and never waited for when written to."""

    deadline = float("inf")
    unread = ANY_SIZE
    """Bytes of the request that may still be read: what follows is the next request."""
    head = b""
    """The first bytes of the request, which gunicorn throws away where it cannot read them."""
    request: Any = None
    """That which is being answered; it knows whether the connection stays."""
    outbox: Outbox
    late: Late | None = None

    def shutdown(self, how: int) -> None:
        self.unread = 0  # gunicorn would read on, in the thread that accepts connections
        if self.late is None or not self.late.close_later():
            super().shutdown(how)
            self.outbox.see_off(self)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if not self.unread:
            raise ConnectionResetError(errno.ECONNRESET, "the client has sent too little")
        was = self.gettimeout()
        # What has arrived is read however late that is: it is not the client who was slow.
        left = max(self.deadline - time.monotonic(), 0.0)
        self.settimeout(min(left, 3600.0) if was is None else min(left, was))
        try:
            received = super().recv(min(size, self.unread), flags)
            self.unread -= len(received)
            return received
        except (TimeoutError, BlockingIOError):
            raise ConnectionResetError(errno.ECONNRESET, "the client was too slow") from None
        finally:
            self.settimeout(was)

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self.late is not None and self.late.add(data):
            return
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self.send(rest, flags | socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            self.late = self.outbox.take(self, rest)


class Arrival(Enum):
    """How much of a request there is."""

    PARTIAL = "waits until there is more"
    WHOLE = "can be answered"
    LONG = "must be read as it comes"
    LOST = "will never be whole"


class SearchWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gives threads to whole requests, and refuses bad ones with the contract's error."""

    def init_process(self) -> None:
        self.outbox = Outbox()
        self.long_bodies = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))
        super().init_process()

    def run(self) -> None:
        try:
            super().run()
            self.outbox.drain(FAREWELL_SECONDS)
        finally:  # one that is to end at once as well
            self.outbox.close()

    def handle_exit(self, sig: int, frame: Any) -> None:
        # In its turn, as a signal comes in the middle of anything: a connection that is just being
        # kept would be closed.
        if self.alive:
            self.method_queue.defer(self._end)

    def _end(self) -> None:
        self.alive = False
        soon = time.monotonic() + LAST_SECONDS
        for conn in (*self.keepalived_conns, *self.pending_conns):
            conn.timeout = min(conn.timeout, soon)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        # A worker that stops would wait for its last connections without looking at their time.
        super().wait_for_and_dispatch_events(timeout if self.alive else min(timeout, 0.2))

    def murder_keepalived(self) -> None:
        # The last look may be long ago on a busy machine: whoever has asked since is answered.
        super().wait_for_and_dispatch_events(0)
        super().murder_keepalived()

    def finish_request(self, conn: TConn, fs: Any) -> None:
        if self.alive or fs.cancelled() or fs.exception() or not fs.result():
            super().finish_request(conn, fs)
            return
        # gunicorn would close the connection, though its client does not know that yet.
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + LAST_SECONDS
        self.keepalived_conns.append(conn)
        readable = partial(self.on_client_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def accept(self, listener: socket.socket) -> None:
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            time.sleep(FULL_SECONDS)

    def enqueue_req(self, conn: TConn) -> None:
        if not isinstance(conn.sock, ClientSocket):
            conn.sock = ClientSocket(fileno=conn.sock.detach())
            conn.sock.setblocking(False)
            conn.sock.outbox = self.outbox
            conn.since = None
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        conn.since = conn.since or time.monotonic()
        arrival, size = _arrival(conn.sock)
        if arrival is Arrival.PARTIAL:
            return _DEFER if time.monotonic() - conn.since < ARRIVAL_SECONDS else False
        if arrival is Arrival.LOST:
            return False
        conn.since, conn.data_ready = None, True
        if arrival is Arrival.WHOLE:
            return self._answer(conn, WHOLE_SECONDS, size)
        if not self.long_bodies.acquire(blocking=False):
            message = "Too many long requests arrive at once: come back soon."
            self._refuse(conn.sock, ApiError(503, message, RETRY))
            return False
        try:
            return self._answer(conn, BODY_SECONDS)
        finally:
            self.long_bodies.release()

    def _answer(self, conn: TConn, seconds: float, size: int = ANY_SIZE) -> Any:
        """Lets gunicorn read and answer the request, which must be read within so long."""
        conn.sock.deadline, conn.sock.unread = time.monotonic() + seconds, size
        try:
            kept = super().handle(conn)
            # The end of a chunked body is found by reading on: what was read along waits nowhere
            # else, and nothing would wake us for it.
            while kept is True and conn.parser.unreader.buf.getbuffer().nbytes:
                kept = super().handle(conn)
            return kept
        finally:
            conn.sock.deadline, conn.sock.unread = float("inf"), ANY_SIZE
            conn.sock.head = b""

    def handle_request(self, req: Any, conn: TConn) -> Any:
        conn.sock.request = req
        coded = any(name == "TRANSFER-ENCODING" for name, _ in req.headers)
        if coded and not isinstance(req.body.reader, ChunkedReader):
            raise ParseException  # nobody can tell where the body ends (RFC 9112, 6.3)
        req.version = min(req.version, (1, 1))  # an answer is in no version that we do not speak
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        if isinstance(exc, ParseException):
            self._refuse(client, _refusal(exc))
        else:
            super().handle_error(req, client, addr, exc)

    def _refuse(self, client: Any, error: ApiError) -> None:
        asked = _LANGUAGES.search(client.head)
        wanted = asked[1].decode("latin-1") if asked else ""
        language = error_language(parse_accept_header(wanted, LanguageAccept))
        body = error_body(error, language)
        headers = {
            "Date": http_date(),
            "Connection": "close",
            **NO_STORE,
            **error.headers,
            "Content-Type": "application/json",
            "Content-Language": language,
            "Content-Length": str(len(body)),
        }
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        status = HTTPStatus(error.status)
        head = f"HTTP/1.1 {status} {status.phrase}\r\n{''.join(lines)}\r\n"
        try:
            write_nonblock(client, head.encode("ascii") + body * (client.head[:5] != b"HEAD "))
        except OSError:
            self.log.debug("The client of a refused request left before its answer.")


def _arrival(connection: ClientSocket) -> tuple[Arrival, int]:
    """What has arrived, and its size; if only a part, the kernel is to wake us for all of it."""
    hopeless = _is_hopeless(connection)
    try:
        waiting = socket.socket.recv(connection, HEAD_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return Arrival.PARTIAL, 1
    except OSError:
        return Arrival.WHOLE, 1
    connection.head = waiting
    arrival, size = _judge(waiting)
    if arrival is Arrival.PARTIAL and hopeless:
        return Arrival.LOST, size
    wanted = size if arrival is Arrival.PARTIAL else 1
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, wanted)
    return arrival, size


_SENDS_NO_MORE = getattr(select, "POLLRDHUP", 0)
"""Not every system tells it; the time of arrival ends the others."""


def _is_hopeless(connection: ClientSocket) -> bool:
    """Whether the client sends no more, or an urgent byte, which is no part of HTTP: the kernel
    would wake us for either again and again."""
    poll = select.poll()
    poll.register(connection, _SENDS_NO_MORE | select.POLLPRI)
    return bool(poll.poll(0))


def _judge(waiting: bytes) -> tuple[Arrival, int]:
    """What these first bytes of a request are, and how many it has, as far as they tell."""
    head, separator, body = waiting.partition(b"\r\n\r\n")
    if not waiting:  # the client has left
        return Arrival.WHOLE, 1
    if not separator and len(waiting) < HEAD_BYTES:
        return Arrival.PARTIAL, len(waiting) + 1
    head += b"\r\n"
    if not separator or not head.strip() or _CHUNKED.search(head):
        return Arrival.LONG, ANY_SIZE
    length = _LENGTH.search(head)
    size = len(waiting) - len(body) + (int(length[1]) if length else 0)
    if size <= len(waiting):
        return Arrival.WHOLE, size
    if head.partition(b"\r\n")[0].endswith(b"HTTP/1.1") and not _HOST.search(head):
        # It is refused in any case.
        return Arrival.WHOLE, len(waiting)
    if size > WHOLE_BYTES or _EXPECTS.search(head):
        return Arrival.LONG, ANY_SIZE
    return Arrival.PARTIAL, size


def _refusal(error: ParseException) -> ApiError:
    if isinstance(error, LimitRequestLine):
        return ApiError(400, f"The address must have at most {REQUEST_LINE_BYTES} bytes.")
    if isinstance(error, LimitRequestHeaders):
        return ApiError(431, "The request has too large headers.")
    return ApiError(400, status_text(400).message)
