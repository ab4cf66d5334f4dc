"""Whatever a client sends, it gets an answer of the contract; never a 500, never a traceback."""

from __future__ import annotations

import re
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import (
    EngineUnavailableError,
    PartialResultsError,
    SakuinError,
    UnsupportedError,
)
from search.live import LiveSearcher
from search.searcher import Searcher
from tests.web.conftest import make_client
from web.app import create_app
from web.settings import Settings

BAD = [
    ("/api/v1/search?page=0", 400, "page"),
    ("/api/v1/search?per_page=1000", 400, "per_page"),
    ("/api/v1/search?from=soon", 400, "from"),
    ("/api/v1/search?colour=red", 400, "colour"),
    ("/api/v1/search?q=a&q=b", 400, "q"),
    ("/api/v1/search?q=%00", 400, "q"),
    ("/api/v1/search?q=%ED%A0%80", 400, "query string"),
    ("/api/v1/search?q=%FF", 400, "query string"),
    ("/api/v1/search?q=" + "a" * 2_001, 400, "q"),
    ("/api/v1/search?" + "tag=a&" * 300, 400, "query string"),
    ("/api/v1/suggest?limit=x", 400, "limit"),
    ("/api/v1/documents/a?x=1", 400, "x"),
    ("/api/v1/documents?limit=0", 400, "limit"),
    ("/api/v1/facets/tag?limit=-1", 400, "limit"),
    ("/feed.json?limit=1000", 400, "limit"),
]


@pytest.mark.parametrize(("path", "status", "parameter"), BAD)
def test_a_bad_request_names_the_parameter(
    client: FlaskClient, path: str, status: int, parameter: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    error = response.get_json()["error"]
    assert error["code"] == "invalid_request"
    assert [detail["parameter"] for detail in error["details"]] == [parameter]
    assert response.headers["Cache-Control"] == "no-store"


def test_all_errors_are_told_at_once(client: FlaskClient) -> None:
    error = client.get("/api/v1/search?page=0&from=x&sort=y").get_json()["error"]
    assert {detail["parameter"] for detail in error["details"]} == {"page", "from", "sort"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1//search", 404, "not_found"),
        ("DELETE", "/api/v1/search", 405, "method_not_allowed"),
        ("POST", "/api/v1/search", 405, "method_not_allowed"),
    ],
)
def test_other_errors_have_the_same_shape(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.get_json()["error"]["code"] == code


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/v1/multi-search", data=b" " * 1_100_000)
    assert response.status_code == 413
    assert response.get_json()["error"]["code"] == "too_large"


def test_a_large_body_in_chunks_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/api/v1/multi-search",
        input_stream=BytesIO(b" " * 1_100_000),
        headers={"Transfer-Encoding": "chunked"},
        environ_base={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413
    assert response.get_json()["error"]["code"] == "too_large"


def test_no_answer_may_be_taken_for_another_type(client: FlaskClient) -> None:
    for path in ("/api/v1/search?q=<script>", "/api/v1/nothing", "/feed.json", "/", "/widget.js"):
        assert client.get(path).headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"searches": 1}', b"[" * 100_000])
def test_a_bad_body_is_refused(client: FlaskClient, body: bytes) -> None:
    for path in ("/api/v1/multi-search", "/api/v1/instantsearch"):
        response = client.post(path, data=body)
        assert response.status_code in (200, 400)
        assert "results" in response.get_json() or response.get_json()["error"]["details"]


def test_mistakes_within_a_body_are_named(client: FlaskClient) -> None:
    body = {"searches": [{"colour": "red"}, {"page": 0}], "more": 1}
    error = client.post("/api/v1/multi-search", json=body).get_json()["error"]
    told = {one["parameter"]: one["message"] for one in error["details"]}
    assert told["searches.0.colour"] == "unknown parameter"
    assert "greater than or equal to 1" in told["searches.1.page"]
    assert told["more"].startswith("unknown parameter; known are searches")
    missing = client.post("/api/v1/clicks", json={"q": "a"}).get_json()["error"]["details"]
    assert missing == [{"parameter": "id", "message": "is required"}]


JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def _told(error: dict[str, Any]) -> list[str]:
    return [error["message"], *(one["message"] for one in error["details"])]


BAD_BODIES: list[Any] = [
    b"", b"{", b"[]", b"\xff", {"searches": 1}, {"searches": []}, {"searches": [{}] * 60},
    {"searches": [{"q": 1}, {"page": "x"}, {"tag": "AI", "sort": "up"}, {"explain": "perhaps"}]},
    {"requests": [{"indexName": "other"}, {"indexName": "posts:a:b"}, {"indexName": 5}]},
    {"requests": [{"indexName": "posts", "params": {"filters": one}}
                  for one in ("tag:", "NOT date>1", "AND", "tag:a OR", "a b", "date>x")]},
    {"requests": [{"indexName": "posts", "params": {"numericFilters": ["tag>1"], "aroundLatLng": 1,
                                                   "facetFilters": [["x:y"]], "page": -1}}]},
    {"q": "a"}, {"q": "a", "id": 3}, {"q": "\0", "id": "a" * 2_000},
]  # fmt: skip


@pytest.mark.parametrize("wanted", ["ja", "ja-JP,ja;q=0.9,en;q=0.8"])
def test_who_prefers_japanese_is_told_in_japanese_what_is_wrong(
    client: FlaskClient, wanted: str
) -> None:
    """Whatever a client may get wrong: codes, statuses and parameters are the same."""
    bodies = [{"data": one} if isinstance(one, bytes) else {"json": one} for one in BAD_BODIES]
    asked: list[tuple[str, str, dict[str, Any]]] = [
        *(("GET", path, {}) for path, _, _ in BAD),
        *(("GET", f"/api/v1/{one}", {}) for one in (
            "x", "documents/none", "facets/x", "reindex/x",
        )),
        *(("GET", f"/api/v1/search?{one}", {}) for one in (
            "from=2025&to=2024", "explain=x", "sort=up", "facets=x", "per_page=1.5", "page=99999",
            "highlight_pre=" + "a" * 200, "facet_limit=-1", "level=high&page=1",
        )),
        *(("POST", f"/api/v1/{path}", one) for one in bodies
          for path in ("multi-search", "instantsearch", "clicks")),
        ("POST", "/api/v1/search", {}), ("POST", "/api/v1/reindex", {}),
        ("POST", "/api/v1/reindex", {"headers": {"X-API-Key": "no"}}),
        ("POST", "/api/v1/multi-search", {"data": b" " * 1_100_000}),
    ]  # fmt: skip
    failed = 0
    for method, path, how in asked:
        english = client.open(path, method=method, **how)
        if english.status_code < 400:
            continue
        failed += 1
        headers = {**how.pop("headers", {}), "Accept-Language": wanted}
        japanese = client.open(path, method=method, headers=headers, **how)
        both = [answer.get_json()["error"] for answer in (english, japanese)]
        assert not any(JAPANESE.search(one.replace("令和7年10月", "")) for one in _told(both[0]))
        # What was given stands in brackets: that alone must not be what is Japanese.
        told = [one.partition("（")[0] or one for one in _told(both[1])]
        assert [one for one in told if not JAPANESE.search(one)] == []
        assert (english.status_code, both[0]["code"]) == (japanese.status_code, both[1]["code"])
        assert [one["parameter"] for one in both[0]["details"]] == [
            one["parameter"] for one in both[1]["details"]
        ]
        assert "Accept-Language" in japanese.headers["Vary"]
        assert [one.headers["Content-Language"] for one in (english, japanese)] == ["en", "ja"]
    assert failed > 50


@pytest.mark.parametrize("wanted", ["en", "fr", "*", "en;q=0.9,ja;q=0.8", "ja;q=0", ";;,", ""])
def test_who_does_not_is_told_in_english(client: FlaskClient, wanted: str) -> None:
    answer = client.get("/api/v1/search?page=0", headers={"Accept-Language": wanted})
    assert answer.get_json()["error"]["message"] == "Some parameters cannot be used."


@pytest.mark.parametrize("sent", ["a: " * 300, "; " * 400, "{0}{x}{", "no index in ", "x" * 900])
def test_nothing_that_is_sent_makes_an_error_slow(client: FlaskClient, sent: str) -> None:
    """Sentences are found by patterns, which whoever sends much must not be able to drag out."""
    name = quote(sent)
    path = "/api/v1/search?" + "&".join(f"{name}{number}={name}" for number in range(20))
    began = time.process_time()
    answer = client.get(path, headers={"Accept-Language": "ja"})
    assert answer.status_code == 400
    assert time.process_time() - began < 1


def test_without_an_index_the_service_says_what_to_do(tmp_path: Path) -> None:
    client = make_client(tmp_path / "nothing")
    response = client.get("/api/v1/search?q=東京")
    assert response.status_code == 503
    assert response.get_json()["error"]["code"] == "unavailable"
    assert "sakuin index" in response.get_json()["error"]["message"]
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/metrics").status_code == 200


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    params=st.lists(
        st.tuples(
            st.sampled_from(["q", "tag", "from", "to", "sort", "page", "per_page", "facets", "x"]),
            st.one_of(st.text(max_size=20), st.sampled_from(["1", "relevance", "tag", "2025"])),
        ),
        max_size=6,
    )
)
def test_no_parameters_give_a_500(client: FlaskClient, params: list[tuple[str, str]]) -> None:
    encodable = [(name, value.encode("utf-8", "replace").decode()) for name, value in params]
    assert client.get("/api/v1/search", query_string=encodable).status_code in (200, 400)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(alphabet='東京検索ab "-*:「」|ORNOTtagdate:2025.ー　', max_size=40))
def test_no_query_gives_a_500(client: FlaskClient, query: str) -> None:
    assert client.get("/api/v1/search", query_string={"q": query}).status_code == 200


@pytest.mark.parametrize("value", [None, 1, [], {}, "x", [[]], [{"params": []}], {"requests": {}}])
def test_no_json_gives_a_500(client: FlaskClient, value: Any) -> None:
    for path in ("/api/v1/multi-search", "/api/v1/instantsearch"):
        assert client.post(path, json=value).status_code in (200, 400)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=東京",
        "/api/v1/suggest?q=東",
        "/api/v1/documents?q=東京",
        "/api/v1/facets/tag",
        "/api/v1/documents/_posts/osaka.md/similar",
        "/feed.json",
    ],
)
def test_a_search_that_takes_too_long_says_so_and_when_to_come_back(data: Path, path: str) -> None:
    response = make_client(data, search_timeout=1e-9).get(path)
    assert response.status_code == 503
    assert response.get_json()["error"]["code"] == "timed_out"
    assert int(response.headers["Retry-After"]) > 0


def test_a_person_whose_search_takes_too_long_is_shown_a_page(data: Path) -> None:
    response = make_client(data, search_timeout=1e-9).get("/?q=東京")
    assert response.status_code == 503
    assert response.mimetype == "text/html"
    assert int(response.headers["Retry-After"]) > 0


class Failing(LiveSearcher):
    """Searchers of an engine that cannot answer."""

    def __init__(self, error: SakuinError) -> None:
        self._error = error

    def current(self) -> Searcher:
        raise self._error

    def refresh(self) -> Searcher:
        raise self._error

    def reach(self) -> None:
        """There is always an answer."""

    def damage(self, *, again: bool = False) -> None:
        return None


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (EngineUnavailableError("no node answers"), 503, "unavailable"),
        (PartialResultsError("1 of 3 shards has not answered"), 503, "unavailable"),
        (UnsupportedError.of("tiny", "find neighbours"), 501, "unsupported"),
    ],
)
def test_an_engine_that_cannot_answer_never_gives_half_an_answer(
    data: Path, error: SakuinError, status: int, code: str
) -> None:
    client = create_app(Settings(data=data), Failing(error)).test_client()
    response = client.get("/api/v1/search?q=東京")
    assert (response.status_code, response.get_json()["error"]["code"]) == (status, code)
    assert ("Retry-After" in response.headers) == (status == 503)
    assert "shards" not in response.text
