"""The contract fulfilled in plain Python, over all records of a generation."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.document import Document
from index.fields import FieldTable
from index.pages.records import RecordPages, title_words
from index.store import Generation
from search.memory.matching import Match, match_plan
from search.memory.posts import Posts, VisibleWords
from search.memory.scoring import Parts, norm, score_parts, total
from search.query.deadline import NO_DEADLINE, Deadline
from search.query.lexicon import Lexicon
from search.query.plan import Plan, stand_ins
from search.query.planner import Planner
from search.query.query import EVERYTHING, Filters, Query, Sort
from search.query.scored import Kind, idf
from search.query.tiers import RELAXED
from search.ranking import K1, LABEL_WEIGHT, SIMILAR_TERMS, STAND_IN, Tier
from search.results import FacetValue, Hit, Interpretation, Results, Suggestion
from search.searcher import ALL_CAPABILITIES, Statistics, VocabularyEntry
from search.showing.presentation import Found, Presenter
from search.showing.spelling import meant
from search.suggesting.entries import LABEL_FACETS, Label, Title
from search.suggesting.suggester import Suggester
from search.values import Values


class _Answer(NamedTuple):
    """What a query finds, before it is shown."""

    words: VisibleWords
    plan: Plan
    match: Match
    found: frozenset[int]
    """Within the filters that hold for every facet."""
    hits: frozenset[int]
    """Within all filters."""


class MemorySearcher:
    """Fulfils :class:`search.searcher.Searcher`."""

    capabilities = ALL_CAPABILITIES

    def __init__(self, generation: Generation, posts: Posts, planner: Planner) -> None:
        self._generation = generation
        self._posts = posts
        self._values = Values.of_documents(
            (post.record.document for post in posts.all), generation.fields
        )
        self._planner = planner
        self._everything = frozenset(range(len(posts.all)))
        self.generation = generation.name
        self.version = f"{generation.name}-{planner.digest}"
        self.fields: FieldTable = generation.fields

    def search(self, query: Query) -> Results:
        start = time.perf_counter()
        answer = self._answer(query)
        parts = self._parts(answer, query.deadline)
        ordered = self._ordered(query, answer, parts)
        last = query.page * query.per_page
        page = self._shown(query, answer, parts, ordered[last - query.per_page : last])
        facets = {
            name: self._values.counts(
                name,
                self._values.passing(query.filters, answer.found, name),
                answer.words.numbers,
                query.filters,
                query.facet_limit,
            )
            for name in query.facets
        }
        best, plan = answer.match.best, answer.plan
        return Results(
            query=query.text,
            total=len(answer.hits),
            page=query.page,
            per_page=query.per_page,
            hits=page,
            facets=facets,
            interpreted=Interpretation(
                tuple(dict.fromkeys(word.term for word in plan.words)),
                query.filters.shown(),
                RELAXED.get(best) if answer.hits else None,
                query.typed_filters,
            ),
            did_you_mean=meant(Lexicon(answer.words), query, plan, best, page),
            generation=self.generation,
            took_ms=round(1000 * (time.perf_counter() - start), 3),
        )

    def _words(self, within: Filters) -> VisibleWords:
        """The words of what an asker may see."""
        return VisibleWords(self._posts, self._values.passing(within, self._everything))

    def _answer(self, query: Query) -> _Answer:
        query.deadline.check("matching")
        words, plan = self._words(query.within), self._planner.plan(query)
        match = match_plan(self._posts, self._values, words, plan, query.deadline)
        found = frozenset(match.tiers)
        for group in query.every:
            passing = [self._values.passing(filters, found) for filters in group]
            found = frozenset().union(*passing)
        return _Answer(words, plan, match, found, self._values.passing(query.filters, found))

    def _parts(self, answer: _Answer, deadline: Deadline) -> Parts:
        """Hits that have other words than the typed ones are scored by those as well."""
        deadline.check("scoring")
        parts = score_parts(self._posts, answer.words, answer.plan)
        if answer.match.extra:
            others = score_parts(self._posts, answer.words, stand_ins(answer.match.extra))
            for number, tier in answer.match.tiers.items():
                if tier in STAND_IN:
                    parts[number] += others[number]
        return parts

    def _ordered(self, query: Query, answer: _Answer, parts: Parts) -> list[int]:
        """The hits in the order asked for; those alike the newest first."""
        if query.sort.field:
            return self._values.order(answer.hits, query.sort)
        newest = self._values.order(answer.hits, Sort.NEWEST)
        if not answer.plan.runs:
            return newest
        return sorted(newest, key=lambda n: (answer.match.tiers[n], -total(parts[n])))

    def _shown(
        self, query: Query, answer: _Answer, parts: Parts, numbers: list[int]
    ) -> tuple[Hit, ...]:
        presenter = Presenter(query, answer.plan, answer.match.extra, answer.words.weights)
        found = []
        for number in numbers:
            explained = sorted(parts[number], key=lambda part: -part.score)
            tier = answer.match.tiers[number]
            found.append(Found(total(explained), tier, explained if query.explain else None))
        return self._presented(presenter, numbers, found)

    def _presented(
        self, presenter: Presenter, numbers: list[int], found: list[Found]
    ) -> tuple[Hit, ...]:
        """The hits of posts, whose records are laid end to end."""
        pages = RecordPages([self._posts.all[number].record for number in numbers])
        made = presenter.hits(pages, dict(enumerate(found)))
        return tuple(made[at] for at in range(len(numbers)))

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        answer = self._answer(query)
        names = sorted(self._posts.all[number].id for number in answer.hits)
        names = [name for name in names if after is None or name > after]
        numbers = [self._posts.numbers[name] for name in names[:limit]]
        page = self._shown(query, answer, self._parts(answer, query.deadline), numbers)
        return page, page[-1].id if len(names) > limit else None

    def facet_values(
        self, name: str, query: Query, prefix: str, limit: int
    ) -> tuple[FacetValue, ...]:
        answer = self._answer(query)
        found = self._values.passing(query.filters, answer.found, name)
        seen = answer.words.numbers
        return self._values.counts(name, found, seen, query.filters, limit, prefix)

    def suggest(
        self,
        text: str,
        limit: int = 8,
        *,
        within: Filters = EVERYTHING,
        deadline: Deadline = NO_DEADLINE,
    ) -> tuple[Suggestion, ...]:
        deadline.check("completing")
        mask = np.zeros(len(self._posts.all), np.bool_)
        mask[list(self._words(within).numbers)] = True
        return self._suggester.suggest(self._planner.fold(text), limit, mask)

    @cached_property
    def _suggester(self) -> Suggester:
        return Suggester(self._titles(), self._labels(), self._planner.analyze)

    def _titles(self) -> Iterator[Title]:
        for number, post in enumerate(self._posts.all):
            document = post.record.document
            yield Title(number, document.title, *title_words(post.record), document.url)

    def _labels(self) -> Iterator[Label]:
        for name in LABEL_FACETS:
            docs: defaultdict[str, list[int]] = defaultdict(list)
            for number in range(len(self._posts.all)):
                for value in dict.fromkeys(self._values.of(name, number)):
                    docs[str(value)].append(number)
            yield from (Label(name, text, some) for text, some in docs.items())

    def document(self, identity: str, *, within: Filters = EVERYTHING) -> Document | None:
        number = self._posts.numbers.get(identity)
        if number is None or number not in self._words(within).numbers:
            return None
        return self._posts.all[number].record.document

    def similar(
        self,
        identity: str,
        limit: int = 5,
        *,
        within: Filters = EVERYTHING,
        deadline: Deadline = NO_DEADLINE,
    ) -> tuple[Hit, ...]:
        deadline.check("looking for neighbours")
        number, words = self._posts.numbers.get(identity), self._words(within)
        if number is None or number not in words.numbers:
            return ()
        scores = self._nearness(number, words)
        near = self._values.order(scores.keys() - {number}, Sort.NEWEST)
        near.sort(key=lambda other: -scores[other])
        presenter = Presenter(Query(deadline=deadline), Plan(), {}, words.weights)
        found = [Found(scores[other], Tier.WORDS) for other in near[:limit]]
        return self._presented(presenter, near[:limit], found)

    def _nearness(self, number: int, words: VisibleWords) -> dict[int, float]:
        """What posts share with one: its most telling words, its tags and categories."""
        telling: dict[str, float] = {}
        counts = words.documents_with(self._posts.all[number].terms)
        for term, count in counts.items():
            if count > 1:  # what no other post has finds no other post
                tf = self._posts.frequency(number, term, Kind.WORD)
                share = tf / (tf + norm(self._posts, number, Kind.WORD))
                telling[term] = share * idf(len(words.numbers), count)
        scores: defaultdict[int, float] = defaultdict(float)
        for term in sorted(telling, key=lambda term: (-telling[term], term))[:SIMILAR_TERMS]:
            for other in self._posts.having[term] & words.numbers:
                tf = self._posts.frequency(other, term, Kind.WORD)
                share = tf / (tf + norm(self._posts, other, Kind.WORD))
                scores[other] += share * (K1 + 1) * idf(len(words.numbers), counts[term])
        for name in LABEL_FACETS:
            for key in {self._values.key(name, value) for value in self._values.of(name, number)}:
                shared = [
                    other
                    for other in words.numbers
                    if any(self._values.key(name, v) == key for v in self._values.of(name, other))
                ]
                for other in shared:
                    scores[other] += LABEL_WEIGHT * idf(len(words.numbers), len(shared))
        return scores

    def documents_with(self, terms: Collection[str]) -> dict[str, int]:
        return self._words(EVERYTHING).documents_with(terms)

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        readings: defaultdict[str, list[str]] = defaultdict(list)
        for reading, terms in self._posts.readings.items():
            for term in terms:
                readings[term].append(reading)
        for term, numbers in self._posts.having.items():
            written = sum(self._posts.all[number].writes(term) for number in numbers)
            yield VocabularyEntry(term, tuple(sorted(readings[term])), len(numbers), written)

    def statistics(self) -> Statistics:
        dates = (post.record.document.date for post in self._posts.all)
        days = [date.date() for date in dates if date is not None]
        return Statistics(
            engine="memory",
            generation=self.generation,
            created=self._generation.created,
            documents=len(self._everything),
            characters=self._generation.characters,
            terms=len(self._posts.having),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            facets={
                name: len(self._values.spelt(name, self._everything)) for name in self.fields.facets
            },
            sites=tuple(site.name for site in self._generation.sites),
            capabilities=tuple(sorted(self.capabilities)),
        )

    def close(self) -> None:
        """Nothing to give back."""
