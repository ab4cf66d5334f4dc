"""``sakuin keys``: made, listed without their secrets, revoked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.commands.blog import sakuin


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


def test_no_key_and_a_site_that_is_not_there_are_spoken_of(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "sakuin keys create NAME" in sakuin(capsys, "keys", "list")[2]
    sakuin(capsys, "index", f"blog={site}")
    assert (
        "there is no site notes yet" in sakuin(capsys, "keys", "create", "x", "--site", "notes")[2]
    )
    assert "no site" not in sakuin(capsys, "keys", "create", "x", "--site", "blog")[2]
    assert "no keys" not in sakuin(capsys, "keys", "list")[2]


def test_a_filter_that_cannot_be_is_spoken_of_in_japanese(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = sakuin(capsys, "--lang", "ja", "keys", "create", "x", "--filter", "tga:公開")[2]
    assert "エラー: '--filter' の値が正しくありません: 絞り込みだけを" in wrong
