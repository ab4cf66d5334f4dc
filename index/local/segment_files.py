"""The list of a segment's files, with sizes and checksums, so that damage is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.durable import sealed, unsealed, write_file

FILES_FILE = "files"
FIRST_VERSIONS = {"whoosh": 1, "columns": 1}
"""Of segments that do not say it."""


def record_files(folder: Path, versions: Mapping[str, int]) -> None:
    """Writes down every file of a finished segment, and makes the list durable.

    ``versions`` are those of the formats of its parts.
    """
    files = {
        path.relative_to(folder).as_posix(): [path.stat().st_size, checksum(path)]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    write_file(folder / FILES_FILE, sealed({"files": files, "versions": dict(versions)}))


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


def content_problems(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of a segment that are not what they were, and why; reads them all.

    Raises OSError, ValueError or KeyError when not even the list of files can be read.
    """
    for name, (_, expected) in recorded_files(folder).items():
        try:
            if checksum(folder / name) != expected:
                yield name, "has changed since it was written"
        except OSError as error:
            yield name, f"cannot be read: {error.strerror}"


def recorded_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Size in bytes and checksum of each file; raises OSError, ValueError or KeyError."""
    files = unsealed((folder / FILES_FILE).read_bytes())["files"]
    return {name: (size, digest) for name, (size, digest) in files.items()}


def recorded_versions(folder: Path) -> dict[str, int]:
    """The versions of the formats of its parts; raises OSError, ValueError or KeyError."""
    content = unsealed((folder / FILES_FILE).read_bytes())
    return dict(content.get("versions", FIRST_VERSIONS))


def checksum(path: Path) -> str:
    """The BLAKE2b digest of a file, 16 bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
