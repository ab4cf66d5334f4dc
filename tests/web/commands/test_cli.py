"""The ``sakuin`` command as a whole: wrong usage, failures, help, streams and exit status."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin
from web.commands.cli import COMMANDS, cli

BAD_USE = [
    (["search", "東京", "--per-page", "0"], "--per-page: must be greater than or equal to 1"),
    (["search", "東京", "--from", "soon", "--sort", "x"], "--from: must be a date"),
    (["search", "\udcff"], "QUERY: must be valid Unicode text"),
    (["search", "x" * 1_000_000], "QUERY: must have at most 2000 characters"),
    (["search", "--colour"], "No such option"),
    (["index"], "name a SITE"),
    (["index", ""], "SITE is empty"),
    (["index", "my blog=site"], "'my blog'"),
    (["index", "site", "--generator", "movable-type"], "must be one of auto"),
    (["serve", "--site", "nowhere"], "'nowhere' does not exist"),
    (["keys", "create", " "], "must not be empty"),
    (["keys", "create", "\udcff"], "can be printed"),
    (["keys", "create", "a", "--filter", "tag:\udcff"], "can be printed"),
    (["nothing"], "No such command"),
    (["serch", "東京"], "Did you mean 'search'?"),
    (["search", "-東京"], "behind --"),
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


@pytest.mark.parametrize("language", ["en", "ja"])
def test_of_a_very_long_name_the_ends_are_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    long = "".join(f"{number:04}" for number in range(250))
    monkeypatch.chdir(tmp_path)  # whose own name may be long
    Path("long.toml").write_text(f"{long} = 1\n", "utf-8")
    for wrong in ("long.toml", f"{long}.toml"):
        _, _, err = sakuin(capsys, "--config", wrong, "--lang", language, "search", "東京")
        assert len(err) < 1_000
        assert "00010002" in err and "…" in err
        assert bool(re.search("known are|be read", err)) is (language == "en")


def test_every_command_helps_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        status, out, _ = sakuin(capsys, name, "--help")
        assert status == 0
        assert "Example" in out, name
        assert f"sakuin {name}" in out, name
    assert all(name in sakuin(capsys, "--help")[1] for name in COMMANDS)
    assert set(cli.list_commands(None)) == set(COMMANDS)  # type: ignore[arg-type]


def test_a_reader_that_leaves_is_no_error(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sakuin(capsys, "index", site)
    command = f"{sys.executable} -m web search '' --json | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr


def test_what_the_terminal_has_no_character_for_is_spelt_out() -> None:
    """Old Japanese terminals know no emoji, and UTF-8 no byte that is none of it."""
    command = [sys.executable, "-m", "web", "analyze", "寿司🍣", os.fsdecode(b"\xff")]
    for encoding in ("euc_jp", "utf-8"):
        env = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(command, capture_output=True, env=env, check=True)
        assert "寿司" in done.stdout.decode(encoding)


@pytest.mark.parametrize(("output", "status"), [(">&-", 0), ("> /dev/full", 1)])
def test_an_output_that_cannot_be_written_is_told(
    site: Path, capsys: pytest.CaptureFixture[str], output: str, status: int
) -> None:
    sakuin(capsys, "index", site)
    command = f"{sys.executable} -m web search 東京 {output}"
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True)
    assert done.returncode == status
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("log", ["2>&-", "2> /dev/full"])
def test_a_log_that_cannot_be_written_is_no_reason_to_index_nothing(site: Path, log: str) -> None:
    """As when cron's mail has no room any more."""
    command = f"{sys.executable} -m web index {site} --full {log}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert done.returncode == 0
    assert "2 added" in done.stdout


def test_an_index_of_more_files_than_a_process_is_given_at_first_can_be_read(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that has grown for long has more than a thousand."""
    sakuin(capsys, "index", site)
    files = sum(1 for _ in site.parent.rglob("columns/*"))
    command = f"ulimit -Sn {files}; exec {sys.executable} -m web search 東京"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert "東京の天気" in done.stdout, done.stderr
