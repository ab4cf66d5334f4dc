"""The engine that answers, over columns, and what opens it for one generation after the other."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from functools import partial
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from index.columns.files import mapped_bytes
from index.columns.reader import ColumnSegment
from index.local.manifest import segments_of
from index.local.store import LocalStore
from index.spool import give_back_memory
from index.store import Generation
from search.columns.joint import ColumnParts, Posted, joint_scores, posted
from search.columns.masks import find_in_columns
from search.columns.view import View
from search.columns.visible import ColumnVisible
from search.local.matching import Match
from search.local.searcher import LocalSearcher
from search.local.values import Mask
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.query import Query, Word
from search.query.scored import Kind, Unit, telling
from search.results import Hit, Results
from search.searcher import ALL_CAPABILITIES
from search.showing.presentation import Found, Presenter

MAPPED = 240_000_000
"""Bytes of mapped pages, of which 40 MB are programs, until some are dropped: else a worker's
memory grows towards the size of the index, though the pages are the cache of the system. A search
maps some megabytes, sixteen pages around each that it reads; with a quarter of the bound, searches
of 24,000 short posts took two fifths longer."""
LOOK = 16
"""Searches from one look at how many there are to the next: a look takes the time of a read. If
there are too many, each search until then drops its share of the files: all at once took one 10 ms,
and made all pages come back within the next ones."""
REST_SECONDS = 5.0
"""Without a search for so long, all pages are dropped: the next search maps its own again, which
takes it a millisecond or two."""
_KANA_AND_NUMBER = (Word("うみ"), Word("2年"))
"""Need what is made when words are first sought by their readings, and amounts in other units."""
_LONG_RUN = "い" * 100
"""Needs Janome's dictionary where MeCab is the tokenizer: a copy of 20 MB for each worker, if the
first of such texts comes to them."""


class ColumnSearcher(LocalSearcher[ColumnVisible]):
    """See :mod:`search.local.searcher`."""

    engine = "columns"
    capabilities = ALL_CAPABILITIES

    def __init__(self, view: View, planner: Planner) -> None:
        self.view = view
        find = partial(find_in_columns, view, planner.analyze)
        super().__init__(view.generation, planner, view, view, find)
        self._searches, self._too_many = 0, False
        self._asked = math.inf  # since when there is nothing to give back

    def rest(self) -> None:
        if time.monotonic() - self._asked > REST_SECONDS:
            self._asked = math.inf
            self.view.forget_pages()
            give_back_memory()

    def _answer(self, query: Query) -> Results:
        self._asked = time.monotonic()
        self._searches += 1
        if self._searches % LOOK == 0:
            self._too_many = mapped_bytes() > MAPPED
        if self._too_many:
            self.view.forget_pages(slice(self._searches % LOOK, None, LOOK))
        return super()._answer(query)

    def _see_posts(self, mask: Mask, *, everything: bool) -> ColumnVisible:
        return ColumnVisible(self.view, mask, everything)

    def _parts(
        self, visible: ColumnVisible, plan: Plan, match: Match, deadline: Deadline
    ) -> ColumnParts:
        return ColumnParts(visible, plan, match, deadline)

    def _alike(self, visible: ColumnVisible, number: int) -> NDArray[np.float64]:
        return joint_scores(visible, _telling_units(visible, number)).astype(np.float64)

    def _presented(self, presenter: Presenter, found: Mapping[int, Found]) -> tuple[Hit, ...]:
        """The hits of documents by their numbers, which lie in any segments."""
        made: dict[int, Hit] = {}
        for segment, base in self.view.placed:
            inside = {n - base: found[n] for n in found if base <= n < base + segment.documents}
            if inside:
                hits = presenter.hits(segment, inside)
                made |= {base + doc: hit for doc, hit in hits.items()}
        return tuple(made[number] for number in found)

    def _details(self) -> Mapping[str, int]:
        view = self.view
        return {"segments": len(view.placed), "deleted": view.documents - view.count}

    def warm(self) -> None:
        """Makes what the first requests would wait for, so that a new generation stalls nobody."""
        for wanted in ((), _KANA_AND_NUMBER):
            self.search(Query(wanted=wanted, per_page=1))
        self.planner.analyze(_LONG_RUN)
        self.suggest("の")
        self.view.forget_pages()


def _telling_units(visible: ColumnVisible, number: int) -> list[Posted]:
    """The words of the document with the highest share of its own score."""
    view = visible.view
    segment, doc = view.locate(number)
    numbers, tf = segment.terms_of(doc)
    terms = [segment.ordered_terms[n] for n in numbers.tolist()]
    shares = tf / (tf + view.norms[Kind.WORD][number])
    said = dict(zip(terms, shares.tolist(), strict=True))
    found = telling(said, visible.documents_with(terms), visible.population)
    return posted(view, [Unit(term, Kind.WORD, 1.0) for term in found])


class ColumnOpener:
    """Opens searchers over the columns of a data folder; segments that two share stay mapped.

    Unless ``warm``, what only some questions need is made when they come: one question is answered
    half a second sooner, many are not.
    """

    def __init__(self, store: LocalStore, *, warm: bool) -> None:
        self._data = store.data
        self._warm = warm
        self._segments: WeakValueDictionary[str, ColumnSegment] = WeakValueDictionary()

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
        self._segments.update(segments)
        return searcher
