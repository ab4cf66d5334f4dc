"""The protocol of InstantSearch, request by request."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from index.fields import BUILT_IN
from search.query.query import Filters
from web.instantsearch.filters import worded_groups

PATH = "/api/v1/instantsearch"


def ask(client: FlaskClient, *requests: Any) -> Any:
    response = client.post(PATH, json=list(requests))
    assert response.status_code == 200, response.text
    return response.get_json()["results"]


def search(**params: Any) -> dict[str, Any]:
    return {"indexName": "posts", "params": params}


def ids(result: Any) -> list[str]:
    return [hit["objectID"] for hit in result["hits"]]


def test_an_answer_has_what_widgets_read(client: FlaskClient) -> None:
    (result,) = ask(client, search(query="東京", hitsPerPage=1, page=1, facets=["tag", "date"]))
    assert (result["nbHits"], result["page"], result["nbPages"]) == (2, 1, 2)
    assert (result["index"], result["query"], result["params"]) == ("posts", "東京", "")
    assert result["exhaustiveNbHits"] is True
    assert result["facets"]["tag"] == {"天気": 2, "検索": 1, "EU AI Act": 1}
    assert result["facets"]["date"] == {"2025-10": 1, "2025-09": 1}
    stats = result["facets_stats"]["date"]
    assert stats["min"] <= result["hits"][0]["date_timestamp"] <= stats["max"]


def test_marks_are_those_that_were_sent(client: FlaskClient) -> None:
    (result,) = ask(client, search(query="東京"))
    title = result["hits"][0]["_highlightResult"]["title"]
    # InstantSearch escapes the text itself, so it must not be escaped twice.
    assert title["value"] == "__ais-highlight__東京__/ais-highlight__の天気 & <雨>"
    assert (title["matchLevel"], title["matchedWords"]) == ("full", ["東京"])
    (result,) = ask(client, search(query="東京", highlightPreTag="<em>", highlightPostTag="</em>"))
    title = result["hits"][0]["_highlightResult"]["title"]
    assert title["value"] == "<em>東京</em>の天気 &amp; &lt;雨&gt;"


def test_results_come_in_the_order_of_the_requests(client: FlaskClient) -> None:
    hits, counts = ask(
        client,
        search(query="", facetFilters=[["tag:検索"]]),
        search(query="", hitsPerPage=0, facets="tag", analytics=False),
    )
    assert sorted(ids(hits)) == ["_posts/english.md", "_posts/osaka.md"]
    assert (counts["hits"], counts["hitsPerPage"]) == ([], 0)
    assert counts["facets"]["tag"]["検索"] == 2


def test_each_request_counts_exactly_within_its_filters(client: FlaskClient) -> None:
    (result,) = ask(client, search(facetFilters=["tag:検索"], facets=["tag"]))
    assert result["facets"]["tag"] == {"検索": 2, "天気": 1}


def test_sorting_switches_the_index(client: FlaskClient) -> None:
    newest, oldest = ask(
        client,
        {"indexName": "posts:date:desc", "params": {"query": "東京"}},
        {"indexName": "posts:date:asc", "params": {"query": "東京"}},
    )
    assert ids(newest) == ["_posts/tokyo.md", "_posts/osaka.md"]
    assert ids(oldest) == ["_posts/osaka.md", "_posts/tokyo.md"]


OSAKA, TOKYO, ENGLISH = "_posts/osaka.md", "_posts/tokyo.md", "_posts/english.md"
SECOND = 1761829382
"""The very second of the post from Tokyo."""
FILTERS = [
    ({"facetFilters": ["tag:検索", "lang:ja"]}, [OSAKA]),
    ({"facetFilters": "tag:EU AI Act"}, [TOKYO]),
    ({"facetFilters": [["tags:検索", "tags:EU AI Act"], "lang:-en"]}, [TOKYO, OSAKA]),
    ({"facetFilters": [["date:2025-09", "date:2025-10"]]}, [TOKYO, OSAKA]),
    ({"facetFilters": ["tag:検索", "tag:天気"]}, [OSAKA]),
    ({"facetFilters": [["tag:検索", "tag:天気"], ["tag:天気"]]}, [TOKYO, OSAKA]),
    ({"facetFilters": [["date:2025-10", "date:2024-12"]]}, [TOKYO, ENGLISH]),
    ({"facetFilters": ["date:-2025-10", "lang:ja"]}, [OSAKA, "about.md"]),
    ({"facetFilters": [["lang:en", "tag:EU AI Act"]]}, [TOKYO, ENGLISH]),
    ({"facetFilters": [["tag:-検索", "lang:en"]]}, [TOKYO, ENGLISH, "about.md"]),
    ({"facetFilters": [["author:夏目", "category:技術"], "tag:天気"]}, [TOKYO, OSAKA]),
    ({"facetFilters": "dates.lvl0:2025"}, [TOKYO, OSAKA]),
    ({"facetFilters": [["dates.lvl1:2025 > 2025-09", "lang:en"]]}, [OSAKA, ENGLISH]),
    ({"facetFilters": "dates.lvl0:-2025"}, [ENGLISH, "about.md"]),
    ({"facetFilters": []}, [TOKYO, OSAKA, ENGLISH, "about.md"]),
    ({"numericFilters": ["date>=1761750000", "date<=1761836400"]}, [TOKYO]),
    ({"numericFilters": "date_timestamp<1735689600"}, [ENGLISH]),
    ({"numericFilters": [["date:1756652400 TO 1756738800"]]}, [OSAKA]),
    ({"numericFilters": f"date>={SECOND}"}, [TOKYO]),
    ({"numericFilters": f"date>{SECOND}"}, []),
    ({"numericFilters": f"date={SECOND}"}, [TOKYO]),
    ({"numericFilters": f"date<={SECOND - 0.5}"}, [OSAKA, ENGLISH]),
    ({"numericFilters": f"date={SECOND - 0.5}"}, []),
    ({"numericFilters": f"date!={SECOND}"}, [OSAKA, ENGLISH]),
    ({"numericFilters": [[f"date>={SECOND}", "date<1735689600"]]}, [TOKYO, ENGLISH]),
    ({"numericFilters": "date>=999999999999"}, []),
    ({"filters": "tag:検索 AND (lang:ja OR tag:'EU AI Act')"}, [OSAKA]),
    ({"filters": 'tag:"EU AI Act" OR lang:en'}, [TOKYO, ENGLISH]),
    ({"filters": r'tag:"EU \AI Act"'}, []),
    ({"filters": "tag:天気 OR lang:en AND NOT author:夏目"}, [OSAKA, ENGLISH]),
    ({"filters": f"date >= {SECOND} OR NOT lang:ja"}, [TOKYO, ENGLISH]),
    ({"filters": "date: 1756652400 TO 1756738800 AND tag:検索"}, [OSAKA]),
    ({"filters": " "}, [TOKYO, OSAKA, ENGLISH, "about.md"]),
]


@pytest.mark.parametrize(("params", "found"), FILTERS)
def test_filters_narrow_the_hits(
    client: FlaskClient, params: dict[str, Any], found: list[str]
) -> None:
    (result,) = ask(client, search(**params))
    assert ids(result) == found


BAD = [
    ({"facetFilters": ["colour:red"]}, "facetFilters"),
    ({"facetFilters": ["tag:"]}, "facetFilters"),
    ({"facetFilters": "date:soon"}, "facetFilters"),
    ({"numericFilters": "price<3"}, "numericFilters"),
    ({"numericFilters": "date~3"}, "numericFilters"),
    ({"filters": "検索"}, "filters"),
    ({"filters": "tag:a OR"}, "filters"),
    ({"filters": "AND tag:a"}, "filters"),
    ({"filters": "tag:a tag:b"}, "filters"),
    ({"filters": "(tag:a"}, "filters"),
    ({"filters": "(tag:a AND tag:b)"}, "filters"),
    ({"filters": "NOT NOT tag:a"}, "filters"),
    ({"filters": "NOT date>3"}, "filters"),
    ({"filters": "price>3"}, "filters"),
    ({"offset": 10, "length": 5}, "requests.0.params"),
    ({"restrictSearchableAttributes": ["title"]}, "requests.0.params"),
    ({"page": -1}, "requests.0.params.page"),
    ({"hitsPerPage": "many"}, "requests.0.params.hitsPerPage"),
    ({"query": "a\x00"}, "requests.0.params.query"),
    ({"facetFilters": ["tag:a"] * 1000}, "requests.0.params.facetFilters"),
]


@pytest.mark.parametrize(("params", "parameter"), BAD)
def test_what_cannot_be_said_is_an_error(
    client: FlaskClient, params: dict[str, Any], parameter: str
) -> None:
    response = client.post(PATH, json=[search(**params)])
    assert response.status_code == 400
    assert parameter in {one["parameter"] for one in response.get_json()["error"]["details"]}


def test_dates_are_a_hierarchy_of_years_and_months(client: FlaskClient) -> None:
    facets = ["dates.lvl0", "dates.lvl1", "tag"]
    (result,) = ask(client, search(facets=facets, maxValuesPerFacet=1))
    assert result["facets"]["dates.lvl0"] == {"2025": 2, "2024": 1}
    months = {"2025 > 2025-10": 1, "2025 > 2025-09": 1, "2024 > 2024-12": 1}
    assert result["facets"]["dates.lvl1"] == months
    assert len(result["facets"]["tag"]) == 1


def test_a_leading_minus_may_be_escaped(client: FlaskClient) -> None:
    (result,) = ask(client, search(facetFilters=["tag:\\-x"]))
    assert result["hits"] == []


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "facet", "facet": "tag", "indexName": "posts", "params": {"facetQuery": "eu"}},
        {"indexName": "posts", "params": {"facetName": "tags", "facetQuery": "eu"}},
        {"type": "facet", "facet": "tag", "indexName": "posts", "facetQuery": "eu"},
    ],
)
def test_values_of_a_facet_can_be_searched(client: FlaskClient, request_: dict[str, Any]) -> None:
    (result,) = ask(client, request_)
    assert result["facetHits"] == [
        {
            "value": "EU AI Act",
            "highlighted": "__ais-highlight__EU__/ais-highlight__ AI Act",
            "count": 1,
        }
    ]
    assert result["exhaustiveFacetsCount"] is True


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("ai a", "EU __ais-highlight__AI A__/ais-highlight__ct"), ("ＡＩ", "EU AI Act")],
)
def test_what_is_typed_is_marked_where_it_stands(
    client: FlaskClient, typed: str, shown: str
) -> None:
    (result,) = ask(client, {"facet": "tag", "params": {"facetQuery": typed}})
    assert [hit["highlighted"] for hit in result["facetHits"]] == [shown]


def test_docsearch_finds_its_hierarchy(client: FlaskClient) -> None:
    (result,) = ask(client, search(query="明日"))
    hit = result["hits"][0]
    assert hit["hierarchy"]["lvl0"] == "日記"
    assert hit["hierarchy"]["lvl1"] == "東京の天気 & <雨>"
    assert hit["hierarchy"]["lvl2"] == "明日の東京"
    assert hit["url"] == "/2025/10/30/tokyo/#明日の東京"
    assert (hit["url_without_anchor"], hit["anchor"]) == ("/2025/10/30/tokyo/", "明日の東京")
    assert hit["type"] == "content"


def test_a_quoted_value_may_hold_quotes() -> None:
    for text, value in (
        (r'tag:"\"引用\" の話"', '"引用" の話'),
        (r"tag:'It\'s'", "It's"),
        (r'tag:"C:\\"', "C:\\"),
        (r'tag:"a\b"', r"a\b"),
    ):
        assert list(worded_groups(text, BUILT_IN)) == [(Filters({"tag": (value,)}),)]
