"""``sakuin index``: what is published, and what is said about it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.commands.blog import index_json, sakuin, write_blog, write_post


def test_the_report_has_the_shape_of_the_contract(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "_posts" / "2025-10-28-broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    report = index_json(capsys, site)
    assert report["published"] is True
    assert (report["posts"], report["added"], report["unchanged"]) == (2, 2, 0)
    assert report["generation"]
    assert report["characters"] > 20
    (skipped,) = report["skipped"]
    assert skipped["path"] == "_posts/2025-10-28-broken.md"
    assert skipped["code"] == "front_matter_invalid"
    assert set(skipped) == {"path", "code", "reason", "line"}


def test_only_what_changed_is_read_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = index_json(capsys, site)
    again = index_json(capsys, site)
    assert (again["published"], again["generation"]) == (False, first["generation"])
    write_post(site, "2025-10-29-osaka", "大阪の検索", "旅", "京都へ行きました。")
    write_post(site, "2025-10-31-nara", "奈良", "旅", "鹿がいました。")
    (site / "_posts" / "2025-10-30-tokyo.md").unlink()
    report = index_json(capsys, site)
    changes = [report[name] for name in ("added", "updated", "deleted", "unchanged")]
    assert changes == [1, 1, 1, 0]
    found = json.loads(sakuin(capsys, "search", "京都", "--json")[1])
    assert [hit["title"] for hit in found["hits"]] == ["大阪の検索"]


def test_a_dry_run_changes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = index_json(capsys, site, "--dry-run")
    assert (report["published"], report["added"]) == (False, 2)
    assert report["changes"]["added"] == [
        "_posts/2025-10-29-osaka.md",
        "_posts/2025-10-30-tokyo.md",
    ]
    assert sakuin(capsys, "search", "東京")[0] == 1


def test_strict_publishes_nothing_when_a_post_is_skipped(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "_posts" / "2025-10-28-broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    status, out, err = sakuin(capsys, "index", site, "--strict")
    assert (status, out) == (1, "")
    assert "2025-10-28-broken.md" in err
    assert sakuin(capsys, "search", "東京")[0] == 1


def test_a_dry_run_names_what_would_change(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", f"blog={site}")
    write_post(site, "2025-10-29-osaka", "大阪の検索", "旅", "京都へ行きました。")
    write_post(site, "2025-10-31-nara", "奈良", "旅", "鹿がいました。")
    (site / "_posts" / "2025-10-30-tokyo.md").unlink()
    _, out, _ = sakuin(capsys, "index", f"blog={site}", "--dry-run")
    assert out.splitlines()[:3] == [
        "+ blog/_posts/2025-10-31-nara.md",
        "~ blog/_posts/2025-10-29-osaka.md",
        "- blog/_posts/2025-10-30-tokyo.md",
    ]


def test_what_is_wrong_is_summed_up_in_the_language_of_the_terminal(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in range(1, 6):
        draft = "---\ntitle: x\ndraft: true\n---\n"
        (site / "_posts" / f"2025-01-0{day}-x.md").write_text(draft, "utf-8")
    (site / "_posts" / "2025-01-06-\x1b[31m\n.md").write_text("---\ntags: x\n---\n", "utf-8")
    _, _, err = sakuin(capsys, "index", f"blog={site}")
    assert "blog/_posts/2025-01-06-\ufffd[31m\ufffd.md: title_from_filename:" in err
    assert ".md: date_from_filename" not in err  # only counted: that is how Jekyll has it
    lines = [" ".join(line.split()) for line in err.splitlines()]
    assert "skipped 5 draft The post is a draft." in lines
    assert any(line.startswith("noted 1 date_from_filename") for line in lines)
    _, out, err = sakuin(capsys, "--lang", "ja", "index", f"blog={site}", "--full")
    assert "警告 1 件" in out  # the title; nobody is warned of a date in the name
    lines = [" ".join(line.split()) for line in err.splitlines()]
    assert "未登録 5 draft 下書きです。" in lines
    assert any(line.endswith("draft: 下書きと書かれています") for line in lines)
    assert "未登録 5、" in out
    assert "を公開しました" in out
    assert index_json(capsys, f"blog={site}")["skipped"][0]["site"] == "blog"


def test_several_sites_have_names(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = site.parent / "other"
    (other / "_posts").mkdir(parents=True)
    write_post(other, "2025-01-01-tokyo", "東京の旅", "旅", "東京の旅です。")
    assert index_json(capsys, f"blog={site}", f"travel={other}")["posts"] == 3
    found = json.loads(sakuin(capsys, "search", "東京", "--site", "travel", "--json")[1])
    assert [hit["id"] for hit in found["hits"]] == ["travel/_posts/2025-01-01-tokyo.md"]
    status, _, err = sakuin(capsys, "index", site, other)
    assert status == 2
    assert "NAME=SITE" in err


def test_sites_may_be_named_in_the_settings(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sakuin.toml").write_text('data = "index"\n[sites]\nblog = "site"\n', "utf-8")
    assert index_json(capsys)["posts"] == 2
    assert Path("index/current").exists()


def test_a_site_of_the_settings_may_be_named_alone(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_blog(site.parent / "notes")
    Path("sakuin.toml").write_text(f'[sites]\nblog = "{site}"\nnotes = "notes"\n', "utf-8")
    sakuin(capsys, "index")
    write_post(site, "2025-11-01-new", "新しい記事", "新", "新しい。")
    write_post(site.parent / "notes", "2025-11-01-new", "新しいノート", "新", "新しい。")
    _, out, _ = sakuin(capsys, "index", "blog", "--json")
    assert (json.loads(out)["posts"], json.loads(out)["added"]) == (5, 1)
    status, _, err = sakuin(capsys, "index", "blgo")
    assert (status, "blgo does not exist" in err) == (1, True)
    assert "another site already" in sakuin(capsys, "index", "./notes")[2]


def test_a_line_gone_from_the_settings_takes_the_site_away(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_blog(site.parent / "notes")
    Path("sakuin.toml").write_text('[sites]\nblog = "site"\nnotes = "notes"\n', "utf-8")
    assert index_json(capsys)["posts"] == 4
    assert index_json(capsys, "blog=site")["posts"] == 4
    Path("sakuin.toml").write_text('[sites]\nblog = "site"\n', "utf-8")
    _, out, err = sakuin(capsys, "index", "--dry-run")
    assert "notes is not named: would be taken away" in err
    assert "would publish" in out
    status, out, err = sakuin(capsys, "index")
    assert status == 0
    assert "notes is not named: taken away" in err
    assert "2 deleted" in out
    assert index_json(capsys, "blog=site", "--prune")["pruned"] == []


def test_beginners_are_told_what_comes_next(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "sakuin serve" in sakuin(capsys, "index", site)[2]
    assert sakuin(capsys, "index", site)[2] == ""
    (site.parent / "empty").mkdir()
    status, out, err = sakuin(capsys, "index", site.parent / "empty")
    assert (status, out) == (1, "")
    assert f"{site.parent / 'empty'} would replace it" in err
    (site / "_posts").rename(site.parent / "gone")
    assert "see whether the folder is the right one" in sakuin(capsys, "index", site)[2]
    (site.parent / "gone").rename(site / "_posts")
    assert "2 posts" in sakuin(capsys, "check")[1]
    draft = site.parent / "drafts" / "a.md"
    draft.parent.mkdir()
    draft.write_text("---\ntitle: 霧\ndraft: true\n---\n", "utf-8")
    assert "--drafts" in sakuin(capsys, "index", draft.parent, "--data", site.parent / "new")[2]


def test_warnings_are_few_and_told_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in range(1, 6):
        (site / "_posts" / f"2025-01-0{day}-note.md").write_text(
            f"---\ndate: 2025-01-0{day}\n---\nメモ\n", "utf-8"
        )
    _, out, err = sakuin(capsys, "index", site)
    assert "0 skipped, 5 warnings" in out
    assert err.count("title_from_filename: no title") == 3
    assert "title_from_filename: 2 more" in err
    _, out, err = sakuin(capsys, "index", site)
    assert "5 warnings): nothing to publish" in out
    assert err == ""


def test_the_generator_can_be_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "_config.yml").write_text("permalink: /:title/\n", "utf-8")
    links = []
    for generator in ("jekyll", "plain"):
        sakuin(capsys, "index", site, "--generator", generator)
        found = json.loads(sakuin(capsys, "search", "東京", "--json")[1])
        links.append(found["hits"][0]["url"])
    assert links[0] == "/tokyo/"
    assert links[1] != "/tokyo/"


def test_a_run_without_changes_starts_quickly(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in site.rglob("*.*"):
        os.utime(path, (0, 0))  # a file that was just written is read again to be sure
    sakuin(capsys, "index", site)
    slow = ("numpy", "flask", "whoosh", "rich", "search.live")
    code = (
        f"import sys, web.commands.cli; web.commands.cli.run(['index', {str(site)!r}]); "
        f"print([name for name in {slow} if name in sys.modules])"
    )
    before = os.times()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    after = os.times()
    assert done.stdout.splitlines()[-1] == "[]"
    work = after.children_user + after.children_system
    assert work - before.children_user - before.children_system < 2  # seconds; 0.4 as a rule


def test_a_new_dictionary_is_said_to_have_every_post_read_again(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    Path("words.csv").write_text("東京の天気\n", "utf-8")
    Path("sakuin.toml").write_text('dictionary = "words.csv"\n', "utf-8")
    said = "すべての記事を読み直しました"
    assert said in sakuin(capsys, "--lang", "ja", "index", site)[2]
    assert said not in sakuin(capsys, "--lang", "ja", "index", site, "--full")[2]
