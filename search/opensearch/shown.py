"""What hits show, unpacked once: people who type on, or turn pages, are shown the same posts.

What is written under an ``_id`` never changes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from cachetools import LRUCache

from index.opensearch.store import shown_of
from index.record import CutText

MOST_CHARACTERS = 2_000_000
"""Of the posts that are kept, the last to be shown: some 30 bytes each."""


class ShownPosts:
    """For any number of threads."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._kept: LRUCache[str, CutText] = LRUCache(most, lambda post: len(post.original))
        self._guard = threading.Lock()

    def of(self, hits: Iterable[dict[str, Any]]) -> list[CutText]:
        """The posts of hits, in their order."""
        return [self._of(hit) for hit in hits]

    def _of(self, hit: dict[str, Any]) -> CutText:
        with self._guard:
            kept = self._kept.get(hit["_id"])
        if kept is not None:
            return kept
        post = shown_of(hit)
        with self._guard, suppress(ValueError):  # longer than all may be together
            self._kept[hit["_id"]] = post
        return post
