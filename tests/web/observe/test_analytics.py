"""Counting what people search for: what is kept, what is not, and how it is shown."""

from __future__ import annotations

import base64
import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support import build_index
from tests.web.conftest import POSTS, make_client
from tests.web.service import eventually
from web.access.keys import KeyStore
from web.commands.cli import run
from web.context import EXTENSION
from web.observe import analytics
from web.observe.analytics import ANALYTICS_FILE, KEPT_DAYS, SEARCH_LOG, SearchLog, read_usage

TODAY = date(2025, 10, 30)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return build_index(tmp_path, POSTS)


@pytest.fixture
def client(data: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Writes when it is told to: a thread that did so on its own would outlive its test."""
    monkeypatch.setattr(analytics, "WRITE_SECONDS", 3600.0)
    return make_client(data, analytics=True)


def flush(client: FlaskClient) -> None:
    client.application.extensions[SEARCH_LOG].flush()


def usage(client: FlaskClient, data: Path):  # type: ignore[no-untyped-def]
    flush(client)
    return read_usage(data, client.application.extensions[EXTENSION].settings.today(), 7)


def test_searches_are_counted_by_day(client: FlaskClient, data: Path) -> None:
    for query in ("東京", "東京", "ＡＩ　検索", "ai 検索", "zzzzqqqq", ""):
        client.get("/api/v1/search", query_string={"q": query})
    client.get("/api/v1/search", query_string={"q": "東京", "page": 2})
    counted = usage(client, data)
    assert (counted.searches, counted.without_hits) == (5, 1)
    assert dict(counted.queries) == {"東京": 2, "ai 検索": 2, "zzzzqqqq": 1}
    assert counted.failed == (("zzzzqqqq", 1),)
    assert [count for _, count in counted.by_day] == [5]


def test_nobody_but_the_owner_can_read_the_counts(client: FlaskClient, data: Path) -> None:
    client.get("/api/v1/search?q=%E6%9D%B1%E4%BA%AC")
    usage(client, data)
    assert {path.stat().st_mode & 0o077 for path in data.glob(f"{ANALYTICS_FILE}*")} == {0}


def test_nothing_that_a_terminal_obeys_is_kept(client: FlaskClient, data: Path) -> None:
    client.get("/api/v1/search", query_string={"q": "\x1b]0;owned\x07東京\x9b31m\u202e天気"})
    ((query, _),) = usage(client, data).queries
    assert query == "]0;owned 東京 31m 天気"


def test_the_page_and_instantsearch_count_too(client: FlaskClient, data: Path) -> None:
    client.get("/?q=東京")
    requests = [{"params": {"query": "大阪"}}, {"params": {"query": "大阪", "hitsPerPage": 0}}]
    client.post("/api/v1/instantsearch", json=requests)
    assert dict(usage(client, data).queries) == {"東京": 1, "大阪": 1}


def test_half_typed_searches_are_not_counted(client: FlaskClient, data: Path) -> None:
    answers = [client.get(f"/{path}?q=東&counted=0") for path in ("api/v1/search", "")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert usage(client, data).searches == 0


def test_invented_questions_neither_fill_the_file_nor_end_the_counting(tmp_path: Path) -> None:
    log = SearchLog(tmp_path, lambda: TODAY)
    most = analytics.MAX_ROWS_A_DAY
    for begin in range(0, most + 2 * analytics.QUEUE_SIZE, 4_000):
        events = [("search", f"robot {begin + number}") for number in range(4_000)]
        for kind, query in (*events, *[("search", "東京")] * 2):
            log._put(kind, query, "")
        log.flush()
    counted = read_usage(tmp_path, TODAY, 7)
    asked = len(range(0, most + 2 * analytics.QUEUE_SIZE, 4_000))
    assert counted.queries[0] == ("東京", 2 * asked)
    assert counted.searches == (4_000 + 2) * asked
    assert "" not in dict(counted.queries)
    with closing(sqlite3.connect(tmp_path / ANALYTICS_FILE)) as file:
        assert file.execute("SELECT COUNT(*) FROM counts").fetchone()[0] <= most


def test_all_figures_of_a_report_are_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SearchLog(tmp_path, lambda: TODAY)

    def count() -> None:
        log._put("search", "東京", "")
        log.flush()

    class Busy(sqlite3.Connection):
        """Each time that it is asked, somebody has searched meanwhile."""

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            count()
            return super().execute(*arguments)

    monkeypatch.setattr(analytics, "WRITE_SECONDS", 3600.0)
    count()
    connect = sqlite3.connect

    def busy(name: object, **options: Any) -> sqlite3.Connection:
        return connect(
            str(name), **options, factory=Busy if "mode=ro" in str(name) else sqlite3.Connection
        )

    monkeypatch.setattr(analytics, "sqlite3", SimpleNamespace(**vars(sqlite3) | {"connect": busy}))
    counted = read_usage(tmp_path, TODAY, 7)
    assert counted.searches == dict(counted.by_day)["2025-10-30"] == counted.queries[0][1]


def test_clicks_are_counted_for_posts_that_exist(client: FlaskClient, data: Path) -> None:
    for document in ("about.md", "about.md", "nothing.md"):
        answer = client.post("/api/v1/clicks", json={"q": "日記", "id": document})
        assert (answer.status_code, answer.data) == (204, b"")
    assert client.post("/api/v1/clicks", json={"q": 1}).status_code == 400
    assert usage(client, data).clicked == (("日記", "about.md", 2),)


@pytest.mark.parametrize(
    "query", ["taro@example.jp", "090-1234-5678", "1234567890", "あ" * 101, " "]
)
def test_what_may_name_a_person_is_not_counted(client: FlaskClient, data: Path, query: str) -> None:
    client.get("/api/v1/search", query_string={"q": query})
    assert usage(client, data).searches == 0


def test_nothing_is_kept_about_who_asks(client: FlaskClient, data: Path) -> None:
    client.get("/api/v1/search?q=東京", headers={"User-Agent": "Mozilla", "Cookie": "a=b"})
    flush(client)
    with sqlite3.connect(data / ANALYTICS_FILE) as file:
        columns = [row[1] for row in file.execute("PRAGMA table_info(counts)")]
    assert columns == ["day", "kind", "query", "document", "count"]


def test_by_default_nothing_is_counted(data: Path) -> None:
    client = make_client(data)
    client.get("/api/v1/search?q=東京")
    assert client.post("/api/v1/clicks", json={"q": "a", "id": "about.md"}).status_code == 204
    assert not (data / ANALYTICS_FILE).exists()


def test_old_days_are_forgotten(tmp_path: Path) -> None:
    day = TODAY - timedelta(days=KEPT_DAYS + 1)
    log = SearchLog(tmp_path, lambda: day)
    log.count_click("昔", "a")
    log.flush()
    day = TODAY
    log.count_click("今", "a")
    log.flush()
    assert read_usage(tmp_path, TODAY, 10_000).clicked == (("今", "a", 1),)


def test_a_search_does_not_wait_for_counting(data: Path, client: FlaskClient) -> None:
    (data / ANALYTICS_FILE).mkdir()  # cannot be opened as a file
    assert client.get("/api/v1/search?q=東京").status_code == 200


def test_a_file_that_is_held_or_lost_slows_and_breaks_nothing(
    client: FlaskClient, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analytics, "LOCK_SECONDS", 0.1)
    client.get("/api/v1/search?q=東京")
    flush(client)
    with closing(sqlite3.connect(data / ANALYTICS_FILE)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert client.get("/api/v1/search?q=大阪").status_code == 200
        with pytest.raises(sqlite3.Error):
            flush(client)
        other.rollback()
    client.get("/api/v1/search?q=大阪")
    assert dict(usage(client, data).queries) == {"東京": 1, "大阪": 1}


def test_a_damaged_file_is_named_and_the_search_goes_on(
    client: FlaskClient, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / ANALYTICS_FILE).write_bytes(b"no database " * 1_000)
    assert client.get("/api/v1/search?q=東京").status_code == 200
    with pytest.raises(sqlite3.Error):
        flush(client)
    token = KeyStore(data).create("owner", ["admin"])
    answer = client.get("/api/v1/report", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "unavailable")
    assert run(["report", "--data", str(data)]) == 1
    assert f"{ANALYTICS_FILE} is damaged" in capsys.readouterr().err


def test_a_file_that_may_not_be_read_is_told_with_the_next_step(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite says no more than that it cannot be opened; root reads a folder's as little."""
    (data / ANALYTICS_FILE).mkdir()
    monkeypatch.setattr(
        "os.access", lambda path, mode: mode == os.F_OK or Path(path).name != ANALYTICS_FILE
    )
    assert run(["report", "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert f"{ANALYTICS_FILE} may not be used by this user" in told
    assert f"`sudo chown -R {os.geteuid()} {data};" in told


def test_a_file_in_which_nothing_has_been_written_yet_tells_of_no_search(tmp_path: Path) -> None:
    """As while the first search is counted, and after somebody has emptied it."""
    (tmp_path / ANALYTICS_FILE).touch()
    assert read_usage(tmp_path, TODAY, 7).searches == 0


def test_the_report_is_for_admins(client: FlaskClient, data: Path) -> None:
    client.get("/api/v1/search?q=東京")
    flush(client)
    assert client.get("/api/v1/report").status_code == 401
    token = KeyStore(data).create("owner", ["admin"])
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/report", headers=bearer).get_json()["queries"] == [["東京", 1]]
    assert client.get("/api/v1/report?days=0", headers=bearer).status_code == 400


def test_the_admin_page_takes_a_key_as_password(client: FlaskClient, data: Path) -> None:
    client.get("/api/v1/search", query_string={"q": "<script>東京"})
    flush(client)
    refused = client.get("/admin")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic")
    token = KeyStore(data).create("owner", ["admin"])
    password = {"Authorization": "Basic " + base64.b64encode(f"me:{token}".encode()).decode()}
    page = client.get("/admin?days=7", headers=password)
    assert page.status_code == 200
    assert "&lt;script&gt;東京" in page.text
    assert "<script" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("<rect") == 7  # days without a search too
    # A browser would send the password along with a forged request.
    assert client.post("/api/v1/reindex", headers=password).status_code == 401


def test_a_search_without_hits_becomes_findable_with_one_click(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("# ours\n傘,", "utf-8")  # a line that says nothing
    client = make_client(data, analytics=True, synonyms=file)
    assert client.get("/api/v1/search?q=みやこ").get_json()["total"] == 0
    flush(client)
    token = KeyStore(data).create("owner", ["admin"])
    password = {"Authorization": "Basic " + base64.b64encode(f"me:{token}".encode()).decode()}
    page = client.get("/admin", headers={**password, "Accept-Language": "ja"})
    assert "みやこ" in page.text and "見つからなかった検索" in page.text
    line = {"q": "みやこ", "other": "東京"}
    forged = client.post("/admin/synonyms", data=line, headers=password)
    assert forged.status_code == 403
    own = {**password, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/admin/synonyms", data=line).status_code in (401, 403)
    assert client.post("/admin/synonyms", data=line, headers=own).status_code == 303
    assert file.read_text("utf-8") == "# ours\n傘,\nみやこ => 東京\n"
    eventually(lambda: client.get("/api/v1/search?q=みやこ").get_json()["total"] > 0)
    for other in ("", "a, b", "a => b", "あ" * 101, "\u00ad", "㍿" * 30):
        bad = client.post("/admin/synonyms", data={"q": "みやこ", "other": other}, headers=own)
        assert bad.status_code == 400
    assert file.read_text("utf-8") == "# ours\n傘,\nみやこ => 東京\n"


def test_the_command_prints_it(
    client: FlaskClient, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/v1/search?q=東京")
    flush(client)
    assert run(["report", "--data", str(data)]) == 0
    assert "1  東京" in capsys.readouterr().out
