"""What hits show, unpacked once: people who type on, or turn pages, are shown the same posts.

What is written under an ``_id`` never changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from index.opensearch.store import shown_of
from index.record import CutText

MOST_CHARACTERS = 2_000_000
"""Of the posts that are kept, the last to be shown: some 30 bytes each."""


class ShownPosts:
    """For any number of threads."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._kept: OrderedDict[str, CutText] = OrderedDict()
        self._characters = 0
        self._guard = threading.Lock()

    def of(self, hits: Iterable[dict[str, Any]]) -> list[CutText]:
        """The posts of hits, in their order."""
        return [self._kept_of(hit["_id"]) or self._read(hit) for hit in hits]

    def _kept_of(self, key: str) -> CutText | None:
        with self._guard:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _read(self, hit: dict[str, Any]) -> CutText:
        post = shown_of(hit)
        with self._guard:
            if hit["_id"] not in self._kept:
                self._kept[hit["_id"]] = post
                self._characters += len(post.original)
            while self._characters > self._most:
                _, gone = self._kept.popitem(last=False)
                self._characters -= len(gone.original)
        return post
