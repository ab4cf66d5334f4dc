"""A generation as one file: backup, and moving an index to another machine or another engine.

The file is gzip or plain, and holds frames: a checksum of 16 bytes, a length of 4, and so many
bytes. The first frame is a line that says what the file is, the second says how the generation
was made (JSON), then come its extras (name, NUL, content) and the packed records, one a frame,
each after a letter; the last frame has the number of records. Records are data and nothing else:
whatever is in an archive, nothing in it is run, and the store that imports it writes its own files.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.analysis.choice import recorded_choice
from index.durable import replacing, storage_errors
from index.errors import DamagedIndexError, SakuinError
from index.packing import pack
from index.pages.packed import unpack
from index.progress import OnProgress, Progress, Stopwatch, silent
from index.record import Record
from index.store import Generation, Meta, Store, abandoned_on_failure, read_current

MAGIC = b"Sakuin archive"
MAX_FRAME = 1 << 28
"""Bytes: far more than any post has."""
_DIGEST = 16


class ArchiveError(SakuinError):
    """A file is no archive of an index, or is damaged; nothing was imported."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What was written or read."""

    generation: str
    documents: int
    size: int
    """Bytes of the file."""
    sha256: str
    """Of the file, in hexadecimal."""


def export_generation(
    store: Store, target: Path, extras: Sequence[str], on_progress: OnProgress = silent
) -> Archive:
    """Writes the generation that is served to ``target``; gzip if that ends with ``.gz``.

    ``extras`` names what was published beside it and goes along. A run may write to the store
    meanwhile. Raises :class:`index.errors.UnusableIndexError` or
    :class:`index.errors.StorageError`; then a file that was there is as it was.
    """
    with storage_errors(target.parent), replacing(target) as file:

        def write(generation: Generation) -> Generation:
            file.seek(0)
            file.truncate()
            compress = target.suffix == ".gz"
            _write(store, generation, file, extras, on_progress, compress=compress)
            return generation

        generation = read_current(store, write)
    return _archive(target, generation)


def import_generation(source: Path, store: Store, on_progress: OnProgress = silent) -> Archive:
    """Publishes the generation of an archive in ``store``; what is served is never touched.

    It gets a new name, after all that are there. Raises :class:`ArchiveError`, or
    :class:`index.errors.IndexMismatchError` when another version or another analyzer wrote it.
    """
    with store.exclusive():
        store.collect()
        draft = store.begin(None, Stopwatch(), on_progress)
        with abandoned_on_failure(draft.abort):
            reader = _Reader(source)
            for number, record in enumerate(reader.records(), 1):
                draft.put(record)
                on_progress(Progress("index", number))
            generation = draft.publish(reader.meta, reader.extras)
    return _archive(source, generation)


def _write(
    store: Store,
    generation: Generation,
    file: IO[bytes],
    extras: Sequence[str],
    on_progress: OnProgress,
    *,
    compress: bool,
) -> None:
    count = 0
    # Level 1: records are compressed already. No time: the same posts are the same file.
    with gzip.GzipFile("", "wb", 1, file, mtime=0) if compress else nullcontext(file) as stream:
        _put(stream, MAGIC)
        _put(stream, json.dumps(generation.meta.to_json()).encode())
        for name in extras:
            _put(stream, b"X" + name.encode() + b"\0" + store.extra(generation, name))
        for record in store.records(generation):
            _put(stream, b"R" + pack(record))
            count += 1
            on_progress(Progress("finish", count, generation.documents))
        if count != generation.documents:  # nodes give less of what runs have replaced meanwhile
            raise DamagedIndexError.of(store, f"{count} of {generation.documents} posts are there")
        _put(stream, b"E" + str(count).encode())


def _put(stream: IO[bytes] | gzip.GzipFile, content: bytes) -> None:
    stream.write(_digest(content) + len(content).to_bytes(4, "little"))
    stream.write(content)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


class _Reader:
    """Reads an archive once, from its beginning to its end."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._frames = self._read_frames()
        self.extras: dict[str, bytes] = {}
        if next(self._frames, b"") != MAGIC:
            raise self._error("is no archive of an index")
        self.meta = self._meta(next(self._frames, b""))

    def records(self) -> Iterator[Record]:
        """All records; then ``extras`` are complete. Raises :class:`ArchiveError`."""
        count = 0
        for frame in self._frames:
            kind, content = frame[:1], frame[1:]
            if kind == b"R":
                try:
                    record = unpack(content)
                except ValueError as error:
                    raise self._error(f"record {count} {error}") from error
                count += 1
                yield record
            elif kind == b"X":
                name, _, extra = content.partition(b"\0")
                if not name.isalnum() or not name.isascii():
                    raise self._error(f"has an unexpected part {name[:80]!r}")
                self.extras[name.decode()] = extra
            elif kind == b"E" and content == str(count).encode() and not next(self._frames, b""):
                return
            else:
                raise self._error("has an unexpected part")
        raise self._error("is cut short")

    def _meta(self, frame: bytes) -> Meta:
        try:
            made = json.loads(frame)
            meta = Meta.from_json(made, self._source)
            # Nobody could search it here.
            meta.require_analyzer(recorded_choice(dict(meta.analyzer.settings)).fingerprint())
            return meta
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise self._error("is no archive of an index") from error

    def _read_frames(self) -> Iterator[bytes]:
        with self._source.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            stream = gzip.GzipFile(fileobj=file) if packed else file
            try:
                while head := stream.read(_DIGEST + 4):
                    size = int.from_bytes(head[_DIGEST:], "little")
                    content = stream.read(size) if size <= MAX_FRAME else b""
                    if len(head) < _DIGEST + 4 or _digest(content) != head[:_DIGEST]:
                        raise self._error("is damaged, cut short or no archive of an index")
                    yield content
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise self._error("is damaged or cut short") from error

    def _error(self, what: str) -> ArchiveError:
        return ArchiveError(
            f"{self._source} {what}; nothing was imported: write it again with `sakuin export`, "
            "or run `sakuin index SITE`"
        )


def _archive(path: Path, generation: Generation) -> Archive:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Archive(generation.name, generation.documents, path.stat().st_size, digest)
