"""The service as a process: it starts, survives, follows the index, and stops gracefully."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import quote

import pytest

import web
from index.analysis.choice import AnalyzerChoice
from index.runs.pipeline import index_documents
from tests.support import make_document
from tests.web.commands.blog import write_post
from tests.web.conftest import POSTS
from tests.web.service import PATIENCE, PROGRAM, Server, eventually
from web.engines import local_store
from web.server.gunicorn import GRACEFUL_SECONDS, KEEP_ALIVE_SECONDS, _Parent
from web.server.worker import ARRIVAL_SECONDS

ROOT = Path(web.__file__).parents[1]


def publish(data: Path, title: str) -> None:
    documents = [make_document(identity, post) for identity, post in POSTS.items()]
    documents.append(make_document("new.md", (title, "新しい記事です。")))
    index_documents(documents, local_store(data), AnalyzerChoice("janome"), jobs=1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "data"
    publish(folder, "最初")
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    server = Server(data)
    yield server
    assert server.stop() == 0


def test_it_answers(server: Server) -> None:
    assert server.get("/readyz") == (200, "ready\n")
    status, body = server.get("/api/v1/search?q=%E6%9D%B1%E4%BA%AC")
    assert (status, body["total"]) == (200, 2)


CHUNKED = (
    b"POST /api/v1/multi-search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


@pytest.mark.parametrize(
    "dawdling",
    [
        b"POST /api/v1/multi-search HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n{",
        b"POST /api/v1/multi-search HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n{",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 8_000) for n in range(9)),
        b"\r\n\r\n",
    ],
    ids=["body", "long-body", "chunks", "expect", "head", "blank"],
)
def test_dawdling_clients_do_not_keep_others_waiting(data: Path, dawdling: bytes) -> None:
    server = Server(data, "--threads", "4", workers=1)
    dawdlers = [socket.create_connection((server.host, server.port)) for _ in range(40)]
    try:
        for dawdler in dawdlers:
            dawdler.sendall(dawdling)
        started = time.monotonic()
        assert [server.get("/api/v1/search")[0] for _ in range(5)] == [200] * 5
        assert time.monotonic() - started < ARRIVAL_SECONDS  # 40 in turn would take more
    finally:
        for dawdler in dawdlers:
            dawdler.close()
        assert server.stop() == 0


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GARBAGE\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 10_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n", b"400"),
        (b"GET /\x00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"404"),
        (
            b"POST /api/v1/multi-search HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"400",
        ),
        (b"GET /api/v1/search?q=%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"400"),
        (CHUNKED + b"0\r\nHost: b\r\n\r\n", b"400"),
        (CHUNKED + b"0\r\nno trailer\r\n\r\n", b"400"),
        (CHUNKED + b"no size\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nGET / ", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", b"400"),
    ],
)
def test_bad_http_gets_the_error_of_the_contract(server: Server, raw: bytes, status: bytes) -> None:
    head, _, body = server.send(raw).partition(b"\r\n\r\n")
    assert head.split()[1] == status
    assert b"\r\nDate: " in head
    if raw.startswith(CHUNKED):  # where the next request begins is not known
        assert b"\r\nConnection: close\r\n" in head
    assert json.loads(body)["error"]["code"] in ("invalid_request", "not_found")


def test_a_refused_head_has_no_body(server: Server) -> None:
    head, _, body = server.send(b"HEAD / HTTP/9.9\r\nHost: a\r\n\r\n").partition(b"\r\n\r\n")
    assert head.split()[1] == b"400"
    assert body == b""


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"GET / HTTP/9.9\r\n%s\r\n", "HTTP として正しくないリクエストです。"),
        (
            b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n%s\r\n",
            "アドレスは8190バイト以内にしてください。",
        ),
        (
            b"GET / HTTP/1.1\r\n%sA: " + b"a" * 10_000 + b"\r\n\r\n",
            "リクエストのヘッダーが長すぎます。",
        ),
    ],
)
def test_bad_http_is_refused_in_the_language_of_who_asks(
    server: Server, raw: bytes, told: str
) -> None:
    head, _, body = server.send(raw % b"Accept-Language: ja,en;q=0.5\r\n").partition(b"\r\n\r\n")
    assert json.loads(body)["error"]["message"] == told
    assert b"Content-Language: ja" in head
    head, _, body = server.send(raw % b"Accept-Language: en,ja;q=0.5\r\n").partition(b"\r\n\r\n")
    assert json.loads(body)["error"]["message"].isascii()
    assert b"Content-Language: en" in head


def test_a_header_cannot_be_smuggled_into_an_answer(server: Server) -> None:
    raw = server.send(
        b"GET /api/v1/search?q=a%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: a\r\n"
        b"X-Request-Id: a\x0bb\r\nConnection: close\r\n\r\n"
    )
    assert b"\nX-Evil" not in raw.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    ("asked", "answered"), [(b"1.0", b"1.0"), (b"1.1", b"1.1"), (b"1.2", b"1.1")]
)
def test_an_answer_is_in_a_version_that_is_spoken(
    server: Server, asked: bytes, answered: bytes
) -> None:
    raw = server.send(b"GET /healthz HTTP/%s\r\nHost: a\r\nConnection: close\r\n\r\n" % asked)
    assert raw.startswith(b"HTTP/%s 200 " % answered)


def test_requests_that_come_at_once_are_answered_in_turn(server: Server) -> None:
    body = b'{"searches": []}'
    asked = [
        b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        CHUNKED + b"10\r\n%s\r\n0\r\n\r\n" % body,
        b"POST /api/v1/multi-search HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
        % (len(body), body),
        b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ]
    started = time.monotonic()
    answers = server.send(b"".join(asked))
    assert [answers.find(one) > 0 for one in (b"ok\n", b'{"results":[]}', b"ready\n")] == [True] * 3
    assert time.monotonic() - started < KEEP_ALIVE_SECONDS


def test_an_unwanted_body_does_not_break_the_connection(server: Server) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
    for _ in range(20):
        connection.request("DELETE", "/api/v1/search", body=b"x" * 5_000)
        response = connection.getresponse()
        assert (response.status, response.read()[:9]) == (405, b'{"error":')
    connection.close()


def test_silent_clients_do_not_keep_others_waiting(server: Server) -> None:
    silent = [socket.create_connection((server.host, server.port)) for _ in range(60)]
    for connection in silent[::2]:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
    started = time.monotonic()
    try:
        assert server.get("/healthz") == (200, "ok\n")
        assert time.monotonic() - started < ARRIVAL_SECONDS
        silent[0].sendall(b"Connection: close\r\n\r\n")
        assert silent[0].recv(12) == b"HTTP/1.1 200"
    finally:
        for connection in silent:
            connection.close()


@pytest.mark.parametrize(
    "half", [b"GET / HTTP/1.1\r\nHos", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"]
)
def test_half_a_request_of_a_client_that_has_left_is_not_waited_for(
    server: Server, half: bytes
) -> None:
    """The kernel tells of such a connection all the time: waiting would take a processor."""
    with socket.create_connection((server.host, server.port), ARRIVAL_SECONDS / 2) as client:
        client.sendall(half)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""


def test_an_urgent_byte_ends_a_connection(server: Server) -> None:
    """It is never read, and would wake the worker all the time."""
    with socket.create_connection((server.host, server.port), ARRIVAL_SECONDS / 2) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.send(b"!", socket.MSG_OOB)
        with suppress(ConnectionResetError):
            assert client.recv(100) == b""


def test_all_workers_follow_the_index(server: Server, data: Path) -> None:
    publish(data, "二番目")
    in_a_row = 0

    def is_new_everywhere() -> bool:
        nonlocal in_a_row
        _, body = server.get("/api/v1/documents/new.md")
        in_a_row = in_a_row + 1 if body["title"] == "二番目" else 0
        return in_a_row >= 20

    eventually(is_new_everywhere)


def test_eight_clients_get_the_same_answers_while_the_index_is_replaced(
    server: Server, data: Path
) -> None:
    publish(data, "三番目")
    addresses = [f"/api/v1/search?q={quote(word)}" for word in ("東京", "新しい記事", "の", "")]
    eventually(lambda: "三番目" in answer(server, addresses[1]))
    eventually(lambda: all("三番目" in answer(server, addresses[1]) for _ in range(20)))
    expected = {address: answer(server, address) for address in addresses}
    stop = threading.Event()

    def ask_on() -> int:
        asked = 0
        while not stop.is_set():
            for address in addresses:
                assert answer(server, address) == expected[address]
                asked += 1
        return asked

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask_on) for _ in range(8)]
        try:
            for _ in range(5):
                publish(data, "三番目")
        finally:
            stop.set()
        assert all(done.result() > 0 for done in asking)


def answer(server: Server, address: str) -> str:
    """The body of an answer without the time that it took and the generation that gave it."""
    status, body = server.get(address)
    assert status == 200
    return json.dumps(body | {"took_ms": 0, "generation": ""}, ensure_ascii=False)


def test_a_killed_worker_is_replaced(server: Server) -> None:
    eventually(lambda: len(server.workers()) == 2)
    before = server.workers()
    os.kill(min(before), signal.SIGKILL)
    assert server.get("/readyz")[0] == 200
    eventually(lambda: len(server.workers()) == 2 and server.workers() != before)
    assert all(server.get("/api/v1/search")[0] == 200 for _ in range(20))


def test_metrics_are_of_all_workers_together(server: Server) -> None:
    for _ in range(30):
        server.get("/healthz")
    _, text = server.get("/metrics")
    counted = re.search(r'sakuin_requests_total\{[^}]*healthz"[^}]*\} (\d+)', text)
    assert counted is not None
    assert int(counted[1]) >= 30
    assert "sakuin_documents 5.0" in text
    assert "sakuin_generation_age_seconds" in text


def test_requests_in_flight_are_answered_before_it_stops(data: Path) -> None:
    server = Server(data, workers=1)
    answers: list[int] = []
    ready = threading.Barrier(4, timeout=PATIENCE)

    def ask() -> None:
        body = json.dumps({"searches": [{"q": "東京 検索"}] * 20}).encode()
        connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
        connection.request("GET", "/healthz")  # so that the server knows the connection
        connection.getresponse().read()
        ready.wait()
        connection.request("POST", "/api/v1/multi-search", body)
        answers.append(connection.getresponse().status)

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    eventually(lambda: bool(answers))
    assert server.stop() == 0
    for client in clients:
        client.join(PATIENCE)
    assert answers == [200] * 4


def last_answer(connection: http.client.HTTPConnection) -> int:
    """Asks until the worker that stops says that it closes; the status of that answer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        response.read()
        if response.headers["Connection"] == "close":
            return response.status
        time.sleep(0.01)
    return 0


def test_a_connection_that_was_kept_open_is_answered_once_more(data: Path) -> None:
    server = Server(data, workers=1)
    connections = [
        http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE) for _ in range(2)
    ]
    for connection in connections:
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok\n"
    (worker,) = server.workers()
    server.process.send_signal(signal.SIGHUP)
    assert last_answer(connections[0]) == 200
    started = time.monotonic()
    eventually(lambda: worker not in server.workers())  # silent connections do not keep it
    assert time.monotonic() - started < GRACEFUL_SECONDS / 2
    assert server.stop() == 0


def held(server: Server) -> list[Counter[str]]:
    """What the parent and its workers hold open, without the numbers of pipes and the like."""
    found = []
    for process in (server.process.pid, *sorted(server.workers())):
        names = [str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir()]
        found.append(Counter(re.sub(r"\[\d+\]|gunicorn-\w+", "", name) for name in names))
    return found


def test_a_service_that_was_told_to_begin_anew_holds_what_a_fresh_one_does(data: Path) -> None:
    servers = [Server(data) for _ in range(2)]

    def are_alike() -> bool:
        with suppress(FileNotFoundError):  # a process has just ended, or closed something
            found, fresh = map(held, servers)
            return len(fresh) == 3 and found == fresh
        return False

    try:
        for _ in range(3):
            old = servers[0].workers()
            servers[0].process.send_signal(signal.SIGHUP)
            eventually(lambda old=old: not old & servers[0].workers())  # type: ignore[misc]
        eventually(are_alike)
    finally:
        assert [server.stop() for server in servers] == [0, 0]


def segments_held(process: int) -> Counter[bool]:
    """How many files of segments a process holds, by whether they have been removed meanwhile."""
    names = [str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir()]
    names += Path(f"/proc/{process}/maps").read_text().splitlines()
    return Counter(name.endswith("(deleted)") for name in names if "/segments/" in name)


def test_nobody_keeps_the_room_on_the_disk_of_what_runs_have_removed(tmp_path: Path) -> None:
    """The parent of the workers has opened the first generation, and answers nothing itself."""
    publish(tmp_path / "data", "最初")
    server = Server(tmp_path / "data")

    def is_given_back() -> bool:
        with suppress(FileNotFoundError):  # one of them has just been closed
            return not any(segments_held(one)[True] for one in processes)
        return False

    try:
        eventually(lambda: len(server.workers()) == 2)
        killed, other = server.workers()
        processes = [server.process.pid, killed, other]
        assert segments_held(server.process.pid)[False]  # so that the workers share it
        for title in ("二番目", "三番目", "四番目"):
            publish(tmp_path / "data", title)
        eventually(is_given_back)
        os.kill(killed, signal.SIGKILL)  # who follows begins with the newest
        eventually(lambda: len(server.workers() - {killed}) == 2)
        eventually(
            lambda: (
                {server.get("/api/v1/documents/new.md")[1]["title"] for _ in range(20)}
                == {"四番目"}
            )
        )
    finally:
        assert server.stop() == 0


def test_it_outlives_a_temporary_folder_that_is_gone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new worker needs one; the others answer until there is one again."""
    folder = tmp_path / "of-the-moment"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    server = Server(data)
    eventually(lambda: len(server.workers()) == 2)
    folder.rmdir()
    os.kill(min(server.workers()), signal.SIGKILL)
    eventually(lambda: "A worker cannot be started" in "".join(server.lines))
    assert server.get("/readyz")[0] == 200
    folder.mkdir()
    eventually(lambda: len(server.workers()) == 2)
    assert server.stop() == 0


def test_it_begins_anew_though_the_folder_that_it_was_started_from_is_gone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = tmp_path / "release"
    release.mkdir()
    with monkeypatch.context() as elsewhere:
        elsewhere.chdir(release)
        server = Server(data, workers=1)
    release.rmdir()
    old = server.workers()
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: not old & server.workers())
    assert server.get("/readyz")[0] == 200
    assert server.stop() == 0


def test_it_shows_its_pages_while_an_upgrade_replaces_its_files(data: Path, tmp_path: Path) -> None:
    """The index is written anew before the restart, which takes minutes, and a worker may end."""
    home = tmp_path / "package"
    for package in ("index", "search", "web"):
        shutil.copytree(ROOT / package, home / package)
    own = ("env", f"PYTHONPATH={home}", sys.executable, "-P", "-m", "web")
    server = Server(data, workers=1, program=own)
    before = server.workers()
    for path in home.rglob("*.*"):
        if path.suffix != ".py" and "web" in path.relative_to(home).parts and path.is_file():
            path.unlink()
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: bool(server.workers()) and not before & server.workers())
    for page in ("/", "/?q=a", "/widget.js", "/playground", "/guide/en/", "/docs", "/openapi.json"):
        assert server.get(page)[0] == 200, page
    assert server.get("/api/v1/search?page=0")[0] == 400
    assert server.get("/healthz?verbose=1")[0] == 200
    assert server.stop() == 0


def test_many_who_ask_for_new_workers_do_not_put_off_the_end() -> None:
    """As a timer does that runs wild: each reload takes a second, and the end was behind all."""
    parent = object.__new__(_Parent)
    parent.SIG_QUEUE = SimpleQueue()
    for asked in (*30 * [signal.SIGHUP], signal.SIGTTIN, signal.SIGHUP, signal.SIGTERM):
        parent.SIG_QUEUE.put(asked)
    assert parent.wait_for_signals() == [signal.SIGTTIN, signal.SIGTERM, signal.SIGHUP]
    assert parent.wait_for_signals(timeout=0.01) == []


def test_nobody_answers_any_more_when_it_has_ended(data: Path) -> None:
    """gunicorn starts a second parent at SIGUSR2, which would outlive the first."""
    server = Server(data, workers=1)
    eventually(lambda: bool(server.workers()))
    old = server.workers()
    server.process.send_signal(signal.SIGUSR2)
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: not old & server.workers())
    assert server.stop() == 0
    with pytest.raises(OSError):
        server.get("/healthz")


def test_it_answers_though_nobody_reads_its_log_any_more(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind `2>&1 | head`, and on a full disk."""
    monkeypatch.setenv("SAKUIN_LOG_REQUESTS", "true")
    one_line = ("bash", "-c", 'exec "$@" 2> >(exec head -n 1 >&2)', "bash")
    server = Server(data, workers=1, program=(*one_line, *PROGRAM))
    eventually(lambda: len(server.children()) == 1)  # only the worker is left
    assert server.get("/api/v1/search?q=%E6%9D%B1%E4%BA%AC")[0] == 200
    assert server.stop() == 0


def test_without_an_index_it_waits_for_one(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", workers=1)
    try:
        assert server.get("/readyz")[0] == 503
        publish(tmp_path / "data", "最初")
        eventually(lambda: server.get("/readyz")[0] == 200)
    finally:
        assert server.stop() == 0


def test_watched_sites_are_served_as_they_change(tmp_path: Path) -> None:
    """One by its name in the settings, one by its folder."""
    blog, notes = tmp_path / "site", tmp_path / "notes"
    for site in (blog, notes):
        (site / "_posts").mkdir(parents=True)
        write_post(site, "2025-10-30-tokyo", "東京の天気", "天気", "今日の東京は雨です。")
    settings = tmp_path / "sakuin.toml"
    settings.write_text(f'[sites]\nblog = "{blog}"\n', "utf-8")
    program = (*PROGRAM, "--config", str(settings))
    sites = ("--site", "blog", "--site", f"notes={notes}")
    server = Server(tmp_path / "data", *sites, workers=1, program=program)
    try:
        eventually(lambda: server.get("/readyz")[0] == 200)
        for site in (blog, notes):
            write_post(site, "2025-10-31-nara", "奈良の鹿", "旅", "鹿がいました。")
        eventually(lambda: server.get("/api/v1/search?q=%E9%B9%BF")[1]["total"] == 2)
    finally:
        assert server.stop() == 0
