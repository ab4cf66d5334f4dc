"""Generations in an OpenSearch cluster; fulfils :class:`index.store.Store`."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import orjson

from index.errors import BusyError, DamagedIndexError, EngineUnavailableError
from index.opensearch.client import BULK_SECONDS, Client, Cluster, RefusedError, path_of
from index.opensearch.draft import PostsDraft, extras_of, write_extras
from index.opensearch.lock import Lock
from index.opensearch.manifest import (
    MANIFEST,
    Before,
    Content,
    Names,
    read_document,
    read_manifest,
    where,
)
from index.opensearch.mapping import meta_index
from index.pages.packed import Batch
from index.pages.records import Page
from index.progress import OnProgress, Stopwatch, counted, silent
from index.record import Record
from index.store import Check, Draft, Generation, Size

PAGE = 100
"""Records that are read at once."""
REMOVED = 5_000
"""Documents that are removed at once."""


class OpenSearchStore:
    """The generations below one name in one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.client = Client(cluster)
        self.names = Names(cluster.index)
        self._lock: Lock | None = None

    def __str__(self) -> str:
        return where(self.cluster)

    def current_name(self) -> str:
        return self.current().name

    def is_kept(self, name: str) -> bool:
        current = self.current()
        before = Content.from_json(current.content).before
        return name in (current.name, before.name if before else "")

    def current(self) -> Generation:
        return read_manifest(self.client, self.names)

    def site_names(self) -> tuple[str, ...]:
        found = read_document(self.client, self.names, MANIFEST)
        return tuple(site["name"] for site in found["_source"]["sites"]) if found else ()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        self.client.create_index(self.names.meta, meta_index(self.cluster))
        lock = Lock(self.client, self.names)
        with lock.held():
            self._lock = lock
            try:
                yield
            finally:
                self._lock = None

    @property
    def lock(self) -> Lock:
        if self._lock is None:
            raise BusyError("nothing may be written without holding the store")
        return self._lock

    def begin(
        self, base: Generation | None, watch: Stopwatch, on_progress: OnProgress = silent
    ) -> Draft:
        number = self.lock.next_number()
        if base is not None:
            self._remove_dead(base)
        self.collect()
        return PostsDraft(self.client, self.names, self.lock, number, base, watch, on_progress)

    def _remove_dead(self, base: Generation) -> None:
        """Removes posts that no reader of this generation or the one before sees."""
        content = Content.from_json(base.content)
        gone = dict(content.dead.items() - content.without_what_nobody_reads().dead.items())
        wanted = replace(content, dead=gone).hidden()
        self._delete(content.posts, {"bool": {"should": wanted, "minimum_should_match": 1}})

    def _delete(self, index: str, query: dict[str, Any]) -> None:
        """Deletes what a query finds."""
        body = {"size": REMOVED, "query": query, "_source": False, "track_total_hits": False}
        while True:
            self.client.ask("POST", path_of(index, "_refresh"), seconds=BULK_SECONDS)
            found = [hit["_id"] for hit in self.client.find(index, body)["hits"]["hits"]]
            if not found:
                return
            lines = [orjson.dumps({"delete": {"_id": identity}}) for identity in found]
            path = path_of(index, "_bulk")
            self.client.ask("POST", path, b"\n".join(lines) + b"\n", seconds=BULK_SECONDS)

    def records(self, generation: Generation) -> Iterator[Record]:
        content = Content.from_json(generation.content)
        query = {"bool": {"must_not": content.hidden()}}
        return map(record_of, self.client.find_all(content.posts, query, ["record"], PAGE))

    def extra(self, generation: Generation, name: str) -> bytes:
        listed = self._extras(generation)
        if name not in listed:
            raise DamagedIndexError.of(self, f"no {name} of generation {generation.name}")
        found = [read_document(self.client, self.names, identity) for identity in listed[name]]
        try:
            pieces = [base64.b64decode(piece["_source"]["data"]) for piece in found if piece]
            return zlib.decompress(b"".join(pieces))
        except (ValueError, zlib.error) as error:
            raise DamagedIndexError.of(self, f"the {name} cannot be read: {error}") from error

    def _extras(self, generation: Generation) -> dict[str, list[str]]:
        """Name → ids of the pieces."""
        number = Content.from_json(generation.content).number
        found = read_document(self.client, self.names, extras_of(number))
        return dict(found["_source"]["extras"]) if found else {}

    def replace_extra(self, generation: Generation, name: str, content: bytes) -> None:
        number = Content.from_json(generation.content).number
        extras = {other: self.extra(generation, other) for other in self._extras(generation)}
        writer = self.lock.next_number()
        write_extras(self.client, self.names, number, writer, {**extras, name: content})

    def tidy(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        """Nothing to do: the nodes merge what small drafts leave, by themselves."""
        return self.current()

    def repair(self, watch: Stopwatch, on_progress: OnProgress = silent) -> Generation:
        """Nothing to do: the records are all there is."""
        return self.current()

    def collect(self) -> None:
        found = read_document(self.client, self.names, MANIFEST)
        content = found["_source"].get("content", {}) if found else {}
        before = Before(*content["before"]) if content.get("before") else None
        posts = {content.get("posts", ""), before.posts if before else ""} - {""}
        runs = [content.get("number", 0), before.number if before else 0]
        for name in self._indices() - posts - {self.names.words(name) for name in posts}:
            gone = {"ignore_unavailable": "true"}
            self.client.ask("DELETE", path_of(name), params=gone, seconds=BULK_SECONDS)
        stale = {"bool": {"filter": {"exists": {"field": "run"}},
                          "must_not": {"terms": {"run": runs}}}}  # fmt: skip
        self._delete(self.names.meta, stale)

    def _indices(self) -> set[str]:
        pattern = f"{self.names.base}-posts-*,{self.names.base}-words-*"
        found = self.client.ask(
            "GET", path_of(pattern), params={"filter_path": "*.settings.index.uuid"}
        )
        return set(found or ())

    def damage(self) -> DamagedIndexError | None:
        """None: the nodes check what they read themselves, and fail with an error of their own."""
        return None

    def verify(self, generation: Generation, on_progress: OnProgress = silent) -> Check:
        problems = list(self._copies_missing(generation))
        identities: set[str] = set()
        terms: set[str] = set()
        try:
            records = self.records(generation)
            for record in counted(records, "check", generation.documents, on_progress):
                if record.document.id in identities:
                    problems.append(f"{record.document.id} is there twice")
                identities.add(record.document.id)
                terms.update(record.terms)
        except ValueError as error:
            problems.append(f"a record cannot be read: {error}")
        if len(identities) != generation.documents:
            found = len(identities)
            problems.append(f"{generation.documents} documents by the manifest, {found} found")
        size = self.size(generation).served
        ids, count = tuple(sorted(identities)), len(identities)
        return Check(generation.name, count, len(terms), 0, size, tuple(problems), ids)

    def _copies_missing(self, generation: Generation) -> Iterator[str]:
        posts = Content.from_json(generation.content).posts
        try:
            health = self.client.ask("GET", path_of("_cluster", "health", posts))
        except RefusedError as error:
            raise EngineUnavailableError(str(error)) from error
        if health["unassigned_shards"]:
            yield f"{health['unassigned_shards']} copies of shards are on no node"

    def size(self, generation: Generation) -> Size:
        content = Content.from_json(generation.content)
        served = f"{content.posts},{self.names.words(content.posts)}"
        current = self.current()
        before = Content.from_json(current.content).before
        kept = [before.name] if before else []
        return Size(self._bytes(served), self._bytes(f"{self.names.base}-*"), (*kept, current.name))

    def _bytes(self, pattern: str) -> int:
        """Bytes of the indices of a pattern, all copies together."""
        found = self.client.ask("GET", path_of(pattern, "_stats", "store"))
        return int(found["_all"]["total"]["store"]["size_in_bytes"])


def record_of(hit: dict[str, Any]) -> Record:
    """The record that a hit has come with."""
    return _batch(hit)[0]


def shown_of(hit: dict[str, Any]) -> Page:
    """The same as far as it is shown."""
    return Page(_batch(hit).shown(0))


def _batch(hit: dict[str, Any]) -> Batch:
    return Batch(base64.b64decode(hit["_source"]["record"]))
