"""A run that finds no post but has seen pages says where they are, and publishes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from tests.golden.urls.sites import write_site
from web.engines import local_store

POST = "---\ntitle: 霧\n---\n霧。\n"


def run(folder: Path, files: dict[str, str], **options: bool) -> Report:
    write_site({"README.md": "# x\n", **files}, folder / "site")
    made = Options(jobs=1, **options)  # type: ignore[arg-type]
    return reindex(
        [SiteSource(folder / "site")], local_store(folder / "data"), AnalyzerChoice(), made
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"docs/_config.yml": "", "docs/_posts/2024-05-01-a.md": POST},
            "docs/ is a site of jekyll",
        ),
        ({}, "no post was found in .*site; .* --allow-empty"),
        ({"a/index.html": "<p>霧</p>", "b.HTM": "霧"}, "but files of HTML: 2; .* they are made"),
        ({"a.rst": "霧\n==\n"}, ".rst is not read"),
        ({"hugo.toml": "", "content/.keep": "", "notes/a.md": POST}, "it lies outside content"),
        ({"_config.yml": "", "_posts/a.md": POST}, "its name does not start with a date"),
    ],
)
def test_where_the_pages_are_is_said(files: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=said):
        run(tmp_path, files)
    assert run(tmp_path, files, allow_empty=True).posts == 0


def test_a_new_site_may_have_nothing_but_drafts(tmp_path: Path) -> None:
    assert run(tmp_path, {"a.md": "---\ntitle: x\ndraft: true\n---\n"}).posts == 0


def test_what_no_site_shows_is_no_post_that_was_skipped(tmp_path: Path) -> None:
    files = {"_config.yml": "", "_posts/2024-05-01-a.md": POST, "_includes/b.md": POST}
    assert run(tmp_path, files, strict=True).posts == 1
