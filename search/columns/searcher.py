"""The engine that answers: tiers from :mod:`.tiers`, scores from :mod:`.scoring`, over columns."""

from __future__ import annotations

import threading
import time
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.layout import FACET_NAMES
from index.document import Document
from search.columns.filters import Facets
from search.columns.fragments import add_fragments
from search.columns.lexicon import Lexicon
from search.columns.matching import Mask, Matcher
from search.columns.proximity import add_proximity
from search.columns.scoring import score, units_of
from search.columns.similar import similar_documents
from search.columns.spelling import did_you_mean
from search.columns.suggest import Suggester
from search.columns.tiers import Match, TierMatcher
from search.columns.view import View
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.query import Filters, Query, Sort, Word
from search.ranking import Tier
from search.results import FacetValue, Hit, Interpretation, Results, Suggestion
from search.showing.presentation import Presenter


class ColumnSearcher:
    """Fulfils :class:`search.searcher.Searcher`; holds no state of a request."""

    def __init__(self, view: View, planner: Planner) -> None:
        self.view = view
        self.planner = planner
        self._facets = Facets(view)
        self._lexicon = Lexicon(view)
        # Threads that search at the same time only take the interpreter from each other: one after
        # the other, the slowest twentieth of the requests of 8 clients comes a quarter sooner.
        self._turn = threading.Lock()

    @property
    def generation(self) -> str:
        return self.view.generation.name

    @property
    def version(self) -> str:
        return f"{self.generation}-{self.planner.digest}"

    def search(self, query: Query) -> Results:
        """One page of hits in the order asked for, and facets over all hits."""
        with self._turn:
            return self._answer(query)

    def _answer(self, query: Query) -> Results:
        start = time.perf_counter()
        plan = self.planner.plan(query)
        match = self._match(plan, query)
        masks = self._facets.masks(query.filters)
        found = self._found(match, query)
        hits = _all(found, masks)
        scores = self._scores(plan, match)
        page = self._page(query, plan, match, hits, scores)
        total = int(np.count_nonzero(hits))
        return Results(
            query=query.text,
            total=total,
            page=query.page,
            per_page=query.per_page,
            hits=page,
            facets=self._counted(query, found, masks, hits),
            interpreted=Interpretation(
                tuple(dict.fromkeys(word.term for word in plan.words)),
                _described(query.filters),
                match.relaxed if total else None,
            ),
            did_you_mean=did_you_mean(self.view, self._lexicon, plan)
            if query.within == Filters()  # else words of posts that the asker may not see
            and (match.relaxed or not (match.tiers < Tier.NONE).any())
            else None,
            generation=self.generation,
            took_ms=round((time.perf_counter() - start) * 1000, 3),
        )

    def _counted(
        self, query: Query, found: Mask, masks: dict[str, Mask], hits: Mask
    ) -> dict[str, tuple[FacetValue, ...]]:
        """The facets asked for, each over what all filters but its own let through."""
        numbers = np.flatnonzero(hits)
        return {
            name: self._facets.values(
                name,
                np.flatnonzero(_all(found, masks, name)) if name in masks else numbers,
                query.filters,
                query.facet_limit,
            )
            for name in query.facets
        }

    def _match(self, plan: Plan, query: Query) -> Match:
        """Filters do not decide how strictly words match: only what stands in the posts does."""
        allowed = _all(self.view.live, self._facets.masks(query.within))
        matcher = Matcher(self.view)
        for node in plan.excluded:
            allowed = allowed & ~matcher.node(node)
        if not plan.runs:
            return Match(np.where(allowed, Tier.WORDS, Tier.NONE).astype(np.int8))
        return TierMatcher(self.view, self._lexicon, plan, allowed).match()

    def _found(self, match: Match, query: Query) -> Mask:
        """Documents that match, within the filters that hold for every facet."""
        found = match.tiers < Tier.NONE
        for group in query.every:
            allowed = [_all(found, self._facets.masks(filters)) for filters in group]
            found = np.logical_or.reduce(allowed)
        return found

    def _scores(self, plan: Plan, match: Match) -> NDArray[np.float32]:
        """Hits that have other words than the typed ones are scored by those as well."""
        scores = self._scores_of(plan)
        if match.extra:
            loose = match.tiers >= Tier.READING
            scores[loose] += self._scores_of(match.stand_ins)[loose]
        return scores

    def _scores_of(self, plan: Plan) -> NDArray[np.float32]:
        scores = score(self.view, units_of(self.view, plan))
        add_proximity(self.view, scores, plan)
        add_fragments(self.view, scores, plan)
        return scores

    def _page(
        self,
        query: Query,
        plan: Plan,
        match: Match,
        hits: Mask,
        scores: NDArray[np.float32],
    ) -> tuple[Hit, ...]:
        numbers = np.flatnonzero(hits)
        last = query.page * query.per_page
        chosen = self._ordered(query, plan, match, numbers, scores, last)
        presenter = Presenter(self.view, query, plan, match)
        shown = chosen[last - query.per_page : last]
        return presenter.hits(dict(zip(shown.tolist(), scores[shown].tolist(), strict=True)))

    def _ordered(
        self,
        query: Query,
        plan: Plan,
        match: Match,
        numbers: NDArray[np.int64],
        scores: NDArray[np.float32],
        count: int,
    ) -> NDArray[np.int64]:
        """The first ``count`` of ``numbers`` in the order asked for; equal scores: newest first."""
        newest = self.view.newest_rank
        if query.sort is Sort.OLDEST:
            return _smallest(numbers, self.view.oldest_rank[numbers], newest, count)
        if query.sort is Sort.NEWEST or not plan.runs:
            return _smallest(numbers, newest[numbers], newest, count)
        keys = match.tiers[numbers] * _TIER_STEP - scores[numbers]
        return _smallest(numbers, keys, newest, count)

    def ranked_ids(self, query: Query) -> list[str]:
        """The ids of all hits in their order, without making hits of them."""
        plan = self.planner.plan(query)
        match = self._match(plan, query)
        hits = _all(match.tiers < Tier.NONE, self._facets.masks(query.filters))
        numbers = np.flatnonzero(hits)
        ordered = self._ordered(
            query, plan, match, numbers, self._scores(plan, match), len(numbers)
        )
        return [self.view.identity(number) for number in ordered.tolist()]

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        """All hits in the order of their ids, ``limit`` at a time."""
        plan = self.planner.plan(query)
        match = self._match(plan, query)
        hits = _all(self._found(match, query), self._facets.masks(query.filters))
        numbers = [n for n in self.view.by_id if hits[n]]
        if after is not None:
            numbers = [n for n in numbers if self.view.identity(n) > after]
        scores = self._scores(plan, match)
        presenter = Presenter(self.view, query, plan, match)
        page = presenter.hits({number: float(scores[number]) for number in numbers[:limit]})
        return page, page[-1].id if len(numbers) > limit else None

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what has been typed so far."""
        return self._suggester.suggest(self.planner.fold(text), limit)

    @cached_property
    def _suggester(self) -> Suggester:
        return Suggester(self.view, self._facets, self.planner.analyze)

    def document(self, identity: str) -> Document | None:
        """The document of that id, whole."""
        number = self.view.find(identity)
        if number is None:
            return None
        segment, doc = self.view.locate(number)
        return segment.document(doc)

    def similar(self, identity: str, limit: int = 5) -> tuple[Hit, ...]:
        """The documents that share most with this one."""
        number = self.view.find(identity)
        if number is None:
            return ()
        query, plan = Query(), Plan()
        tiers = np.where(self.view.live, Tier.WORDS, Tier.NONE).astype(np.int8)
        presenter = Presenter(self.view, query, plan, Match(tiers))
        return presenter.hits(dict(similar_documents(self.view, self._facets, number, limit)))

    def facet_values(
        self, name: str, query: Query, prefix: str, limit: int
    ) -> tuple[FacetValue, ...]:
        """Values of one facet among the hits of ``query``, its own filter left out."""
        match = self._match(self.planner.plan(query), query)
        mask = _all(self._found(match, query), self._facets.masks(query.filters), name)
        return self._facets.values(name, np.flatnonzero(mask), query.filters, limit, prefix)

    def statistics(self) -> dict[str, Any]:
        """What the generation holds."""
        view = self.view
        generation = view.generation
        days = view.day[view.live & (view.day > 0)]
        return {
            "generation": generation.name,
            "created": generation.created.isoformat(),
            "documents": view.count,
            "characters": generation.characters,
            "segments": len(view.placed),
            "deleted": view.documents - view.count,
            "terms": len({term for segment, _ in view.placed for term in segment.terms}),
            "first_day": _day(int(days.min())) if len(days) else None,
            "last_day": _day(int(days.max())) if len(days) else None,
            "facets": {name: len(self._facets.table(name).labels) for name in FACET_NAMES},
            "sites": [site.name for site in generation.sites],
        }

    def warm(self) -> None:
        """Makes what the first requests would wait for, so that a new generation stalls nobody."""
        for wanted in ((), _KANA_AND_RARE):
            self.search(Query(wanted=wanted, per_page=1))
        self.suggest("の")

    def close(self) -> None:
        """Nothing to do: files are unmapped when the last reader is gone."""


_TIER_STEP = 1e6
"""More than any score, so that tiers never mix."""
_KANA_AND_RARE = (Word("うみ"), Word("Ð"))
"""Need all that is made when first asked for: words by their readings, and both tokenizers."""


def _all(found: Mask, masks: dict[str, Mask], without: str | None = None) -> Mask:
    """Hits within all filters but one."""
    result = found
    for name, mask in masks.items():
        if name != without:
            result = result & mask
    return result


def _smallest(
    numbers: NDArray[np.int64],
    keys: NDArray[Any],
    newest: NDArray[np.int64],
    count: int,
) -> NDArray[np.int64]:
    """The ``count`` numbers with the smallest keys, in order; equal keys by ``newest``."""
    if count < len(numbers):
        # Everything up to the last key, so that ties are cut by the rule and not by chance.
        kept = keys <= np.partition(keys, count - 1)[count - 1]
        numbers, keys = numbers[kept], keys[kept]
    return numbers[np.lexsort((newest[numbers], keys))][:count]


def _described(filters: Filters) -> dict[str, Any]:
    """The filters as the API shows them."""
    described: dict[str, Any] = {name: list(values) for name, values in filters.values.items()}
    if filters.excluded:
        described["not"] = {name: list(values) for name, values in filters.excluded.items()}
    if filters.days.first:
        described["from"] = filters.days.first.isoformat()
    if filters.days.last:
        described["to"] = filters.days.last.isoformat()
    return described


def _day(day: int) -> str:
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"
