"""Ranking over the large judged sets, where a folder holds them; minutes long.

Run ``SHARED_SETS=DIR python -m pytest -m slow tests/relevance``; DIR has ``relevance/`` and
``corpus/``.
"""

from __future__ import annotations

import os
import tarfile
from datetime import date
from pathlib import Path

import pytest

from search.evaluation import DEPTH, Evaluation, evaluate, read_judgements, read_queries
from search.live import LiveSearcher
from search.query.params import query_from_values
from tests.support import open_live
from web.commands.eval import index_json_lines
from web.jobs.indexing import index_sites
from web.settings import Settings

SHARED = Path(os.environ.get("SHARED_SETS", Path(__file__).parents[3] / "shared"))
TODAY = date(2026, 11, 1)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]


@pytest.fixture(scope="module", autouse=True)
def shared_sets() -> None:
    assert SHARED.is_dir(), "SHARED_SETS must name the folder with relevance/ and corpus/"


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> LiveSearcher:
    """A real site of 2,513 long posts."""
    folder = tmp_path_factory.mktemp("blog")
    with tarfile.open(SHARED / "corpus" / "ai-blog.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    settings = Settings(data=folder / "data")
    index_sites(settings, {"": folder / "ai-blog"}, strict=True)
    return open_live(settings.data)


def test_questions_find_their_paragraph(tmp_path: Path) -> None:
    jsquad = SHARED / "relevance" / "jsquad"
    data = index_json_lines(jsquad / "docs.jsonl", Settings(data=tmp_path))
    found = ranking(open_live(data), jsquad / "queries.tsv", jsquad / "qrels.tsv")
    assert found.queries == 4_429
    assert found.mrr >= 0.950
    assert found.ndcg >= 0.957


def test_rare_words_of_a_title_find_its_post(blog: LiveSearcher) -> None:
    folder = SHARED / "relevance" / "ai-blog"
    found = ranking(blog, folder / "queries-title.tsv", folder / "qrels-title.tsv")
    assert found.queries == 1_000
    assert found.mrr >= 0.93
    assert found.recall >= 0.99


def test_the_name_of_a_tag_finds_its_posts(blog: LiveSearcher) -> None:
    folder = SHARED / "relevance" / "ai-blog"
    found = ranking(blog, folder / "queries-tag.tsv", folder / "qrels-tag.tsv")
    assert found.queries == 240
    assert found.without_hits == 0


def ranking(searcher: LiveSearcher, queries: Path, judgements: Path) -> Evaluation:
    """The figures of a judged set; documents are named by their paths."""

    def rank(text: str) -> list[str]:
        query = query_from_values({"q": text, "per_page": DEPTH}, TODAY)
        return [hit.path for hit in searcher.current().search(query).hits]

    found = evaluate(read_queries(queries), read_judgements(judgements), rank)
    print(found)
    return found
