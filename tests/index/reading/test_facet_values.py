"""Spellings of a tag, a category or an author are one value, shown in the commonest spelling."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.reading.facet_values import fold_facet
from index.runs.pipeline import Options, SiteSource, reindex
from search.query.query import Filters, Query
from tests.support import open_live, post_source, write_site
from web.engines import local_store


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JavaScript", "javascript"),
        ("ｗｅｂ", "web"),
        ("Ｗｅｂ", "WEB"),
        ("ﾌﾟﾛｸﾞﾗﾐﾝｸﾞ", "プログラミング"),
        ("カ\u3099イト\u3099", "ガイド"),
        ("機械　学習", "機械 学習"),
        (" 旅  行 ", "旅 行"),
        ("①", "1"),
        ("㈱", "(株)"),
        ("Straße", "STRASSE"),
    ],
)
def test_10_spellings_of_one_value_fold_alike(one: str, other: str) -> None:
    assert fold_facet(one) == fold_facet(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("パリ", "バリ"),
        ("ひよう", "ひょう"),
        ("きつて", "きって"),
        ("C", "C#"),
        ("機械学習", "機械 学習"),
        ("カメラ", "かめら"),
    ],
)
def test_10_different_values_stay_apart(one: str, other: str) -> None:
    assert fold_facet(one) != fold_facet(other)


def test_10_a_facet_shows_the_commonest_spelling_once(tmp_path: Path) -> None:
    spellings = (
        "JavaScript",
        "ｊａｖａｓｃｒｉｐｔ",
        "JavaScript",
        "javascript",
        "[JavaScript, JAVASCRIPT]",
    )
    posts = {
        f"2025-01-0{day}-a.md": post_source("題", "本文", tags=tags)
        for day, tags in enumerate((*spellings, "[web]", "ｗｅｂ", "[web, パリ]", "バリ"), 1)
    }
    root = write_site(tmp_path / "site", posts)
    options = Options(jobs=1, now=datetime(2026, 1, 1, tzinfo=UTC))
    reindex([SiteSource(root)], local_store(tmp_path / "data"), AnalyzerChoice("janome"), options)
    searcher = open_live(tmp_path / "data").refresh()
    found = searcher.facet_values("tag", Query(), "", 10)
    assert {value.value: value.count for value in found} == {
        "JavaScript": 5,
        "web": 3,
        "パリ": 1,
        "バリ": 1,
    }
    for spelling in ("javascript", "ＪａｖａＳｃｒｉｐｔ", " JAVASCRIPT "):
        filters = Filters(values={"tag": (spelling,)})
        assert searcher.search(Query(filters=filters)).total == 5
