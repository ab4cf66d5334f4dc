"""A file has its old content or its new one, and a failed write says what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from index.durable import storage_errors, write_file
from index.errors import StorageError


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "current"
    write_file(path, b"one")
    reader = path.open("rb")
    write_file(path, b"two")
    assert reader.read() == b"one"  # whoever had opened it reads on
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["current"]
    reader.close()


def test_a_write_that_fails_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "current"
    write_file(path, b"one")

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        write_file(path, b"two")
    assert path.read_bytes() == b"one"


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EFBIG, "free some space"),
        (errno.EACCES, "permissions"),
        (errno.EROFS, "permissions"),
    ],
)
def test_an_error_of_the_disk_says_where_and_what_to_do(
    tmp_path: Path, number: int, advice: str
) -> None:
    with pytest.raises(StorageError) as caught, storage_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    for part in (str(tmp_path), os.strerror(number), "as it was before", advice):
        assert part in str(caught.value)
