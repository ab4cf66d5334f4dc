"""One run at a time, and no lock that outlives its run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import BusyError, StorageError
from index.local.lock import exclusive


def test_only_one_run_at_a_time_and_the_other_is_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    busy = pytest.raises(BusyError, match=f"process {os.getpid()}")
    with exclusive(data), busy, exclusive(data):
        pass
    with exclusive(data):
        pass


def test_a_failed_run_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="oops"), exclusive(tmp_path):
        raise ValueError("oops")
    with exclusive(tmp_path):
        pass


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with (
        pytest.raises(StorageError, match="is a file: name a folder"),
        exclusive(tmp_path / "data"),
    ):
        pass


def test_what_root_leaves_in_a_folder_of_somebody_is_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after ``sudo sakuin index``: the service's own next run must be able to go on from it."""
    given = []
    stranger = os.stat_result((0o40755, 0, 0, 2, 1000, 1000, 0, 0, 0, 0))
    found = Path.stat
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Path, "stat", lambda path, **how: stranger if path == data else found(path))
    plain = os.fstat
    monkeypatch.setattr(os, "fstat", lambda file: _of_root(plain(file)))
    monkeypatch.setattr(os, "fchown", lambda file, *to: given.append((_name(file), *to)))
    data.mkdir()
    with exclusive(data):
        (data / "segments").mkdir()
        (data / "segments" / "file").touch()
        (data / "aside").symlink_to(elsewhere)
        (data / "another").hardlink_to(elsewhere / "file")
    theirs = {"lock", "segments", "file"}
    assert sorted(given) == sorted((name, 1000, 1000) for name in theirs)


def _name(file: int) -> str:
    return Path(f"/proc/self/fd/{file}").readlink().name


def _of_root(found: os.stat_result) -> os.stat_result:
    return os.stat_result((*found[:4], 0, 0, *found[6:10]))


def test_a_folder_that_goes_during_a_run_leaves_no_lock(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with exclusive(data):
        data.rename(tmp_path / "moved")
    with exclusive(tmp_path / "moved"):
        pass
