"""Titles and labels of a generation for the shared suggester, kept from one to the next.

Each post carries a small entry with what completes; only those of new posts are read again when a
generation follows another in the same index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.opensearch.client import Client
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
        if known is None:
            hits = _hits(client, content, [], ["entry"])
            found = {hit["_id"]: hit["_source"]["entry"] for hit in hits}
            return cls(list(found), list(found.values()))
        read = dict(zip(known._keys, known._entries, strict=True))
        keys = [hit["_id"] for hit in _hits(client, content, [], False)]
        missing = iter([key for key in keys if key not in read])
        while some := list(islice(missing, PAGE)):
            for hit in _hits(client, content, [{"ids": {"values": some}}], ["entry"]):
                read[hit["_id"]] = hit["_source"]["entry"]
        return cls(keys, [read[key] for key in keys])

    def titles(self) -> Iterator[Title]:
        for number, (title, folded, words, *place, _, _) in enumerate(self._entries):
            yield Title(number, title, folded, words, *place)

    def labels(self) -> Iterator[Label]:
        posts: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, (*_, tags, categories) in enumerate(self._entries):
            for kind, values in (("tag", tags), ("category", categories)):
                for value in dict.fromkeys(values):
                    posts[kind, value].append(number)
        yield from (Label(kind, text, numbers) for (kind, text), numbers in posts.items())

    def within(self, client: Client, content: Content, filters: list[Any]) -> NDArray[np.bool_]:
        """Which of the entries are those of posts that pass some filters."""
        keys = {hit["_id"] for hit in _hits(client, content, filters, False)}
        return np.array([key in keys for key in self._keys], np.bool_)


def _hits(client: Client, content: Content, filters: list[Any], source: Any) -> Iterator[Any]:
    """The posts of a generation that pass some filters, in the order of their ids."""
    query = {"bool": {"filter": filters, "must_not": content.hidden()}}
    return client.find_all(content.posts, query, source, PAGE)
