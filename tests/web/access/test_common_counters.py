"""Rate limits that two services count together, in a real Redis that comes and goes."""

from __future__ import annotations

import logging
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from redis import Redis

from index.errors import SettingsError
from tests.cluster.nodes import free_ports
from tests.web.conftest import make_client
from web.access import counters
from web.settings import load_settings

SEARCH = "/api/v1/search?q=東京"
LIMIT = "4/day"


class Store:
    """A Redis of the test's own."""

    def __init__(self, folder: Path) -> None:
        (port,) = free_ports(1)
        self.uri = f"redis://127.0.0.1:{port}/0"
        self._command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1"]
        self._command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if not shutil.which("redis-server"):
            raise RuntimeError("the tests of rate limits need Redis: apt-get install redis-server")
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE)
        assert self._process.stdout
        for line in self._process.stdout:
            if b"Ready to accept connections" in line:
                return
        raise RuntimeError("Redis has not started")

    def tell(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()


@pytest.fixture
def store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Store]:
    # A store that answers again is asked at once.
    monkeypatch.setattr(counters, "LEFT_ALONE", 0.0)
    if "hangs" not in request.fixturenames:  # on a busy machine one that is there takes its time
        monkeypatch.setattr(counters, "ANSWERS_WITHIN", 5.0)
    started = Store(tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def services(data: Path, store: Store) -> tuple[FlaskClient, FlaskClient]:
    """Two services as on two machines."""
    one, other = (
        make_client(data, rate_limit=LIMIT, rate_limit_store=SecretStr(store.uri)) for _ in range(2)
    )
    return one, other


def ask(client: FlaskClient) -> int:
    return client.get(SEARCH).status_code


def test_services_count_together(services: tuple[FlaskClient, FlaskClient]) -> None:
    one, other = services
    assert [ask(client) for client in (one, other, one, other)] == [200] * 4
    refused = one.get(SEARCH)
    assert (refused.status_code, ask(other)) == (429, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert one.get("/readyz").text == "ready\n"


@pytest.mark.parametrize("hangs", [False, True])
def test_while_the_store_is_away_each_counts_by_itself(
    services: tuple[FlaskClient, FlaskClient],
    store: Store,
    hangs: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one, other = services
    assert [ask(one), ask(one)] == [200] * 2
    store.tell(signal.SIGSTOP if hangs else signal.SIGTERM)
    if not hangs:
        store.stop()
    with caplog.at_level(logging.WARNING):
        assert [ask(one) for _ in range(5)] == [200] * 4 + [429]
        assert ask(other) == 200
    said = [record.message for record in caplog.records if "counts by itself" in record.message]
    assert len(said) == len(services)  # once each, not with every request
    ready = one.get("/readyz")
    assert ready.status_code == 200
    assert "warning: the store of rate limits does not answer" in ready.text
    if hangs:
        store.tell(signal.SIGCONT)
        with Redis.from_url(store.uri) as there:
            there.flushdb()  # it has counted what was sent while it hung
    else:
        store.start()  # it has forgotten what was counted
    assert [ask(client) for client in (one, other)] == [200] * 2
    assert one.get("/readyz").text == "ready\n"


def test_a_store_that_refuses_the_password_is_away(data: Path, store: Store) -> None:
    with Redis.from_url(store.uri) as there:
        there.config_set("requirepass", "secret")
    settings = {"rate_limit": "1/day", "rate_limit_store": SecretStr(store.uri)}
    client = make_client(data, **settings)
    assert [ask(client), ask(client)] == [200, 429]
    assert "warning" in client.get("/readyz").text
    told = store.uri.replace("redis://", "redis://:secret@")
    client = make_client(data, rate_limit="1/day", rate_limit_store=SecretStr(told))
    assert [ask(client), ask(client)] == [200, 429]
    assert client.get("/readyz").text == "ready\n"


@pytest.mark.parametrize(
    ("address", "said"),
    [("memcached://cache", "redis://"), ("cache:6379", "redis://")],
)
def test_addresses_of_other_stores_are_refused(address: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"rate_limit_store.*{said}"):
        load_settings({"rate_limit_store": address}, environment={})


def test_an_address_that_cannot_be_one_says_so(data: Path) -> None:
    with pytest.raises(SettingsError, match="rate_limit_store cannot be used") as told:
        make_client(data, rate_limit_store=SecretStr("redis://:hush@127.0.0.1:many/0"))
    assert "hush" not in str(told.value)


def test_without_the_extra_it_says_what_to_install(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install '\.\[redis\]'"):
        make_client(data, rate_limit_store=SecretStr("redis://127.0.0.1"))


def test_the_address_is_shown_to_nobody(data: Path, store: Store) -> None:
    told = store.uri.replace("redis://", "redis://:hush@")
    settings = load_settings({"rate_limit_store": told}, environment={})
    assert "hush" not in repr(settings) + settings.model_dump_json()
