"""``sakuin keys``: made, listed without their secrets, revoked."""

from __future__ import annotations

import json
import subprocess
from functools import partial
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, setrlimit

import pytest

from tests.web.commands.blog import sakuin
from tests.web.service import PROGRAM
from web.access.keys import KeyStore


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


def test_a_key_that_finds_no_room_on_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """Nor does it cost those that are there."""
    said = []
    for name, most in (("first", RLIM_INFINITY), ("second", 300)):
        limit = partial(setrlimit, RLIMIT_FSIZE, (most, most))
        command = [*PROGRAM, "keys", "create", name, "--data", str(tmp_path)]
        done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True)
        said.append((done.returncode, done.stdout[:7], "free some space" in done.stderr))
    assert said == [(0, "sakuin_", False), (1, "", True)]
    assert {path.name for path in tmp_path.iterdir()} == {"keys.json", "keys.lock"}
    assert [key.name for key in KeyStore(tmp_path).all()] == ["first"]


def test_that_there_is_no_key_is_spoken_of(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "sakuin keys create NAME" in sakuin(capsys, "keys", "list")[2]
    sakuin(capsys, "keys", "create", "x")
    assert "no keys" not in sakuin(capsys, "keys", "list")[2]


def test_a_filter_that_cannot_be_is_spoken_of_in_japanese(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = sakuin(capsys, "--lang", "ja", "keys", "create", "x", "--filter", "tga:公開")[2]
    assert "エラー: '--filter' の値が正しくありません: 絞り込みだけを" in wrong


def test_a_key_is_made_for_sites_that_there_are(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(*options: str) -> tuple[int, str]:
        status, _, told = sakuin(capsys, "keys", "create", "x", *options)
        return status, told

    assert create("--site", "blog")[0] == 0  # before the first run nobody knows
    sakuin(capsys, "index", f"blog={site}")
    assert create("--site", "blog")[0] == 0
    status, told = create("--site", "blog", "--site", "blgo")
    assert (status, "no site 'blgo'; sites are blog" in told) == (2, True)
    (site.parent / "sakuin.toml").write_text(f'[sites]\nto-come = "{site}"\n', "utf-8")
    monkeypatch.chdir(site.parent)
    assert create("--site", "to-come")[0] == 0
