"""Runs started over HTTP: who may start them, and what is told of them."""

from __future__ import annotations

import hmac
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.commands.blog import write_post
from tests.web.conftest import make_client
from web.access.keys import KeyStore
from web.jobs.queue import Job, Jobs

REINDEX = "/api/v1/reindex"
PATIENCE = 90.0
"""Seconds after which a test gives up on a busy machine."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    write_post(root, "2025-10-30-tokyo", "東京の天気", "天気", "今日の東京は雨です。")
    return root


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def client(site: Path, data: Path) -> FlaskClient:
    return make_client(data, sites={"": site}, tokenizer="janome", webhook_secret="geheim")


@pytest.fixture
def admin(data: Path) -> dict[str, str]:
    return {"Authorization": f"Bearer {KeyStore(data).create('deploy', ['admin'])}"}


def finished(client: FlaskClient, address: str, headers: dict[str, str]) -> Any:
    deadline = time.monotonic() + PATIENCE
    while (job := client.get(address, headers=headers).get_json())["finished"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return job


def test_an_admin_key_starts_a_run(client: FlaskClient, admin: dict[str, str]) -> None:
    started = client.post(REINDEX, headers=admin)
    assert started.status_code == 202
    job = finished(client, started.headers["Location"], admin)
    assert (job["state"], job["error"]) == ("done", None)
    assert job["report"]["added"] == 1
    assert client.get("/api/v1/search?q=東京").get_json()["total"] == 1


def test_a_run_knows_the_fields_of_the_owner(site: Path, data: Path, admin: dict[str, str]) -> None:
    fields = {"difficulty": {"type": "number", "from": ["tags"], "sort": True}}
    write_post(site, "2025-10-31-hard", "難しい話", "3", "本文です。")
    client = make_client(data, sites={"": site}, tokenizer="janome", fields=fields)
    job = finished(client, client.post(REINDEX, headers=admin).headers["Location"], admin)
    assert (job["state"], job["error"]) == ("done", None)
    assert client.get("/api/v1/search?difficulty=3").get_json()["total"] == 1


def test_a_failed_run_says_why(data: Path, admin: dict[str, str], tmp_path: Path) -> None:
    client = make_client(data, sites={"": tmp_path / "nowhere"}, tokenizer="janome")
    job = finished(client, client.post(REINDEX, headers=admin).headers["Location"], admin)
    assert (job["state"], job["report"]) == ("failed", None)
    assert "nowhere" in job["error"]


def test_strangers_start_nothing(client: FlaskClient, data: Path) -> None:
    assert client.post(REINDEX).status_code == 401
    search = {"Authorization": f"Bearer {KeyStore(data).create('blog')}"}
    assert client.post(REINDEX, headers=search).status_code == 403
    assert Jobs(data).all() == ()


def test_webhooks_must_be_signed(client: FlaskClient) -> None:
    body = b'{"ref": "refs/heads/main"}'
    good = "sha256=" + hmac.new(b"geheim", body, sha256).hexdigest()
    forged = [
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": good[:-1]},
        {"X-Hub-Signature-256": "sha256=" + hmac.new(b"", body, sha256).hexdigest()},
        {"X-Gitlab-Token": "geheim2"},
        {"X-Gitlab-Token": "é"},
    ]
    for headers in forged:
        assert client.post(REINDEX, data=body, headers=headers).status_code == 401
    changed = {"X-Hub-Signature-256": good}
    assert client.post(REINDEX, data=body + b" ", headers=changed).status_code == 401
    assert client.post(REINDEX, data=body, headers=changed).status_code == 202
    assert client.post(REINDEX, headers={"X-Gitlab-Token": "geheim"}).status_code == 202


def test_without_a_secret_no_webhook_is_believed(data: Path, site: Path) -> None:
    client = make_client(data, sites={"": site})
    empty = "sha256=" + hmac.new(b"", b"", sha256).hexdigest()
    assert client.post(REINDEX, headers={"X-Hub-Signature-256": empty}).status_code == 401


def test_who_asks_while_one_waits_is_given_that_one(
    client: FlaskClient, data: Path, admin: dict[str, str]
) -> None:
    jobs = Jobs(data)
    (data / "jobs").mkdir(parents=True)
    with jobs.turn():
        first = client.post(REINDEX, headers=admin).get_json()["id"]
        assert client.post(REINDEX, headers=admin).get_json()["id"] == first
    finished(client, f"/api/v1/jobs/{first}", admin)


def test_a_key_of_one_site_is_given_a_job_that_it_can_ask_for(
    data: Path, site: Path, admin: dict[str, str]
) -> None:
    client = make_client(data, sites={"blog": site, "notes": site}, tokenizer="janome")
    token = KeyStore(data).create("blog", ["admin"], sites=["blog"])
    own = {"Authorization": f"Bearer {token}"}
    jobs = Jobs(data)
    (data / "jobs").mkdir(parents=True)
    with jobs.turn():
        every = client.post(REINDEX, headers=admin).get_json()
        started = client.post(REINDEX, headers=own)
        assert (every["sites"], started.get_json()["sites"]) == (["blog", "notes"], ["blog"])
        assert client.get(started.headers["Location"], headers=own).status_code == 200
    finished(client, started.headers["Location"], own)


def test_a_job_whose_process_died_has_failed(data: Path) -> None:
    jobs = Jobs(data)
    (data / "jobs").mkdir(parents=True)
    jobs.write(Job("1761829382-00000000", "running", 1.0))
    job = jobs.find("1761829382-00000000")
    assert job is not None
    assert job.state == "failed"


@pytest.mark.parametrize("identity", ["..%2F..%2Fkeys", "1", "1761829382-00000000", "%00"])
def test_only_jobs_are_shown(client: FlaskClient, admin: dict[str, str], identity: str) -> None:
    assert client.get(f"/api/v1/jobs/{identity}", headers=admin).status_code == 404


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"{}", b"\xff"])
def test_a_record_that_was_cut_short_keeps_no_run_from_starting(
    client: FlaskClient, data: Path, admin: dict[str, str], content: bytes
) -> None:
    """As a loss of power leaves it."""
    (data / "jobs").mkdir()
    identity = "1700000000-0123abcd"
    (data / "jobs" / f"{identity}.json").write_bytes(content)
    (data / "jobs" / "1700000000-4567abcd.alive").touch()  # of a job that a full disk has refused
    assert client.get(f"/api/v1/jobs/{identity}", headers=admin).status_code == 404
    started = client.post(REINDEX, headers=admin)
    assert started.status_code == 202
    assert finished(client, started.headers["Location"], admin)["state"] == "done"
    assert not list((data / "jobs").glob("17000*"))


def test_without_a_site_there_is_nothing_to_start(data: Path, admin: dict[str, str]) -> None:
    response = make_client(data).post(REINDEX, headers=admin)
    assert response.status_code == 409
    assert "[sites]" in response.get_json()["error"]["message"]
