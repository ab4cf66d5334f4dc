"""The file of keys: what is kept, and what can be done with it."""

from __future__ import annotations

import errno
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import SakuinError
from web.access.keys import KEYS_FILE, KeyStore


def test_only_digests_are_stored(tmp_path: Path) -> None:
    token = KeyStore(tmp_path).create(
        "blog", ["search", "admin"], origins=["https://a.jp"], rate_limit="5/second"
    )
    text = (tmp_path / KEYS_FILE).read_text("utf-8")
    assert token.split("_", 2)[2] not in text
    assert stat.S_IMODE((tmp_path / KEYS_FILE).stat().st_mode) == 0o600


def test_a_key_is_found_by_its_token_only(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    token = store.create("blog", filter="tag:公開")
    found = store.find(token)
    assert found is not None
    assert (found.name, found.filter, found.scopes) == ("blog", "tag:公開", ("search",))
    for wrong in ("", "sakuin", token[:-1], token + "a", token.replace("sakuin", "other"), "あ"):
        assert store.find(wrong) is None


def test_other_processes_see_changes_at_once(tmp_path: Path) -> None:
    one, other = KeyStore(tmp_path), KeyStore(tmp_path)
    assert other.find("sakuin_00000000_" + "a" * 43) is None
    token = one.create("blog")
    found = other.find(token)
    assert found is not None
    one.revoke(found.id)
    assert other.find(token) is None
    assert [key.revoked for key in other.all()] == [True]


def test_keys_made_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda number: KeyStore(tmp_path).create(str(number)), range(40)))
    assert {key.name for key in KeyStore(tmp_path).all()} == {str(number) for number in range(40)}


def test_an_unknown_key_cannot_be_revoked(tmp_path: Path) -> None:
    with pytest.raises(SakuinError, match="there is no key abc"):
        KeyStore(tmp_path).revoke("abc")


def test_a_file_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    """As where the folder is closed to the service; nobody is let in meanwhile."""
    (tmp_path / KEYS_FILE).symlink_to(KEYS_FILE)
    with pytest.raises(SakuinError, match=r"keys\.json cannot be read"):
        KeyStore(tmp_path).find("sakuin_00000000_" + 43 * "a")


def _refuse(path: Path) -> None:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_a_file_that_may_not_be_read_is_told_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeyStore(tmp_path).create("blog")
    (tmp_path / "lock").touch()
    monkeypatch.setattr(Path, "read_bytes", _refuse)
    with pytest.raises(SakuinError, match=rf"keys\.json may not .*`sudo chown -R \d+ {tmp_path};"):
        KeyStore(tmp_path).all()


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"id": "x"}]'])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / KEYS_FILE).write_text(text)
    with pytest.raises(SakuinError, match=r"keys\.json is damaged .*move it away"):
        KeyStore(tmp_path).all()
