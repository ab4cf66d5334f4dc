"""The manifest: one small document that says which posts are the generation that is served.

Posts are written beside each other under ``POST@RUN``. A run that publishes replaces the manifest
with one compare-and-set, so that all of it is seen at once, or nothing; and of two runs that began
with the same manifest, the second is refused. Readers hide what is not theirs:

``number``     posts of later runs
``abandoned``  posts of runs before it that never published
``dead``       posts that a later run has replaced or deleted, each with that run's number

What is dead is removed by the run after the next, when nobody reads it any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from index.errors import DamagedIndexError, NoIndexError
from index.opensearch.client import Client, Cluster, RefusedError, path_of
from index.opensearch.posts import Averages
from index.store import Generation, require_format

MAPPING_VERSION = 7
"""Raised whenever the mapping or the manifest changes, so that an old index says "reindex"."""
MANIFEST = "manifest"
KEPT_NUMBERS = 1_000
"""Abandoned runs that are remembered: more have been cleaned long since."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the indices of a cluster are called: all begin with the setting ``index``."""

    base: str

    @property
    def meta(self) -> str:
        return f"{self.base}-meta"

    def posts(self, number: int) -> str:
        """The posts of a rebuild, named after the run that began it."""
        return f"{self.base}-posts-{number:08d}"

    def words(self, posts: str) -> str:
        """The words of an index of posts."""
        return f"{self.base}-words-{posts.rpartition('-')[2]}"


class Before(NamedTuple):
    """A generation that has been replaced."""

    number: int
    posts: str
    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """How a generation finds its posts: :attr:`index.store.Generation.content`."""

    number: int
    """Of the run that published it."""
    posts: str
    """The index that they are in."""
    averages: Averages
    abandoned: tuple[int, ...] = ()
    dead: dict[str, int] = field(default_factory=dict)
    before: Before | None = None
    """The generation before, whose readers may still be at it."""

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "posts": self.posts,
            "averages": list(self.averages),
            "abandoned": list(self.abandoned),
            "dead": self.dead,
            "before": list(self.before) if self.before else None,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Content:
        before = content["before"]
        return cls(
            **{
                **content,
                "averages": Averages(*content["averages"]),
                "abandoned": tuple(content["abandoned"]),
                "before": Before(*before) if before else None,
            }
        )

    def without_what_nobody_reads(self) -> Content:
        """The same once the dead that its readers do not see have been removed."""
        return replace(self, dead={k: n for k, n in self.dead.items() if n >= self.number})

    def hidden(self) -> list[dict[str, Any]]:
        """Queries for posts that are not of this generation."""
        hidden: list[dict[str, Any]] = [{"range": {"born": {"gt": self.number}}}]
        if self.abandoned:
            hidden.append({"terms": {"born": list(self.abandoned)}})
        if self.dead:
            hidden.append({"ids": {"values": list(self.dead)}})
        return hidden


def to_json(generation: Generation) -> dict[str, Any]:
    own = {"mapping_version": MAPPING_VERSION, "content": generation.content}
    return {**generation.to_json(), **own}


def _generation(manifest: dict[str, Any], where: str) -> Generation:
    try:
        generation = Generation.from_json(manifest, where)
        require_format(where, manifest["mapping_version"], MAPPING_VERSION)
        return replace(generation, content=manifest["content"])
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedIndexError(
            f"the manifest in {where} cannot be read ({error}): run `sakuin index --full SITE`"
        ) from error


def where(cluster: Cluster) -> str:
    """How messages call the index of a cluster."""
    return f"{cluster.urls[0]} ({cluster.index})"


def read_manifest(client: Client, names: Names) -> Generation:
    """What is published now, whatever has been refreshed.

    Raises :class:`NoIndexError`, ``IndexMismatchError`` or :class:`DamagedIndexError`.
    """
    found = read_document(client, names, MANIFEST)
    if found is None:
        raise NoIndexError(f"no index in {where(client.cluster)}: run `sakuin index SITE` first")
    return _generation(found["_source"], where(client.cluster))


def condition_of(found: dict[str, Any]) -> dict[str, int]:
    """What a write must say to replace exactly the document that was found."""
    return {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}


def read_document(client: Client, names: Names, identity: str) -> dict[str, Any] | None:
    """A small document by its id; None if there is none."""
    try:
        found: dict[str, Any] = client.ask("GET", path_of(names.meta, "_doc", identity))
    except RefusedError as error:
        if error.status == 404:
            return None
        raise
    return found


def is_conflict(error: RefusedError) -> bool:
    """Whether somebody else has written what was to be replaced."""
    return error.status == 409
