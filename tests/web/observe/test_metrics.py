"""What Prometheus is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support import build_index
from tests.web.conftest import POSTS, make_client
from web.jobs.queue import Job, Jobs


def value(client: FlaskClient, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    found = [float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + " ")]
    return found[0] if found else 0.0


def test_searches_and_their_hits_are_counted(client: FlaskClient) -> None:
    names = (
        "sakuin_searches_total",
        "sakuin_searches_without_hits_total",
        "sakuin_search_hits_sum",
        'sakuin_search_hits_bucket{le="0.0"}',
    )
    before = [value(client, name) for name in names]
    for query in ("東京", "zzzzqqqq", ""):
        client.get("/api/v1/search", query_string={"q": query})
    after = [value(client, name) for name in names]
    found = client.get("/api/v1/search?q=東京").get_json()["total"]
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 1, found, 1]


def test_invented_methods_and_addresses_make_no_new_series(client: FlaskClient) -> None:
    for number in range(5):
        client.open(f"/nothing-{number}", method=f"METHOD{number}")
    text = client.get("/metrics").text
    assert "METHOD" not in text
    assert "nothing-" not in text
    assert value(client, 'sakuin_requests_total{method="other",route="none",status="404"}') >= 5


def test_runs_that_were_started_over_http_are_told(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    (data / "jobs").mkdir()
    now = time.time()
    report = {"added": 3, "updated": 2, "deleted": 1, "unchanged": 9, "skipped": [{}, {}]}
    jobs = Jobs(data)
    jobs.write(Job("1761829382-00000000", "failed", now, now, now + 1, error="no site"))
    jobs.write(Job("1761829383-00000000", "done", now, now, now + 5, report=report))
    client = make_client(data)
    assert value(client, 'sakuin_reindex_jobs{state="failed"}') == 1
    assert value(client, 'sakuin_reindex_jobs{state="running"}') == 0
    assert value(client, 'sakuin_reindex_posts{result="updated"}') == 2
    assert value(client, 'sakuin_reindex_posts{result="skipped"}') == 2
    assert abs(value(client, "sakuin_reindex_seconds") - 5) < 0.01
    assert abs(value(client, "sakuin_reindex_finished_timestamp_seconds") - now - 5) < 0.01


def test_runs_that_may_not_be_read_are_told_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = make_client(tmp_path)
    denied = PermissionError(13, "Permission denied", str(tmp_path / "jobs"))
    monkeypatch.setattr(Path, "iterdir", lambda *_: (_ for _ in ()).throw(denied))
    assert client.get("/metrics").status_code == 503
    assert f"{tmp_path}/jobs may not be used by this user: run" in caplog.text


def test_the_index_itself_is_told(client: FlaskClient, tmp_path: Path) -> None:
    assert value(client, "sakuin_documents") == len(POSTS)
    assert value(client, "sakuin_ready") == 1
    assert value(client, "sakuin_generation_age_seconds") > 0
    assert value(make_client(tmp_path / "nothing"), "sakuin_ready") == 0
