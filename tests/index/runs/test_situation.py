"""What a run finds before it reads any post."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError
from index.runs.pipeline import Options, SiteSource, reindex
from index.runs.report import Report
from index.runs.situation import MANY_POSTS
from tests.support import post_source, write_site
from web.engines import local_store


def write_posts(root: Path, count: int) -> None:
    write_site(
        root, {f"2025-01-{n + 1:02}-post.md": post_source(f"{n}", "雨。") for n in range(count)}
    )


def run(root: Path, data: Path, *, full: bool = False) -> Report:
    return reindex(
        [SiteSource(root)], local_store(data), AnalyzerChoice(), Options(jobs=1, full=full)
    )


def test_a_folder_that_is_suddenly_empty_does_not_empty_the_index(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    write_posts(root, MANY_POSTS)
    run(root, data)
    shutil.rmtree(root / "_posts")
    with pytest.raises(SiteError, match=r"had 10 posts .* mounted"):
        run(root, data)
    assert local_store(data).current().documents == MANY_POSTS
    assert run(root, data, full=True).posts == 0
    assert local_store(data).current().documents == 0


def test_the_last_posts_of_a_small_site_may_go(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    write_posts(root, 2)
    run(root, data)
    shutil.rmtree(root / "_posts")
    assert run(root, data).deleted == 2
