"""Titles and labels of a generation for the shared suggester, kept from one to the next.

Each post carries a small entry with what completes; only those of new posts are read again when a
generation follows another in the same index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.opensearch.client import BULK_SECONDS, Client
from index.opensearch.manifest import Content
from search.suggesting.entries import Label, Title

PAGE = 5_000
"""Entries that are read at once."""

Entry = tuple[str, str, list[tuple[int, int, str]], str, str, str, list[str], list[str]]
"""Title, folded title, its words, id, site, URL, tags, categories: see index.opensearch.posts."""


class Completions:
    """The entries of one generation; a post's number is its place in the order of the keys."""

    def __init__(self, keys: list[str], entries: list[Entry]) -> None:
        self._keys = keys
        self._entries = entries

    @classmethod
    def of(cls, client: Client, content: Content, known: Completions | None) -> Completions:
        """Those of a generation; ``known`` are of another one in the same index."""
        found = {
            hit["_id"]: hit["_source"].get("entry")
            for hit in _pages(client, content, with_entries=known is None)
        }
        if known is not None:
            read = dict(zip(known._keys, known._entries, strict=True))
            missing = [key for key in found if key not in read]
            read |= {
                hit["_id"]: hit["_source"]["entry"] for hit in _pages(client, content, keys=missing)
            }
            found = {key: read[key] for key in found}
        return cls(list(found), list(found.values()))

    def titles(self) -> Iterator[Title]:
        for number, (title, folded, words, *place, _, _) in enumerate(self._entries):
            if folded.strip():
                yield Title(number, title, folded, words, *place)

    def labels(self) -> Iterator[Label]:
        posts: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, (*_, tags, categories) in enumerate(self._entries):
            for kind, values in (("tag", tags), ("category", categories)):
                for value in dict.fromkeys(values):
                    posts[kind, value].append(number)
        yield from (Label(kind, text, numbers) for (kind, text), numbers in posts.items())

    def mask(self, keys: set[str]) -> NDArray[np.bool_]:
        """Which of the entries are those of some posts."""
        return np.array([key in keys for key in self._keys], np.bool_)


def keys_within(client: Client, content: Content, filters: list[Any]) -> set[str]:
    """The keys of the posts that pass some filters."""
    return {hit["_id"] for hit in _pages(client, content, filters=filters)}


def _pages(
    client: Client,
    content: Content,
    *,
    with_entries: bool = False,
    keys: list[str] | None = None,
    filters: list[Any] | None = None,
) -> Iterator[dict[str, Any]]:
    """All posts of a generation in the order of their ids, or those of some keys."""
    for wanted in _parts(keys):
        after: list[Any] | None = None
        while True:
            body: dict[str, Any] = {
                "size": PAGE,
                "sort": ["id"],
                "track_total_hits": False,
                "_source": ["entry"] if with_entries or keys is not None else False,
                "query": {"bool": {
                    "filter": [*(filters or []), *wanted], "must_not": content.hidden()}},
            }  # fmt: skip
            if after:
                body["search_after"] = after
            (answer,) = client.search_all([(content.posts, body, {})], BULK_SECONDS)
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield {"_source": {}, **hit}
            if len(hits) < PAGE:
                break
            after = hits[-1]["sort"]


def _parts(keys: list[str] | None) -> Iterator[list[Any]]:
    if keys is None:
        yield []
        return
    for start in range(0, len(keys), PAGE):
        yield [{"ids": {"values": keys[start : start + PAGE]}}]
