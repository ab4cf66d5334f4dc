"""Clients that read slowly: nobody waits for them, and they get all of their answer in order."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.web.service import eventually
from web.server import outbox
from web.server.outbox import Outbox
from web.server.worker import ClientSocket

ANSWER = bytes(range(256)) * 20_000
"""More than the kernel keeps for a client."""


@pytest.fixture
def box() -> Outbox:
    return Outbox()


@pytest.fixture
def pair(box: Outbox) -> Iterator[tuple[ClientSocket, socket.socket]]:
    ours, client = socket.socketpair()
    client.settimeout(30)
    served = ClientSocket(fileno=ours.detach())
    served.outbox = box
    yield served, client
    served.close()
    client.close()


def everything(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65_536), b""))


def test_a_slow_reader_gets_all_of_its_answers(pair: tuple[ClientSocket, socket.socket]) -> None:
    served, client = pair
    for part in (ANSWER, b"second", ANSWER[::-1]):
        served.sendall(part)  # returns though nobody reads
    served.shutdown(socket.SHUT_WR)
    served.close()
    assert everything(client) == ANSWER + b"second" + ANSWER[::-1]


def test_a_connection_is_used_again_when_its_answer_was_read(
    pair: tuple[ClientSocket, socket.socket], box: Outbox
) -> None:
    served, client = pair
    served.sendall(ANSWER)
    received = b""
    while len(received) < len(ANSWER):
        received += client.recv(65_536)
    box.drain(30)
    served.sendall(b"second")
    assert (received, client.recv(10)) == (ANSWER, b"second")


def test_a_worker_that_stops_lets_them_read_on(
    pair: tuple[ClientSocket, socket.socket], box: Outbox
) -> None:
    served, client = pair
    served.sendall(ANSWER)
    box.drain(0.1)
    served.shutdown(socket.SHUT_WR)
    served.close()
    assert everything(client) == ANSWER
    box.drain(30)


def test_a_worker_that_has_stopped_leaves_no_thread_behind(
    pair: tuple[ClientSocket, socket.socket], box: Outbox
) -> None:
    before = set(threading.enumerate())
    served, client = pair
    served.sendall(ANSWER)
    served.shutdown(socket.SHUT_WR)
    served.close()
    assert set(threading.enumerate()) > before
    assert everything(client) == ANSWER
    box.drain(30)
    box.close()
    assert set(threading.enumerate()) <= before


def test_who_does_not_read_is_cut_off(
    pair: tuple[ClientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "IDLE_SECONDS", 0.0)
    served, client = pair
    served.sendall(ANSWER)
    eventually(lambda: served.late is not None and not served.late.add(b""))
    assert len(everything(client)) < len(ANSWER)


def test_all_together_may_leave_only_so_much_unread(
    pair: tuple[ClientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_BYTES", 8_000_000)
    served, client = pair
    served.sendall(ANSWER)
    served.sendall(ANSWER)
    with pytest.raises(BrokenPipeError):
        served.sendall(ANSWER)
    assert len(everything(client)) < len(ANSWER)


def test_who_leaves_is_forgotten(pair: tuple[ClientSocket, socket.socket]) -> None:
    served, client = pair
    served.sendall(ANSWER)
    client.close()
    eventually(lambda: served.late is not None and not served.late.add(b""))


def test_what_has_arrived_is_read_however_late(
    pair: tuple[ClientSocket, socket.socket],
) -> None:
    """A thread of a busy machine may get to it after seconds; the client was in time."""
    served, client = pair
    client.sendall(b"a body")
    served.deadline = 0
    assert served.recv(100) == b"a body"
    with pytest.raises(ConnectionResetError, match="too slow"):
        served.recv(100)
