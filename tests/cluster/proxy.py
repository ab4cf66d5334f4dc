"""A proxy in front of one node: TLS, a password or a key, and a network that can fail.

It stands for what owners put in front of OpenSearch, and for the network between machines.
"""

from __future__ import annotations

import base64
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class Network(Enum):
    """What becomes of a request."""

    WHOLE = "it is answered"
    CUT_BEFORE = "the connection is dropped before the node has got it"
    CUT_BEHIND = "the connection is dropped when the node has done it"
    CUT_WITHIN = "half of the answer comes"
    HANGS_BEFORE = "nothing comes, since the node has not got it"
    HANGS_BEHIND = "nothing comes, though the node has done it"


class Proxy:
    """Passes requests on to a node for whoever says the right words."""

    def __init__(
        self, node: str, *, certificate: tuple[Path, Path] | None = None, user: str = "",
        password: str = "", api_key: str = "",
    ) -> None:  # fmt: skip
        basic = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self.wanted = f"ApiKey {api_key}" if api_key else f"Basic {basic}" if user else None
        self.node = urlsplit(node).netloc
        self._network = Network.WHOLE
        self._moved_on = threading.Condition()
        self.requests = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def network(self) -> Network:
        return self._network

    @network.setter
    def network(self, network: Network) -> None:
        """From the next request on; connections that hang are dropped."""
        with self._moved_on:
            self._network = network
            self._moved_on.notify_all()

    def hang(self, network: Network) -> None:
        """Returns when the network is no longer that."""
        with self._moved_on:
            self._moved_on.wait_for(lambda: self._network is not network)

    @contextmanager
    def running(self) -> Iterator[Proxy]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.network = Network.WHOLE
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: Proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _pass(self) -> None:
        proxy = self.server.proxy
        proxy.requests += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        network = proxy.network
        if network in (Network.CUT_BEFORE, Network.HANGS_BEFORE):
            self._cut(network)
            return
        if proxy.wanted and self.headers.get("Authorization") != proxy.wanted:
            self._answer(401, b'{"error": "who are you?"}')
            return
        connection = HTTPConnection(proxy.node, timeout=150)
        kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
        try:
            connection.request(self.command, self.path, body or None, kind)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):  # the node is gone
            self._cut()
            return
        finally:
            connection.close()
        if network in (Network.CUT_BEHIND, Network.HANGS_BEHIND):
            self._cut(network)
            return
        with suppress(OSError):  # nobody may wait for it any more
            self._answer(answer.status, content, half=network is Network.CUT_WITHIN)

    def _answer(self, status: int, content: bytes, *, half: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if half else content)
        if half:
            self._cut()

    def _cut(self, network: Network = Network.WHOLE) -> None:
        if network in (Network.HANGS_BEFORE, Network.HANGS_BEHIND):
            self.server.proxy.hang(network)
        self.wfile.flush()
        self.close_connection = True

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def make_certificate(folder: Path, name: str = "proxy") -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, which is its own authority, and its key."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return certificate, key
