"""The engine that answers, over columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from index.document import Document
from search.columns.contents import labels_of, titles_of, vocabulary_of
from search.columns.masks import ColumnMasks
from search.columns.signals.joint import joint_scores
from search.columns.signals.scorer import Scorer
from search.columns.similar import telling_units
from search.columns.view import View
from search.columns.visible import ColumnVisible
from search.local.matching import Match
from search.local.searcher import LocalSearcher
from search.local.values import Mask
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.query import Query, Word
from search.results import Hit, Results
from search.searcher import ALL_CAPABILITIES, VocabularyEntry
from search.showing.presentation import Found, Presenter
from search.suggesting.entries import Label, Title

FORGET_SEARCHES = 500
"""Searches after which mapped pages are dropped: else a worker's memory grows towards the size of
the index, though the pages are the cache of the system and shared by all workers."""
_KANA = (Word("うみ"),)
"""Needs what is made when words are first sought by their readings."""
_LONG_RUN = "い" * 100
"""Needs Janome's dictionary where MeCab is the tokenizer: a copy of 20 MB for each worker, if the
first of such texts comes to them."""


class ColumnSearcher(LocalSearcher[ColumnVisible]):
    """See :mod:`search.local.searcher`."""

    engine = "columns"
    capabilities = ALL_CAPABILITIES

    def __init__(self, view: View, planner: Planner) -> None:
        self.view = view
        super().__init__(view.generation, planner, view, view.live)
        self._searches = 0

    def _answer(self, query: Query) -> Results:
        self._searches += 1
        if self._searches % FORGET_SEARCHES == 0:
            self.view.forget_pages()
        return super()._answer(query)

    def _see_posts(self, mask: Mask, *, everything: bool) -> ColumnVisible:
        return ColumnVisible(self.view, mask, everything)

    def _masks(self, visible: ColumnVisible, deadline: Deadline) -> ColumnMasks:
        return ColumnMasks(visible, deadline, self.planner.analyze)

    def _scored(
        self, visible: ColumnVisible, plan: Plan, match: Match, deadline: Deadline
    ) -> Scorer:
        return Scorer(visible, plan, match, deadline)

    def _alike(self, visible: ColumnVisible, number: int) -> NDArray[np.float64]:
        return joint_scores(visible, telling_units(visible, number)).astype(np.float64)

    def _presented(self, presenter: Presenter, found: Mapping[int, Found]) -> tuple[Hit, ...]:
        """The hits of documents by their numbers, which lie in any segments."""
        made: dict[int, Hit] = {}
        for segment, base in self.view.placed:
            inside = {n - base: found[n] for n in found if base <= n < base + segment.documents}
            if inside:
                hits = presenter.hits(segment, inside)
                made |= {base + doc: hit for doc, hit in hits.items()}
        return tuple(made[number] for number in found)

    def _find(self, identity: str) -> int | None:
        return self.view.find(identity)

    def _identity(self, number: int) -> str:
        return self.view.identity(number)

    def _document(self, number: int) -> Document:
        segment, doc = self.view.locate(number)
        return segment.document(doc)

    def _titles(self) -> Iterable[Title]:
        return titles_of(self.view)

    def _labels(self) -> Iterable[Label]:
        return labels_of(self.view)

    def _words(self) -> Iterable[VocabularyEntry]:
        return vocabulary_of(self.view)

    def _terms(self) -> int:
        return len({term for segment, _ in self.view.placed for term in segment.terms})

    def _details(self) -> Mapping[str, int]:
        view = self.view
        return {"segments": len(view.placed), "deleted": view.documents - view.count}

    def warm(self) -> None:
        """Makes what the first requests would wait for, so that a new generation stalls nobody."""
        for wanted in ((), _KANA):
            self.search(Query(wanted=wanted, per_page=1))
        self.planner.analyze(_LONG_RUN)
        self.suggest("の")
