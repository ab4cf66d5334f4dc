"""A segment: a batch of documents that never changes, in a folder of its own.

Every engine keeps its part of it in a folder within, and is handed to the store as a
:class:`SegmentPart`: nothing here knows one. One part keeps the records; all others are derived
from them, and can be derived again::

    segments/ID/documents         identity and characters of each document, in order of number
    segments/ID/whoosh/           the part that keeps the records
    segments/ID/columns/          a part that is derived
    segments/ID/files             sizes and checksums of all of these
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import orjson

from index.durable import sealed, storage_errors, sync, sync_tree, unsealed, write_file
from index.errors import DamagedIndexError, denied
from index.local.manifest import SEGMENTS_FOLDER, SegmentRef
from index.progress import Stopwatch

if TYPE_CHECKING:
    from index.record import Record


FILES_FILE = "files"


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


def file_problems(folder: Path, *, content: bool) -> Iterator[tuple[str, str]]:
    """The files of a segment that are not what they were, and why; ``content``: reads them all,
    else their sizes tell.

    There is no more to say where not even the list of files can be read. Raises what
    :func:`index.errors.denied` tells.
    """
    try:
        recorded = recorded_files(folder)
    except (OSError, ValueError, KeyError) as error:
        if scarce := denied(error):
            raise scarce from error
        yield FILES_FILE, f"cannot be read: {error}"
        return
    for name, (size, expected) in recorded.items():
        try:
            found = (folder / name).stat().st_size
            if found != size:
                yield name, f"has {found} bytes instead of {size}"
            elif content and checksum(folder / name) != expected:
                yield name, "has changed since it was written"
        except OSError as error:
            if scarce := denied(error):
                raise scarce from error
            yield name, f"cannot be read: {error.strerror}"


def recorded_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Size in bytes and checksum of each file; raises OSError, ValueError or KeyError."""
    files = unsealed((folder / FILES_FILE).read_bytes())["files"]
    return {name: (size, digest) for name, (size, digest) in files.items()}


def recorded_versions(folder: Path) -> dict[str, int]:
    """The versions of the formats of its parts, as far as known; raises OSError or ValueError."""
    return dict(unsealed((folder / FILES_FILE).read_bytes()).get("versions", {}))


def checksum(path: Path) -> str:
    """The BLAKE2b digest of a file, 16 bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


DOCUMENTS_FILE = "documents"


class SegmentWriter(Protocol):
    """Writes one part of one segment; exactly one of ``finish`` and ``abort`` ends it."""

    def add(self, record: Record) -> None:
        """Adds a document; its number is how many were added before it."""

    def finish(self) -> None:
        """Writes everything to disk; raises OSError or :class:`index.errors.StorageError`."""

    def abort(self) -> None:
        """Gives up and removes what was written; never raises."""


class SegmentPart(Protocol):
    """What one engine keeps of every segment. Cheap to make: it imports when it is used."""

    @property
    def name(self) -> str:
        """Of its folder, and of the stage that its time counts to."""

    @property
    def version(self) -> int:
        """Of its format; what is derived is derived anew where a segment has another one."""

    def start(self, folder: Path) -> SegmentWriter:
        """Begins to write into ``folder``, which must not exist yet."""

    def documents(self, folder: Path) -> int:
        """How many documents there are, after opening all as readers will."""

    def differences(self, folder: Path, records: Iterable[Record]) -> Iterator[str]:
        """In what it says something else than the records of the segment; a line each."""


class RecordPart(SegmentPart, Protocol):
    """The part that keeps the records."""

    def records(self, folder: Path, numbers: Iterable[int]) -> Iterator[Record]:
        """The records of these documents; raises ValueError for one that cannot be read."""


class SegmentBuilder:
    """Writes one segment below ``data``; nobody reads it before a generation names it.

    ``taken`` are the folders of parts that another segment of the same documents has already.
    """

    def __init__(
        self,
        data: Path,
        parts: Sequence[SegmentPart],
        watch: Stopwatch,
        taken: Mapping[str, Path] = MappingProxyType({}),
    ) -> None:
        self._data = data
        self._parts = parts
        self._watch = watch
        self.id = secrets.token_hex(8)
        self.characters = 0
        """Characters of folded text added so far."""
        self.words = 0
        """Distinct words of each post, added up."""
        self._documents: list[tuple[str, int]] = []
        self._folder = data / SEGMENTS_FOLDER / self.id
        self._writers: dict[str, SegmentWriter] = {}
        with storage_errors(data):
            self._folder.mkdir(parents=True)
            for part in parts:
                folder = self._folder / part.name
                if part.name in taken:
                    shutil.copytree(taken[part.name], folder, copy_function=_take)
                else:
                    self._writers[part.name] = part.start(folder)

    def add(self, record: Record) -> int:
        """Adds a document to every part; its number in the segment."""
        with storage_errors(self._data):
            for name, writer in self._writers.items():
                with self._watch.stage(name):
                    writer.add(record)
        self._documents.append((record.document.id, len(record.original)))
        self.characters += len(record.folded)
        self.words += len(record.terms)
        return len(self._documents) - 1

    @property
    def size(self) -> int:
        """What the memory of a build grows with: a word of a post weighs what a character does."""
        return self.characters + self.words

    def finish(self) -> SegmentRef:
        """Writes everything to disk, durably; raises :class:`index.errors.StorageError`."""
        with storage_errors(self._data):
            for name in list(self._writers):
                with self._watch.stage(name):
                    self._writers[name].finish()
                # What one part has gathered must not weigh on the next, which sorts its own.
                del self._writers[name]
            with self._watch.stage("publish"):
                (self._folder / DOCUMENTS_FILE).write_bytes(orjson.dumps(self._documents))
                self._check()
                sync_tree(self._folder)
                record_files(self._folder, {part.name: part.version for part in self._parts})
                sync(self._folder.parent)
        characters = sum(size for _, size in self._documents)
        return SegmentRef(self.id, self._folder, len(self._documents), characters)

    def _check(self) -> None:
        """Opens what was written as readers will, before anyone can be told to read it."""
        for part in self._parts:
            found = part.documents(self._folder / part.name)
            if found != len(self._documents):
                raise DamagedIndexError(
                    f"of {len(self._documents)} documents, {found} can be read back in "
                    f"{self._folder / part.name}; nothing was published: run again"
                )

    def abort(self) -> None:
        """Gives up and removes what was written; never raises."""
        for writer in self._writers.values():
            writer.abort()
        shutil.rmtree(self._folder, ignore_errors=True)


def _take(file: str, new: str) -> None:
    """The same file once more, without a copy where the disk can do without; it never changes."""
    try:
        os.link(file, new)
    except OSError:
        shutil.copyfile(file, new)


def documents_of(segment: SegmentRef) -> list[tuple[str, int]]:
    """Identity and characters of each document of a segment, in the order of their numbers.

    Raises OSError or ValueError.
    """
    rows = orjson.loads((segment.path / DOCUMENTS_FILE).read_bytes())
    return [(identity, characters) for identity, characters in rows]
