"""Opens the searcher of a generation of any store: it reads all records of it."""

from __future__ import annotations

from index.store import Generation, Store
from search.memory.posts import Posts
from search.memory.searcher import MemorySearcher
from search.query.planner import Planner


class MemoryOpener:
    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, generation: Generation, planner: Planner) -> MemorySearcher:
        return MemorySearcher(generation, Posts(self._store.records(generation)), planner)
