"""The engine that answers from a cluster: its methods read like a table of contents."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from cachetools import LRUCache, cached

from index.document import Document
from index.fields import day_of
from index.opensearch.manifest import Content
from index.opensearch.store import OpenSearchStore, record_of, shown_of
from index.pages.records import Page
from index.reading.facet_values import fold_facet
from index.record import Record
from index.store import Generation
from search.generation import GenerationSearcher
from search.opensearch.completions import Completions
from search.opensearch.facets import aggregation, containing, counts_of, facet_values
from search.opensearch.matching import BY_SCORE, ClusterMatch, Matcher
from search.opensearch.queries import within as within_query
from search.opensearch.scoring import boost_of
from search.opensearch.similar import neighbours_of
from search.opensearch.visible import ClusterVisible
from search.query.plan import Plan
from search.query.planner import Planner
from search.query.query import ANYBODY, Asker, Filters, Query, Sort
from search.ranking import Tier
from search.results import FacetValue, Hit, Results, Suggestion
from search.searcher import Capability, Statistics, VocabularyEntry
from search.showing.answer import answer, hits_of_records
from search.showing.presentation import Found, Presenter
from search.suggesting.suggester import Suggester
from search.vocabulary import vocabulary_of

MOST_CHARACTERS = 12_500_000
"""Of the posts that are kept, the last to be shown: some 10 bytes each."""


class OpenSearchSearcher(GenerationSearcher[ClusterVisible]):
    """Fulfils :class:`search.searcher.Searcher`; holds no state of a request."""

    engine = "opensearch"
    capabilities = frozenset((Capability.SUGGEST, Capability.SIMILAR, Capability.VOCABULARY))

    def __init__(
        self,
        store: OpenSearchStore,
        generation: Generation,
        planner: Planner,
        boost: float,
        completions: Callable[[], Completions],
    ) -> None:
        self._store = store
        self._content = Content.from_json(generation.content)
        self._boost = boost
        self._shown_of = keeping_posts()
        self._completions = completions
        self._suggester: tuple[Completions, Suggester] | None = None
        super().__init__(generation, planner)

    def _see(self, within: Filters) -> ClusterVisible:
        words = self._store.names.words(self._content.posts)
        return ClusterVisible(
            self._store.client, self._content, words, self.fields, within_query(within)
        )

    def search(self, query: Query) -> Results:
        start = time.perf_counter()
        query.asker.deadline.check("it began")
        if query.explain:
            self._require(Capability.EXPLAIN, "explain scores")
        visible = self._visible(query.asker.within)
        plan = self.planner.plan(query)
        matcher = Matcher(visible, query, plan, self._boost)
        match = matcher.match(self._page(query, plan, matcher))
        hits = match.answer["hits"]["hits"] if match.answer else []
        query.asker.deadline.check("showing the hits")
        total = int(match.answer["hits"]["total"]["value"]) if match.answer else 0
        page = self._shown(visible, query, plan, match, hits)
        return answer(
            query,
            plan,
            matcher.lexicon,
            match.best,
            total=total,
            hits=page,
            facets={
                name: self._counted(name, match, visible, query, query.facet_limit)
                for name in query.facets
            },
            generation=self.generation,
            start=start,
        )

    def _page(self, query: Query, plan: Plan, matcher: Matcher) -> dict[str, Any]:
        """What is asked for a page of hits and its facets."""
        return {
            "track_total_hits": True,
            "from": (query.page - 1) * query.per_page,
            "size": query.per_page,
            "track_scores": True,
            "sort": self._order(query, plan),
            "aggs": {
                name: aggregation(name, self.fields, matcher.passed(name), query.facet_limit)
                for name in query.facets
            },
        }

    def _counted(
        self,
        name: str,
        match: ClusterMatch,
        visible: ClusterVisible,
        query: Query,
        limit: int,
    ) -> tuple[FacetValue, ...]:
        counts = counts_of(match.answer["aggregations"][name]) if match.answer else {}
        return facet_values(name, counts, visible, self.fields, query.filters, limit)

    def _order(self, query: Query, plan: Plan) -> list[Any]:
        if not query.sort.field and plan.runs:
            return BY_SCORE
        return [*self._by_field(query.sort if query.sort.field else Sort.NEWEST), *_NEWEST]

    def _by_field(self, sort: Sort) -> list[Any]:
        """Posts without a value come last, whatever the direction."""
        row = self.fields.get(sort.field)
        group = {"number": "number", "date": "second"}.get(row.type if row else "", "is")
        kind = {"number": "double", "second": "long", "is": "keyword"}[group]
        order = {
            "order": "desc" if sort.descending else "asc",
            "mode": "max" if sort.descending else "min",
            "missing": "_last",
            "unmapped_type": kind,
        }
        return [{f"{group}.{sort.field}": order}]

    def _shown(
        self,
        visible: ClusterVisible,
        query: Query,
        plan: Plan,
        match: ClusterMatch,
        hits: list[Any],
    ) -> tuple[Hit, ...]:
        """The hits, made from the records that came with them."""
        pages = list(map(self._shown_of, hits))
        scores = [match.tier_and_score(hit.get("_score")) for hit in hits]
        found = [Found(score, tier) for tier, score in scores]
        presenter = Presenter(query, plan, match.extra, visible.weights)
        return hits_of_records(presenter, pages, found)

    def scan(
        self, query: Query, after: str | None, limit: int
    ) -> tuple[tuple[Hit, ...], str | None]:
        visible = self._visible(query.asker.within)
        plan = self.planner.plan(query)
        body = {
            "track_total_hits": False,
            "size": limit + 1,
            "track_scores": True,
            "sort": [{"id": "asc"}],
            **({} if after is None else {"search_after": [after]}),
        }
        match = Matcher(visible, query, plan, self._boost).match(body)
        hits = match.answer["hits"]["hits"] if match.answer else []
        page = self._shown(visible, query, plan, match, hits[:limit])
        return page, page[-1].id if len(hits) > limit else None

    def facet_values(
        self, name: str, query: Query, typed: str, limit: int
    ) -> tuple[FacetValue, ...]:
        visible = self._visible(query.asker.within)
        matcher = Matcher(visible, query, self.planner.plan(query), self._boost)
        passed, folded = matcher.passed(name), fold_facet(typed)
        asked = {
            str(place): aggregation(name, self.fields, passed, limit, some)
            for place, some in enumerate(containing(folded))
        }
        match = matcher.match({"size": 0, "track_total_hits": False, "aggs": asked})
        counts: dict[str, int] = {}
        for place in asked if match.answer else ():
            found = counts_of(match.answer["aggregations"][place])
            counts |= {key: count for key, count in found.items() if folded in key}
        return facet_values(name, counts, visible, self.fields, query.filters, limit, folded)

    def suggest(self, text: str, limit: int = 8, asker: Asker = ANYBODY) -> tuple[Suggestion, ...]:
        asker.deadline.check("completing")
        completions, suggester = self._suggesting()
        visible = self._visible(asker.within)
        mask = None if visible is self._all else visible.completable(completions)
        return suggester.suggest(self.planner.fold(text), limit, mask)

    def _suggesting(self) -> tuple[Completions, Suggester]:
        with self._guard:
            if self._suggester is None:
                found = self._completions()
                made = Suggester(found.titles(), found.labels(), self.planner.analyze)
                self._suggester = found, made
            return self._suggester

    def document(self, identity: str, asker: Asker = ANYBODY) -> Document | None:
        asker.deadline.check("reading the post")
        record = self._record(identity, self._visible(asker.within))
        return record.document if record else None

    def _record(self, identity: str, visible: ClusterVisible) -> Record | None:
        found = {"filter": [{"term": {"id": identity}}, *visible.filters]}
        body = {"size": 1, "query": {"bool": {**found, "must_not": visible.hidden}}}
        hits = visible.ask({**body, "track_total_hits": False})["hits"]
        return record_of(hits["hits"][0]) if hits["hits"] else None

    def similar(self, identity: str, limit: int = 5, asker: Asker = ANYBODY) -> tuple[Hit, ...]:
        asker.deadline.check("looking for neighbours")
        visible = self._visible(asker.within)
        record = self._record(identity, visible)
        if record is None or limit < 1:
            return ()
        body = {
            "size": limit,
            "track_total_hits": False,
            "query": neighbours_of(record, visible, self._boost),
            "sort": BY_SCORE,
            "track_scores": True,
        }
        hits = visible.ask(body, search_type="dfs_query_then_fetch")["hits"]["hits"]
        match = ClusterMatch(None, 0.0, Tier.WORDS, {})
        return self._shown(visible, Query(asker=asker), Plan(), match, hits)

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        return self._all.documents_with(terms)

    def vocabulary(self) -> Iterator[VocabularyEntry]:
        """Every word once; reads all records."""
        return vocabulary_of(self._store.records(self._generation))

    def statistics(self) -> Statistics:
        visible = self._all
        day = {"field": "day.date"}
        body = {
            "size": 0,
            "track_total_hits": False,
            "query": visible.query,
            "aggs": {"first": {"min": day}, "last": {"max": day}},
        }
        found = visible.ask(body)["aggregations"]
        return Statistics(
            engine=self.engine,
            generation=self.generation,
            created=self._generation.created,
            documents=visible.count,
            characters=self._generation.characters,
            terms=visible.terms,
            first_day=day_of(int(found["first"]["value"] or 0)),
            last_day=day_of(int(found["last"]["value"] or 0)),
            facets={
                name: len(visible.labels[name].spelt)
                if name in visible.labels
                else visible.distinct(f"is.{name}")
                for name in self.fields.facets
            },
            sites=tuple(site.name for site in self._generation.sites),
            capabilities=tuple(sorted(self.capabilities)),
        )


class OpenSearchOpener:
    """Opens searchers over a cluster, one generation after the other.

    What completes is kept from the last one.
    """

    def __init__(self, store: OpenSearchStore, *, warm: bool) -> None:
        self._store = store
        self._known: tuple[str, Completions] | None = None
        self._guard = threading.Lock()

    def __call__(self, generation: Generation, planner: Planner) -> OpenSearchSearcher:
        version = self._store.client.ask("GET", "/")["version"]["number"]
        content = Content.from_json(generation.content)
        return OpenSearchSearcher(
            self._store,
            generation,
            planner,
            boost_of(version),
            lambda: self._completions(content),
        )

    def _completions(self, content: Content) -> Completions:
        with self._guard:
            index, known = self._known or ("", None)
            kept = known if index == content.posts else None
            found = Completions.of(self._store.client, content, kept)
            self._known = content.posts, found
            return found


def keeping_posts(most: int = MOST_CHARACTERS) -> Callable[[dict[str, Any]], Page]:
    """What unpacks the post of a hit, once while it is kept: people who type on, or turn pages, are
    shown the same posts.

    What is written under an ``_id`` never changes.
    """
    kept: LRUCache[str, Page] = LRUCache(most, len)
    return cached(kept, lambda hit: hit["_id"], threading.Lock())(shown_of)


_NEWEST: list[Any] = BY_SCORE[1:]
