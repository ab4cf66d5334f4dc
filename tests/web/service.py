"""``sakuin serve`` in a process of its own, as tests meet it from outside."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PROGRAM = (sys.executable, "-m", "web")
PATIENCE = 60.0
"""Seconds after which a test gives up on a busy machine."""


class Server:
    """``sakuin serve`` in a process of its own."""

    def __init__(
        self, data: Path, *options: str, workers: int = 2, program: Sequence[str] = PROGRAM
    ) -> None:
        self.process = subprocess.Popen(
            [
                *(*program, "serve"),
                *("--data", str(data)),
                *("--port", "0", "--workers", str(workers), *options),
            ],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"SAKUIN_TOKENIZER": "janome"},
        )
        self.lines: list[str] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if match := re.search(r"http://([\d.]+):(\d+)/", line):
                self.host, self.port = match[1], int(match[2])
                break
        else:
            raise AssertionError("".join(self.lines))
        threading.Thread(target=self._read_on, daemon=True).start()

    def _read_on(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(self.process.stderr)

    def get(self, path: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        is_json = response.headers["Content-Type"] == "application/json"
        return response.status, json.loads(body) if is_json else body.decode()

    def send(self, raw: bytes) -> bytes:
        """The whole answer to some bytes on a connection of their own."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE) as connection:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def children(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(child) for child in children.read_text().split()}

    def workers(self) -> set[int]:
        """The children that answer; another one may watch a site."""
        return {child for child in self.children() if "--watch" not in _arguments(child)}

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def _arguments(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []  # it has just ended


def eventually(condition: Callable[[], bool]) -> None:
    """Waits until something is so; fails when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
