"""The engine over the Whoosh indexes of a data folder."""

from __future__ import annotations

from index.local.manifest import segments_of
from index.local.store import LocalStore
from index.store import Generation
from search.local.matching import Match
from search.local.records import Parts, RecordSearcher, RecordVisible
from search.query.plan import Plan
from search.query.planner import Planner
from search.searcher import Capability
from search.whoosh.posts import WhooshPosts
from search.whoosh.scoring import parts_of


class WhooshSearcher(RecordSearcher):
    """See :mod:`search.local.searcher`.

    To complete what is typed, it would have to read all records when the first letter comes.
    """

    engine = "whoosh"
    capabilities = frozenset(Capability) - {Capability.SUGGEST}

    def __init__(self, generation: Generation, posts: WhooshPosts, planner: Planner) -> None:
        super().__init__(generation, posts, planner)
        self._index = posts

    def _parts(self, visible: RecordVisible, plan: Plan, match: Match) -> Parts:
        return parts_of(self._index, plan, match)


class WhooshOpener:
    """Opens searchers over a data folder, one generation after the other."""

    def __init__(self, store: LocalStore, *, warm: bool) -> None:
        self._data = store.data

    def __call__(self, generation: Generation, planner: Planner) -> WhooshSearcher:
        segments = segments_of(self._data, generation)
        folders = [(segment.path / "whoosh", segment.deleted) for segment in segments]
        return WhooshSearcher(generation, WhooshPosts(folders, generation.fields), planner)
