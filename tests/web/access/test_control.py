"""Keys, their scopes, origins, filters and limits, as a client meets them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import Post, build_index
from tests.web.conftest import POSTS, make_client
from web.access.keys import KeyStore

SEARCH = "/api/v1/search"


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(build_index(tmp_path, POSTS))


@pytest.fixture
def client(store: KeyStore, tmp_path: Path) -> FlaskClient:
    return make_client(tmp_path / "data", require_key=True)


def ask(client: FlaskClient, path: str = SEARCH, token: str = "", **headers: str) -> TestResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=sent | ({"Authorization": f"Bearer {token}"} if token else {}))


def test_without_a_key_nothing_is_shown(client: FlaskClient) -> None:
    for path in (
        SEARCH,
        "/api/v1/suggest",
        "/api/v1/documents/about.md",
        "/api/v1/facets/tag",
        "/feed.json",
        "/feed.atom",
        "/suggestions?q=a",
        "/",
        "/posts/about.md",
    ):
        response = ask(client, path)
        assert response.status_code == 401, path
        kind = "Bearer" if path.startswith("/api/") else "Basic"  # a dialog is for people
        assert response.headers["WWW-Authenticate"].startswith(kind)
    assert client.post("/api/v1/instantsearch", json=[]).status_code == 401
    assert client.post("/api/v1/multi-search", json={"searches": []}).status_code == 401
    assert client.get("/healthz").status_code == client.get("/docs").status_code == 200


def test_a_key_opens_the_service(client: FlaskClient, store: KeyStore) -> None:
    token = store.create("blog")
    assert ask(client, token=token).status_code == 200
    assert ask(client, X_API_Key=token).status_code == 200


def test_a_bad_key_does_not(client: FlaskClient, store: KeyStore) -> None:
    token = store.create("blog")
    for bad in (token[:-1] + ("a" if token[-1] != "a" else "b"), token[:20], "x", "sakuin__", "é"):
        assert ask(client, X_API_Key=bad).status_code == 401
    store.revoke(token.split("_")[1])
    assert ask(client, token=token).status_code == 401


def test_a_bad_key_is_refused_even_where_none_is_needed(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS))
    assert ask(client).status_code == 200
    assert ask(client, token="sakuin_00000000_wrong").status_code == 401


def test_answers_to_a_key_are_not_for_shared_caches(client: FlaskClient, store: KeyStore) -> None:
    one, other = store.create("one"), store.create("other", filter="tag:検索")
    first = ask(client, token=one)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
    assert ask(client, token=other, If_None_Match=first.headers["ETag"]).status_code == 200


def test_a_scope_is_needed(client: FlaskClient, store: KeyStore) -> None:
    admin, search = store.create("admin", ["admin"]), store.create("search", ["search"])
    assert ask(client, token=admin).status_code == 403
    assert ask(client, "/api/v1/jobs/1", token=search).status_code == 403
    assert ask(client, "/api/v1/jobs/1", token=admin).status_code == 404
    assert ask(client, "/api/v1/jobs/1").status_code == 401


def test_a_key_is_for_its_origins(client: FlaskClient, store: KeyStore) -> None:
    token = store.create("blog", origins=["https://blog.example"])
    assert ask(client, token=token, Origin="https://blog.example").status_code == 200
    assert ask(client, token=token).status_code == 200
    for origin in ("https://evil.example", "https://blog.example.evil", "null"):
        assert ask(client, token=token, Origin=origin).status_code == 403
    anywhere = store.create("anywhere", origins=["*"])
    assert ask(client, token=anywhere, Origin="https://evil.example").status_code == 200


def test_a_fixed_filter_cannot_be_left(client: FlaskClient, store: KeyStore) -> None:
    token = store.create("public", filter="tag:検索 lang:ja")
    for question in ("", "?tag=天気", "?tag=検索&tag=天気", "?q=東京", "?q=tag:天気", "?lang=en"):
        hits = ask(client, SEARCH + question, token=token).get_json()["hits"]
        assert {hit["id"] for hit in hits} <= {"_posts/osaka.md"}, question
    body = ask(client, token=token).get_json()
    assert [hit["id"] for hit in body["hits"]] == ["_posts/osaka.md"]
    assert {one["value"] for one in body["facets"]["tag"]} == {"検索", "天気"}
    assert "EU AI Act" not in ask(client, "/api/v1/facets/tag", token=token).text
    assert ask(client, "/api/v1/documents/_posts/tokyo.md", token=token).status_code == 404
    assert ask(client, "/api/v1/documents/_posts/osaka.md", token=token).status_code == 200
    similar = ask(client, "/api/v1/documents/_posts/osaka.md/similar", token=token)
    assert similar.get_json()["hits"] == []
    assert "東京の天気" not in ask(client, "/api/v1/suggest?q=東京", token=token).text
    assert len(ask(client, "/api/v1/documents", token=token).get_json()["hits"]) == 1
    assert len(ask(client, "/feed.json", token=token).get_json()["items"]) == 1
    assert "東京の天気" not in ask(client, "/", token=token).text
    assert ask(client, "/posts/_posts/tokyo.md", token=token).status_code == 404


SECRETS = ("極秘", "キルリアン", "zyxwvut", "密偵", "2024-02")
QUESTIONS = (
    f"{SEARCH}?q=キリリアン",
    f"{SEARCH}?q=zyxwvuu",
    f"{SEARCH}?q=散歩 OR tag:極秘",
    f"{SEARCH}?q=NOT tag:公開",
    f"{SEARCH}?q=-散歩&explain=1",
    f"{SEARCH}?q=キル*",
    "/api/v1/suggest?q=キル",
    "/suggestions?q=zy",
    "/api/v1/facets/author",
    "/api/v1/facets/date",
    "/api/v1/facets/tag?prefix=極",
    "/api/v1/documents?cursor=",
    "/api/v1/documents/public.md/similar?limit=50",
    "/feed.json",
    "/feed.atom?q=zyxwvut",
    "/?q=キリリアン",
    "/?q=zyxwvuu",
)


def test_nothing_tells_what_lies_outside_a_filter(tmp_path: Path) -> None:
    public: Post = {
        "title": "公開の散歩",
        "text": "散歩をした。",
        "tags": ["公開"],
        "date": "2024-01-01",
    }
    secret: Post = {
        "title": "極秘のキルリアン写真",
        "text": "zyxwvut の散歩。",
        "tags": ["極秘"],
        "authors": ["密偵"],
        "date": "2024-02-01",
    }
    data = build_index(tmp_path, {"public.md": public, "secret.md": secret})
    client = make_client(data, require_key=True)
    token = KeyStore(data).create("public", filter="tag:公開")
    for question in QUESTIONS:
        response = ask(client, question, token=token)
        assert response.status_code == 200
        told = [word for word in SECRETS if word in response.text and word not in question]
        assert not told, question
    asked: list[dict[str, object]] = [
        {"params": {"query": "キリリアン", "facets": ["*"]}},
        {"params": {"facetFilters": ["tag:-公開"], "facets": ["*"]}},
        {"type": "facet", "facet": "author", "params": {"facetQuery": ""}},
    ]
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/v1/instantsearch", json=asked, headers=headers)
    assert [word for word in SECRETS if word in answer.text] == []


@pytest.mark.parametrize(
    "text", ["公開", "tag:", "tag:検索 東京", "tag:検索 OR lang:ja", "title:a"]
)
def test_a_filter_that_cannot_be_held_opens_nothing(
    client: FlaskClient, store: KeyStore, text: str
) -> None:
    assert ask(client, token=store.create("careless", filter=text)).status_code == 403


def test_both_the_filter_and_the_question_hold(client: FlaskClient, store: KeyStore) -> None:
    token = store.create("weather", filter="tag:天気")
    hits = ask(client, f"{SEARCH}?tag=検索", token=token).get_json()["hits"]
    assert [hit["id"] for hit in hits] == ["_posts/osaka.md"]


def test_each_key_has_its_own_limit(client: FlaskClient, store: KeyStore) -> None:
    slow, fast = store.create("slow", rate_limit="2/hour"), store.create("fast")
    assert [ask(client, token=slow).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(client, token=fast).status_code == 200


def test_an_address_has_a_limit(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="2/hour")
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(client)
    assert refused.get_json()["error"]["code"] == "too_many_requests"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert client.get("/healthz").status_code == 200
    other = client.get(SEARCH, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert (other.status_code, "Retry-After" in other.headers) == (200, False)
    wrong = client.get(f"{SEARCH}?page=0", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert (wrong.status_code, "Retry-After" in wrong.headers) == (400, False)


def test_guesses_of_keys_are_counted(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="2/hour")
    assert [ask(client, token="guess").status_code for _ in range(3)] == [401, 401, 429]
    for path in ("/api/v1/jobs/1", "/api/v1/report", "/admin"):
        assert ask(client, path, token="guess").status_code == 429


def test_one_machine_cannot_multiply_its_address(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="1/hour")
    addresses = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    answers = [
        client.get(SEARCH, environ_base={"REMOTE_ADDR": address}).status_code
        for address in addresses
    ]
    assert answers == [200, 429, 200]


def test_addresses_of_both_kinds_of_a_socket_for_both_are_told_apart(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS), rate_limit="1/hour")
    answers = [
        client.get(SEARCH, environ_base={"REMOTE_ADDR": f"::ffff:192.0.2.{last}"}).status_code
        for last in (1, 1, 2)
    ]
    assert answers == [200, 429, 200]


def test_forwarded_addresses_count_only_from_trusted_proxies(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    direct = make_client(data, rate_limit="1/hour")
    forged = [ask(direct, X_Forwarded_For=f"198.51.100.{n}").status_code for n in range(2)]
    assert forged == [200, 429]
    behind = make_client(data, rate_limit="1/hour", trusted_proxies=1)
    # The proxy adds the address that it sees at the end; what the client wrote stays before it.
    assert ask(behind, X_Forwarded_For="198.51.100.1").status_code == 200
    assert ask(behind, X_Forwarded_For="198.51.100.2").status_code == 200
    assert ask(behind, X_Forwarded_For="203.0.113.9, 198.51.100.2").status_code == 429


def test_forged_headers_do_not_reach_answers_that_are_cached(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "evil",
        "X-Forwarded-Port": "evil",
        "X-Forwarded-Prefix": "//evil.example",
        "Forwarded": "host=evil.example",
        "X-Original-URL": "/evil",
    }
    for settings in ({}, {"trusted_proxies": 1}, {"base_url": "https://search.example"}):
        client = make_client(data, **settings)
        for path in ("/", "/feed.json", "/feed.atom", "/opensearch.xml", "/docs", "/playground"):
            response = client.get(path, headers=forged)
            assert "evil" not in response.text + str(response.headers)
    client = make_client(data, base_url="https://search.example")
    assert "evil.example" not in client.get("/feed.atom", headers={"Host": "evil.example"}).text


def test_checking_a_key_takes_as_long_for_unknown_ids_as_for_wrong_secrets(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    token = store.create("blog")
    wrong_secret, unknown_id = token[:-1] + "-", "sakuin_00000000_" + token[16:]

    def seconds(candidate: str) -> float:
        started = time.thread_time()
        for _ in range(300):
            assert store.find(candidate) is None
        return time.thread_time() - started

    pairs = [(seconds(wrong_secret), seconds(unknown_id)) for _ in range(15)]
    quickest = [min(column) for column in zip(*pairs, strict=True)]
    assert 0.5 < quickest[0] / quickest[1] < 2
