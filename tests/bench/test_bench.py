"""The benchmark runs, so that it does when it is needed: a few posts, the engines at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import report
from tests.bench.corpus import BenchPost, even_site, read_posts, sample_site
from tests.bench.measure import measure_index, measure_latency
from tests.bench.queries import make_queries

ENGINES = ("sakuin, mecab", "tutorial (Whoosh, Janome)", "FTS5, trigram")
"""Those that need nothing of the extra ``bench``."""

MODEL = BenchPost(
    "a",
    "空港の全文検索",
    "関西国際空港から東京へ飛ぶ便を全文検索で探した。索引は形態素解析で作られている。\n",
    ("旅",),
    ("交通",),
    "2025-10",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return even_site([MODEL], 12, 300, tmp_path / "site")


def test_a_site_for_growth_has_even_posts(site: Path) -> None:
    posts = read_posts(site)
    assert len(posts) == 12
    assert {post.tags for post in posts} == {("旅",)}
    assert all(280 < len(post.text) < 340 for post in posts)


def test_a_site_of_which_posts_would_be_left_out_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="future"):
        even_site([MODEL], 1_000_000, 300, tmp_path / "site")


def test_a_sample_is_always_the_same(site: Path, tmp_path: Path) -> None:
    first = read_posts(sample_site(site, 5, tmp_path / "one"))
    assert len(first) == 5
    assert first == read_posts(sample_site(site, 5, tmp_path / "two"))


def test_queries_are_always_the_same(site: Path) -> None:
    posts = read_posts(site)
    assert make_queries(posts, 6) == make_queries(posts, 6)
    assert all(len(queries) == 6 for queries in make_queries(posts, 6).values())


def test_engines_take_turns_and_the_table_has_them_all(site: Path, tmp_path: Path) -> None:
    quiet: list[str] = []
    results = {
        "date": "2026-01-01",
        "machine": "here",
        "index": measure_index(site, tmp_path / "a", ENGINES, 12, 1, quiet.append),
        "latency": measure_latency(site, tmp_path / "b", ENGINES, 6, quiet.append),
    }
    table = report.markdown(results)
    for name in ENGINES:
        assert table.count(f"| {name} |") >= 3
    assert "### Full search: phrase" in table
