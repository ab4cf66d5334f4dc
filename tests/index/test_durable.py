"""A file has its old content or its new one, and a failed write says what to do."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from index.durable import locked, storage_errors, temporary_folder, write_file
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
    assert [entry.name for entry in tmp_path.iterdir()] == ["current"]


def test_a_link_to_a_file_stays_one(tmp_path: Path) -> None:
    """Owners keep a file of theirs elsewhere, in a repository of settings."""
    (tmp_path / "elsewhere").mkdir()
    path, real = tmp_path / "synonyms.txt", tmp_path / "elsewhere" / "synonyms.txt"
    path.symlink_to(real)
    for content in (b"one", b"two"):
        write_file(path, content)
        assert path.is_symlink()
        assert real.read_bytes() == content


def test_what_root_writes_is_the_folders_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After ``sudo sakuin keys create`` the service must still be able to read its keys."""
    owners = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda file, user, group: owners.append((user, group)))
    write_file(tmp_path / "keys.json", b"[]", 0o600)
    assert owners == [(tmp_path.stat().st_uid, tmp_path.stat().st_gid)]


def test_root_writes_where_files_cannot_be_given_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on shares of other machines, where root is nobody."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no")))
    write_file(tmp_path / "keys.json", b"[]", 0o600)
    assert (tmp_path / "keys.json").read_bytes() == b"[]"


def test_what_root_writes_goes_where_no_link_leads(tmp_path: Path) -> None:
    """The owner of the folder may put links there."""
    theirs = tmp_path / "theirs"
    theirs.write_text("as it was")
    for name in ("keys.json.new", "keys.lock"):
        (tmp_path / name).symlink_to(theirs)
    with pytest.raises(OSError, match="symbolic links"):
        write_file(tmp_path / "keys.json", b"[]")
    with pytest.raises(OSError, match="symbolic links"), locked(tmp_path / "keys.lock"):
        pass
    assert theirs.read_text() == "as it was"


def test_a_disk_that_gives_no_number_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NumPy says of an array that only fits in part."""
    monkeypatch.setattr("index.durable._free", lambda folder: 0)
    with (
        pytest.raises(StorageError, match=r"\(9 requested and 0 written\)"),
        storage_errors(tmp_path),
    ):
        raise OSError("9 requested and 0 written")


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EFBIG, "free some space"),
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


def test_who_may_not_write_is_told_whose_the_folder_is_and_how_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "lock"))
    with pytest.raises(StorageError) as told, storage_errors(tmp_path):
        raise denied
    assert str(told.value).endswith(f"run this as the user to whom {tmp_path} belongs")
    (tmp_path / "lock").touch()  # it is the folder of an index
    with pytest.raises(StorageError) as told, storage_errors(tmp_path):
        raise denied
    assert f"`sudo chown -R {os.geteuid()} {tmp_path};" in str(told.value)
    another = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: another)  # nobody takes it from its owner
    with pytest.raises(StorageError) as told, storage_errors(tmp_path):
        raise denied
    assert "chown" not in str(told.value)


def test_the_folder_is_gone_afterwards_also_after_an_error() -> None:
    with pytest.raises(ValueError, match="oops"), temporary_folder("test") as folder:
        (folder / "file").touch()
        raise ValueError("oops")
    assert not folder.exists()


def test_a_forked_worker_that_leaves_does_not_take_it_away() -> None:
    stack = ExitStack()
    folder = stack.enter_context(temporary_folder("test"))
    worker = os.fork()
    if worker == 0:
        try:
            stack.close()
        finally:
            os._exit(0)
    os.waitpid(worker, 0)
    assert folder.is_dir()
    stack.close()
    assert not folder.exists()
