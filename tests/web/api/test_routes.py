"""The JSON API: what each route answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import build_index
from tests.web.conftest import make_client

SEARCH = "/api/v1/search"


def get(client: FlaskClient, path: str, **params: Any) -> Any:
    response = client.get(path, query_string=params)
    assert response.status_code == 200, response.text
    return response.get_json()


def ids(body: Any) -> list[str]:
    return [hit["id"] for hit in body["hits"]]


def test_a_search_has_the_shape_of_the_contract(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="東京", tag="天気")
    assert body["query"] == "東京"
    assert (body["total"], body["page"], body["per_page"], body["total_pages"]) == (2, 1, 10, 1)
    assert body["interpreted"]["terms"] == ["東京"]
    assert body["interpreted"]["filters"] == {"tag": ["天気"]}
    assert body["interpreted"]["relaxed"] is None
    assert body["suggestions"] == {"did_you_mean": None}
    hit = body["hits"][0]
    assert hit["id"] == hit["path"] == "_posts/tokyo.md"
    assert hit["url"] == "/2025/10/30/tokyo/"
    assert hit["date"] == "2025-10-30T22:03:02+09:00"
    assert hit["categories"] == ["日記"]
    assert hit["tags"] == ["天気", "EU AI Act"]
    assert hit["author"] == "夏目, 森"
    assert hit["matched_by"] == ["surface"]
    assert hit["highlight"]["title"] == "<mark>東京</mark>の天気 &amp; &lt;雨&gt;"
    assert any("<mark>東京</mark>" in snippet for snippet in hit["snippets"])
    assert hit["sections"][0]["url"] == "/2025/10/30/tokyo/#明日の東京"


def test_counts_of_a_facet_leave_out_its_own_filter(client: FlaskClient) -> None:
    facets = get(client, SEARCH, q="", tag="検索", category="技術")["facets"]
    assert {one["value"]: one["count"] for one in facets["tag"]} == {"検索": 1, "天気": 1}
    assert {one["value"]: one["selected"] for one in facets["tag"]}["検索"] is True
    assert {one["value"]: one["count"] for one in facets["category"]} == {"技術": 1}


def test_values_of_one_facet_are_or_and_facets_are_and(client: FlaskClient) -> None:
    tags = [("tag", "検索"), ("tag", "EU AI Act"), ("lang", "ja")]
    response = client.get(SEARCH, query_string=tags)
    assert sorted(ids(response.get_json())) == ["_posts/osaka.md", "_posts/tokyo.md"]


def test_without_a_query_everything_comes_newest_first(client: FlaskClient) -> None:
    assert ids(get(client, SEARCH)) == [
        "_posts/tokyo.md",
        "_posts/osaka.md",
        "_posts/english.md",
        "about.md",
    ]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"from": "2025-09", "to": "2025-09"}, ["_posts/osaka.md"]),
        ({"from": "2025-10-30", "to": "2025-10-30"}, ["_posts/tokyo.md"]),
        ({"to": "令和6年"}, ["_posts/english.md"]),
        ({"sort": "oldest", "from": "2024", "per_page": 1}, ["_posts/english.md"]),
        ({"per_page": 1, "page": 2}, ["_posts/osaka.md"]),
        ({"page": 99}, []),
    ],
)
def test_dates_order_and_pages(client: FlaskClient, params: Any, found: list[str]) -> None:
    assert ids(get(client, SEARCH, **params)) == found


def test_a_range_that_ends_before_it_starts_is_an_error_that_says_so(client: FlaskClient) -> None:
    error = client.get(SEARCH, query_string={"from": "2025", "to": "2024"})
    assert error.status_code == 400
    (detail,) = error.get_json()["error"]["details"]
    assert detail["parameter"] == "from"
    assert detail["message"] == "must not be after `to`: 2025-01-01 is after 2024-12-31"


def test_marks_may_be_chosen(client: FlaskClient) -> None:
    body = get(client, SEARCH, q="東京", highlight_pre="[", highlight_post="]")
    assert body["hits"][0]["highlight"]["title"].startswith("[東京]")


def test_explain_shows_the_parts_of_the_score(client: FlaskClient) -> None:
    assert get(client, SEARCH, q="東京", explain=1)["hits"][0]["explanation"]
    assert "explanation" not in get(client, SEARCH, q="東京")["hits"][0]


def test_only_the_facets_asked_for_are_counted(client: FlaskClient) -> None:
    assert list(get(client, SEARCH, facets="tag,date")["facets"]) == ["tag", "date"]
    assert get(client, SEARCH, facets="")["facets"] == {}


def test_pages_are_linked(client: FlaskClient) -> None:
    link = client.get(SEARCH, query_string={"per_page": 1, "page": 2}).headers["Link"]
    assert '<per_page=1&page=3>; rel="next"'.replace("<", f"<{SEARCH}?") in link
    assert 'page=1>; rel="prev"' in link
    assert 'page=4>; rel="last"' in link


def test_completions(client: FlaskClient) -> None:
    body = get(client, "/api/v1/suggest", q="東", limit=3)
    assert body["query"] == "東"
    assert "東京" in body["suggestions"][0]["text"]
    assert len(body["suggestions"]) <= 3


def test_one_document_whole(client: FlaskClient) -> None:
    body = get(client, "/api/v1/documents/_posts/tokyo.md")
    assert body["title"] == "東京の天気 & <雨>"
    assert [section["title"] for section in body["sections"]] == ["", "明日の東京"]
    assert get(client, "/api/v1/documents/_posts%2Ftokyo.md") == body


def test_a_file_may_be_named_with_a_line_break(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, {"_posts/a\nb.md": "東京の話"}))
    for path in ("/api/v1/documents/_posts/a%0Ab.md", "/posts/_posts/a%0Ab.md"):
        assert client.get(path).status_code == 200
    assert client.get("/api/v1/documents/_posts/a%0Ab.md/similar").status_code == 200


def test_a_document_leads_to_its_neighbours_and_its_page(data: Path) -> None:
    client = make_client(data, site_url="https://blog.example")
    links = client.get("/api/v1/documents/_posts/osaka.md").headers["Link"]
    assert '</api/v1/documents/_posts/osaka.md/similar>; rel="related"' in links
    assert '<https://blog.example/2025/09/01/osaka/>; rel="canonical"' in links


def test_neighbours_of_a_document(client: FlaskClient) -> None:
    body = get(client, "/api/v1/documents/_posts/osaka.md/similar", limit=2)
    assert body["id"] == "_posts/osaka.md"
    assert "_posts/osaka.md" not in ids(body)
    assert 1 <= len(body["hits"]) <= 2


@pytest.mark.parametrize("path", ["nothing.md", "nothing.md/similar", "../../etc/passwd", "%00"])
def test_an_unknown_document_is_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/documents/{path}")
    assert response.status_code == 404
    assert response.get_json()["error"]["code"] == "not_found"


def test_values_of_one_facet_by_prefix(client: FlaskClient) -> None:
    body = get(client, "/api/v1/facets/tag", prefix="ｅｕ")
    assert body == {
        "facet": "tag",
        "values": [{"value": "EU AI Act", "count": 1, "selected": False}],
    }
    assert client.get("/api/v1/facets/colour").status_code == 404
    assert get(client, "/api/v1/facets/tag", prefix="ａi")["values"] == []


def test_values_of_one_facet_by_what_is_in_them(client: FlaskClient) -> None:
    found = get(client, "/api/v1/facets/tag", containing="ａi")["values"]
    assert [one["value"] for one in found] == ["EU AI Act"]


def test_several_searches_in_one_request(client: FlaskClient) -> None:
    body = {"searches": [{"q": "大阪"}, {"tag": ["検索"], "per_page": 1}]}
    results = client.post("/api/v1/multi-search", json=body).get_json()["results"]
    assert [one["total"] for one in results] == [1, 2]


def test_everything_can_be_read_by_cursor(client: FlaskClient) -> None:
    found, cursor = [], ""
    while cursor is not None:
        body = get(client, "/api/v1/documents", limit=1, cursor=cursor)
        found += ids(body)
        cursor = body["next_cursor"]
    assert found == sorted(["_posts/tokyo.md", "_posts/osaka.md", "_posts/english.md", "about.md"])


def test_a_known_answer_is_not_made_again(client: FlaskClient) -> None:
    first = client.get(SEARCH, query_string={"q": "東京"})
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(
        SEARCH, query_string={"q": "東京"}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Date" not in again.headers  # gunicorn adds one, and there must be no second


@pytest.mark.parametrize(
    ("path", "status"),
    [("documents/none", 404), ("documents/none/similar", 404), ("search?page=0", 400)],
)
def test_an_answer_that_is_an_error_is_never_known(
    client: FlaskClient, path: str, status: int
) -> None:
    tag = client.get(SEARCH, query_string={"q": "東京"}).headers["ETag"]
    response = client.get(f"/api/v1/{path}", headers={"If-None-Match": tag})
    assert response.status_code == status


def test_other_settings_or_synonyms_make_other_answers(data: Path, tmp_path: Path) -> None:
    synonyms = tmp_path / "synonyms.txt"
    synonyms.write_text("傘 => 雨\n", "utf-8")
    tags = []
    for change in ({}, {"site_url": "https://blog.example"}, {"synonyms": synonyms}):
        tags.append(make_client(data, **change).get("/api/v1/search").headers["ETag"])
    synonyms.write_text("傘 => 晴れ\n", "utf-8")
    tags.append(make_client(data, synonyms=synonyms).get("/api/v1/search").headers["ETag"])
    assert len(set(tags)) == 4
    assert make_client(data).get("/api/v1/search").headers["ETag"] == tags[0]


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("br, gzip", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("zstd", None),
        ("nonsense;q=x, gzip", "gzip"),
    ],
)
def test_encodings_are_those_that_the_client_accepts(
    client: FlaskClient, accepted: str, sent: str | None
) -> None:
    response = client.get(SEARCH, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in response.headers["Vary"]


def test_answers_are_compressed_on_request(client: FlaskClient) -> None:
    response = client.get(SEARCH, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.data[:2] == b"\x1f\x8b"
    assert "Accept-Encoding" in response.headers["Vary"]


def test_head_and_options(client: FlaskClient) -> None:
    head: TestResponse = client.head(SEARCH)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) > 100
    assert {"GET", "HEAD", "OPTIONS"} <= set(client.options(SEARCH).headers["Allow"].split(", "))


def completions(client: FlaskClient, **params: Any) -> list[tuple[str, str]]:
    body = get(client, SEARCH, complete=1, **params)
    return [(one["kind"], one["text"]) for one in body["suggestions"]["completions"]]


def test_completions_come_with_the_answer_of_a_search(client: FlaskClient) -> None:
    assert ("tag", "天気") in completions(client, q="てんき")
    assert ("tag", "天気") in completions(client, q="tenk")
    assert ("title", "東京の天気 & <雨>") in completions(client, q="東京")
    assert completions(client, q="") == []
    body = get(client, SEARCH, q="東京", complete=1)
    title = next(one for one in body["suggestions"]["completions"] if one["kind"] == "title")
    assert title == {
        "text": "東京の天気 & <雨>", "kind": "title", "count": 1, "url": "/2025/10/30/tokyo/",
        "link": "/2025/10/30/tokyo/",
    }  # fmt: skip


def test_completions_tell_nothing_from_outside_the_filters(client: FlaskClient) -> None:
    assert all("大阪" not in text for _, text in completions(client, q="東京", tag="EU AI Act"))
    assert completions(client, q="てんき", site="nowhere") == []
