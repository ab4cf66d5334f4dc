"""Opens the searcher of a generation in a data folder."""

from __future__ import annotations

from pathlib import Path

from index.local.manifest import segments_of
from index.store import Generation
from search.query.planner import Planner
from search.whoosh.contents import Contents
from search.whoosh.searcher import WhooshSearcher


class WhooshOpener:
    """Opens searchers over the Whoosh indexes of a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def __call__(self, generation: Generation, planner: Planner) -> WhooshSearcher:
        segments = segments_of(self._data, generation)
        contents = Contents([(ref.path / "whoosh", ref.deleted) for ref in segments])
        return WhooshSearcher(generation, contents, planner)
