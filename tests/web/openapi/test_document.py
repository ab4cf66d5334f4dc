"""The OpenAPI document: complete, true, and shown on a page."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import Case

import tests.web.openapi.hooks  # noqa: F401  (schemathesis knows of it now)
from index.fields import own_field, with_own
from tests.support import build_index
from tests.web.conftest import POSTS, make_client
from web.access.keys import KeyStore
from web.observe.analytics import SEARCH_LOG
from web.openapi.document import openapi_document, operations

UNDESCRIBED = {"/api/v1/openapi.json", "/api/v1/docs"}
"""Routes of the API that are about the API."""


def routes(app: Flask) -> set[str]:
    rules = {re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    named = {rule.replace("{identity}", "{id}") for rule in rules}
    return {rule for rule in named if rule.startswith("/api/")}


def test_every_route_of_the_api_is_described(client: FlaskClient) -> None:
    described = {path for path in openapi_document()["paths"] if path.startswith("/api/")}
    assert described == routes(client.application) - UNDESCRIBED


ANSWERS = [
    ("/api/v1/search?q=東京&explain=1", "ResultsShape"),
    ("/api/v1/search?q=nothing-like-it", "ResultsShape"),
    ("/api/v1/suggest?q=東", "CompletionsShape"),
    ("/api/v1/documents?limit=2", "ScanShape"),
    ("/api/v1/documents/about.md", "DocumentShape"),
    ("/api/v1/documents/_posts/osaka.md/similar", "SimilarShape"),
    ("/api/v1/facets/tag", "FacetShape"),
    ("/api/v1/search?page=0", "ErrorShape"),
    ("/feed.json", "JsonFeedShape"),
]


@pytest.mark.parametrize(("path", "shape"), ANSWERS)
def test_answers_have_the_shapes_that_are_described(
    client: FlaskClient, path: str, shape: str
) -> None:
    validate(client.get(path).get_json(force=True), shape)


def validate(answer: Any, shape: str) -> None:
    """Fails where an answer does not have that shape of the document."""
    document = openapi_document()
    wanted = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
    jsonschema_rs.validate(wanted, answer)


def test_an_answer_of_another_shape_is_told(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=東京").get_json()
    del answer["hits"][0]["fragment"]
    with pytest.raises(jsonschema_rs.ValidationError, match="fragment"):
        validate(answer, "ResultsShape")


@pytest.mark.parametrize("path", ["/openapi.json", "/api/v1/openapi.json"])
def test_the_document_is_served(client: FlaskClient, path: str) -> None:
    document = client.get(path).get_json()
    assert document["openapi"].startswith("3.1")
    (page,) = [p for p in parameters(document, "/api/v1/search") if p["name"] == "page"]
    assert page["schema"]["minimum"] == 1


def parameters(document: dict[str, Any], path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["paths"][path]["get"]["parameters"]
    return found


@pytest.mark.parametrize("path", ["/docs", "/api/v1/docs"])
def test_a_page_shows_it_without_foreign_assets(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert "/api/v1/documents/{id}/similar" in page.text
    assert not re.search(r'(?:src|href)="https?://', page.text)
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.fixture(scope="module")
def all_rights(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, dict[str, str]]:
    """A client of a service that counts searches, and a key for all of it."""
    own = [own_field("level", "number", facet=True, sort=True), own_field("good", "boolean")]
    data = build_index(tmp_path_factory.mktemp("openapi"), POSTS, with_own(own))
    token = KeyStore(data).create("all", ["search", "admin"])
    client = make_client(data, analytics=True)
    client.post("/api/v1/clicks", json={"q": "東京", "id": "about.md"})
    client.application.extensions[SEARCH_LOG].flush()
    return client, {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("operation", [one.name for one in operations()])
def test_the_service_does_what_the_document_says(
    all_rights: tuple[FlaskClient, dict[str, str]], operation: str
) -> None:
    client, rights = all_rights
    schema = schemathesis.openapi.from_wsgi("/openapi.json", client.application)
    described = schema.find_operation_by_id(operation)

    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=described.as_strategy())
    def check(case: Case[Any]) -> None:
        headers = {"Accept-Encoding": "identity", **rights}
        case.validate_response(case.call(headers=headers), headers=headers)

    check()
