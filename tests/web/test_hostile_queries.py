"""Texts of the greatest length, meant to take long: none takes a second of the processor."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.query.params import MAX_QUERY_CHARACTERS

MAX_SECONDS = 1.0
PIECES = [
    "東",
    "あ",
    "ー",
    "a",
    " a",
    "1",
    '"',
    "「",
    "」",
    '"a ',
    "「あ」 ",
    "-",
    " -a",
    "*",
    "a* ",
    "あ* ",
    ":",
    "tag:",
    "tag:a ",
    "title:あ ",
    "date:2025.. ",
    " OR ",
    "a OR ",
    "| ",
    "NOT ",
    "a OR -b ",
    "(a",
    "。",
    "\u0301",
    "か\u3099",
    "ｶﾞ",
    "㍿",
    "🍣\u200d",
    "東京特許許可局",
    "すもももももももものうち",
    "サーバー",
    "pythn ",
    "toukyou",
    "\\",
    "%",
    "[a-z]+",
]


def spent(client: FlaskClient, path: str, **request: Any) -> float:
    """Seconds of the processor that an answer takes."""
    started = time.thread_time()
    status = client.open(path, **request).status_code
    seconds = time.thread_time() - started
    assert status in (200, 400)
    return seconds


@pytest.mark.parametrize("piece", PIECES)
def test_a_query_of_one_piece_repeated(client: FlaskClient, piece: str) -> None:
    text = (piece * MAX_QUERY_CHARACTERS)[:MAX_QUERY_CHARACTERS]
    for path in ("/api/v1/search", "/api/v1/suggest", "/"):
        assert spent(client, path, query_string={"q": text}) < MAX_SECONDS, path
    for name in ("tag", "from", "facets", "highlight_pre", "cursor"):
        assert spent(client, "/api/v1/search", query_string={name: text}) < MAX_SECONDS, name


@pytest.mark.parametrize("piece", [*PIECES, "a.", "tag:a OR ", "NOT (", "date:1 TO ", "tag:'"])
def test_filters_of_instantsearch_of_one_piece_repeated(client: FlaskClient, piece: str) -> None:
    text = (piece * MAX_QUERY_CHARACTERS)[:MAX_QUERY_CHARACTERS]
    for name in ("query", "filters", "facetFilters", "numericFilters", "facets"):
        body = [{"params": {name: text}}]
        seconds = spent(client, "/api/v1/instantsearch", method="POST", json=body)
        assert seconds < MAX_SECONDS, name


def test_as_many_searches_as_fit_into_one_request(client: FlaskClient) -> None:
    searches = [{"q": "東京 OR 検索 " * 150, "per_page": 100}] * 20
    asked = {"method": "POST", "json": {"searches": searches}}
    assert spent(client, "/api/v1/multi-search", **asked) < 20 * MAX_SECONDS
