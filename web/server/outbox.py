"""Finishes what slow clients leave unfinished, so that no thread that answers waits for them.

A thread gives the kernel what it takes of an answer at once, and leaves the rest here: one more
thread of the worker sends it on as the client reads. Who reads nothing for a while, or asks for
more than all clients together may leave unread, is cut off. The same thread sees clients off that
still send when their connection ends.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
import time

MAX_BYTES = 64_000_000
"""Unread by all clients of a worker together: one in good faith leaves some thousands."""
IDLE_SECONDS = 20.0
"""A client that reads nothing for so long has gone."""
LINGER_SECONDS = 2.0
"""A connection that ends is read for so long: the kernel takes the answer back from a client that
is still sending, if what it sends is not read."""
_PIECE = 262_144
_PAUSE = 0.25
"""Seconds after which the thread looks whether a client has been idle for too long."""


class Outbox:
    """The clients of one worker that read slowly."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._waiting: set[Late | Parting] = set()
        self._unread = 0
        self._thread: threading.Thread | None = None
        self._ended = False
        self._lock = threading.Lock()

    def take(self, connection: socket.socket, rest: memoryview) -> Late:
        """Sends ``rest`` on the connection as its client reads."""
        late = Late(connection, rest, self)
        self.count(len(rest))
        self._watch(late, selectors.EVENT_WRITE)
        if self.is_full():
            late.cut()
        return late

    def see_off(self, connection: socket.socket) -> None:
        """Reads on for a moment from a client that has its answer; closes nothing of the caller."""
        self._watch(Parting(connection, self, LINGER_SECONDS), selectors.EVENT_READ)

    def count(self, bytes_: int) -> None:
        """Notes that so many bytes more, or less, are unread."""
        with self._lock:
            self._unread += bytes_

    def is_full(self) -> bool:
        return self._unread > MAX_BYTES

    def forget(self, client: Late | Parting) -> None:
        with self._lock:
            self._waiting.discard(client)
            self._selector.unregister(client)

    def drain(self, seconds: float) -> None:
        """Waits until all is sent, at most so long."""
        until = time.monotonic() + seconds
        while self._waiting and time.monotonic() < until:
            time.sleep(0.02)

    def close(self) -> None:
        """Ends the thread, which else is still at work when the process ends."""
        self._ended = True
        if self._thread:
            self._thread.join(LINGER_SECONDS)

    def _watch(self, client: Late | Parting, event: int) -> None:
        with self._lock:
            self._waiting.add(client)
            self._selector.register(client, event)
            if not self._thread:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._ended:
            for key, _ in self._selector.select(_PAUSE):
                client = key.fileobj
                assert isinstance(client, Late | Parting)
                client.go_on()
            now = time.monotonic()
            with self._lock:
                stuck = [client for client in self._waiting if client.until < now]
            for client in stuck:
                client.cut()


class _Client:
    """A connection that the thread looks after, for so many seconds."""

    def __init__(self, connection: socket.socket, outbox: Outbox, seconds: float) -> None:
        # A name of its own for the connection: gunicorn may close the other one meanwhile.
        self._socket = socket.socket(fileno=os.dup(connection.fileno()))
        self._outbox = outbox
        self.until = time.monotonic() + seconds

    def fileno(self) -> int:
        return self._socket.fileno()


class Late(_Client):
    """What one client has not read yet."""

    def __init__(self, connection: socket.socket, rest: memoryview, outbox: Outbox) -> None:
        super().__init__(connection, outbox, IDLE_SECONDS)
        self._rest = bytearray(rest)
        self._lock = threading.Lock()
        self._closes = self._done = False

    def add(self, data: bytes) -> bool:
        """Sends ``data`` behind what waits; False when nothing waits any more."""
        with self._lock:
            if self._done:
                return False
            self._rest += data
            self._outbox.count(len(data))
            if self._outbox.is_full():
                self._end(cut=True)
            return True

    def close_later(self) -> bool:
        """Ends the connection when all is sent; False when that is so already."""
        with self._lock:
            self._closes = True
            return not self._done

    def go_on(self) -> None:
        """Sends what the client takes now."""
        with self._lock:
            if self._done:
                return
            try:
                sent = self._socket.send(memoryview(self._rest)[:_PIECE], socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:  # the client has left
                self._end(cut=True)
                return
            del self._rest[:sent]
            self._outbox.count(-sent)
            self.until = time.monotonic() + IDLE_SECONDS
            if not self._rest:
                self._end()

    def cut(self) -> None:
        """Gives the client up."""
        with self._lock:
            if not self._done:
                self._end(cut=True)

    def _end(self, cut: bool = False) -> None:
        self._done = True
        self._outbox.count(-len(self._rest))
        self._outbox.forget(self)
        if cut or self._closes:
            with contextlib.suppress(OSError):  # the client was quicker
                self._socket.shutdown(socket.SHUT_RDWR if cut else socket.SHUT_WR)
        if self._closes and not cut:
            self._outbox.see_off(self._socket)
        self._socket.close()


class Parting(_Client):
    """A client that has its answer, and perhaps still sends what nobody wants."""

    def go_on(self) -> None:
        """Drops what was sent; ends when the client has closed too."""
        try:
            more = bool(self._socket.recv(_PIECE, socket.MSG_DONTWAIT))
        except BlockingIOError:
            more = True
        except OSError:
            more = False  # it has left
        if not more:
            self.cut()

    def cut(self) -> None:
        """Closes; called by the one thread of the outbox only."""
        self._outbox.forget(self)
        self._socket.close()
