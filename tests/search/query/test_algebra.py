"""Words and filters take part in the query language alike: which posts a query finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from tests.search.asking import found, open_posts
from tests.support import Post

POSTS: dict[str, Post] = {
    "monad": {"text": "モナドの話", "tags": ["Haskell"], "date": "2018-04-01"},
    "tagged": {"text": "圏の話", "tags": ["Monad", "Haskell"], "date": "2020-04-01"},
    "kyoto": {"text": "京都の雨", "tags": ["旅"], "date": "2020-05-01"},
    "tokyo": {"text": "東京の雨", "tags": ["旅", "都市"], "date": "2021-05-01"},
    "osaka": {"text": "大阪の空", "tags": ["都市"], "date": "2018-05-01"},
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("algebra"), POSTS)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("tag:旅 tag:都市", "tokyo"),
        ("tag:旅 OR tag:都市", "kyoto osaka tokyo"),
        ("tag:旅 -tag:都市", "kyoto"),
        ("date:2018 OR date:2020", "kyoto monad osaka tagged"),
        ("-date:2020 tag:旅", "tokyo"),
        ("NOT date:2020 雨", "tokyo"),
        ("(tag:旅 OR tag:Monad) date:2020 -京都", "tagged"),
        ("モナド OR tag:Monad", "monad tagged"),
        ("雨 OR tag:都市", "kyoto osaka tokyo"),
        ("(雨 tag:都市) OR モナド", "monad tokyo"),
        ("空 OR (雨 -京都)", "osaka tokyo"),
        ("雨 OR -tag:旅", "kyoto monad osaka tagged tokyo"),
        ("雨 -(京都 OR tag:都市)", ""),
        ("話 -(圏 tag:Monad)", "monad"),
    ],
)
def test_every_part_of_the_language_takes_words_and_filters(
    searcher: ColumnSearcher, query: str, wanted: str
) -> None:
    assert " ".join(sorted(found(searcher, query))) == wanted


def test_a_phrase_is_a_phrase_beside_a_filter(tmp_path: Path) -> None:
    posts: dict[str, Post] = {
        "apart": {"text": "夜長の秋、夜長の秋、秋", "tags": ["詩"]},
        "typed": {"text": "前置き。秋の夜長。", "tags": ["詩"]},
    }
    assert found(open_posts(tmp_path, posts), "秋の夜長 tag:詩") == ["typed", "apart"]
