"""A run does what has changed, and nothing else."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import NoIndexError, SettingsError, SiteError
from index.progress import Progress
from index.runs.ledger import check, read_ledger
from index.runs.outcomes import Report
from index.runs.pipeline import Options, SiteSource, reindex
from index.sites.site import open_site
from index.whoosh.reader import open_whoosh
from tests.support import post_source, served_segments, write_site
from web.engines import local_store

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = 1_700_000_000
POSTS = {
    "2025-01-01-tokyo.md": post_source("東京", "今日は晴れ。", tags="[天気]"),
    "2025-01-02-osaka.md": post_source("大阪", "明日は雨。"),
    "2025-01-03-kyoto.md": post_source("京都", "昨日は雪。"),
    "2025-01-04-kobe.md": post_source("神戸", "港が見える。"),
}


class Blog:
    """A site, its data folder, and runs over it."""

    def __init__(self, folder: Path) -> None:
        self.root = write_site(folder / "site", POSTS)
        self.data = folder / "data"
        for name in POSTS:
            self.settle(name)

    def run(self, **options: Any) -> Report:
        made = replace(Options(jobs=1, now=JANUARY), **options)
        return reindex([SiteSource(self.root)], local_store(self.data), AnalyzerChoice(), made)

    def write(self, name: str, text: str) -> None:
        (self.root / "_posts" / name).write_text(text, "utf-8")

    def settle(self, name: str) -> None:
        """Lets the last change of a file be long ago."""
        os.utime(self.root / "_posts" / name, (LONG_AGO, LONG_AGO))

    def titles(self) -> set[str]:
        """The titles of all posts that can be found."""
        store = local_store(self.data)
        return {record.document.title for record in store.records(store.current())}

    def tokenised(self, word: str) -> int:
        """In how many stored bodies a term is, deleted documents included."""
        readers = [open_whoosh(s.path / "whoosh").reader() for s in served_segments(self.data)]
        return sum(reader.doc_frequency("body", word) for reader in readers)


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    blog = Blog(tmp_path)
    report = blog.run()
    assert (report.posts, report.added, report.published) == (4, 4, True)
    return blog


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.deleted, report.unchanged


def sound(blog: Blog) -> bool:
    return check(local_store(blog.data)).problems == ()


def test_nothing_changed_publishes_nothing(blog: Blog) -> None:
    before = local_store(blog.data).current()
    report = blog.run()
    assert not report.published
    assert report.generation == before.name
    assert counts(report) == (0, 0, 0, 4)
    assert report.characters == before.characters
    assert local_store(blog.data).current() == before


def test_one_changed_post_is_written_alone(blog: Blog) -> None:
    blog.write("2025-01-02-osaka.md", post_source("大阪", "明日は台風。"))
    report = blog.run()
    assert counts(report) == (0, 1, 0, 3)
    assert report.published
    found = served_segments(blog.data)
    assert [segment.documents for segment in found] == [4, 1]
    assert [len(segment.deleted) for segment in found] == [1, 0]
    assert blog.tokenised("台風") == 1
    assert sound(blog)


def test_a_change_that_keeps_size_and_time_is_seen_if_the_file_was_fresh(blog: Blog) -> None:
    path = blog.root / "_posts" / "2025-01-02-osaka.md"
    blog.write(path.name, post_source("大阪", "明日は雪。"))
    blog.run()
    before = path.stat()
    blog.write(path.name, post_source("大阪", "明日は霧。"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(blog.run()) == (0, 1, 0, 3)
    assert blog.tokenised("霧") == 1


def test_added_deleted_and_renamed_posts_are_told_apart(blog: Blog) -> None:
    posts = blog.root / "_posts"
    (posts / "2025-01-01-tokyo.md").unlink()
    (posts / "2025-01-02-osaka.md").rename(posts / "2025-01-02-naniwa.md")
    blog.write("2025-01-05-nara.md", post_source("奈良", "鹿がいる。"))
    assert counts(blog.run()) == (2, 0, 2, 2)
    assert blog.titles() == {"大阪", "京都", "神戸", "奈良"}
    assert sound(blog)


def test_a_touched_file_publishes_nothing(blog: Blog) -> None:
    path = blog.root / "_posts" / "2025-01-01-tokyo.md"
    os.utime(path, (LONG_AGO + 5, LONG_AGO + 5))
    assert not blog.run().published


def test_a_file_rewritten_in_place_whose_time_was_set_back_is_seen(blog: Blog) -> None:
    path = blog.root / "_posts" / "2025-01-01-tokyo.md"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace("晴れ".encode(), "曇り".encode()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(blog.run()) == (0, 1, 0, 3)
    assert blog.titles() == {"東京", "大阪", "京都", "神戸"}


def test_a_post_changes_with_the_file_that_it_takes_in(blog: Blog) -> None:
    parts = blog.root / "_includes"
    parts.mkdir()
    part = parts / "港.md"
    for text in ("灯台", "埠頭"):
        part.write_text(text, "utf-8")
        os.utime(part, (LONG_AGO, LONG_AGO))
        blog.write("2025-01-04-kobe.md", post_source("神戸", "{% include 港.md %}が見える。"))
        blog.settle("2025-01-04-kobe.md")
        assert counts(blog.run()) == (0, 1, 0, 3)
        assert blog.tokenised(text) == 1
        assert counts(blog.run()) == (0, 0, 0, 4)
        assert not blog.run().published


def test_a_change_that_readers_cannot_see_publishes_nothing(blog: Blog) -> None:
    blog.write("2025-01-02-osaka.md", post_source("大阪", "明日は雨。", layout="post"))
    report = blog.run()
    assert counts(report) == (0, 0, 0, 4)
    assert not report.published


def test_skipped_posts_and_warnings_are_reported_again_in_every_run(blog: Blog) -> None:
    blog.write("2025-01-05-draft.md", post_source("草稿", "まだ。", draft="true"))
    blog.write("2025-01-06-plain.md", "前付けのない記事。")
    first = blog.run()
    for name in ("2025-01-05-draft.md", "2025-01-06-plain.md"):
        blog.settle(name)
    for report in (first, blog.run(), blog.run()):
        assert [(p.path, p.code) for p in report.skipped] == [
            ("_posts/2025-01-05-draft.md", "draft")
        ]
        assert ("_posts/2025-01-06-plain.md", "no_front_matter") in [
            (p.path, p.code) for p in report.warnings
        ]


def test_a_draft_alone_publishes_nothing_but_is_remembered(blog: Blog) -> None:
    blog.write("2025-01-05-draft.md", post_source("草稿", "まだ。", draft="true"))
    assert not blog.run().published
    assert len(blog.run().skipped) == 1


def test_a_post_that_becomes_a_draft_is_gone(blog: Blog) -> None:
    blog.write("2025-01-01-tokyo.md", post_source("東京", "今日は晴れ。", draft="true"))
    assert counts(blog.run()) == (0, 0, 1, 3)
    assert blog.titles() == {"大阪", "京都", "神戸"}
    assert counts(blog.run(drafts=True)) == (1, 0, 0, 3)


def test_a_post_dated_in_the_future_appears_when_its_day_has_come(blog: Blog) -> None:
    blog.write("2026-06-01-later.md", post_source("未来", "これから。", date="2026-06-01"))
    blog.settle("2026-06-01-later.md")
    assert [p.code for p in blog.run().skipped] == ["future"]
    assert counts(blog.run(now=datetime(2026, 6, 2, tzinfo=UTC))) == (1, 0, 0, 4)
    assert "未来" in blog.titles()


def test_a_changed_site_configuration_touches_only_posts_that_it_changes(blog: Blog) -> None:
    write_site(blog.root, {}, "timezone: Asia/Tokyo\nlang: ja-JP")
    assert counts(blog.run()) == (0, 4, 0, 0)
    write_site(blog.root, {}, "timezone: Asia/Tokyo\nlang: ja-JP\ntheme: minima")
    report = blog.run()
    assert counts(report) == (0, 0, 0, 4)
    assert not report.published


def test_a_configuration_that_changes_no_post_is_a_reason_to_read_all_only_once(blog: Blog) -> None:
    blog.run()
    write_site(blog.root, {}, "timezone: Asia/Tokyo\nexclude: [secret]")
    assert not blog.run().published
    store = local_store(blog.data)
    known = read_ledger(store, store.current()).configurations
    assert known == {"": open_site(blog.root).fingerprint}


def test_a_changed_site_title_is_published(blog: Blog) -> None:
    write_site(blog.root, {}, "timezone: Asia/Tokyo\ntitle: 天気日記")
    assert blog.run().published
    assert local_store(blog.data).current().sites[0].title == "天気日記"


def test_full_reads_everything_again(blog: Blog) -> None:
    blog.write("2025-01-02-osaka.md", post_source("大阪", "明日は曇り。"))
    blog.run()
    report = blog.run(full=True)
    assert report.published
    assert counts(report) == (0, 0, 0, 4)
    (segment,) = served_segments(blog.data)
    assert (segment.documents, segment.deleted) == (4, ())
    assert sound(blog)
    assert not blog.run().published


def test_a_dry_run_counts_and_writes_nothing(blog: Blog, tmp_path: Path) -> None:
    blog.write("2025-01-02-osaka.md", post_source("大阪", "明日は曇り。"))
    before = sorted(blog.data.rglob("*"))
    report = blog.run(dry_run=True)
    assert counts(report) == (0, 1, 0, 3)
    assert not report.published
    assert sorted(blog.data.rglob("*")) == before
    nowhere = tmp_path / "nowhere"
    report = reindex(
        [SiteSource(blog.root)], local_store(nowhere), AnalyzerChoice(), Options(dry_run=True)
    )
    assert report.added == 4
    assert not nowhere.exists()


def test_strict_publishes_nothing_when_a_post_cannot_be_read(blog: Blog) -> None:
    before = local_store(blog.data).current()
    blog.write("2025-01-05-bad.md", "---\ntitle: [\n---\n本文\n")
    blog.write("2025-01-07-draft.md", post_source("草稿", "まだ。", draft="true"))
    with pytest.raises(SiteError, match=r"2025-01-05-bad\.md"):
        blog.run(strict=True)
    assert local_store(blog.data).current() == before
    assert [p.code for p in blog.run().skipped] == ["front_matter_invalid", "draft"]


def test_strict_minds_a_draft_too_and_when_nothing_has_changed(blog: Blog) -> None:
    blog.write("2025-01-07-draft.md", post_source("草稿", "まだ。", draft="true"))
    with pytest.raises(SiteError, match=r"skipped files: 1,.*2025-01-07-draft\.md \(draft:"):
        blog.run(strict=True)
    blog.run()
    with pytest.raises(SiteError, match="draft"):
        blog.run(strict=True)
    with pytest.raises(SiteError, match="draft"):
        blog.run(strict=True, dry_run=True)


def test_a_bad_post_never_costs_the_others(blog: Blog) -> None:
    posts = blog.root / "_posts"
    (posts / "2025-01-08-binary.md").write_bytes(bytes(range(128, 256)) * 100)
    (posts / "2025-01-09-empty.md").write_bytes(b"")
    (posts / "2025-01-10-nul.md").write_bytes(b"---\ntitle: NUL\n---\na\0b\n")
    (posts / "2025-01-11-gone.md").symlink_to(posts / "nowhere.md")
    os.mkfifo(posts / "2025-01-12-pipe.md")
    Path(os.fsdecode(os.fsencode(posts) + b"/2025-01-13-\x83\x65.md")).write_text("x", "utf-8")
    blog.write("2025-01-14-surrogate.md", post_source('"\\ud83d \\ud800 題"', "孤立した文字。"))
    blog.write("2025-01-15-old.md", post_source("昔", "昔の話。", date="0001-01-01 00:00:00 +0900"))
    blog.write("2025-01-16-new.md", post_source("未来", "先の話。", date="9999-12-31 23:59:59"))
    report = blog.run(future=True)
    assert report.unchanged == 4
    assert sound(blog)
    assert {(Path(problem.path).name, problem.code) for problem in report.skipped} >= {
        ("2025-01-08-binary.md", "undecodable"),
        ("2025-01-11-gone.md", "unreadable"),
        ("2025-01-12-pipe.md", "special_file"),
        ("2025-01-13-?e.md", "unreadable"),
    }
    assert {"昔", "未来", "NUL"} <= blog.titles()
    assert counts(blog.run(future=True)) == (0, 0, 0, report.posts)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of files and folders that this user may not read; root, as in a container, may all."""
    names: set[str] = set()

    def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
        def refuse(path: Any, *others: Any, **options: Any) -> Any:
            if os.path.basename(str(path)) in names:  # noqa: PTH119  (or a number)
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return function(path, *others, **options)

        return refuse

    monkeypatch.setattr(os, "scandir", refusing(os.scandir))
    monkeypatch.setattr(Path, "open", refusing(Path.open))
    return names


def test_posts_that_cannot_be_read_at_the_moment_stay(blog: Blog, refused: set[str]) -> None:
    """A post, and all in a folder; whatever else has changed is published."""
    old = blog.root / "_posts" / "old"
    old.mkdir()
    for number in (1, 2):
        (old / f"2024-01-0{number}-a.md").write_text(post_source(f"奈良{number}", "鹿。"), "utf-8")
    blog.run()
    before = blog.titles()
    name = "2025-01-01-tokyo.md"
    blog.write(name, post_source("東京", "別の話。"))
    refused |= {"old", name}
    blog.write("2025-01-09-new.md", post_source("新しい", "今日の話。"))
    report = blog.run()
    assert counts(report) == (1, 0, 0, 6)
    assert blog.titles() == before | {"新しい"}
    told = {(one.path, one.code, one.reason) for one in (*report.skipped, *report.warnings)}
    assert told >= {
        (f"_posts/{name}", "unreadable", "Permission denied; the post stays as it was"),
        ("_posts/old", "unreadable", "Permission denied"),
    }
    assert counts(blog.run()) == (0, 0, 0, 7)
    assert sound(blog)
    refused.clear()
    (old / "2024-01-02-a.md").unlink()  # what is gone is gone
    report = blog.run()
    assert counts(report) == (0, 1, 1, 5)
    assert "unreadable" not in {one.code for one in (*report.skipped, *report.warnings)}


@pytest.mark.parametrize("told", ["expiryDate", "unpublishDate", "of its folder"])
def test_a_post_is_gone_when_it_has_expired(blog: Blog, told: str) -> None:
    own = {told: "2026-03-01"}
    if told == "of its folder":
        own = {}
        values = "{scope: {path: _posts/sales}, values: {expiryDate: 2026-03-01}}"
        write_site(blog.root, {}, f"timezone: Asia/Tokyo\ndefaults: [{values}]")
        (blog.root / "_posts" / "sales").mkdir()
        blog.run()
    name = "2025-01-05-sale.md" if own else "sales/2025-01-05-sale.md"
    blog.write(name, post_source("特売", "今だけ。", **own))
    blog.settle(name)
    assert counts(blog.run()) == (1, 0, 0, 4)
    assert counts(blog.run()) == (0, 0, 0, 5)
    assert counts(blog.run(now=datetime(2026, 3, 2, tzinfo=UTC))) == (0, 0, 1, 4)
    assert "特売" not in blog.titles()


def test_posts_that_share_a_link_are_warned_about(blog: Blog) -> None:
    for name in ("2025-01-05-one.md", "2025-01-06-two.md"):
        blog.write(name, post_source(name, "本文。", permalink="/same/"))
    for report in (blog.run(), blog.run()):
        shared = [p.path for p in report.warnings if p.code == "duplicate_url"]
        assert shared == ["_posts/2025-01-05-one.md", "_posts/2025-01-06-two.md"]


def test_another_analyzer_writes_everything_anew(blog: Blog, tmp_path: Path) -> None:
    dictionary = tmp_path / "words.csv"
    dictionary.write_text("今日は晴れ,きょうははれ\n", "utf-8")
    choice = AnalyzerChoice(user_dictionary=dictionary)
    report = reindex(
        [SiteSource(blog.root)], local_store(blog.data), choice, Options(jobs=1, now=JANUARY)
    )
    assert report.published
    assert report.unchanged == 4
    assert blog.tokenised("今日は晴れ") == 1


@pytest.mark.parametrize("damaged", ["current", "generations/*/manifest", "generations/*/ledger"])
def test_a_damaged_index_is_written_anew(blog: Blog, damaged: str) -> None:
    (path,) = blog.data.glob(damaged)
    path.write_bytes(b"damaged")
    assert blog.run().published
    assert blog.titles() == {"東京", "大阪", "京都", "神戸"}
    assert sound(blog)


def test_many_small_changes_leave_few_segments(blog: Blog) -> None:
    for day in range(10, 30):
        blog.write(f"2025-01-{day}-new.md", post_source(f"{day}日", f"{day}日の天気は晴れ。"))
        blog.run()
    found = served_segments(blog.data)
    assert len(found) <= 5
    assert len(blog.titles()) == 24
    assert sound(blog)


def test_old_generations_go_when_the_next_run_begins(blog: Blog) -> None:
    for text in ("曇り", "霧", "雪", "雷"):
        blog.write("2025-01-02-osaka.md", post_source("大阪", f"明日は{text}。"))
        blog.run()
    blog.run()
    assert len(list((blog.data / "generations").iterdir())) == 2
    assert len(list((blog.data / "segments").iterdir())) <= 4


def test_two_sites_share_an_index(blog: Blog, tmp_path: Path) -> None:
    other = write_site(tmp_path / "other", {"2025-01-01-tokyo.md": post_source("別", "別の記事。")})
    sources = [SiteSource(blog.root, "天気"), SiteSource(other, "別館")]
    report = reindex(
        sources, local_store(blog.data), AnalyzerChoice(), Options(prune=True, jobs=1, now=JANUARY)
    )
    assert report.posts == 5
    assert [site.name for site in local_store(blog.data).current().sites] == ["別館", "天気"]
    assert sound(blog)
    with pytest.raises(SettingsError, match="names"):
        reindex(
            [SiteSource(blog.root), SiteSource(other)], local_store(blog.data), AnalyzerChoice()
        )


def test_progress_tells_posts_and_characters(blog: Blog) -> None:
    seen: list[Progress] = []
    options = Options(jobs=1, now=JANUARY, full=True)
    reindex([SiteSource(blog.root)], local_store(blog.data), AnalyzerChoice(), options, seen.append)
    posts = [(step.posts, step.total) for step in seen if step.stage == "index"]
    assert posts == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert seen[-2].characters > 0
    assert seen[-1].stage == "finish"


def test_seconds_are_told_by_stage(blog: Blog) -> None:
    report = blog.run(full=True)
    assert all(report.stages[stage] > 0 for stage in ("read", "tokenise", "whoosh", "columns"))


def test_a_missing_site_leaves_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(SiteError):
        reindex(
            [SiteSource(tmp_path / "nowhere")], local_store(tmp_path / "data"), AnalyzerChoice()
        )
    with pytest.raises(NoIndexError):
        local_store(tmp_path / "data").current()
