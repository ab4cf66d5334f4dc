"""``sakuin serve``, before it serves; :mod:`tests.web.test_serve` has the service itself."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_named_first_of_all(
    site: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = sakuin(capsys, command, "--port", port)
    assert status == 1
    assert err.startswith(f"Error: cannot listen on 127.0.0.1:{port} (")
    assert "choose another --port (0 is any that is free)" in err


@pytest.mark.parametrize("host", ["/run/sakuin.sock", "ブログ..example"])
def test_a_host_that_nobody_knows_is_named(
    site: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    status, _, err = sakuin(capsys, "serve", "--host", host)
    assert status == 1
    assert f"cannot listen on {host}:8000 (" in err
    assert "Unknown error" not in err
