"""A field of the table is known everywhere: the owner's own, and a built-in one of tomorrow."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient
from mcp import Client

from index.fields import BUILT_IN, RESERVED, Field, FieldTable, own_field, with_own
from tests.support import Post, build_index, run_async
from tests.web.conftest import make_client
from tests.web.openapi.test_document import validate
from web.access.keys import KeyStore
from web.api.mcp_server import make_server
from web.engines import live_searcher
from web.openapi.document import openapi_document
from web.pages.address import Address
from web.settings import Settings
from web.texts import LANGUAGES

SEARCH = "/api/v1/search"
BROWSER = {"Accept": "text/html", "Accept-Language": "ja"}
LABELS = {"ja": "連載", "en": "Series"}

BUILT_IN_TOMORROW = FieldTable(
    (
        *BUILT_IN.rows,
        Field("series", sources=("series",), filter=True, facet=True, labels=LABELS),
        Field("level", "number", filter=True, facet=True, sort=True, labels={"ja": "難易度"}),
        Field("good", "boolean", filter=True, facet=True),
    )
)
"""Adding a facet is one row with its labels."""
OWN = with_own(
    [
        own_field("series", facet=True, labels=LABELS),
        own_field("level", "number", facet=True, sort=True, labels={"ja": "難易度"}),
        own_field("good", "boolean", facet=True),
    ]
)

POSTS: dict[str, Post] = {
    "a.md": {"title": "一", "text": "桜。", "date": "2025-01-01", "fields": {
        "series": ("索引入門",), "level": (1,), "good": (True,)}},
    "b.md": {"title": "二", "text": "桜。", "date": "2025-01-02", "fields": {
        "series": ("索引入門", "<b>"), "level": (2.5,), "good": (False,)}},
    "c.md": {"title": "三", "text": "梅。", "date": "2025-01-03", "fields": {"series": ("別",)}},
    "d.md": {"title": "四", "text": "桜。", "date": "2025-01-04", "tags": ["旅"]},
}  # fmt: skip


@pytest.fixture(scope="module", params=[BUILT_IN_TOMORROW, OWN], ids=["built-in", "own"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("fields"), POSTS, request.param)


@pytest.fixture(scope="module")
def client(data: Path) -> FlaskClient:
    """A service whose settings know nothing of the fields: the index does."""
    return make_client(data)


def get(client: FlaskClient, path: str = SEARCH, **params: Any) -> Any:
    response = client.get(path, query_string=params)
    assert response.status_code == 200, response.text
    return response.get_json(force=True)


def ids(body: Any) -> list[str]:
    return [hit["id"] for hit in body["hits"]]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "series:索引入門 level:2..3"}, ["b.md"]),
        ({"q": "連載:索引入門 -series:<b>"}, ["a.md"]),
        ({"series": "別"}, ["c.md"]),
        ({"level": ["1", "2..3"], "sort": "-level"}, []),
        ({"level": ["1", "2.5"], "sort": "-level"}, ["b.md", "a.md"]),
        ({"q": "桜", "sort": "level"}, ["a.md", "b.md", "d.md"]),
        ({"good": "no"}, ["b.md"]),
    ],
)
def test_it_filters_and_sorts(client: FlaskClient, params: Any, found: list[str]) -> None:
    assert ids(get(client, **params)) == found


def test_hits_and_documents_show_its_values(client: FlaskClient) -> None:
    (hit,) = get(client, q="level:1")["hits"]
    assert hit["fields"] == {"series": ["索引入門"], "level": [1], "good": [True]}
    document = get(client, "/api/v1/documents/a.md")
    assert document["fields"] == hit["fields"]
    assert get(client, "/api/v1/documents/d.md")["fields"] == {}
    validate(get(client), "ResultsShape")
    validate(document, "DocumentShape")


def test_it_is_a_facet(client: FlaskClient) -> None:
    facets = get(client, q="桜", facets="series,level", level="1")["facets"]
    assert list(facets) == ["series", "level"]
    assert facets["level"] == [
        {"value": "1", "count": 1, "selected": True},
        {"value": "2.5", "count": 1, "selected": False},
    ]
    values = get(client, "/api/v1/facets/series", prefix="索")["values"]
    assert values == [{"value": "索引入門", "count": 2, "selected": False}]
    assert "series" in get(client)["facets"]


def test_mistakes_are_told_what_is_allowed(client: FlaskClient) -> None:
    for params, told in (
        ({"level": "高い"}, "must be a number or a range"),
        ({"level": "3..2"}, "must not end before it starts"),
        ({"facets": "colour"}, f"one of {', '.join(BUILT_IN.facets)}, series, level, good"),
        ({"sort": "series"}, "oldest, date, -date, level, -level"),
        ({"colour": "red"}, "good, highlight_post"),
    ):
        response = client.get(SEARCH, query_string=params)
        assert response.status_code == 400
        assert told in response.get_json()["error"]["details"][0]["message"]
    response = client.get("/api/v1/facets/colour")
    assert response.status_code == 404
    assert "series, level, good" in response.get_json()["error"]["message"]


def test_several_searches_in_one_request_know_it(client: FlaskClient) -> None:
    searches = [{"series": ["別"]}, {"sort": "-level", "per_page": 1}]
    response = client.post("/api/v1/multi-search", json={"searches": searches})
    assert [ids(body) for body in response.get_json()["results"]] == [["c.md"], ["b.md"]]


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("level", ["2..3", "2..", "..-1", "-3", "2.5", ""], ["高い", "..", "2...3"]),
        ("date", ["2025-10", "2025-10-31", "2025..", "..2025-02-28", ""], ["2025-02-30", "10-31"]),
        ("good", ["true", "false"], ["maybe"]),
    ],
)
def test_openapi_allows_what_is_answered(
    client: FlaskClient, name: str, allowed: list[str], refused: list[str]
) -> None:
    """A client made from the document sends what it allows, and nothing else."""
    parameters = get(client, "/openapi.json")["paths"][SEARCH]["get"]["parameters"]
    for one in parameters:
        for example in one.get("examples", {}).values():
            jsonschema_rs.validate(one["schema"], example["value"])
    (schema,) = (one["schema"] for one in parameters if one["name"] == name)
    for values, status in ((allowed, 200), (refused, 400)):
        for value in values:
            assert jsonschema_rs.is_valid(schema, [value]) == (status == 200), value
            assert client.get(SEARCH, query_string={name: value}).status_code == status, value


def test_openapi_describes_it(client: FlaskClient) -> None:
    document = get(client, "/openapi.json")
    paths = document["paths"]
    for path in (SEARCH, "/api/v1/documents", "/api/v1/facets/{name}", "/feed.atom"):
        found = {one["name"]: one for one in paths[path]["get"]["parameters"]}
        assert "索引入門" in str(found["series"]["examples"])
        assert found["good"]["schema"]["items"]["enum"] == ["", "true", "false"]
        assert "2..3" in found["level"]["description"]
    search = {one["name"]: one for one in paths[SEARCH]["get"]["parameters"]}
    assert search["sort"]["schema"]["enum"][-2:] == ["level", "-level"]
    assert search["facets"]["schema"]["items"]["enum"][-3:] == ["series", "level", "good"]
    (name,) = (one for one in paths["/api/v1/facets/{name}"]["get"]["parameters"]
               if one["in"] == "path")  # fmt: skip
    assert "series" in name["schema"]["enum"]
    models = document["components"]["schemas"]
    assert "series" in models["SearchParams"]["properties"]
    facet_filters = str(models["InstantSearchParams"]["properties"]["facetFilters"])
    assert "|series" in facet_filters
    numeric = str(models["InstantSearchParams"]["properties"]["numericFilters"])
    assert "level" in numeric
    assert "series" not in numeric


def instantsearch(client: FlaskClient, index: str = "posts", **params: Any) -> Any:
    requests = [{"indexName": index, "params": params}]
    response = client.post("/api/v1/instantsearch", json=requests)
    assert response.status_code == 200, response.text
    (result,) = response.get_json()["results"]
    return result


def found(result: Any) -> list[str]:
    return [hit["objectID"] for hit in result["hits"]]


@pytest.mark.parametrize(
    ("params", "hits"),
    [
        ({"facetFilters": [["series:索引入門"]]}, ["b.md", "a.md"]),
        ({"facetFilters": ["series:-索引入門"]}, ["d.md", "c.md"]),
        ({"facetFilters": [["level:1", "series:別"]]}, ["c.md", "a.md"]),
        ({"facetFilters": "good:false"}, ["b.md"]),
        ({"numericFilters": "level>1"}, ["b.md"]),
        ({"numericFilters": ["level>=1", "level<2.5"]}, ["a.md"]),
        ({"numericFilters": "level!=1"}, ["b.md"]),
        ({"numericFilters": "level=2.5"}, ["b.md"]),
        ({"numericFilters": "level:1.5 TO 3"}, ["b.md"]),
        ({"filters": "series:索引入門 AND level < 2"}, ["a.md"]),
        ({"filters": "level:2 TO 3 OR series:別"}, ["c.md", "b.md"]),
    ],
)
def test_instantsearch_filters_by_it(client: FlaskClient, params: Any, hits: list[str]) -> None:
    assert found(instantsearch(client, **params)) == hits


def test_instantsearch_counts_and_sorts_by_it(client: FlaskClient) -> None:
    result = instantsearch(client, "posts:level:desc", facets=["series", "level"])
    assert found(result)[:2] == ["b.md", "a.md"]
    assert result["facets"]["series"] == {"索引入門": 2, "<b>": 1, "別": 1}
    assert result["facets_stats"]["level"] == {"min": 1.0, "max": 2.5}
    assert result["hits"][0]["series"] == ["索引入門", "<b>"]
    everything = instantsearch(client, facets="*")
    assert everything["facets_stats"]["level"] == result["facets_stats"]["level"]
    assert everything["facets"]["good"] == {"true": 1, "false": 1}
    assert found(instantsearch(client, "posts:level:asc"))[:2] == ["a.md", "b.md"]
    request = {"type": "facet", "facet": "series", "params": {"facetQuery": "索"}}
    (answer,) = client.post("/api/v1/instantsearch", json=[request]).get_json()["results"]
    assert [hit["value"] for hit in answer["facetHits"]] == ["索引入門"]


@pytest.mark.parametrize("params", [{"facetFilters": "level:高い"}, {"numericFilters": "series>1"}])
def test_instantsearch_says_what_it_cannot_be(client: FlaskClient, params: Any) -> None:
    response = client.post("/api/v1/instantsearch", json=[{"params": params}])
    assert response.status_code == 400
    (detail,) = response.get_json()["error"]["details"]
    assert detail["parameter"] in params
    assert "level" in detail["message"]


def test_feeds_know_it(client: FlaskClient) -> None:
    feed = get(client, "/feed.json", series="索引入門", sort="level")
    assert [item["title"] for item in feed["items"]] == ["一", "二"]
    assert "二" not in client.get("/feed.atom?q=level:1").text


def page(client: FlaskClient, address: str, language: str = "ja") -> str:
    response = client.get(address, headers={**BROWSER, "Accept-Language": language})
    assert response.status_code == 200
    return response.text


def test_the_page_offers_it(client: FlaskClient) -> None:
    shown = page(client, "/?q=桜")
    assert "<legend>連載</legend>" in shown
    assert 'name="series" value="&lt;b&gt;"' in shown
    assert "<span>はい</span>" in shown
    assert "難易度 昇順" in shown
    assert "<legend>Series</legend>" in page(client, "/?q=桜", "en")


def test_the_page_keeps_and_takes_back_what_was_chosen(client: FlaskClient) -> None:
    shown = page(client, "/?q=桜&series=索引入門&good=true&level=1..2&sort=-level&utm_source=x")
    assert shown.count('class="hit"') == 1
    chips = re.findall(r'<a class="chip"[^>]*>([^<]*)<', shown)
    assert chips == ["連載：索引入門", "難易度：1..2", "good：はい"]
    assert 'name="sort" value="-level"' in shown
    assert "utm_source" not in shown
    assert client.get("/?level=x", headers=BROWSER).status_code == 400


def test_the_box_knows_it(client: FlaskClient) -> None:
    script = client.get("/widget.js").text
    declared = re.search(r"fieldTable=(\{.*?\});", script)
    assert declared
    table = json.loads(declared[1])
    assert list(table)[-3:] == ["series", "level", "good"]
    assert table["series"] == ["連載", "Series"]
    assert table["good"] == ["good", "good", "boolean"]


def test_a_key_may_be_held_within_it(data: Path) -> None:
    token = KeyStore(data).create("partner", filter="series:索引入門 -good:false")
    client = make_client(data)
    headers = {"Authorization": f"Bearer {token}"}
    body = client.get(SEARCH, headers=headers).get_json()
    assert ids(body) == ["a.md"]
    assert [one["value"] for one in body["facets"]["series"]] == ["索引入門"]
    assert client.get("/api/v1/documents/c.md", headers=headers).status_code == 404


def test_a_key_whose_field_is_gone_opens_nothing(tmp_path: Path) -> None:
    data = build_index(tmp_path, POSTS)
    token = KeyStore(data).create("partner", filter="-series:索引入門")
    headers = {"Authorization": f"Bearer {token}"}
    for path in (SEARCH, "/api/v1/documents/a.md", "/api/v1/suggest?q=a", "/"):
        assert make_client(data).get(path, headers=headers).status_code == 403


def test_assistants_know_it(data: Path) -> None:
    async def ask() -> Any:
        settings = Settings(data=data)
        async with Client(make_server(settings, live_searcher(settings))) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            found = await client.call_tool("search", {"query": "", "series": ["別"]})
            facet = await client.call_tool("list_facet", {"name": "series"})
            return tools["search"].input_schema, found, facet

    schema, found, facet = run_async(ask())
    assert "Series" in schema["properties"]["series"]["description"]
    (post,) = found.structured_content["posts"]
    assert (post["id"], post["fields"]) == ("c.md", {"series": ["別"]})
    assert facet.structured_content["values"][0]["value"] == "索引入門"


def test_every_built_in_field_has_a_name_in_every_language() -> None:
    assert [row.name for row in BUILT_IN.filters if set(row.labels) != set(LANGUAGES)] == []


def test_names_that_parameters_and_answers_have_are_reserved() -> None:
    """An owner's field must never be in the way of anything that has a name already."""
    document = openapi_document()
    named = set(Address().filters) | {"q", "sort", "page"}
    for path in document["paths"].values():
        for operation in path.values():
            named |= {one["name"] for one in operation["parameters"] if one["in"] == "query"}
    for shape in ("HitShape", "DocumentShape"):
        named |= set(document["components"]["schemas"][shape]["properties"])
    free = named - RESERVED - {row.name for row in BUILT_IN.rows}
    assert free == set(), "put it into reserved of index/fields.toml"


def test_what_instantsearch_shows_of_a_hit_is_reserved(tmp_path: Path) -> None:
    client = make_client(build_index(tmp_path, {"a.md": {"title": "一", "tags": ["x"]}}))
    (hit,) = instantsearch(client)["hits"]
    shown = {name.lower() for name in hit if not name.startswith("_")}
    assert shown - RESERVED - {row.name for row in BUILT_IN.rows} == set()
