"""The engine over all records of a generation."""

from __future__ import annotations

from index.store import Generation, Store
from search.local.matching import Match
from search.local.records import RecordSearcher, RecordVisible
from search.local.signals import Parts
from search.local.values import Mask
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.planner import Planner
from search.searcher import ALL_CAPABILITIES
from tests.memory.posts import MemoryPosts
from tests.memory.scoring import parts_of
from tests.memory.visible import MemoryVisible


class MemorySearcher(RecordSearcher[MemoryPosts]):
    """See :mod:`search.local.searcher`."""

    engine = "memory"
    capabilities = ALL_CAPABILITIES

    def _see_posts(self, mask: Mask, *, everything: bool) -> MemoryVisible:
        return MemoryVisible(self._posts, mask)

    def _parts(self, visible: RecordVisible, plan: Plan, match: Match, deadline: Deadline) -> Parts:
        assert isinstance(visible, MemoryVisible)
        return parts_of(self._posts, visible, plan, match, deadline)


class MemoryOpener:
    """Opens the searcher of a generation of any store: it reads all records of it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, generation: Generation, planner: Planner) -> MemorySearcher:
        posts = MemoryPosts(self._store.records(generation), generation.fields)
        return MemorySearcher(generation, posts, planner)
