"""The contract fulfilled over masks of posts: its methods read like a table of contents.

A post's number counts through all that an engine holds; deleted posts keep theirs.
"""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache, reduce
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.document import Document
from index.fields import day_of
from index.store import Generation
from search.generation import GenerationSearcher
from search.local.matching import NO_HIT, Find, Masks, Match, match_plan
from search.local.signals import Parts, smallest
from search.local.values import Mask, Values
from search.local.visible import Visible
from search.query.deadline import NO_DEADLINE, Deadline
from search.query.plan import Plan, stand_ins
from search.query.planner import Planner
from search.query.query import ANYBODY, EVERYTHING, Asker, Filters, Query, Sort
from search.query.scored import idf
from search.ranking import LABEL_WEIGHT, STAND_IN, Tier
from search.results import FacetValue, Hit, Results, Suggestion
from search.searcher import Capability, Statistics, VocabularyEntry
from search.showing.answer import answer
from search.showing.presentation import Found, Presenter
from search.suggesting.entries import LABEL_FACETS, Label, Title
from search.suggesting.suggester import Suggester

_HAS_STAND_INS = np.array([tier in STAND_IN for tier in Tier])
"""By tier."""
REMEMBERED = 4_000_000
"""Bytes of what is remembered of words and texts: one or two for each post and each of them."""


class Posts(Protocol):
    """What an engine says of its posts, whoever asks."""

    live: Mask
    """Those that have not been deleted."""

    @abstractmethod
    def find(self, identity: str) -> int | None:
        """The number of the live post of that id."""

    @abstractmethod
    def identity(self, number: int) -> str:
        """The id of a post."""

    def document(self, number: int) -> Document:
        """A post, whole."""

    def titles(self) -> Iterable[Title]:
        """The titles of the live posts; none where the engine completes nothing."""
        return ()

    def vocabulary(self) -> Iterable[VocabularyEntry]:
        """Every word of the live posts once."""

    def count_terms(self) -> int:
        """How many words there are, those of deleted posts included."""


V = TypeVar("V", bound=Visible)


class LocalSearcher(GenerationSearcher[V]):
    """Fulfils :class:`search.searcher.Searcher`; holds no state of a request."""

    def __init__(
        self, generation: Generation, planner: Planner, posts: Posts, values: Values, find: Find
    ) -> None:
        self._held = posts
        self._values = values
        # Whoever turns a page, takes a filter away or types on asks for most of it again.
        self._find = lru_cache(max(REMEMBERED // max(len(posts.live), 1000), 16))(find)
        self._live = posts.live
        # Threads that search at the same time only take the interpreter from each other: one after
        # the other, the slowest twentieth of the requests of 8 clients comes a quarter sooner.
        self._turn = threading.Lock()
        super().__init__(generation, planner)

    # -- what an engine says

    @abstractmethod
    def _see_posts(self, mask: Mask, *, everything: bool) -> V:
        """What is seen by whoever may see these posts."""

    @abstractmethod
    def _parts(self, visible: V, plan: Plan, match: Match, deadline: Deadline) -> Parts:
        """What the posts that match gain by the words of a plan."""

    @abstractmethod
    def _alike(self, visible: V, number: int) -> NDArray[np.float64]:
        """What each post gains by the most telling words of one."""

    @abstractmethod
    def _presented(self, presenter: Presenter, found: Mapping[int, Found]) -> tuple[Hit, ...]:
        """The hits of posts by their numbers, in their order."""

    # -- the contract

    def _see(self, within: Filters) -> V:
        if within == EVERYTHING:
            return self._see_posts(self._live, everything=True)
        mask = _all(self._live, self._all.facets.masks(within).values())
        return self._see_posts(mask, everything=False)

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
        with self._in_turn(query.asker.deadline):
            return self._answer(query)

    def _answer(self, query: Query) -> Results:
        start = time.perf_counter()
        matched = self._matched(query)
        hits = matched.within_all_but()
        # Signals look into the best of what passes the filters: into what may be shown.
        passed = Match(np.where(hits, matched.match.tiers, NO_HIT), matched.match.extra)
        scored = self._scored(matched, passed)
        last = query.page * query.per_page
        numbers = hits.nonzero()[0]
        ordered = _ordered(matched, scored, numbers, last)
        page = self._shown(matched, scored, ordered[last - query.per_page :])
        query.asker.deadline.check("counting the facets")
        return answer(
            query,
            matched.plan,
            matched.visible.lexicon,
            matched.match.best,
            total=len(numbers),
            hits=page,
            facets=_counted(matched, numbers),
            generation=self.generation,
            start=start,
        )

    def _matched(self, query: Query) -> _Matched[V]:
        """What matches a query.

        Filters do not decide how strictly words match: only what stands in the posts does.
        """
        visible, plan = self._visible(query.asker.within), self.planner.plan(query)
        masks = Masks(visible, self._find, query.asker.deadline)
        match = match_plan(masks, visible.lexicon, plan)
        found = match.tiers < NO_HIT
        for group in query.every:
            allowed = [_all(found, visible.facets.masks(filters).values()) for filters in group]
            found = reduce(np.logical_or, allowed)
        return _Matched(query, visible, plan, match, found, visible.facets.masks(query.filters))

    def _scored(self, matched: _Matched[V], match: Match) -> Parts:
        """Hits that have other words than the typed ones are scored by those as well."""
        visible, deadline = matched.visible, matched.query.asker.deadline
        parts = self._parts(visible, matched.plan, match, deadline)
        if match.extra:
            loose = _HAS_STAND_INS[match.tiers]
            parts.take(self._parts(visible, stand_ins(match.extra), match, deadline), loose)
        return parts

    def _shown(
        self, matched: _Matched[V], scored: Parts, numbers: NDArray[np.int64]
    ) -> tuple[Hit, ...]:
        """The hits of posts, in their order."""
        query, _, plan, match, *_ = matched
        if query.explain:
            self._require(Capability.EXPLAIN, "explain scores")
        scores, tiers = scored.scores[numbers].tolist(), match.tiers[numbers].tolist()
        found = {
            number: Found(
                score,
                Tier(tier),
                sorted(scored.explain(number), key=lambda part: -part.score)
                if query.explain
                else None,
            )
            for number, score, tier in zip(numbers.tolist(), scores, tiers, strict=True)
        }
        return self._presented(Presenter(query, plan, match.extra, matched.visible.weights), found)

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        with self._in_turn(query.asker.deadline):
            matched = self._matched(query)
            hits = matched.within_all_but()
            numbers = [number for number in self._by_id if hits[number]]
            if after is not None:
                numbers = [number for number in numbers if self._held.identity(number) > after]
            scored = self._scored(matched, matched.match)
            page = self._shown(matched, scored, np.array(numbers[:limit], np.int64))
            return page, page[-1].id if len(numbers) > limit else None

    @cached_property
    def _by_id(self) -> list[int]:
        """The live posts in the order of their ids."""
        return sorted(np.flatnonzero(self._live).tolist(), key=self._held.identity)

    def suggest(self, text: str, limit: int = 8, asker: Asker = ANYBODY) -> tuple[Suggestion, ...]:
        self._require(Capability.SUGGEST, "complete what is typed")
        visible = self._visible(asker.within)
        asker.deadline.check("completing")
        mask = None if visible is self._all else visible.mask
        return self._suggester.suggest(self.planner.fold(text), limit, mask)

    @cached_property
    def _suggester(self) -> Suggester:
        labels = _labels(self._values, self._live)
        return Suggester(self._held.titles(), labels, self.planner.analyze)

    def document(self, identity: str, asker: Asker = ANYBODY) -> Document | None:
        with self._in_turn(asker.deadline):
            number = self._held.find(identity)
            if number is None or not self._visible(asker.within).mask[number]:
                return None
            return self._held.document(number)

    def similar(self, identity: str, limit: int = 5, asker: Asker = ANYBODY) -> tuple[Hit, ...]:
        with self._in_turn(asker.deadline):
            number, visible = self._held.find(identity), self._visible(asker.within)
            if number is None or not visible.mask[number]:
                return ()
            near = self._near(visible, number, limit)
            presenter = Presenter(Query(asker=asker), Plan(), {}, visible.weights)
            return self._presented(presenter, {n: Found(score, Tier.WORDS) for n, score in near})

    def _near(self, visible: V, number: int, limit: int) -> list[tuple[int, float]]:
        """The visible posts that share most words, tags and categories with one, nearest first."""
        scores = self._alike(visible, number)
        for name in LABEL_FACETS:
            table = visible.facets.table(name)
            for ordinal in table.of(number):
                having = table.having(ordinal)
                scores[having] += LABEL_WEIGHT * idf(visible.population, int(having.sum()))
        scores[~visible.mask] = scores[number] = 0
        order = np.lexsort((self._values.newest_rank, -scores))[:limit]
        return [(int(other), float(scores[other])) for other in order if scores[other] > 0]

    def facet_values(
        self, name: str, query: Query, typed: str, limit: int
    ) -> tuple[FacetValue, ...]:
        with self._in_turn(query.asker.deadline):
            matched = self._matched(query)
            numbers = matched.within_all_but(name).nonzero()[0]
            return matched.values([name], numbers, limit, typed)[name]

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        with self._in_turn(NO_DEADLINE):
            return self._all.documents_with(terms)

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        with self._in_turn(NO_DEADLINE):
            words = list(self._held.vocabulary())
        return iter(words)

    def statistics(self) -> Statistics:
        with self._in_turn(NO_DEADLINE):
            generation, day = self._generation, self._values.day[self._live]
            days = day[day > 0].tolist()
            return Statistics(
                engine=self.engine,
                generation=generation.name,
                created=generation.created,
                documents=self._all.count,
                characters=generation.characters,
                terms=self._held.count_terms(),
                first_day=day_of(min(days, default=0)),
                last_day=day_of(max(days, default=0)),
                facets={name: self._all.facets.size(name) for name in self.fields.facets},
                sites=tuple(site.name for site in generation.sites),
                capabilities=tuple(sorted(self.capabilities)),
                details=self._details(),
            )

    def _details(self) -> Mapping[str, int]:
        """The engine's own figures."""
        return {}


def _labels(values: Values, live: Mask) -> Iterator[Label]:
    """The tags and categories of the live posts, in the order of first use."""
    for name in LABEL_FACETS:
        for labels, of_doc, ordinals in values.ordinals(name):
            docs: dict[int, list[int]] = {}
            shown = live[of_doc]
            for doc, ordinal in zip(of_doc[shown].tolist(), ordinals[shown].tolist(), strict=True):
                docs.setdefault(ordinal, []).append(doc)
            yield from (Label(name, labels[ordinal], docs[ordinal]) for ordinal in docs)


def _all(found: Mask, masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and, masks, found)


class _Matched(NamedTuple, Generic[V]):
    """A query, and what matches it before anything is scored."""

    query: Query
    visible: V
    plan: Plan
    match: Match
    found: Mask
    """Posts that match, within the filters that hold for every facet."""
    masks: Mapping[str, Mask]
    """Of the other filters, by field."""

    def within_all_but(self, facet: str | None = None) -> Mask:
        """The hits; for a facet, what all filters but its own let through."""
        return _all(self.found, (mask for name, mask in self.masks.items() if name != facet))

    def values(
        self, names: Collection[str], numbers: NDArray[np.int64], limit: int, typed: str = ""
    ) -> dict[str, tuple[FacetValue, ...]]:
        """The values of facets among some posts."""
        return self.visible.facets.values(names, numbers, self.query.filters, limit, typed)


def _counted(matched: _Matched[Any], hits: NDArray[np.int64]) -> dict[str, tuple[FacetValue, ...]]:
    """The facets matched for."""
    names, limit = matched.query.facets, matched.query.facet_limit
    free = [name for name in names if name not in matched.masks]
    counted = matched.values(free, hits, limit) if free else {}
    for name in names:
        if name in matched.masks:
            counted |= matched.values([name], matched.within_all_but(name).nonzero()[0], limit)
    return {name: counted[name] for name in names}


def _ordered(
    matched: _Matched[Any], scored: Parts, numbers: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """The first ``count`` of ``numbers`` in the order matched for; equal scores: newest first."""
    query, facets = matched.query, matched.visible.facets
    newest = facets.order(Sort.NEWEST)
    if query.sort != Sort.RELEVANCE or not matched.plan.runs:
        order = facets.order(query.sort if query.sort != Sort.RELEVANCE else Sort.NEWEST)
        return smallest(numbers, order[numbers], newest[numbers], count)
    return smallest(numbers, scored.keys(numbers), newest[numbers], count)
