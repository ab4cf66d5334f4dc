"""A request is charged by the searches in it, and large ones leave room for small ones."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.support import build_index
from tests.web.conftest import POSTS, make_client
from tests.web.service import PATIENCE, Server
from web.access.crowding import Crowd


@pytest.mark.parametrize(
    ("path", "body", "cost"),
    [
        ("/api/v1/multi-search", {"searches": [{"q": "東京"}] * 20}, 20),
        ("/api/v1/multi-search", {"searches": []}, 1),
        ("/api/v1/multi-search", {"searches": {"q": 1}}, 1),
        ("/api/v1/instantsearch", [{"params": {"query": "東京"}}] * 7, 7),
        ("/api/v1/instantsearch", {"requests": [{}] * 3}, 3),
        ("/api/v1/instantsearch", "no list", 1),
    ],
)
def test_each_search_counts(tmp_path: Path, path: str, body: object, cost: int) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="20/hour")
    answer = client.post(path, json=body)
    assert answer.status_code in (200, 400)
    assert answer.headers["X-RateLimit-Remaining"] == str(20 - cost)


def test_many_documents_count_as_several_searches(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="20/hour")
    left = [
        client.get(f"/api/v1/documents?limit={limit}").headers["X-RateLimit-Remaining"]
        for limit in (1000, 100, "x")
    ]
    assert left == ["10", "9", "8"]


def test_what_goes_beyond_the_limit_is_refused_whole(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="20/hour")
    body = {"searches": [{"q": "東京"}] * 15}
    answers = [client.post("/api/v1/multi-search", json=body).status_code for _ in range(2)]
    assert answers == [200, 429]


def test_only_some_are_inside_and_fewer_at_work() -> None:
    crowd = Crowd(8, patience=PATIENCE)
    assert [crowd.enter(), crowd.enter()] == [True, True]
    entered = Event()

    def wait() -> None:
        if crowd.enter():
            entered.set()

    waiting = [Thread(target=wait) for _ in range(2)]
    for one in waiting:
        one.start()
    while crowd._inside._value:  # until both wait
        pass
    assert not crowd.enter()
    assert not entered.is_set()
    crowd.leave()
    assert entered.wait(PATIENCE)
    crowd.leave()
    for one in waiting:
        one.join(PATIENCE)


def test_who_waits_too_long_is_sent_away_and_takes_no_place() -> None:
    crowd = Crowd(4, patience=0.01)
    assert crowd.enter()
    assert [crowd.enter() for _ in range(5)] == [False] * 5
    crowd.leave()
    assert crowd.enter()


def test_a_visitor_is_answered_while_large_requests_come_from_all_sides(tmp_path: Path) -> None:
    server = Server(build_index(tmp_path, POSTS), "--threads", "4", workers=1)
    body = json.dumps({"searches": [{"q": "東京 検索 の"}] * 20}).encode()
    ended = Event()

    def attack() -> set[int]:
        statuses = set()
        connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
        while not ended.is_set():
            connection.request("POST", "/api/v1/multi-search", body)
            response = connection.getresponse()
            response.read()
            statuses.add(response.status)
        connection.close()
        return statuses

    try:
        with ThreadPoolExecutor(12) as pool:
            attacks = [pool.submit(attack) for _ in range(12)]
            try:
                answers = [server.get("/api/v1/search")[0] for _ in range(20)]
            finally:
                ended.set()
            assert set().union(*(one.result() for one in attacks)) == {200, 503}
        assert answers == [200] * 20
    finally:
        assert server.stop() == 0
