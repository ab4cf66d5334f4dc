"""What an engine's writing side must fulfil: generations that replace each other whole.

A *generation* is one published state of the index: documents by their identity, and what readers
and the next run must know of them. It never changes. A *draft* is the next one while it is made;
nobody sees it before it is published, and then all of it at once::

    with store.exclusive():
        store.collect()
        draft = store.begin(store.current(), watch)
        draft.put(record)                 # new, or instead of the document of the same identity
        draft.delete("_posts/gone.md")
        generation = draft.publish(meta, {"ledger": content})
        store.tidy(watch)

The suite in ``tests/contract/store_contract.py`` says what that means, for every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from index.errors import (
    DamagedIndexError,
    IndexMismatchError,
    SakuinError,
    UnusableIndexError,
)
from index.fields import FieldTable, from_json
from index.progress import OnProgress, Stopwatch, silent

if TYPE_CHECKING:  # numpy, which a run that finds no change does without
    from index.record import Record

T = TypeVar("T")

FORMAT_VERSION = 12
"""Raised whenever records or manifests change, so that an old index says "reindex" at once.

What is derived from the records has versions of its own, and is derived anew."""


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What readers need to know of a site that has been indexed."""

    name: str
    generator: str
    base_url: str
    timezone: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class AnalyzerRecord:
    """Which analyzer wrote the terms; queries must be analysed by the same one."""

    fingerprint: str
    settings: Mapping[str, str]
    """What :func:`index.analysis.choice.recorded_choice` needs to make it again."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What a generation is published with, beside its documents."""

    analyzer: AnalyzerRecord
    sites: tuple[SiteRecord, ...]
    fields: FieldTable

    def to_json(self) -> dict[str, Any]:
        """As manifests and archives have it, with the version of the format."""
        return {
            "format_version": FORMAT_VERSION,
            "analyzer": asdict(self.analyzer),
            "sites": [asdict(site) for site in self.sites],
            "fields": self.fields.to_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], place: object) -> Meta:
        """What :meth:`to_json` gave, found in ``place``.

        Raises :class:`IndexMismatchError`, or LookupError, ValueError or TypeError.
        """
        require_format(place, stored["format_version"])
        sites = tuple(SiteRecord(**site) for site in stored["sites"])
        return cls(AnalyzerRecord(**stored["analyzer"]), sites, from_json(stored["fields"]))

    def require_analyzer(self, fingerprint: str) -> None:
        """Raises :class:`IndexMismatchError` unless that analyzer wrote the terms."""
        if fingerprint != self.analyzer.fingerprint:
            raise IndexMismatchError(
                "the index was written with other analyzer settings or dictionaries "
                f"({self.analyzer.fingerprint}, now {fingerprint}): run `sakuin index SITE` again"
            )


def require_format(place: object, found: object, own: int = FORMAT_VERSION) -> None:
    """Raises :class:`IndexMismatchError` unless what is in ``place`` has a format of ours."""
    if found != own:
        raise IndexMismatchError(
            f"the index in {place} has format {found}, this version of Sakuin has format {own}: "
            "run `sakuin index SITE` again"
        )


@dataclass(frozen=True, slots=True)
class Generation(Meta):
    """One published state of the index; queries are understood by its table of fields."""

    name: str
    """Later generations of a store have greater names; no two stores share one."""
    created: datetime
    documents: int
    """How many can be found."""
    characters: int
    """Of their original texts."""
    content: Any
    """The store's own: how it finds the documents. Plain JSON."""

    @classmethod
    def of(cls, meta: Meta, name: str, documents: int, characters: int, content: Any) -> Generation:
        """A generation that is made now."""
        made = meta.analyzer, meta.sites, meta.fields, name, datetime.now(UTC)
        return cls(*made, documents, characters, content)

    @property
    def meta(self) -> Meta:
        """What it was published with."""
        return Meta(self.analyzer, self.sites, self.fields)

    def to_json(self) -> dict[str, Any]:
        """As manifests have it, without its content."""
        return {
            **self.meta.to_json(),
            "name": self.name,
            "created": self.created.astimezone(UTC).isoformat(),
            "documents": self.documents,
            "characters": self.characters,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], place: object) -> Generation:
        """What :meth:`to_json` gave, without content; raises what that of ``Meta`` does."""
        meta = Meta.from_json(stored, place)
        created = datetime.fromisoformat(stored["created"])
        counts = stored["documents"], stored["characters"]
        made = cls.of(meta, stored["name"], *counts, None)
        return replace(made, created=created)


class Size(NamedTuple):
    """How much a store keeps, in bytes."""

    served: int
    """Of the generation asked for."""
    kept: int
    """Of everything."""
    generations: tuple[str, ...]
    """Those that are kept, the oldest first."""


@dataclass(frozen=True, slots=True)
class Check:
    """What has been read of a generation, and what was wrong with it."""

    generation: str
    documents: int
    """Those that can be found."""
    terms: int
    """Distinct terms."""
    files: int
    size: int
    """Bytes of what is kept."""
    problems: tuple[str, ...]
    """One line each; empty if all is well."""
    ids: tuple[str, ...] = ()
    """Of all documents, in their order."""


class Draft(Protocol):
    """The next generation while it is made; ended by exactly one of ``publish`` and ``abort``.

    Every method but ``abort`` raises :class:`index.errors.StorageError` when it cannot write.
    """

    def put(self, record: Record) -> None:
        """Adds a document; one of the same identity is replaced."""

    def delete(self, identity: str) -> None:
        """Leaves out the document of that identity, if there is one."""

    def publish(self, meta: Meta, extras: Mapping[str, bytes]) -> Generation:
        """Makes this the generation that is served: all of it, durably, at once, or nothing.

        ``extras`` are kept beside it: see :meth:`Store.extra`.
        """

    def abort(self) -> None:
        """Gives up; nothing of the draft is left. Never raises."""


class Store(Protocol):
    """Generations in one place, which any number of processes may read and one may write."""

    def current_name(self) -> str:
        """The name of the generation that is served; cheap enough to ask before each request.

        Raises :class:`index.errors.NoIndexError` when nothing has been published.
        """

    def is_kept(self, name: str) -> bool:
        """Whether a generation that somebody has opened can still be read whole.

        Only a store that removes posts in place, once two runs have replaced them, ever says no.
        """

    def current(self) -> Generation:
        """The generation that is served.

        Raises :class:`index.errors.NoIndexError`, :class:`index.errors.IndexMismatchError` when
        another version of Sakuin wrote it, or :class:`index.errors.DamagedIndexError`.
        """

    def site_names(self) -> tuple[str, ...]:
        """The sites of what is served, whatever version wrote it; none if that is unknown."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Holds the store for one run; raises :class:`index.errors.BusyError`.

        Whatever writes needs it: ``begin``, ``replace_extra``, ``tidy``, ``repair``, ``collect``.
        """

    def begin(
        self, base: Generation | None, watch: Stopwatch, on_progress: OnProgress = silent
    ) -> Draft:
        """A draft of the documents of ``base``, or of none; removes what a crash has left."""

    def records(self, generation: Generation) -> Iterator[Record]:
        """The records of all documents."""

    def extra(self, generation: Generation, name: str) -> bytes:
        """What was published beside a generation; raises ``DamagedIndexError`` without it."""

    def replace_extra(self, generation: Generation, name: str, content: bytes) -> None:
        """Keeps what a run has learnt that published nothing: the new content or the old."""

    def tidy(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        """Rewrites what many small drafts have left, where it would slow queries down.

        The generation that is served afterwards has the same documents and extras.
        """

    def collect(self) -> None:
        """Removes generations that nobody reads: all but the served one and the one before.

        Called when a run begins, not when it ends: by then, nobody still opens what was served
        before the last one.
        """

    def damage(self) -> UnusableIndexError | None:
        """What is wrong with the generation that is served, told by its checksums alone: files that
        have changed, or that this user may not read."""

    def repair(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        """Derives anew, from the records, whatever is damaged of what is derived from them.

        The generation that is served afterwards has the same documents and extras. Raises
        ``DamagedIndexError`` when the records themselves are damaged.
        """

    def verify(self, generation: Generation, on_progress: OnProgress = silent) -> Check:
        """Reads everything of a generation, and compares all that says the same twice."""

    def size(self, generation: Generation) -> Size:
        """How much is kept."""


@contextmanager
def abandoned_on_failure(abort: Callable[[], None]) -> Iterator[None]:
    """Leaves nothing of what is not finished, however that comes, by the ``abort`` of a draft."""
    try:
        yield
    except BaseException:
        abort()
        raise


def read_current(store: Store, read: Callable[[Generation], T]) -> T:
    """What ``read`` makes of the generation that is served.

    Of the newest, where runs that follow each other at once have removed one while it was read.
    """
    while True:
        generation = store.current()
        try:
            return read(generation)
        except Exception:
            if store.current_name() == generation.name:
                raise


@contextmanager
def naming_damage(store: Store) -> Iterator[None]:
    """Raises what :meth:`Store.damage` tells, which names the file, for any error within that may
    come from such files.

    Changed bytes make a reader fail in any way whatever, and comparing all checksums before is
    too slow: so they are compared when something has failed for no other reason.
    """
    try:
        yield
    except Exception as error:
        meant = isinstance(error, SakuinError) and not isinstance(error, DamagedIndexError)
        damage = None if meant else store.damage()
        if damage:
            raise damage from error
        raise
