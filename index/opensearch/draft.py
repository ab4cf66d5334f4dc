"""The next generation in a cluster while it is made; fulfils :class:`index.store.Draft`.

Posts are sent as they come, under the number of this run, which no reader shows yet. Publishing
looks up what they replace, makes everything searchable and durable, and then writes the manifest.
"""

from __future__ import annotations

import base64
import secrets
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice

from index.analysis.sound import sound, without_long
from index.errors import (
    BusyError,
    DamagedIndexError,
    EngineUnavailableError,
    SakuinError,
    StorageError,
)
from index.opensearch.client import BULK_SECONDS, Client, RefusedError, path_of
from index.opensearch.lock import Lock
from index.opensearch.manifest import (
    KEPT_NUMBERS,
    MANIFEST,
    Before,
    Content,
    Names,
    condition_of,
    is_conflict,
    read_document,
    to_json,
)
from index.opensearch.mapping import posts_index, words_index
from index.opensearch.posts import Averages, Encoded, key_of
from index.opensearch.sending import Sender
from index.opensearch.waiting import Waiting
from index.packing import pack
from index.progress import OnProgress, Progress, Stopwatch
from index.record import Record
from index.store import Generation, Meta

SAMPLE_CHARACTERS = 100_000_000
"""Of the first posts of a rebuild, whose average lengths stand for all; they wait on disk."""
MANY = 1_000
"""Posts of a run that take long to be read again after a restart."""
LOOKED_UP = 1_000
"""Identities that are looked up in one request."""
PIECE = 4_000_000
"""Bytes of a document that holds a part of an extra."""
LONGEST_WORD = 100
"""Characters of a word that is looked up by sound or spelling."""


class PostsDraft:
    def __init__(
        self,
        client: Client,
        names: Names,
        lock: Lock,
        number: int,
        base: Generation | None,
        watch: Stopwatch,
        on_progress: OnProgress,
    ) -> None:
        self._client = client
        self._names = names
        self._lock = lock
        self._number = number
        self._watch = watch
        self._on_progress = on_progress
        self._manifest = read_document(client, names, MANIFEST)
        self._base = base
        self._held = Content.from_json(base.content) if base else None
        self._posts = self._held.posts if self._held else names.posts(number)
        self._words = names.words(self._posts)
        self._averages = self._held.averages if self._held else None
        self._waiting = Waiting()
        self._put: set[str] = set()
        self._deleted: set[str] = set()
        self._taken_back: set[str] = set()
        """Keys of posts that this run has put and then deleted."""
        self._sent_words: set[tuple[str, str]] = set()
        self._sender = Sender(client)
        if base is None:
            client.create_index(self._posts, posts_index(client.cluster))
            client.create_index(self._words, words_index())

    def put(self, record: Record) -> None:
        identity = record.document.id
        self._put.add(identity)
        self._taken_back.discard(key_of(identity, self._number))
        if self._averages is not None:
            self._send(record, pack(record), self._averages)
            return
        with self._watch.stage("encode"):
            self._waiting.add(record)
        if self._waiting.characters >= SAMPLE_CHARACTERS:
            self._send_waiting()

    def _send_waiting(self) -> Averages:
        averages = self._averages = self._waiting.averages()
        characters, total = 0, len(self._waiting)
        for number, (record, packed) in enumerate(self._waiting.taken(), 1):
            self._send(record, packed, averages)
            characters += len(record.original)
            self._on_progress(Progress("send", number, total, characters))
        return averages

    def _send(self, record: Record, packed: bytes, averages: Averages) -> None:
        with self._watch.stage("encode"):
            body = Encoded(record).body(self._number, averages, packed)
            words = _words_of(record) - self._sent_words
        self._sent_words |= words
        with self._watch.stage("send"):
            self._sender.add(self._posts, key_of(body["id"], self._number), body)
            for term, reading in words:
                key = key_of(f"{term}\t{reading}", 0)
                word = {"term": term, "reading": reading, "sound": without_long(sound(reading))}
                self._sender.add(self._words, key, word)

    def delete(self, identity: str) -> None:
        self._deleted.add(identity)
        if identity in self._put:
            self._put.remove(identity)
            self._taken_back.add(key_of(identity, self._number))

    def publish(self, meta: Meta, extras: Mapping[str, bytes]) -> Generation:
        try:
            averages = self._averages or self._send_waiting()
            with self._watch.stage("send"):
                self._sender.finish()
            with self._watch.stage("publish"):
                return self._publish(meta, extras, averages)
        except RefusedError as error:
            raise StorageError(f"{error}; nothing was published") from error

    def _publish(self, meta: Meta, extras: Mapping[str, bytes], averages: Averages) -> Generation:
        self._refresh()
        write_extras(self._client, self._names, self._number, self._number, extras)
        content = self._content(averages)
        name = f"{self._number:010d}-{secrets.token_hex(4)}"
        generation = Generation.of(meta, name, *self._counted(content), content.to_json())
        if self._lock.lost:
            raise BusyError("another run has taken this one for dead: nothing was published")
        self._replace_manifest(generation)
        return generation

    def _refresh(self) -> None:
        """Makes what was written searchable, and keeps it from being read again after a restart."""
        if self._base is None:
            self._merge()
        steps = ["_refresh"] if self._base and len(self._put) < MANY else ["_refresh", "_flush"]
        for step in steps:
            path = path_of(f"{self._posts},{self._words}", step)
            done = self._client.ask("POST", path, seconds=BULK_SECONDS)
            if done["_shards"]["failed"]:
                raise StorageError("shards of OpenSearch could not be refreshed: run again")
        if self._base is None and self._client.cluster.replicas:
            self._copy()

    def _merge(self) -> None:
        """Has what a rebuild wrote in many segments laid together: searches cost a third then.

        It may take longer than anybody waits, and then the nodes go on with it by themselves; or
        the user of the cluster may not have it done. The posts are there all the same.
        """
        both = f"{self._posts},{self._words}"
        with suppress(EngineUnavailableError, RefusedError):
            self._on_progress(Progress("merge"))
            # What is not flushed is kept twice, for copies that might want it, and so it is merged.
            self._client.ask("POST", path_of(both, "_flush"), seconds=BULK_SECONDS)
            path = path_of(both, "_forcemerge")
            self._client.ask("POST", path, params={"max_num_segments": 1}, seconds=BULK_SECONDS)

    def _copy(self) -> None:
        """Has the nodes copy the files of a rebuild, which takes them a fraction of indexing again.

        They go on by themselves where that takes longer than anybody waits.
        """
        self._on_progress(Progress("copy"))
        both = f"{self._posts},{self._words}"
        copies = {"index": {"number_of_replicas": self._client.cluster.replicas}}
        self._client.ask("PUT", path_of(both, "_settings"), copies)
        made = {"wait_for_no_initializing_shards": "true", "wait_for_events": "languid"}
        with suppress(EngineUnavailableError, RefusedError):
            path = path_of("_cluster", "health", both)
            patience = {"timeout": f"{BULK_SECONDS:.0f}s"}
            self._client.ask("GET", path, params={**made, **patience}, seconds=BULK_SECONDS + 5)

    def _content(self, averages: Averages) -> Content:
        held = self._held
        dead = dict.fromkeys(self._taken_back, self._number)
        if held is None:
            return Content(self._number, self._posts, averages, dead=dead, before=self._before())
        dead.update(held.without_what_nobody_reads().dead)
        dead.update(dict.fromkeys(self._replaced(held), self._number))
        abandoned = [*held.abandoned, *range(held.number + 1, self._number)]
        return Content(
            number=self._number,
            posts=self._posts,
            averages=averages,
            abandoned=tuple(abandoned[-KEPT_NUMBERS:]),
            dead=dead,
            before=self._before(),
        )

    def _before(self) -> Before | None:
        """What is published until now, by whatever version of Sakuin."""
        found = self._manifest
        content = found["_source"].get("content", {}) if found else {}
        if not found or not {"number", "posts"} <= content.keys():
            return None
        return Before(content["number"], content["posts"], found["_source"].get("name", ""))

    def _replaced(self, held: Content) -> Iterator[str]:
        """The keys of posts of the base that this run has replaced or deleted."""
        identities = iter(sorted(self._put | self._deleted))
        while some := list(islice(identities, LOOKED_UP)):
            query = {"bool": {"filter": {"terms": {"id": some}}, "must_not": held.hidden()}}
            for hit in self._client.find_all(self._posts, query, False, LOOKED_UP):
                yield hit["_id"]

    def _counted(self, content: Content) -> tuple[int, int]:
        """Documents and characters of the generation to come; what was put must be there."""
        body = {
            "size": 0,
            "track_total_hits": True,
            "query": {"bool": {"must_not": content.hidden()}},
            "aggs": {
                "characters": {"sum": {"field": "characters"}},
                "put": {"filter": {"term": {"born": self._number}}},
            },
        }
        answer = self._client.find(self._posts, body)
        found = answer["aggregations"]
        if found["put"]["doc_count"] != len(self._put):
            raise DamagedIndexError(
                f"of {len(self._put)} documents, {found['put']['doc_count']} can be read back; "
                "nothing was published: run again"
            )
        return answer["hits"]["total"]["value"], int(found["characters"]["value"])

    def _replace_manifest(self, generation: Generation) -> None:
        path = path_of(self._names.meta, "_doc", MANIFEST)
        held = self._manifest
        condition: dict[str, object] = {**condition_of(held)} if held else {"op_type": "create"}
        try:
            self._client.ask("PUT", path, to_json(generation), params=condition)
        except RefusedError as error:
            if not is_conflict(error):
                raise
            found = read_document(self._client, self._names, MANIFEST)
            # A write that was sent twice has been done by the first.
            if found is None or found["_source"]["name"] != generation.name:
                raise BusyError(
                    "another run has published in between: nothing was published, run again"
                ) from error

    def abort(self) -> None:
        """What has been sent is hidden from all, and removed by the next run."""
        self._sender.abort()
        self._waiting.close()
        if self._base is None:
            with suppress(SakuinError):
                self._client.ask("DELETE", path_of(f"{self._posts},{self._words}"))


def _words_of(record: Record) -> set[tuple[str, str]]:
    """The words of a post with each way to read them; one that nobody can read has an empty one."""
    return {
        (term, reading)
        for term, readings in zip(record.terms, record.readings, strict=True)
        for reading in readings.split() or [""]
        if len(term) <= LONGEST_WORD
    }


def extras_of(run: int) -> str:
    """The id of the list of what is kept beside the generation of a run."""
    return f"extras-{run}"


def write_extras(
    client: Client, names: Names, run: int, writer: int, extras: Mapping[str, bytes]
) -> None:
    """Keeps extras beside the generation of a run: their pieces first, then the list of them."""
    listed = {}
    for name, content in extras.items():
        packed = zlib.compress(content)
        pieces = [packed[at : at + PIECE] for at in range(0, len(packed), PIECE)]
        listed[name] = [f"{name}-{run}-{writer}-{number}" for number in range(len(pieces))]
        for identity, piece in zip(listed[name], pieces, strict=True):
            document = {"run": run, "data": base64.b64encode(piece).decode("ascii")}
            path = path_of(names.meta, "_doc", identity)
            client.ask("PUT", path, document, seconds=BULK_SECONDS)
    path = path_of(names.meta, "_doc", extras_of(run))
    client.ask("PUT", path, {"run": run, "extras": listed}, seconds=BULK_SECONDS)
