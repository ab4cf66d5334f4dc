"""Every route, asked by everyone: nobody, and keys of each kind. A new route must be listed."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import Post, build_index
from tests.web.conftest import make_client
from web.access.keys import KeyStore

SECRET = ("極秘計画", "密偵", "機密", "zyxwvut")
"""What only the hidden post has: its title, author, tag and a word."""
POSTS: dict[str, Post] = {
    "open.md": {"title": "散歩の記録", "text": "川沿いを散歩。", "tags": ["公開"], "url": "/open/"},
    "hidden.md": {
        "title": SECRET[0],
        "text": f"川沿いで{SECRET[3]}。",
        "authors": [SECRET[1]],
        "tags": [SECRET[2]],
        "url": "/hidden/",
    },
}
SEARCH, ADMIN, FREE = "search", "admin", "free"
ROUTES = {
    "GET /": SEARCH,
    "GET /posts/<path:identity>": SEARCH,
    "GET /playground": SEARCH,
    "GET /api/v1/search": SEARCH,
    "POST /api/v1/multi-search": SEARCH,
    "POST /api/v1/instantsearch": SEARCH,
    "GET /api/v1/suggest": SEARCH,
    "GET /api/v1/documents": SEARCH,
    "GET /api/v1/documents/<path:identity>": SEARCH,
    "GET /api/v1/documents/<path:identity>/similar": SEARCH,
    "GET /api/v1/facets/<name>": SEARCH,
    "POST /api/v1/clicks": SEARCH,
    "GET /feed.json": SEARCH,
    "GET /feed.atom": SEARCH,
    "GET /suggestions": SEARCH,
    "POST /api/v1/reindex": ADMIN,
    "GET /api/v1/jobs/<identity>": ADMIN,
    "GET /api/v1/report": ADMIN,
    "GET /admin": ADMIN,
    "POST /admin/synonyms": ADMIN,
    "GET /metrics": ADMIN,
    "GET /healthz": FREE,
    "GET /readyz": FREE,
    "GET /docs": FREE,
    "GET /api/v1/docs": FREE,
    "GET /openapi.json": FREE,
    "GET /api/v1/openapi.json": FREE,
    "GET /opensearch.xml": FREE,
    "GET /widget.js": FREE,
    "GET /widget.mjs": FREE,
    "GET /guide/": FREE,
    "GET /guide/<language>/": FREE,
    "GET /guide/<language>/<name>/": FREE,
    "GET /assets/<digest>/<name>": FREE,
    "GET /static/<path:filename>": FREE,
}
BODIES = {
    "/api/v1/multi-search": {"searches": [{"q": q} for q in ("", "川沿い", *SECRET)]},
    "/api/v1/instantsearch": [{"params": {"query": q, "facets": ["*"]}} for q in ("", *SECRET)],
    "/api/v1/clicks": {"q": "x", "id": "hidden.md"},
}


class Service:
    """A service that wants keys, and one key of each kind."""

    def __init__(self, data: Path) -> None:
        store = KeyStore(build_index(data, POSTS))
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        self.client = make_client(data / "data", require_key=True)
        self.keys = {
            "nobody": "",
            "search": store.create("search"),
            "filtered": store.create("filtered", filter="tag:公開"),
            "admin": store.create("admin", ["admin"]),
            "expired": store.create("expired", ["search", "admin"], expires=yesterday),
            "revoked": store.create("revoked", ["search", "admin"]),
            "unknown": "sakuin_00000000_" + "a" * 43,
        }
        store.revoke(self.keys["revoked"].split("_")[1])

    def ask(self, route: str, who: str, query: str = "") -> TestResponse:
        method, _, path = route.partition(" ")
        for name in ("<path:identity>", "<identity>"):
            path = path.replace(name, "open.md")
        path = path.replace("<name>", "tag").replace("<language>", "ja")
        headers = {"X-API-Key": self.keys[who]} if self.keys[who] else {}
        if path == "/admin/synonyms":  # which takes nothing but from its own page
            headers["Origin"] = "http://localhost"
        body = BODIES.get(path) if method == "POST" else None
        return self.client.open(path + query, method=method, json=body, headers=headers)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return Service(tmp_path_factory.mktemp("matrix"))


def routes_of(client: FlaskClient) -> set[str]:
    rules = client.application.url_map.iter_rules()
    unasked = {"HEAD", "OPTIONS"}
    return {
        f"{method} {rule.rule}" for rule in rules for method in (rule.methods or set()) - unasked
    }


def test_every_route_is_listed(service: Service) -> None:
    assert routes_of(service.client) == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_who_may_ask(service: Service, route: str) -> None:
    statuses = {who: service.ask(route, who).status_code for who in service.keys}
    kind = ROUTES[route]
    good = {SEARCH: {"search", "filtered"}, ADMIN: {"admin"}, FREE: {*service.keys}}[kind]
    wrong = {SEARCH: {"admin"}, ADMIN: {"search", "filtered"}, FREE: set()}[kind]
    for who, status in statuses.items():
        if who in good:
            # This service has no synonym file, so that even its owner can add no line.
            fine = (400,) if route == "POST /admin/synonyms" else (200, 204, 302, 404, 409)
            assert status in fine, (who, status)
        else:
            assert status == (403 if who in wrong else 401), (who, status)


@pytest.mark.parametrize("route", [route for route, kind in ROUTES.items() if kind == SEARCH])
def test_no_route_shows_what_a_key_may_not_see(service: Service, route: str) -> None:
    asked = ["", *(f"?q={word[:2]}" for word in SECRET)] if route.startswith("GET") else [""]
    for query in asked:
        text = service.ask(route, "filtered", query).get_data(as_text=True)
        shown = [word for word in SECRET if word in text and word not in query]
        assert not shown or route.startswith("POST"), (query, shown)
        assert "/hidden/" not in text
    for path in ("/posts/hidden.md", "/api/v1/documents/hidden.md"):
        assert service.ask(f"GET {path}", "filtered").status_code == 404


def test_browsers_and_feed_readers_can_send_a_key(service: Service) -> None:
    key = service.keys["search"]
    password = {"Authorization": "Basic " + b64encode(f"any:{key}".encode()).decode()}
    for path in ("/", "/feed.atom", "/feed.json", "/suggestions?q=a", "/api/v1/search"):
        assert service.client.get(path, headers=password).status_code == 200
    for path in ("/feed.atom", "/feed.json"):
        answer = service.client.get(f"{path}?key={key}&q=散歩")
        assert answer.status_code == 200
        assert answer.text.count(key) == 1  # in its own address, and not in that of the page
    assert service.client.get(f"/?key={key}").status_code == 401


def test_an_owner_who_has_seen_the_report_can_search_as_anyone(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    admin = KeyStore(data).create("owner", ["admin"])
    password = {"Authorization": "Basic " + b64encode(f"owner:{admin}".encode()).decode()}
    for path in ("/", "/feed.atom", "/api/v1/search"):
        assert make_client(data).get(path, headers=password).status_code == 200
        assert make_client(data, require_key=True).get(path, headers=password).status_code == 403


def test_passwords_of_a_web_server_in_front_are_not_ours(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, POSTS))
    theirs = {"Authorization": "Basic " + b64encode(b"owner:secret").decode()}
    assert client.get("/", headers=theirs).status_code == 200


def test_metrics_are_open_to_neighbours_and_to_nobody_behind_a_proxy(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    client, admin = make_client(data), KeyStore(data).create("prometheus", ["admin"])
    assert client.get("/metrics").status_code == 200
    for header in ("X-Forwarded-For", "Forwarded", "Via"):
        passed_on = {header: "203.0.113.9"}
        assert client.get("/metrics", headers=passed_on).status_code == 401
        passed_on["Authorization"] = f"Bearer {admin}"
        assert client.get("/metrics", headers=passed_on).status_code == 200


def test_a_key_for_the_admin_of_one_site(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    sites = {"one": tmp_path, "two": tmp_path}
    client = make_client(data, sites=sites, tokenizer="janome")
    store = KeyStore(data)
    one = {"X-API-Key": store.create("one", ["admin"], sites=["one"])}
    two = {"X-API-Key": store.create("two", ["admin", "search"], sites=["two"])}
    started = client.post("/api/v1/reindex", headers=one)
    assert started.get_json()["sites"] == ["one"]
    assert client.get(started.headers["Location"], headers=one).status_code == 200
    assert client.get(started.headers["Location"], headers=two).status_code == 404
    for path in ("/api/v1/report", "/admin"):
        assert client.get(path, headers=one).status_code == 403
    assert client.get("/api/v1/search", headers=two).get_json()["total"] == 0
    nowhere = {"X-API-Key": store.create("three", ["admin"], sites=["three"])}
    assert client.post("/api/v1/reindex", headers=nowhere).status_code == 409


def test_the_last_use_of_a_key_is_known(tmp_path: Path) -> None:
    store = KeyStore(build_index(tmp_path, POSTS))
    token = store.create("blog")
    (key,) = store.all()
    assert store.last_use(key.id) is None
    assert store.find(token[:-1] + "-") is None
    assert store.last_use(key.id) is None
    assert store.find(token) is not None
    used = store.last_use(key.id)
    assert used is not None
    assert abs(datetime.now(UTC) - used) < timedelta(minutes=1)
