"""Whatever stands in a post finds it, wherever it starts and ends."""

from __future__ import annotations

from pathlib import Path

import web
from index.analysis.choice import AnalyzerChoice
from index.runs.pipeline import SiteSource, reindex
from tests.relevance.substrings import check_substrings
from tests.support import open_columns
from web.engines import local_store

DEMO = Path(web.__file__).parent / "demo"


def test_random_substrings_of_the_demo_find_all_posts_that_have_them_first(tmp_path: Path) -> None:
    reindex([SiteSource(DEMO)], local_store(tmp_path), AnalyzerChoice("janome"))
    searcher = open_columns(tmp_path)
    bad = [outcome for outcome in check_substrings(searcher, 500) if not outcome.good]
    assert not bad
