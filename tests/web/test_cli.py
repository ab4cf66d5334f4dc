"""The ``sakuin`` command as people and scripts meet it: output, errors, exit status."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from web.cli import COMMANDS, cli, run

POST = """---
title: {title}
date: 2025-10-30 22:03:02 +0900
tags: [検索, {tag}]
categories: 技術
---
{text}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small Jekyll site; the working directory has no settings of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    (root / "_config.yml").write_text("title: 日記\ntimezone: Asia/Tokyo\n", "utf-8")
    write_post(root, "2025-10-30-tokyo", "東京の天気", "天気", "今日の東京は雨です。")
    write_post(root, "2025-10-29-osaka", "大阪の検索", "旅", "大阪へ行きました。")
    return root


def write_post(root: Path, name: str, title: str, tag: str, text: str) -> Path:
    path = root / "_posts" / f"{name}.md"
    path.write_text(POST.format(title=title, tag=tag, text=text), "utf-8")
    return path


def sakuin(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def index_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    status, out, _ = sakuin(capsys, "index", *arguments, "--json")
    assert status == 0
    return json.loads(out)


def test_a_site_is_indexed_and_searched(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = sakuin(capsys, "index", site)
    assert (status, out[:7]) == (0, "2 posts")
    status, out, err = sakuin(capsys, "search", "東京")
    assert status == 0
    assert "東京の天気" in out
    assert "大阪の検索" not in out
    assert err.startswith("1 post, ")


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
    assert sakuin(capsys, "search", "東京")[0] == 1


def test_strict_publishes_nothing_when_a_post_is_skipped(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "_posts" / "2025-10-28-broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    status, out, err = sakuin(capsys, "index", site, "--strict")
    assert (status, out) == (1, "")
    assert "2025-10-28-broken.md" in err
    assert sakuin(capsys, "search", "東京")[0] == 1


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


def test_search_takes_the_parameters_of_the_api(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    options = ["--tag", "天気", "--tag", "旅", "--from", "2025-10", "--sort", "oldest"]
    _, out, err = sakuin(capsys, "search", "", *options, "--per-page", 1, "--json")
    body = json.loads(out)
    assert (body["total"], body["per_page"], err) == (2, 1, "")
    assert len(body["hits"]) == 1


def test_marks_are_shown_without_markup(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_post(site, "2025-10-28-html", "<b> & 東京", "旅", "本文")
    sakuin(capsys, "index", site)
    out = sakuin(capsys, "search", "東京")[1]
    assert "<b> & 東京" in out
    assert "<mark>" not in out


BAD_USE = [
    (["search", "東京", "--per-page", "0"], "--per-page: must be greater than or equal to 1"),
    (["search", "東京", "--from", "soon", "--sort", "x"], "--from: must be a date"),
    (["search", "\udcff"], "QUERY: must be valid Unicode text"),
    (["search", "x" * 1_000_000], "QUERY: must have at most 2000 characters"),
    (["search", "--colour"], "No such option"),
    (["index"], "name a SITE"),
    (["index", ""], "SITE is empty"),
    (["index", "my blog=site"], "'my blog'"),
    (["index", "site", "--generator", "movable-type"], "'jekyll'"),
    (["serve", "--site", "nowhere"], "'nowhere' does not exist"),
    (["keys", "create", " "], "must not be empty"),
    (["keys", "create", "\udcff"], "can be printed"),
    (["keys", "create", "a", "--filter", "tag:\udcff"], "can be printed"),
    (["nothing"], "No such command"),
    (["serve", "--port", "70000"], "--port: port = '70000'"),
    (["--config", "nowhere.toml", "stats"], "no such settings file"),
    (["index", "site", "--watch", "--json"], "--watch"),
    (["eval"], "Missing argument"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD_USE)
def test_wrong_usage_ends_with_2(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status, out, err = sakuin(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err


FAILURES = [
    (["search", "東京"], "run `sakuin index SITE` first"),
    (["stats"], "run `sakuin index SITE` first"),
    (["check"], "run `sakuin index SITE` first"),
    (["search", "東京", "--data", "site/_config.yml"], "_config.yml is a file"),
    (["index", "site", "--data", "site/_config.yml"], "_config.yml is a file"),
    (["index", "site/_config.yml"], "_config.yml is a file"),
    (["index", "site", "--generator", "hugo"], "does not look like a site of hugo"),
    (["index", "nowhere"], "nowhere"),
    (["eval", "no.tsv", "no.tsv"], "no.tsv"),
]


@pytest.mark.parametrize(("arguments", "said"), FAILURES)
def test_failures_end_with_1_and_one_line(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status, out, err = sakuin(capsys, *arguments)
    assert (status, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_beginners_are_told_what_comes_next(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "sakuin serve" in sakuin(capsys, "index", site)[2]
    assert sakuin(capsys, "index", site)[2] == ""
    (site.parent / "empty").mkdir()
    assert "No post was found" in sakuin(capsys, "index", site.parent / "empty")[2]


def test_the_generator_can_be_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "_config.yml").write_text("permalink: /:title/\n", "utf-8")
    links = []
    for generator in ("jekyll", "plain"):
        sakuin(capsys, "index", site, "--generator", generator)
        found = json.loads(sakuin(capsys, "search", "東京", "--json")[1])
        links.append(found["hits"][0]["url"])
    assert links[0] == "/tokyo/"
    assert links[1] != "/tokyo/"


@pytest.mark.parametrize("variable", ["NO_COLOR=1", "TERM=dumb"])
def test_colours_can_be_declined(
    site: Path, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    sakuin(capsys, "index", site)
    command = f"{sys.executable} -m web.cli search 東京"
    for prefix, coloured in (("TERM=xterm", True), (f"TERM=xterm {variable}", False)):
        typed = ["script", "-qec", f"env -u NO_COLOR {prefix} {command}", "/dev/null"]
        shown = subprocess.run(typed, capture_output=True, text=True, check=True).stdout
        assert "の天気" in shown
        assert ("\x1b[" in shown) is coloured


def test_a_port_in_use_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = sakuin(capsys, "serve", "--port", port)
    assert status == 1
    assert f"cannot listen on 127.0.0.1:{port}" in err


def test_the_index_is_described_and_verified(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sakuin(capsys, "index", site)
    assert json.loads(sakuin(capsys, "stats", "--json")[1])["documents"] == 2
    status, out, err = sakuin(capsys, "check")
    assert (status, err) == (0, "sound\n")
    assert "2 posts" in out


def test_the_analyzer_shows_its_stages(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = sakuin(capsys, "analyze", "㈱走った", "--json")
    (stages,) = json.loads(out)["sentences"]
    assert stages["normalized"] == "(株)走った"
    assert [token["term"] for token in stages["tokens"]] == ["株", "走る"]
    assert [token["original"] for token in stages["tokens"]] == ["㈱", "走っ"]


def test_spelling_variants_are_proposed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, word in enumerate(("e-mail", "e-mail", "email", "email")):
        write_post(site, f"2025-01-0{number + 1}-mail", f"便り{number}", "旅", f"{word} を送る。")
    sakuin(capsys, "index", site)
    status, out, _ = sakuin(capsys, "variants")
    assert status == 0
    groups = json.loads(sakuin(capsys, "variants", "--json")[1])
    lines = [line for line in out.splitlines() if not line.startswith("#")]
    assert groups
    assert lines == [", ".join(group) for group in groups]


def test_judged_queries_are_ranked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    Path("queries.tsv").write_text("1\t東京\n2\t鹿\n", "utf-8")
    Path("qrels.tsv").write_text(
        "1\t0\t_posts/2025-10-30-tokyo.md\t1\n2\t0\t_posts/none.md\t1\n", "utf-8"
    )
    _, out, _ = sakuin(capsys, "eval", "queries.tsv", "qrels.tsv", "--json")
    evaluation = json.loads(out)
    assert (evaluation["queries"], evaluation["mrr"]) == (2, 0.5)


def test_documents_of_a_judged_set_are_indexed_once(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("docs.jsonl").write_text('{"id": "d1", "title": "梅雨", "text": "雨が続く。"}\n', "utf-8")
    Path("queries.tsv").write_text("1\t雨の季節\n", "utf-8")
    Path("qrels.tsv").write_text("1\t0\td1\t1\n", "utf-8")
    arguments = ("eval", "queries.tsv", "qrels.tsv", "--documents", "docs.jsonl")
    assert "MRR@10         1.0000" in sakuin(capsys, *arguments)[1]
    assert len(list(Path(".sakuin/eval").iterdir())) == 1
    assert sakuin(capsys, *arguments)[0] == 0
    assert len(list(Path(".sakuin/eval").iterdir())) == 1
    Path("docs.jsonl").write_text('{"id": "d1"}\n', "utf-8")
    assert "docs.jsonl:1: must be a JSON object" in sakuin(capsys, *arguments)[2]


def test_keys_are_created_listed_and_revoked(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sakuin(capsys, "keys", "create", "blog", "--rate-limit", "5/second")[1].strip()
    (key,) = json.loads(sakuin(capsys, "keys", "list", "--json")[1])
    assert (key["name"], key["revoked"], "digest" in key) == ("blog", False, False)
    assert token.split("_", 2)[2] not in json.dumps(key)
    assert sakuin(capsys, "keys", "revoke", key["id"])[0] == 0
    assert "revoked" in sakuin(capsys, "keys", "list")[1]
    assert sakuin(capsys, "keys", "revoke", "nothing")[0] == 1
    assert sakuin(capsys, "keys", "create", "x", "--rate-limit", "many")[0] == 2
    status, _, complaint = sakuin(capsys, "keys", "create", "x", "--filter", "公開")
    assert (status, "tag:公開" in complaint) == (2, True)
    assert sakuin(capsys, "keys", "create", "x", "--filter", "tag:公開 date:先月")[0] == 0


def test_every_command_helps_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        status, out, _ = sakuin(capsys, name, "--help")
        assert status == 0
        assert "Example" in out, name
        assert f"sakuin {name}" in out, name
    assert all(name in sakuin(capsys, "--help")[1] for name in COMMANDS)
    assert set(cli.list_commands(None)) == set(COMMANDS)  # type: ignore[arg-type]


def test_a_run_without_changes_starts_quickly(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in site.rglob("*.*"):
        os.utime(path, (0, 0))  # a file that was just written is read again to be sure
    sakuin(capsys, "index", site)
    slow = ("numpy", "flask", "whoosh", "rich", "search.live")
    code = (
        f"import sys, web.cli; web.cli.run(['index', {str(site)!r}]); "
        f"print([name for name in {slow} if name in sys.modules])"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.perf_counter() - started < 5  # a busy machine; 0.3 s on a quiet one


def test_a_reader_that_leaves_is_no_error(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    command = f"{sys.executable} -m web.cli search '' --json | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("output", "status"), [(">&-", 0), ("> /dev/full", 1)])
def test_an_output_that_cannot_be_written_is_told(
    site: Path, capsys: pytest.CaptureFixture[str], output: str, status: int
) -> None:
    sakuin(capsys, "index", site)
    command = f"{sys.executable} -m web.cli search 東京 {output}"
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True)
    assert done.returncode == status
    assert done.stderr.count("\n") == 1
