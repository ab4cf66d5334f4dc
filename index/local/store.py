"""The store on one disk: a data folder whose generations are published by one rename.

::

    current                       the name of the generation that is served, nothing else
    generations/NAME/manifest     its segments, analyzer and sites
    generations/NAME/…            what was published beside it, such as the ledger
    segments/ID/                  immutable segments (see index.local.segments)
    lock                          held by the run that writes

Everything is written beside what is served and synced to disk; then ``current`` is replaced by
one rename. So a crash at any instant leaves the last good generation. That one and the one
before it are kept until the next run: whoever has just read ``current`` still finds its files.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.durable import forbidden, sealed, storage_errors, sync_tree, unsealed, write_file
from index.errors import (
    BusyError,
    DamagedIndexError,
    EngineUnavailableError,
    IndexMismatchError,
    NoIndexError,
    StorageError,
    UnusableIndexError,
    denied,
)
from index.local.deriving import Deriver, check_segments
from index.local.draft import LocalDraft
from index.local.lock import exclusive
from index.local.manifest import (
    SEGMENTS_FOLDER,
    SegmentRef,
    content_of,
    segments_of,
)
from index.local.merging import SEGMENT_CHARACTERS, segments_to_merge
from index.local.segments import (
    RecordPart,
    SegmentPart,
    documents_of,
    file_problems,
    recorded_files,
)
from index.progress import OnProgress, Progress, Stopwatch, silent
from index.store import (
    Check,
    Generation,
    Meta,
    Size,
    abandoned_on_failure,
    read_current,
)

if TYPE_CHECKING:
    from index.record import Record

CURRENT_FILE = "current"
GENERATIONS_FOLDER = "generations"
MANIFEST_FILE = "manifest"

_log = logging.getLogger(__name__)


class LocalStore:
    """The :class:`index.store.Store` of a data folder.

    ``records`` is the part of each segment that keeps the records; ``derived`` are the others.
    A segment is ended at ``segment_characters``: they bound the memory in which it is sorted.
    """

    def __init__(
        self,
        data: Path,
        records: RecordPart,
        derived: Sequence[SegmentPart] = (),
        segment_characters: int = SEGMENT_CHARACTERS,
    ) -> None:
        self.data = data
        self._records = records
        self._segment_characters = segment_characters
        self._parts: tuple[SegmentPart, ...] = (records, *derived)
        self._deriver = Deriver(data, records, derived)
        self._is_held = False

    def __str__(self) -> str:
        return str(self.data)

    def current_name(self) -> str:
        data = self.data
        try:
            return (data / CURRENT_FILE).read_text("ascii").strip()
        except FileNotFoundError:
            raise NoIndexError(f"no index in {data}: run `sakuin index SITE` first") from None
        except NotADirectoryError:
            raise NoIndexError(f"{data} is a file: name the folder of an index") from None
        except (OSError, UnicodeDecodeError) as error:
            what = f"{CURRENT_FILE} cannot be read: {error}"
            raise denied(error) or self._damaged(what) from error

    def is_kept(self, name: str) -> bool:
        return True

    def current(self) -> Generation:
        name = self.current_name()
        while True:
            try:
                return self._open(name)
            except DamagedIndexError:
                # Two runs may have been published since the name was read, and its files removed.
                newer = self.current_name()
                if newer == name:
                    raise
                name = newer

    def site_names(self) -> tuple[str, ...]:
        try:
            return tuple(site["name"] for site in self._manifest(self.current_name())["sites"])
        except (UnusableIndexError, LookupError, TypeError):
            return ()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with exclusive(self.data):
            self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    def begin(
        self, base: Generation | None, watch: Stopwatch, on_progress: OnProgress = silent
    ) -> LocalDraft:
        self._remove_all_but(self._published())
        segments = segments_of(self.data, base) if base else ()
        return self._draft(segments, watch)

    def _draft(self, segments: Sequence[SegmentRef], watch: Stopwatch) -> LocalDraft:
        return LocalDraft(
            self.data, self._parts, segments, self._publish, watch, self._segment_characters
        )

    def records(self, generation: Generation) -> Iterator[Record]:
        return self._live(segments_of(self.data, generation))

    def extra(self, generation: Generation, name: str) -> bytes:
        try:
            return (self._folder(generation.name) / name).read_bytes()
        except OSError as error:
            what = f"cannot read {name} of generation {generation.name}"
            raise denied(error) or self._damaged(what) from error

    def replace_extra(self, generation: Generation, name: str, content: bytes) -> None:
        with storage_errors(self.data):
            write_file(self._folder(generation.name) / name, content)

    def tidy(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        """Merges small segments, and such of which much has been deleted, from their records."""
        generation = self.current()
        segments = segments_of(self.data, generation)
        merged = segments_to_merge(segments, self._segment_characters)
        if not merged:
            return generation
        kept = tuple(segment for segment in segments if segment not in merged)
        draft = self._draft(kept, watch)
        total = sum(len(segment.live()) for segment in merged)
        characters = 0
        with abandoned_on_failure(draft.abort):
            for done, record in enumerate(self._live(merged), 1):
                draft.put(record)
                characters += len(record.original)
                on_progress(Progress("merge", done, total, characters))
            return draft.publish(*self._beside(generation))

    def _beside(self, generation: Generation) -> tuple[Meta, dict[str, bytes]]:
        """What a generation was published with beside its documents."""
        extras = {
            path.name: path.read_bytes()
            for path in self._folder(generation.name).iterdir()
            if path.name != MANIFEST_FILE
        }
        return generation.meta, extras

    def repair(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        generation = self._described(self.current_name())
        segments = segments_of(self.data, generation)
        damaged = {segment.id for segment in segments if self._deriver.must_derive(segment)}
        return self._derive(generation, damaged, watch, on_progress) if damaged else generation

    def _derive(
        self,
        generation: Generation,
        wanted: Collection[str],
        watch: Stopwatch,
        on_progress: OnProgress = silent,
    ) -> Generation:
        """Publishes some segments derived anew in the place of the old ones."""
        segments = segments_of(self.data, generation)
        made = self._deriver.anew(segments, wanted, watch, on_progress)
        return self._publish(made, *self._beside(generation))

    def _derive_outdated(self, generation: Generation, outdated: Collection[str]) -> Generation:
        """What another version of Sakuin has derived is derived anew by whoever opens it first."""
        _log.warning("making the columns of %s anew for this version of Sakuin", self.data)
        if self._is_held:
            return self._derive(generation, outdated, Stopwatch())
        try:
            with self.exclusive():
                if self.current_name() != generation.name:
                    return self.current()
                return self._derive(generation, outdated, Stopwatch())
        except (BusyError, StorageError) as error:
            raise IndexMismatchError(
                f"the columns of the index in {self.data} are of another version of Sakuin and "
                f"cannot be made anew ({error}): run `sakuin check --repair`"
            ) from error

    def collect(self) -> None:
        self._remove_all_but(self._published()[-2:])

    def damage(self) -> UnusableIndexError | None:
        try:
            read_current(self, self._compare)
        except (NoIndexError, IndexMismatchError, EngineUnavailableError):
            pass
        except UnusableIndexError as error:
            return error
        return None

    def _compare(self, generation: Generation, *, content: bool = True) -> None:
        """Raises an error for the first file that is not as it was written, or may not be read."""
        for segment in segments_of(self.data, generation):
            for name, problem in file_problems(segment.path, content=content):
                raise self._damaged(f"segment {segment.id}: {name} {problem}")

    def verify(self, generation: Generation, on_progress: OnProgress = silent) -> Check:
        segments = segments_of(self.data, generation)
        return check_segments(generation, segments, self._records, self._parts, on_progress)

    def size(self, generation: Generation) -> Size:
        listed = [
            recorded_files(segment.path).values() for segment in segments_of(self.data, generation)
        ]
        return Size(
            sum(size for files in listed for size, _ in files),
            sum(path.stat().st_size for path in self.data.rglob("*") if path.is_file()),
            tuple(self._published()),
        )

    def _publish(
        self, segments: tuple[SegmentRef, ...], meta: Meta, extras: Mapping[str, bytes]
    ) -> Generation:
        """Makes a generation of ``segments``, which are written and synced, the served one."""
        sizes: list[int] = []
        for segment in segments:
            documents = self._documents(segment)
            sizes += [documents[number][1] for number in segment.live()]
        counts = len(sizes), sum(sizes)
        generation = Generation.of(meta, self._new_name(), *counts, content_of(segments))
        folder = self._folder(generation.name)
        with storage_errors(self.data):
            folder.mkdir(parents=True)
            for name, content in extras.items():
                (folder / name).write_bytes(content)
            manifest = {**generation.to_json(), **generation.content}
            (folder / MANIFEST_FILE).write_bytes(sealed(manifest))
            sync_tree(folder.parent)
            write_file(self.data / CURRENT_FILE, f"{generation.name}\n".encode("ascii"))
        return generation

    def _new_name(self) -> str:
        """A name such as ``00000007-3fa91c``: after all that are here, and in no other folder."""
        names = self._names()
        number = max((int(name[:8]) for name in names if name[:8].isdecimal()), default=0)
        return f"{number + 1:08d}-{secrets.token_hex(3)}"

    def _names(self) -> list[str]:
        """The generations that are here, published or not, the oldest first."""
        return sorted(path.name for path in (self.data / GENERATIONS_FOLDER).glob("*"))

    def _published(self) -> list[str]:
        """The served generation and those before it, the oldest first."""
        names = self._names()
        try:
            served = self.current_name()
        except NoIndexError:
            served = ""
        except DamagedIndexError:
            served = names[-1] if names else ""
        return [name for name in names if name <= served] or [served] * bool(served)

    def _remove_all_but(self, kept: Sequence[str]) -> None:
        """Removes other generations, and segments that none of ``kept`` needs."""
        for name in self._names():
            if name not in kept:
                shutil.rmtree(self._folder(name), ignore_errors=True)
        try:
            used = {segment["id"] for name in kept for segment in self._manifest(name)["segments"]}
        except (UnusableIndexError, KeyError, TypeError):
            return  # nobody can say which those are, until two runs have been published
        for path in (self.data / SEGMENTS_FOLDER).glob("*"):
            if path.name not in used:
                shutil.rmtree(path, ignore_errors=True)

    def _open(self, name: str) -> Generation:
        generation = self._described(name)
        self._compare(generation, content=False)
        segments = segments_of(self.data, generation)
        outdated = [segment.id for segment in segments if self._deriver.is_outdated(segment)]
        return self._derive_outdated(generation, outdated) if outdated else generation

    def _described(self, name: str) -> Generation:
        """A generation as its manifest tells it, whatever its files are like."""
        try:
            stored = self._manifest(name)
            generation = Generation.from_json(stored, self.data)
            return replace(generation, content={"segments": stored["segments"]})
        except (LookupError, ValueError, TypeError) as error:
            raise self._damaged(f"{MANIFEST_FILE} of generation {name}: {error}") from error

    def _manifest(self, name: str) -> dict[str, Any]:
        try:
            return unsealed((self._folder(name) / MANIFEST_FILE).read_bytes())
        except (OSError, ValueError) as error:
            what = f"cannot read {MANIFEST_FILE} of generation {name}: {error}"
            raise denied(error) or self._damaged(what) from error

    def _folder(self, name: str) -> Path:
        return self.data / GENERATIONS_FOLDER / name

    def _documents(self, segment: SegmentRef) -> list[tuple[str, int]]:
        try:
            return documents_of(segment)
        except (OSError, ValueError) as error:
            what = f"documents of segment {segment.id}: {error}"
            raise denied(error) or self._damaged(what) from error

    def _live(self, segments: Iterable[SegmentRef]) -> Iterator[Record]:
        """The records of the documents of segments that can be found."""
        for segment in segments:
            try:
                yield from self._records.records(segment.path / self._records.name, segment.live())
            except ValueError as error:
                raise self._damaged(f"a record of segment {segment.id} {error}") from error

    def _damaged(self, what: str) -> UnusableIndexError:
        """Damage, unless this user may not read the files: then nothing is to be written anew."""
        for path in self._files():
            needed = os.R_OK | os.X_OK * path.is_dir()
            if not os.access(path, needed) and os.access(path, os.F_OK):
                return UnusableIndexError(forbidden(path, self.data))
        return DamagedIndexError.of(self.data, what)

    def _files(self) -> Iterator[Path]:
        """All files and folders of the index, each after the folder that it lies in."""
        yield self.data
        for name in (CURRENT_FILE, GENERATIONS_FOLDER, SEGMENTS_FOLDER):
            yield self.data / name
            yield from (self.data / name).rglob("*")
