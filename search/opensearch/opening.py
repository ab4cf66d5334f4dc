"""Opens the searcher of a generation; what completes is kept from the last one."""

from __future__ import annotations

import threading

from index.opensearch.manifest import Content
from index.opensearch.store import OpenSearchStore
from index.store import Generation
from search.opensearch.completions import Completions
from search.opensearch.scoring import boost_of
from search.opensearch.searcher import OpenSearchSearcher
from search.query.planner import Planner


class OpenSearchOpener:
    """Opens searchers over a cluster, one generation after the other."""

    def __init__(self, store: OpenSearchStore, *, warm: bool) -> None:
        self._store = store
        self._known: tuple[str, Completions] | None = None
        self._guard = threading.Lock()

    def __call__(self, generation: Generation, planner: Planner) -> OpenSearchSearcher:
        version = self._store.client.ask("GET", "/")["version"]["number"]
        content = Content.from_json(generation.content)
        return OpenSearchSearcher(
            self._store,
            generation,
            planner,
            boost_of(version),
            lambda: self._completions(content),
        )

    def _completions(self, content: Content) -> Completions:
        with self._guard:
            index, known = self._known or ("", None)
            kept = known if index == content.posts else None
            found = Completions.of(self._store.client, content, kept)
            self._known = content.posts, found
            return found
