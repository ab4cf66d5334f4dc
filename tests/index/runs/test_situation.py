"""What a run finds before it reads any post."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from tests.support import post_source, write_site
from web.engines import local_store


def write_posts(root: Path, count: int) -> None:
    write_site(
        root, {f"2025-01-{n + 1:02}-post.md": post_source(f"{n}", "雨。") for n in range(count)}
    )


def run(root: Path, data: Path, **options: bool) -> Report:
    made = Options(jobs=1, **options)  # type: ignore[arg-type]
    return reindex([SiteSource(root)], local_store(data), AnalyzerChoice(), made)


def test_a_folder_that_is_suddenly_empty_does_not_empty_the_index(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    write_posts(root, 2)
    run(root, data)
    shutil.rmtree(root / "_posts")
    for full in (False, True):
        with pytest.raises(SiteError, match=r"no post is left in .*site \(2 before\).* mounted"):
            run(root, data, full=full)
    assert local_store(data).current().documents == 2
    assert run(root, data, allow_empty=True).deleted == 2
    assert local_store(data).current().documents == 0


def test_posts_that_all_become_drafts_do_not_empty_the_index_either(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "data"
    write_posts(root, 1)
    run(root, data)
    (root / "_posts" / "2025-01-01-post.md").write_text("---\ndraft: true\n---\n雨。\n", "utf-8")
    with pytest.raises(SiteError, match="no post is left"):
        run(root, data)


def test_another_empty_folder_does_not_take_the_place_of_a_site(tmp_path: Path) -> None:
    root, data, empty = tmp_path / "site", tmp_path / "data", tmp_path / "empty"
    write_posts(root, 1)
    run(root, data)
    empty.mkdir()
    with pytest.raises(SiteError):
        run(empty, data, prune=True)
    assert local_store(data).current().documents == 1
