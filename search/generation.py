"""What all searchers share: a generation that is read, and the askers who come again."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from cachetools import LRUCache

from index.errors import UnsupportedError
from index.store import Generation
from search.query.planner import Planner
from search.query.query import EVERYTHING, Filters
from search.searcher import Capability

MAX_CONFINED = 16
"""Askers with a filter of their own of whom is kept what they may see."""

V = TypeVar("V")


class GenerationSearcher(ABC, Generic[V]):
    """The part of :class:`search.searcher.Searcher` that asks nothing of the posts.

    ``V`` is what an engine keeps of the posts that one asker may see.
    """

    engine: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]]

    def __init__(self, generation: Generation, planner: Planner) -> None:
        self._generation = generation
        self.planner = planner
        self.fields = generation.fields
        self.sites = generation.sites
        self.generation = generation.name
        self.version = f"{generation.name}-{planner.digest}"
        self._confined: LRUCache[str, V] = LRUCache(MAX_CONFINED)
        self._guard = threading.Lock()
        self._all = self._see(EVERYTHING)

    @abstractmethod
    def _see(self, within: Filters) -> V:
        """What an asker may see."""

    def rest(self) -> None:
        """See :class:`search.searcher.Searcher`; most engines keep nothing that they could give."""
        return

    def _visible(self, within: Filters) -> V:
        """What an asker may see; that of those who come again is kept."""
        if within == EVERYTHING:
            return self._all
        key = repr(within)
        with self._guard:
            kept = self._confined.get(key)
        visible = self._see(within) if kept is None else kept
        with self._guard:
            self._confined[key] = visible
        return visible

    def _require(self, capability: Capability, what: str) -> None:
        """An error where the engine lacks what is asked for."""
        if capability not in self.capabilities:
            raise UnsupportedError.of(self.engine, what)
