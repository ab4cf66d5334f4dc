"""The list of a segment's files, with sizes and checksums, so that damage is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from index.durable import sealed, unsealed, write_file

FILES_FILE = "files"


def record_files(folder: Path) -> None:
    """Writes down every file of a finished segment, and makes the list durable."""
    files = {
        path.relative_to(folder).as_posix(): [path.stat().st_size, checksum(path)]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    write_file(folder / FILES_FILE, sealed({"files": files}))


def quick_check(folder: Path) -> str | None:
    """What is wrong with the sizes of a segment's files, or None; reads no content."""
    try:
        files = recorded_files(folder)
    except (OSError, ValueError, KeyError) as error:
        return f"cannot read {FILES_FILE} of segment {folder.name}: {error}"
    for name, (size, _) in files.items():
        try:
            found = (folder / name).stat().st_size
        except OSError as error:
            return f"{name} of segment {folder.name}: {error.strerror}"
        if found != size:
            return f"{name} of segment {folder.name} has {found} bytes instead of {size}"
    return None


def content_problems(folder: Path) -> Iterator[str]:
    """What is wrong with the files of a segment, by their checksums; reads them all.

    Raises OSError, ValueError or KeyError when not even the list of files can be read.
    """
    for name, (_, expected) in recorded_files(folder).items():
        try:
            if checksum(folder / name) != expected:
                yield f"{name} has changed since it was written"
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}"


def recorded_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Size in bytes and checksum of each file; raises OSError, ValueError or KeyError."""
    files = unsealed((folder / FILES_FILE).read_bytes())["files"]
    return {name: (size, digest) for name, (size, digest) in files.items()}


def checksum(path: Path) -> str:
    """The BLAKE2b digest of a file, 16 bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
