"""Names of requests, and the log: lines of JSON without what people search for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import make_client
from web.context import context


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was logged, of requests and other things."""
    return [json.loads(line) for line in captured.readouterr().err.splitlines()]


def test_every_answer_names_its_request(client: FlaskClient) -> None:
    names = {client.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert len(names) == 3
    proxied = client.get("/healthz", headers={"X-Request-Id": "proxy-7"})
    assert proxied.headers["X-Request-Id"] == "proxy-7"
    for forged in ("a b", "x" * 65, 'a"b', "é"):
        assert client.get("/", headers={"X-Request-Id": forged}).headers["X-Request-Id"] != forged
    large = client.post("/api/v1/multi-search", data=b" " * 1_100_000)
    assert (large.status_code, len(large.headers["X-Request-Id"])) == (413, 16)


def test_a_line_for_every_request_without_its_query(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = make_client(data, log_requests=True)
    sent = client.get("/api/v1/search?q=秘密", headers={"X-Request-Id": "r-1"})
    (line,) = (line for line in lines(capsys) if "path" in line)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/search", 200)
    assert (line["request"], line["bytes"]) == ("r-1", len(sent.data))
    assert line["ms"] >= 0
    assert "query" not in line


def test_queries_are_logged_only_where_that_is_set(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_client(data, log_requests=True, log_queries=True).get("/api/v1/search?q=tokyo")
    asked = [line["query"] for line in lines(capsys) if "path" in line]  # warnings have none
    assert asked == ["q=tokyo"]


def test_by_default_nothing_is_logged(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_client(data).get("/api/v1/search?q=東京")
    assert capsys.readouterr().err == ""


def test_an_error_is_one_line_with_its_request(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(data, log_requests=True)
    with client.application.app_context():
        searchers = context().searchers
    monkeypatch.setattr(type(searchers), "current", lambda self: 1 / 0)
    failed = client.get("/api/v1/search?q=秘密", headers={"X-Request-Id": "r-2"})
    assert (failed.status_code, failed.get_json()["error"]["code"]) == (500, "internal_error")
    assert "division" not in failed.text
    (error,) = (line for line in lines(capsys) if line.get("level") == "error")
    assert error["request"] == "r-2"
    assert "ZeroDivisionError" in error["traceback"]
    assert "秘密" not in json.dumps(error, ensure_ascii=False)
