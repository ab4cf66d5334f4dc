"""Opens the searcher of a generation; segments that it shares with the last one stay mapped."""

from __future__ import annotations

from index.columns.reader import ColumnSegment
from index.local.manifest import segments_of
from index.local.store import LocalStore
from index.store import Generation
from search.columns.searcher import ColumnSearcher
from search.columns.view import View
from search.query.planner import Planner


class ColumnOpener:
    """Opens searchers over the columns of a data folder, one generation after the other.

    Unless ``warm``, what only some questions need is made when they come: one question is answered
    half a second sooner, many are not.
    """

    def __init__(self, store: LocalStore, *, warm: bool) -> None:
        self._data = store.data
        self._warm = warm
        self._segments: dict[str, ColumnSegment] = {}

    def __call__(self, generation: Generation, planner: Planner) -> ColumnSearcher:
        refs = segments_of(self._data, generation)
        segments = {
            ref.id: self._segments.get(ref.id) or ColumnSegment(ref.path / "columns")
            for ref in refs
        }
        view = View(generation, list(segments.values()), [ref.deleted for ref in refs])
        searcher = ColumnSearcher(view, planner)
        if self._warm:
            searcher.warm()
        self._segments = segments
        return searcher
