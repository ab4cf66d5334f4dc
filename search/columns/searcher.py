"""The engine that answers, over columns: its methods read like a table of contents."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.document import Document
from index.fields import FieldTable
from search.columns.contents import labels_of, statistics_of, titles_of, vocabulary_of
from search.columns.filters import Facets
from search.columns.matching import Match, match_plan
from search.columns.ordering import ordered
from search.columns.signals.scorer import Scorer
from search.columns.similar import similar_documents
from search.columns.view import Mask, View
from search.columns.visible import Visible, everything
from search.query.deadline import NO_DEADLINE, Deadline
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.query import EVERYTHING, Filters, Query, Word
from search.ranking import Tier
from search.results import FacetValue, Hit, Interpretation, Results, Suggestion
from search.searcher import ALL_CAPABILITIES, Statistics, VocabularyEntry
from search.showing.presentation import Found, Presenter
from search.showing.spelling import meant
from search.suggesting.suggester import Suggester


class ColumnSearcher:
    """Fulfils :class:`search.searcher.Searcher`; holds no state of a request."""

    capabilities = ALL_CAPABILITIES

    def __init__(self, view: View, planner: Planner) -> None:
        self.view = view
        self.planner = planner
        self._all = everything(view)
        self._confined: OrderedDict[str, Visible] = OrderedDict()
        # Threads that search at the same time only take the interpreter from each other: one after
        # the other, the slowest twentieth of the requests of 8 clients comes a quarter sooner.
        self._turn = threading.Lock()
        self._searches = 0

    @property
    def fields(self) -> FieldTable:
        return self.view.generation.fields

    @property
    def generation(self) -> str:
        return self.view.generation.name

    @property
    def version(self) -> str:
        return f"{self.generation}-{self.planner.digest}"

    def _visible(self, within: Filters) -> Visible:
        """What an asker may see; that of the askers who come again is kept."""
        if within == EVERYTHING:
            return self._all
        key = repr(within)
        visible = self._confined.get(key)
        if visible is None:
            mask = _all(self.view.live, self._all.facets.masks(within))
            visible = Visible(self.view, mask, everything=False)
            while len(self._confined) >= MAX_CONFINED:
                self._confined.popitem(last=False)
        self._confined[key] = visible
        self._confined.move_to_end(key)
        return visible

    @contextmanager
    def _in_turn(self, deadline: Deadline) -> Iterator[None]:
        """One after the other; whoever has waited too long already is not begun with."""
        if not self._turn.acquire(timeout=min(deadline.left, threading.TIMEOUT_MAX)):
            deadline.check("it began")
        try:
            deadline.check("it began")
            yield
        finally:
            self._turn.release()

    def search(self, query: Query) -> Results:
        """One page of hits in the order asked for, and facets over all hits."""
        with self._in_turn(query.deadline):
            self._searches += 1
            if self._searches % FORGET_SEARCHES == 0:
                self.view.forget_pages()
            return self._answer(query)

    def _answer(self, query: Query) -> Results:
        start = time.perf_counter()
        visible = self._visible(query.within)
        plan = self.planner.plan(query)
        match = match_plan(visible, plan, query.deadline)
        masks = visible.facets.masks(query.filters)
        found = self._found(visible, match, query)
        hits = _all(found, masks)
        scorer = Scorer(visible, plan, match, query.deadline)
        last = query.page * query.per_page
        numbers = ordered(
            visible.facets, query, plan, match, np.flatnonzero(hits), scorer.scores, last
        )
        page = self._shown(visible, query, plan, match, scorer, numbers[last - query.per_page :])
        query.deadline.check("counting the facets")
        total = int(np.count_nonzero(hits))
        return Results(
            query=query.text,
            total=total,
            page=query.page,
            per_page=query.per_page,
            hits=page,
            facets=_counted(visible.facets, query, found, masks, hits),
            interpreted=Interpretation(
                tuple(dict.fromkeys(word.term for word in plan.words)),
                query.filters.shown(),
                match.relaxed if total else None,
                query.typed_filters,
            ),
            did_you_mean=meant(visible.lexicon, query, plan, match.best, page),
            generation=self.generation,
            took_ms=round((time.perf_counter() - start) * 1000, 3),
        )

    def _found(self, visible: Visible, match: Match, query: Query) -> Mask:
        """Documents that match, within the filters that hold for every facet.

        Filters do not decide how strictly words match: only what stands in the posts does.
        """
        found = match.tiers < Tier.NONE
        for group in query.every:
            allowed = [_all(found, visible.facets.masks(filters)) for filters in group]
            found = np.logical_or.reduce(allowed)
        return found

    def _shown(
        self,
        visible: Visible,
        query: Query,
        plan: Plan,
        match: Match,
        scorer: Scorer,
        numbers: NDArray[np.int64],
    ) -> tuple[Hit, ...]:
        """The hits of documents, in their order."""
        found = {
            number: Found(
                float(scorer.scores[number]),
                Tier(int(match.tiers[number])),
                scorer.explain(number) if query.explain else None,
            )
            for number in numbers.tolist()
        }
        return self._presented(Presenter(query, plan, match.extra, visible.weights), found)

    def _presented(self, presenter: Presenter, found: dict[int, Found]) -> tuple[Hit, ...]:
        """The hits of documents by their numbers, which lie in any segments."""
        made: dict[int, Hit] = {}
        for segment, base in self.view.placed:
            inside = {n - base: found[n] for n in found if base <= n < base + segment.documents}
            if inside:
                hits = presenter.hits(segment, inside)
                made |= {base + doc: hit for doc, hit in hits.items()}
        return tuple(made[number] for number in found)

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        """All hits in the order of their ids, ``limit`` at a time."""
        visible = self._visible(query.within)
        plan = self.planner.plan(query)
        match = match_plan(visible, plan, query.deadline)
        hits = _all(self._found(visible, match, query), visible.facets.masks(query.filters))
        numbers = [n for n in self.view.by_id if hits[n]]
        if after is not None:
            numbers = [n for n in numbers if self.view.identity(n) > after]
        scorer = Scorer(visible, plan, match, query.deadline)
        wanted = np.array(numbers[:limit], np.int64)
        page = self._shown(visible, query, plan, match, scorer, wanted)
        return page, page[-1].id if len(numbers) > limit else None

    def suggest(
        self,
        text: str,
        limit: int = 8,
        *,
        within: Filters = EVERYTHING,
        deadline: Deadline = NO_DEADLINE,
    ) -> tuple[Suggestion, ...]:
        """Completions of what has been typed so far."""
        visible = self._visible(within)
        deadline.check("completing")
        mask = None if visible.everything else visible.mask
        return self._suggester.suggest(self.planner.fold(text), limit, mask)

    @cached_property
    def _suggester(self) -> Suggester:
        titles, labels = titles_of(self.view), labels_of(self.view)
        return Suggester(titles, labels, self.planner.analyze)

    def document(self, identity: str, *, within: Filters = EVERYTHING) -> Document | None:
        """The document of that id, whole."""
        number = self.view.find(identity)
        if number is None or not self._visible(within).mask[number]:
            return None
        segment, doc = self.view.locate(number)
        return segment.document(doc)

    def similar(
        self,
        identity: str,
        limit: int = 5,
        *,
        within: Filters = EVERYTHING,
        deadline: Deadline = NO_DEADLINE,
    ) -> tuple[Hit, ...]:
        """The documents that share most with this one."""
        deadline.check("looking for neighbours")
        number, visible = self.view.find(identity), self._visible(within)
        if number is None or not visible.mask[number]:
            return ()
        near = similar_documents(visible, number, limit)
        presenter = Presenter(Query(deadline=deadline), Plan(), {}, visible.weights)
        return self._presented(presenter, {n: Found(score, Tier.WORDS) for n, score in near})

    def facet_values(
        self, name: str, query: Query, prefix: str, limit: int
    ) -> tuple[FacetValue, ...]:
        """Values of one facet among the hits of ``query``, its own filter left out."""
        query.deadline.check("counting a facet")
        facets = (visible := self._visible(query.within)).facets
        match = match_plan(visible, self.planner.plan(query), query.deadline)
        mask = _all(self._found(visible, match, query), facets.masks(query.filters), name)
        return facets.values(name, np.flatnonzero(mask), query.filters, limit, prefix)

    def documents_with(self, terms: Collection[str]) -> dict[str, int]:
        return self._all.documents_with(terms)

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        """The words of all segments, in no order."""
        return vocabulary_of(self.view)

    def statistics(self) -> Statistics:
        """What the generation holds."""
        return statistics_of(self.view, self._all.facets, self.capabilities)

    def warm(self) -> None:
        """Makes what the first requests would wait for, so that a new generation stalls nobody."""
        for wanted in ((), _KANA_AND_RARE):
            self.search(Query(wanted=wanted, per_page=1))
        self.suggest("の")

    def close(self) -> None:
        """Nothing to do: files are unmapped when the last reader is gone."""


FORGET_SEARCHES = 500
"""Searches after which mapped pages are dropped: else a worker's memory grows towards the size of
the index, though the pages are the cache of the system and shared by all workers."""
MAX_CONFINED = 16
"""Askers with a filter of their own whose posts are kept; finding them takes milliseconds."""
_KANA_AND_RARE = (Word("うみ"), Word("Ð"))
"""Need all that is made when first asked for: words by their readings, and both tokenizers."""


def _all(found: Mask, masks: dict[str, Mask], without: str | None = None) -> Mask:
    """Hits within all filters but one."""
    result = found
    for name, mask in masks.items():
        if name != without:
            result = result & mask
    return result


def _counted(
    facets: Facets, query: Query, found: Mask, masks: dict[str, Mask], hits: Mask
) -> dict[str, tuple[FacetValue, ...]]:
    """The facets asked for, each over what all filters but its own let through."""
    numbers = np.flatnonzero(hits)
    return {
        name: facets.values(
            name,
            np.flatnonzero(_all(found, masks, name)) if name in masks else numbers,
            query.filters,
            query.facet_limit,
        )
        for name in query.facets
    }
