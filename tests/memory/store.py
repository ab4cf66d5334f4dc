"""Generations as dicts of packed records."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex

from index.errors import BusyError, DamagedIndexError, NoIndexError
from index.packing import pack
from index.pages.packed import unpack
from index.progress import OnProgress, Stopwatch, counted, silent
from index.record import Record
from index.store import Check, Generation, Meta, Size

Documents = dict[str, bytes]
"""Identity → packed record."""


class MemoryStore:
    """A :class:`index.store.Store` that dies with its process."""

    def __init__(self) -> None:
        self._published: dict[str, tuple[Generation, Documents, dict[str, bytes]]] = {}
        self._writing = threading.Lock()

    def __str__(self) -> str:
        return "memory"

    def current_name(self) -> str:
        return self.current().name

    def is_kept(self, name: str) -> bool:
        return True

    def current(self) -> Generation:
        if not self._published:
            raise NoIndexError("no index in memory: run `sakuin index SITE` first")
        return next(reversed(self._published.values()))[0]

    def site_names(self) -> tuple[str, ...]:
        return tuple(site.name for site in self.current().sites) if self._published else ()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        if not self._writing.acquire(blocking=False):
            raise BusyError("another run is writing: wait for it to end")
        try:
            yield
        finally:
            self._writing.release()

    def begin(
        self, base: Generation | None, watch: Stopwatch, on_progress: OnProgress = silent
    ) -> MemoryDraft:
        return MemoryDraft(self, dict(self._documents(base)) if base else {})

    def records(self, generation: Generation) -> Iterator[Record]:
        return map(unpack, self._documents(generation).values())

    def extra(self, generation: Generation, name: str) -> bytes:
        try:
            return self._published[generation.name][2][name]
        except KeyError:
            raise DamagedIndexError.of(self, f"no {name} of generation {generation.name}") from None

    def replace_extra(self, generation: Generation, name: str, content: bytes) -> None:
        self._published[generation.name][2][name] = content

    def tidy(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        return self.current()

    def repair(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        return self.current()

    def collect(self) -> None:
        for name in list(self._published)[:-2]:
            del self._published[name]

    def damage(self) -> DamagedIndexError | None:
        return None

    def verify(self, generation: Generation, on_progress: OnProgress = silent) -> Check:
        documents = self._documents(generation)
        every = counted(documents.values(), "check", generation.documents, on_progress)
        terms = {term for packed in every for term in unpack(packed).terms}
        size = sum(map(len, documents.values()))
        count, ids = len(documents), tuple(sorted(documents))
        return Check(generation.name, count, len(terms), count, size, (), ids)

    def size(self, generation: Generation) -> Size:
        sizes = {
            name: sum(map(len, documents.values()))
            for name, (_, documents, _) in self._published.items()
        }
        return Size(sizes[generation.name], sum(sizes.values()), tuple(sizes))

    def publish(self, documents: Documents, meta: Meta, extras: Mapping[str, bytes]) -> Generation:
        """Makes a generation of these documents the one that is served."""
        number = int(next(reversed(self._published), "0")[:8]) + 1
        characters = sum(len(unpack(packed).original) for packed in documents.values())
        generation = Generation.of(
            meta, f"{number:08}-{token_hex(3)}", len(documents), characters, None
        )
        self._published[generation.name] = generation, documents, dict(extras)
        return generation

    def _documents(self, generation: Generation) -> Documents:
        try:
            return self._published[generation.name][1]
        except KeyError:
            raise DamagedIndexError.of(self, f"no generation {generation.name}") from None


class MemoryDraft:
    """A :class:`index.store.Draft`."""

    def __init__(self, store: MemoryStore, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def put(self, record: Record) -> None:
        self.delete(record.document.id)
        self._documents[record.document.id] = pack(record)

    def delete(self, identity: str) -> None:
        self._documents.pop(identity, None)

    def publish(self, meta: Meta, extras: Mapping[str, bytes]) -> Generation:
        return self._store.publish(self._documents, meta, extras)

    def abort(self) -> None:
        self._documents.clear()
