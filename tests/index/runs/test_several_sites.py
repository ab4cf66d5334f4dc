"""A run concerns the sites that it names; others in the index stay, or go when that is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import SiteError
from index.runs.ledger import check
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from tests.support import post_source, write_by_another_version, write_site
from web.engines import local_store

JANOME = AnalyzerChoice()


class Sites:
    """Two sites and their index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        for name in ("blog", "notes"):
            write_site(
                folder / name,
                {
                    f"2025-01-01-{name}.md": post_source(name, f"{name}の記事。"),
                    "2025-01-02-draft.md": "---\ndraft: true\n---\n下書き。\n",
                },
            )

    def run(self, *names: str, choice: AnalyzerChoice = JANOME, **options: Any) -> Report:
        sources = [SiteSource(self.folder / (name or "blog"), name) for name in names]
        report = reindex(sources, local_store(self.data), choice, Options(jobs=1, **options))
        assert not check(local_store(self.data)).problems
        return report


@pytest.fixture
def sites(tmp_path: Path) -> Sites:
    made = Sites(tmp_path)
    made.run("blog", "notes")
    return made


@pytest.mark.parametrize("options", [{}, {"full": True}])
def test_the_others_stay(sites: Sites, options: dict[str, Any]) -> None:
    write_site(sites.folder / "blog", {"2025-01-03-new.md": post_source("新", "新しい記事。")})
    report = sites.run("blog", **options)
    assert (report.posts, report.deleted, report.pruned) == (3, 0, ())
    assert local_store(sites.data).site_names() == ("blog", "notes")
    assert [(one.site, one.code) for one in report.skipped] == [("blog", "draft")]
    assert not sites.run("notes", "blog").published


def test_a_site_may_come_later(sites: Sites) -> None:
    write_site(sites.folder / "third", {"2025-01-01-third.md": post_source("三", "三つ目。")})
    assert sites.run("third").posts == 3
    assert local_store(sites.data).site_names() == ("blog", "notes", "third")


def test_a_site_goes_when_that_is_said(sites: Sites) -> None:
    report = sites.run("blog", prune=True)
    assert (report.posts, report.deleted, report.pruned) == (1, 1, ("notes",))
    assert local_store(sites.data).site_names() == ("blog",)
    assert sites.run("blog", prune=True).pruned == ()


@pytest.mark.parametrize("names", [("",), ("", "notes")])
def test_a_site_without_a_name_has_no_company(sites: Sites, names: tuple[str, ...]) -> None:
    before = local_store(sites.data).current().name
    with pytest.raises(SiteError, match=r"blog.*need names.*--prune"):
        sites.run(*names)
    assert local_store(sites.data).current().name == before
    assert sites.run("", prune=True).pruned == ("blog", "notes")
    with pytest.raises(SiteError, match="without a name"):
        sites.run("notes")


def test_what_must_be_written_anew_needs_all_its_sites(sites: Sites, tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("新語,しんご\n", "utf-8")
    choice = AnalyzerChoice(user_dictionary=words)
    with pytest.raises(SiteError, match=r"name notes too"):
        sites.run("blog", choice=choice)
    assert sites.run("blog", "notes", choice=choice).posts == 2


def test_an_index_of_another_format_needs_all_its_sites(sites: Sites) -> None:
    write_by_another_version(sites.data)
    with pytest.raises(SiteError, match=r"name notes too"):
        sites.run("blog")
    assert sites.run("blog", "notes").posts == 2


def test_a_site_without_a_name_replaces_no_other(tmp_path: Path) -> None:
    sites = Sites(tmp_path)
    sites.run("")
    other = [SiteSource(tmp_path / "notes")]
    for options in (Options(jobs=1), Options(jobs=1, full=True), Options(jobs=1, dry_run=True)):
        with pytest.raises(SiteError, match=f"{tmp_path / 'notes'} would replace it.*--prune"):
            reindex(other, local_store(sites.data), JANOME, options)
    assert not sites.run("").published
    report = reindex(other, local_store(sites.data), JANOME, Options(jobs=1, prune=True))
    assert (report.posts, report.deleted) == (1, 1)
    assert not reindex(other, local_store(sites.data), JANOME, Options(jobs=1)).published


def test_a_site_without_a_name_may_move_or_change(tmp_path: Path) -> None:
    sites = Sites(tmp_path)
    sites.run("")
    (tmp_path / "blog").rename(tmp_path / "moved")
    moved = [SiteSource(tmp_path / "moved")]
    write_site(tmp_path / "moved", {"2025-01-03-new.md": post_source("新", "新しい記事。")})
    assert reindex(moved, local_store(sites.data), JANOME, Options(jobs=1)).added == 1
    for path in (tmp_path / "moved").rglob("*.md"):
        path.unlink()
    write_site(tmp_path / "moved", {"2025-02-01-other.md": post_source("別", "別の記事。")})
    report = reindex(moved, local_store(sites.data), JANOME, Options(jobs=1))
    assert (report.posts, report.deleted) == (1, 2)
