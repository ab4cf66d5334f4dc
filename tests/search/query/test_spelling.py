"""Did you mean: a proposal of what posts do have, when what was typed finds too little."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.columns.searcher import ColumnSearcher
from tests.search.asking import ask, open_posts

POSTS = {
    "search": "Elasticsearchの全文検索",
    "container": "コンテナとKubernetesの話",
    "base": "データベースの設計",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> ColumnSearcher:
    return open_posts(tmp_path_factory.mktemp("spelling"), POSTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("elasticserch", "Elasticsearch"),
        ("データベーズ", "データベース"),
        ("kubernets", "Kubernetes"),
        ("コンテナ kubernets", "コンテナ kubernetes"),
        ("データベーズ kubernets", "データベース kubernetes"),
        ("elasticsearch", None),
        ("データベース", None),
        ("量子", None),
        ("データベース 量子力学", None),
        ("abcde", None),
        ("", None),
    ],
)
def test_the_nearest_words_of_the_posts_are_proposed(
    searcher: ColumnSearcher, typed: str, meant: str | None
) -> None:
    assert ask(searcher, typed).did_you_mean == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("toyko", "東京"), ("ありかとう", "ありがとう"), ("hikosi", "引っ越し")]
)
def test_what_was_meant_by_a_slip_is_said_as_the_posts_spell_it(
    tmp_path: Path, typed: str, meant: str
) -> None:
    posts = {"a": "東京の空", "b": "ありがとうの言葉", "c": "引っ越しの日"}
    assert ask(open_posts(tmp_path, posts), typed).did_you_mean == meant


@pytest.mark.parametrize("typed", ["elasticserch", "データベーズ", "kubernets"])
def test_what_is_proposed_finds_something_strictly(searcher: ColumnSearcher, typed: str) -> None:
    proposed = ask(searcher, typed).did_you_mean
    results = ask(searcher, proposed or "")
    assert results.total == 1
    assert results.interpreted.relaxed is None
