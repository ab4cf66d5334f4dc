"""A question asked again is answered from memory, and never with an answer that is out of date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.results import Results
from tests.support import Post, build_index, open_live
from web.access.keys import KeyStore
from web.api import answers
from web.app import create_app
from web.context import EXTENSION
from web.settings import Settings

POSTS: dict[str, Post] = {
    "a.md": {"title": "海の話", "text": "海へ行った。", "tags": ["海"], "url": "/a/"},
    "b.md": {"title": "山の話", "text": "山へ行った。", "tags": ["山"], "url": "/b/"},
}
ROUTES = (
    "/api/v1/search?q=話",
    "/api/v1/suggest?q=海",
    "/api/v1/documents",
    "/api/v1/documents/a.md",
    "/api/v1/documents/a.md/similar",
    "/api/v1/facets/tag",
    "/?q=話",
    "/posts/a.md",
    "/feed.json?q=話",
    "/feed.atom?q=話",
)


class Service:
    """An application over an index, and how often its searcher has been asked."""

    def __init__(self, folder: Path, synonyms: Path | None = None) -> None:
        self.folder = folder
        data = build_index(folder, POSTS)
        self.searchers = open_live(data, synonyms=synonyms)
        self.app = create_app(Settings(data=data, synonyms=synonyms), self.searchers)
        self.client: FlaskClient = self.app.test_client()

    def json(self, route: str, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return self.client.get(route, headers=headers).get_json()

    def made(self) -> int:
        """Answers that were not kept before."""
        return self.answers("made")

    def answers(self, origin: str) -> int:
        text = self.client.get("/metrics").get_data(as_text=True)
        name = f'sakuin_answers_total{{from="{origin}"}} '
        found = [line for line in text.splitlines() if line.startswith(name)]
        return int(float(found[0].removeprefix(name))) if found else 0


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_the_same_question_has_the_same_answer(service: Service, route: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    made, kept = service.made(), service.answers("kept")
    first = service.client.get(route, headers=headers)
    again = service.client.get(route, headers=headers)
    assert first.status_code == again.status_code == 200
    assert again.data == first.data
    different = {"X-Request-Id", "Date"}
    assert {k: v for k, v in again.headers if k not in different} == {
        k: v for k, v in first.headers if k not in different
    }
    assert service.made() == made + 1
    assert service.answers("kept") == kept + 1


def test_a_browser_that_has_the_answer_is_told_so(service: Service) -> None:
    first = service.client.get(ROUTES[0])
    again = service.client.get(ROUTES[0], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_new_generation_is_answered_anew(service: Service) -> None:
    assert service.json("/api/v1/search?q=話")["total"] == 2
    build_index(service.folder, {**POSTS, "c.md": {"title": "川の話", "text": "川。"}})
    service.searchers.refresh()
    for route in ("/api/v1/search?q=話", "/feed.json?q=話"):
        assert "川の話" in service.client.get(route).get_data(as_text=True)


def test_new_synonyms_are_answered_by(tmp_path: Path) -> None:
    synonyms = tmp_path / "synonyms.txt"
    synonyms.write_text("空 => 海\n", encoding="utf-8")
    service = Service(tmp_path / "index", synonyms)
    assert service.json("/api/v1/search?q=登山道")["total"] == 0
    synonyms.write_text("登山道 => 山\n", encoding="utf-8")
    service.searchers.refresh()
    assert service.json("/api/v1/search?q=登山道")["total"] == 1


def test_keys_have_answers_of_their_own(service: Service) -> None:
    keys = KeyStore(service.app.extensions[EXTENSION].settings.data)
    sea = keys.create("sea", filter="tag:海")
    hill = keys.create("hill", filter="tag:山")
    for _ in range(2):
        assert _titles(service, "") == {"海の話", "山の話"}
        assert _titles(service, sea) == {"海の話"}
        assert _titles(service, hill) == {"山の話"}


def _titles(service: Service, key: str) -> set[str]:
    return {hit["title"] for hit in service.json("/api/v1/search?q=話", key)["hits"]}


def test_languages_have_pages_of_their_own(service: Service) -> None:
    japanese = service.client.get("/?q=話", headers={"Accept-Language": "ja"})
    english = service.client.get("/?q=話", headers={"Accept-Language": "en"})
    assert 'lang="ja"' in japanese.get_data(as_text=True)
    assert 'lang="en"' in english.get_data(as_text=True)


def test_errors_are_not_kept(service: Service) -> None:
    for _ in range(2):
        assert service.client.get("/api/v1/search?page=0").status_code == 400
    assert service.client.get("/api/v1/documents/nowhere.md").status_code == 404
    build_index(service.folder, {**POSTS, "nowhere.md": {"title": "そこ", "text": "ある。"}})
    service.searchers.refresh()
    assert service.client.get("/api/v1/documents/nowhere.md").status_code == 200


def test_a_kept_answer_counts_as_a_search(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Results] = []
    monkeypatch.setattr(answers, "count_search", told.append)
    for _ in range(3):
        service.client.get("/api/v1/search?q=話")
    assert [(one.query, one.total) for one in told] == [("話", 2)] * 3


def test_the_answers_asked_for_longest_ago_go_first(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(answers, "BYTES", 3_500_000)
    monkeypatch.setattr(answers, "OVERHEAD", 1_000_000)
    monkeypatch.setattr(answers, "count_answer", lambda kept: told.append(kept))
    client = create_app(Settings(data=service.folder), service.searchers).test_client()
    for word in "abcadab":
        client.get(f"/api/v1/search?q={word}")
    # a, b, c; a again; d in the place of b, which then is made anew
    assert told == [False, False, False, True, False, True, False]
