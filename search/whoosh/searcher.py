"""The engine that answers from Whoosh: its methods read like a table of contents."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from index.document import Document
from index.errors import UnsupportedError
from index.fields import FieldTable
from index.pages.records import RecordPages
from index.store import Generation
from search.query.deadline import NO_DEADLINE, Deadline
from search.query.lexicon import Lexicon
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.query import EVERYTHING, Filters, Query, Sort
from search.query.scored import idf
from search.results import FacetValue, Hit, Interpretation, Results, Suggestion
from search.searcher import Capability, Statistics, VocabularyEntry
from search.showing.presentation import Found, Presenter
from search.showing.spelling import meant
from search.values import Values
from search.whoosh.contents import Contents
from search.whoosh.matching import Match, match_plan
from search.whoosh.scoring import scores_of

ENGINE = "whoosh"


class VisibleWords:
    """Fulfils :class:`search.query.lexicon.Words` for the posts that an asker may see."""

    def __init__(self, contents: Contents, posts: frozenset[int]) -> None:
        self._contents = contents
        self._posts = posts

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        return {term: len(self._contents.with_term(term) & self._posts) for term in set(terms)}

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        counts = self.documents_with(terms)
        return {term: idf(len(self._posts), count) for term, count in counts.items()}

    def heard_as(self, keys: Collection[str]) -> Mapping[str, Collection[tuple[str, str]]]:
        return {key: self._contents.heard(key) for key in keys}

    def about_as_long(self, term: str, edits: int) -> Collection[str]:
        lengths = range(len(term) - edits, len(term) + edits + 1)
        return [word for length in lengths for word in self._contents.spelt.get(length, ())]


class WhooshSearcher:
    """Fulfils :class:`search.searcher.Searcher`; answers one question at a time."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, generation: Generation, contents: Contents, planner: Planner) -> None:
        self._generation = generation
        self._contents = contents
        self._values = Values(contents.field_values(generation.fields), generation.fields)
        self.planner = planner
        self._turn = threading.Lock()

    @property
    def fields(self) -> FieldTable:
        return self._generation.fields

    @property
    def generation(self) -> str:
        return self._generation.name

    @property
    def version(self) -> str:
        return f"{self.generation}-{self.planner.digest}"

    @contextmanager
    def _in_turn(self, deadline: Deadline) -> Iterator[None]:
        """One after the other; whoever has waited too long already is not begun with."""
        with self._turn:
            deadline.check("it began")
            yield

    def _visible(self, within: Filters) -> frozenset[int]:
        """The posts that an asker may see."""
        return self._values.passing(within, self._contents.live)

    def search(self, query: Query) -> Results:
        """One page of hits in the order asked for, and facets over all hits."""
        start = time.perf_counter()
        with self._in_turn(query.deadline):
            visible = self._visible(query.within)
            plan = self.planner.plan(query)
            lexicon = Lexicon(VisibleWords(self._contents, visible))
            match = self._match(visible, lexicon, plan, query)
            found = self._found(match, query)
            hits = self._values.passing(query.filters, found)
            ordered, scores = self._ordered(query, plan, match, hits)
            last = query.page * query.per_page
            query.deadline.check("showing the hits")
            shown = ordered[last - query.per_page : last]
            page = self._shown(query, plan, visible, match, shown, scores)
            return Results(
                query=query.text,
                total=len(hits),
                page=query.page,
                per_page=query.per_page,
                hits=page,
                facets={
                    name: self._values.counts(
                        name,
                        self._values.passing(query.filters, found, name),
                        visible,
                        query.filters,
                        query.facet_limit,
                    )
                    for name in query.facets
                },
                interpreted=Interpretation(
                    tuple(dict.fromkeys(word.term for word in plan.words)),
                    query.filters.shown(),
                    match.relaxed if hits else None,
                    query.typed_filters,
                ),
                did_you_mean=meant(lexicon, query, plan, match.best, page),
                generation=self.generation,
                took_ms=round((time.perf_counter() - start) * 1000, 3),
            )

    def _match(self, visible: frozenset[int], lexicon: Lexicon, plan: Plan, query: Query) -> Match:
        contents, values = self._contents, self._values
        return match_plan(contents, values, visible, lexicon, plan, query.deadline)

    def _found(self, match: Match, query: Query) -> frozenset[int]:
        """Posts that match, within the filters that hold for every facet."""
        found = frozenset(match.tiers)
        for group in query.every:
            found = frozenset().union(*(self._values.passing(filters, found) for filters in group))
        return found

    def _ordered(
        self, query: Query, plan: Plan, match: Match, hits: frozenset[int]
    ) -> tuple[list[int], dict[int, float]]:
        """Hits in the order asked for, and the scores of all that match."""
        scores = scores_of(self._contents, plan, match)
        if query.sort.field:
            return self._values.order(hits, query.sort), scores
        newest = self._values.order(hits, Sort.NEWEST)
        if not plan.runs:
            return newest, scores
        return sorted(newest, key=lambda n: (match.tiers[n], -scores[n])), scores

    def _shown(
        self,
        query: Query,
        plan: Plan,
        visible: frozenset[int],
        match: Match,
        numbers: list[int],
        scores: Mapping[int, float],
    ) -> tuple[Hit, ...]:
        if query.explain:
            raise UnsupportedError.of(ENGINE, "explain scores")
        if not numbers:
            return ()
        pages = RecordPages([self._contents.record(number) for number in numbers])
        found = {
            at: Found(scores[number], match.tiers[number]) for at, number in enumerate(numbers)
        }
        words = VisibleWords(self._contents, visible)
        made = Presenter(query, plan, match.extra, words.weights).hits(pages, found)
        return tuple(made[at] for at in range(len(numbers)))

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        """All hits in the order of their ids, ``limit`` at a time."""
        with self._in_turn(query.deadline):
            visible = self._visible(query.within)
            plan = self.planner.plan(query)
            lexicon = Lexicon(VisibleWords(self._contents, visible))
            match = self._match(visible, lexicon, plan, query)
            hits = self._values.passing(query.filters, self._found(match, query))
            ids = sorted((self._contents.identity(number), number) for number in hits)
            numbers = [number for name, number in ids if after is None or name > after]
            scores = scores_of(self._contents, plan, match)
            page = self._shown(query, plan, visible, match, numbers[:limit], scores)
            return page, page[-1].id if len(numbers) > limit else None

    def facet_values(
        self, name: str, query: Query, prefix: str, limit: int
    ) -> tuple[FacetValue, ...]:
        """Values of one facet among the hits of ``query``, its own filter left out."""
        with self._in_turn(query.deadline):
            visible = self._visible(query.within)
            plan = self.planner.plan(query)
            lexicon = Lexicon(VisibleWords(self._contents, visible))
            match = self._match(visible, lexicon, plan, query)
            found = self._values.passing(query.filters, self._found(match, query), name)
            return self._values.counts(name, found, visible, query.filters, limit, prefix)

    def document(self, identity: str, *, within: Filters = EVERYTHING) -> Document | None:
        """The document of that id, whole."""
        with self._in_turn(NO_DEADLINE):
            number = self._contents.find(identity)
            if number is None or number not in self._visible(within):
                return None
            return self._contents.record(number).document

    def suggest(
        self,
        text: str,
        limit: int = 8,
        *,
        within: Filters = EVERYTHING,
        deadline: Deadline = NO_DEADLINE,
    ) -> tuple[Suggestion, ...]:
        raise UnsupportedError.of(ENGINE, "complete what is typed")

    def similar(
        self,
        identity: str,
        limit: int = 5,
        *,
        within: Filters = EVERYTHING,
        deadline: Deadline = NO_DEADLINE,
    ) -> tuple[Hit, ...]:
        raise UnsupportedError.of(ENGINE, "find similar posts")

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        raise UnsupportedError.of(ENGINE, "list its words")

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        with self._in_turn(NO_DEADLINE):
            return VisibleWords(self._contents, self._contents.live).documents_with(terms)

    def statistics(self) -> Statistics:
        """What the generation holds."""
        with self._in_turn(NO_DEADLINE):
            live = self._contents.live
            dates = [v for number in live for v in self._values.of("date", number)]
            days = [moment.date() for moment in dates if isinstance(moment, datetime)]
            return Statistics(
                engine=ENGINE,
                generation=self.generation,
                created=self._generation.created,
                documents=len(live),
                characters=self._generation.characters,
                terms=sum(map(len, self._contents.spelt.values())),
                first_day=min(days, default=None),
                last_day=max(days, default=None),
                facets={name: len(self._values.spelt(name, live)) for name in self.fields.facets},
                sites=tuple(site.name for site in self._generation.sites),
                capabilities=(),
            )

    def close(self) -> None:
        self._contents.close()
