"""Posts without a date have that of the commit that added them, where the owner wants so."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from index.errors import SiteError
from index.post import Post
from index.sites.settings import SiteSettings
from index.sites.site import open_site
from tests.golden.urls.sites import outcomes, write_site

POST = "# 霧\n\n霧が出る。\n"
DATED = "---\ntitle: 風\ndate: 2020-02-03\n---\n"


def git(root: Path, *arguments: str, date: str = "2024-05-01T10:00:00+09:00") -> None:
    environment = {
        "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.com", "PATH": "/usr/bin:/bin", "HOME": str(root),
    }  # fmt: skip
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env=environment)


def days(root: Path, **settings: str) -> dict[str, str]:
    site = open_site(root, settings=SiteSettings(**settings))  # type: ignore[arg-type]
    return {
        path: f"{post.date:%Y-%m-%d}" if post.date else ""
        for path, post in outcomes(site).items()
        if isinstance(post, Post)
    }


def test_the_first_commit_of_a_file_dates_it_whatever_its_name_was(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site({"古い 名.md": POST, "dated.md": DATED, "other.md": f"{POST}別の文。\n" * 9}, root)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    git(root, "mv", "古い 名.md", "新.md")
    git(root, "commit", "-qm", "y", date="2025-01-01T00:00:00+09:00")
    write_site({"uncommitted.md": POST}, root)
    assert days(root, dates="git") == {
        "dated.md": "2020-02-03", "other.md": "2024-05-01", "uncommitted.md": "",
        "新.md": "2024-05-01",
    }  # fmt: skip
    assert days(root)["other.md"] == ""


def test_settings_of_the_repository_run_nothing(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site({"a.md": POST}, root)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    program = f"touch {tmp_path / 'ran'}; cat"
    for name in ("core.pager", "core.fsmonitor", "gpg.program", "diff.external"):
        git(root, "config", name, program)
    git(root, "config", "log.showSignature", "true")
    assert days(root, dates="git") == {"a.md": "2024-05-01"}
    assert not (tmp_path / "ran").exists()


def test_a_folder_that_is_no_repository_is_named(tmp_path: Path) -> None:
    write_site({"a.md": POST}, tmp_path)
    with pytest.raises(SiteError, match="git cannot tell the dates"):
        days(tmp_path, dates="git")
