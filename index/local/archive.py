"""A generation as one file: backup, and moving an index to another machine.

The file is a tar archive whose first member lists the checksum of every other one. An archive
is to be trusted like the index itself (Whoosh keeps pickles in it): import only your own.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import SakuinError
from index.local.durable import storage_errors, sync_tree
from index.local.generations import (
    CURRENT_FILE,
    GENERATIONS_FOLDER,
    IMPORT_FOLDER,
    collect_garbage,
    current,
    new_name,
    publish,
)
from index.local.lock import exclusive
from index.local.manifest import SEGMENTS_FOLDER, Generation
from index.local.segment_files import checksum
from index.local.verify import verify
from index.runs.ledger import LEDGER_FILE, ledger_bytes, read_ledger

CHECKSUMS = "checksums.json"
_NAME = re.compile(
    rf"({GENERATIONS_FOLDER}|{SEGMENTS_FOLDER})(/[A-Za-z0-9_-][A-Za-z0-9._-]*){{2,4}}|{CURRENT_FILE}"
)


class ArchiveError(SakuinError):
    """A file is no archive of an index, or is damaged; nothing was imported."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What was written or read."""

    generation: str
    documents: int
    files: int
    sha256: str
    """Of the whole archive, in hexadecimal."""


def export_generation(data: Path, target: Path) -> Archive:
    """Writes the generation that is served to ``target``; gzip if that ends with ``.gz``.

    Raises :class:`index.errors.UnusableIndexError` or :class:`index.errors.StorageError`.
    """
    beside = target.with_name(target.name + ".new")
    with exclusive(data):
        generation = current(data)
        paths = sorted(_files(data, generation))
        listing = {path.relative_to(data).as_posix(): checksum(path) for path in paths}
        with (
            storage_errors(target.parent),
            tarfile.open(beside, "w:gz" if target.suffix == ".gz" else "w") as tar,
        ):
            _add_bytes(tar, CHECKSUMS, json.dumps(listing).encode())
            _add_bytes(tar, CURRENT_FILE, f"{generation.name}\n".encode())
            for path in paths:
                tar.add(path, path.relative_to(data).as_posix(), recursive=False)
    beside.replace(target)
    return Archive(generation.name, generation.documents, len(paths), _sha256(target))


def import_generation(source: Path, data: Path) -> Archive:
    """Publishes the generation of an archive in ``data``, after reading and verifying all of it.

    It gets a new name, after all that are there. Raises :class:`ArchiveError`, or what the
    index raises when another version wrote it.
    """
    with exclusive(data):
        staging = data / IMPORT_FOLDER
        shutil.rmtree(staging, ignore_errors=True)
        try:
            with storage_errors(data):
                files = _extract(source, staging)
            problems = verify(staging).problems
            if problems:
                raise ArchiveError(f"{source}: {problems[0]}; nothing was imported")
            generation = _adopt(staging, data)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        collect_garbage(data)
    return Archive(generation.name, generation.documents, files, _sha256(source))


def _files(data: Path, generation: Generation) -> Iterator[Path]:
    folders = [data / GENERATIONS_FOLDER / generation.name]
    folders += [segment.path for segment in generation.segments]
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _extract(source: Path, staging: Path) -> int:
    """Unpacks ordinary files of expected names only, and compares each with its checksum."""
    try:
        with tarfile.open(source) as tar:
            first = tar.next()
            listed = tar.extractfile(first) if first and first.name == CHECKSUMS else None
            if listed is None:
                raise ArchiveError(f"{source}: is no archive of an index")
            expected = _listing(listed.read())
            known = {*expected, CURRENT_FILE}
            for member in tar:
                if member.name == CHECKSUMS:
                    continue
                if member.name not in known or not _is_expected(member):
                    raise ArchiveError(f"{source}: has an unexpected member {member.name[:80]!r}")
                target = staging / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                content = tar.extractfile(member)
                assert content is not None
                with content, target.open("wb") as file:
                    shutil.copyfileobj(content, file)
    except (tarfile.TarError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise ArchiveError(f"{source}: is no archive of an index, or cut short") from error
    for name, digest in expected.items():
        path = staging / name
        if not _NAME.fullmatch(name) or not path.is_file() or checksum(path) != digest:
            raise ArchiveError(f"{source}: {name[:80]} is damaged; nothing was imported")
    return len(expected)


def _listing(content: bytes) -> dict[str, str]:
    """Member → checksum; raises ValueError."""
    try:
        listing = json.loads(content)
    except RecursionError:
        raise ValueError("is nested") from None
    if not isinstance(listing, dict) or not all(isinstance(one, str) for one in listing.values()):
        raise ValueError("is no listing")
    return listing


def _is_expected(member: tarfile.TarInfo) -> bool:
    """Whether it is an ordinary file, in a place where an index has some."""
    return member.isfile() and _NAME.fullmatch(member.name) is not None


def _adopt(staging: Path, data: Path) -> Generation:
    """Moves the segments into the data folder, and publishes them under a new name."""
    found = current(staging)
    ledger = read_ledger(staging, found.name)
    segments = []
    with storage_errors(data):
        (data / SEGMENTS_FOLDER).mkdir(exist_ok=True)
        for segment in found.segments:
            path = data / SEGMENTS_FOLDER / segment.id
            shutil.rmtree(path, ignore_errors=True)
            segment.path.replace(path)
            sync_tree(path)
            segments.append(replace(segment, path=path))
    generation = replace(found, name=new_name(data), segments=tuple(segments))
    renamed = replace(ledger, generation=generation.name)
    publish(data, generation, {LEDGER_FILE: ledger_bytes(renamed)})
    return generation


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
