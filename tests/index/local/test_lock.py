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
