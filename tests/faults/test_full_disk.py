"""A disk that is full, or refuses to be written, never costs the index that is served."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import subprocess
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from index.analysis.choice import AnalyzerChoice
from index.errors import StorageError
from index.runs.ledger import check
from index.runs.pipeline import Options, SiteSource, reindex
from tests.faults.states import state_of
from tests.support import post_source, write_site
from web.engines import local_store

FORK = multiprocessing.get_context("fork")


def write_version(root: Path, version: int) -> None:
    text = "".join(f"第{version}版の東京についての{n}番目の文。" for n in range(200))
    write_site(
        root,
        {
            f"2025-01-{day:02}-post.md": post_source(f"{day}日", f"第{version}版。{text}")
            for day in range(1, 9)
        },
    )


def run_once(root: Path, data: Path) -> None:
    reindex([SiteSource(root)], local_store(data), AnalyzerChoice(), Options(jobs=1))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MiB; an ordinary folder where nothing may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if shutil.which("mount"):
        subprocess.run(mount, capture_output=True)
    yield folder
    if folder.is_mount():
        # Lazily: a failed test may still hold files that it has mapped.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_index_and_says_what_to_do(disk: Path, tmp_path: Path) -> None:
    root, data = tmp_path / "site", disk / "data"
    write_version(root, 1)
    run_once(root, data)
    before = state_of(data)
    size = sum(path.stat().st_size for path in data.glob("segments/*/*/*"))
    for version, percent in enumerate((0, 1, 20, 50, 80), 2):
        write_version(root, version)
        said = outcome_on_full_disk(root, data, room=size * percent // 100)
        assert "the index is as it was before" in said
        assert not disk.is_mount() or f"no room left in {data}" in said
        assert state_of(data) == before
        assert check(local_store(data)).problems == ()
    run_once(root, data)
    assert set(state_of(data).values()) == {"第6版。"}
    assert check(local_store(data)).problems == ()


def outcome_on_full_disk(root: Path, data: Path, room: int) -> str:
    """What a run says when its disk has only so many bytes left.

    Where the disk of ``data`` is not ours to fill, no single file gets a tenth of that.
    """
    if not data.parent.is_mount():
        return outcome_with_limit(root, data, room // 10)
    ballast = data.parent / "ballast"
    ballast.write_bytes(bytes(max(shutil.disk_usage(data).free - room, 0)))
    try:
        return outcome_with_limit(root, data, resource.RLIM_INFINITY)
    finally:
        ballast.unlink()


@pytest.mark.parametrize("share", [0, 0.001, 0.01, 0.1, 0.5, 0.9])
def test_a_refused_write_anywhere_leaves_the_old_index(tmp_path: Path, share: float) -> None:
    """No file may be larger than a share of the largest."""
    root, data = tmp_path / "site", tmp_path / "data"
    write_version(root, 1)
    run_once(root, data)
    before = state_of(data)
    largest = max(path.stat().st_size for path in data.rglob("*"))
    write_version(root, 2)
    assert "the index is as it was before" in outcome_with_limit(root, data, int(share * largest))
    assert state_of(data) == before
    assert check(local_store(data)).problems == ()
    run_once(root, data)
    assert set(state_of(data).values()) == {"第2版。"}


def outcome_with_limit(root: Path, data: Path, limit: int) -> str:
    """What a run says in a process that may write no file longer than ``limit`` bytes."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=run_with_limit, args=(root, data, limit, theirs))
    process.start()
    said: str = ours.recv()
    process.join()
    return said


def run_with_limit(root: Path, data: Path, limit: int, answer: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        run_once(root, data)
    except StorageError as error:
        answer.send(str(error))
    except BaseException as error:
        answer.send(f"unexpected: {error!r}")
        raise
    else:
        answer.send("published")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    root, data = tmp_path / "site", tmp_path / "file" / "data"
    write_version(root, 1)
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=rf"cannot write to {data} .* permissions"):
        run_once(root, data)
