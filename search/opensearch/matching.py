"""The ladder of tiers, taken over a cluster: one request a step, and most queries need one.

A tier is a part of the score: the loosest gets a step, each stricter one a step more, and a step is
more than everything else can give. So the nodes order hits by tier and then by score, and the tier
of a hit is read off its score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.opensearch.queries import (
    EVERYTHING,
    NOTHING,
    JsonQuery,
    all_of,
    constant,
    filters_by_name,
    query_of,
    within_any,
)
from search.opensearch.scoring import Boosts, Scored, joint_score, near_score, step_above
from search.opensearch.visible import ClusterVisible
from search.query.deadline import Deadline
from search.query.plan import Plan, StandIn, TextRun, stand_ins
from search.query.query import Query
from search.query.tiers import Ladder, Step
from search.ranking import PROXIMITY_DOCUMENTS, STAND_IN, Tier

MAX_RESCORED = 10_000
"""Posts a shard whose near words may be looked at; the nodes' own limit."""


@dataclass(frozen=True, slots=True)
class ClusterMatch:
    """A step of the ladder that has found something, or no step at all."""

    answer: Any
    step: float
    """What separates the tiers in the scores; 0 without any."""
    best: Tier
    """Of all posts that match, within the filters or not."""
    extra: Mapping[TextRun, StandIn]

    def tier_and_score(self, score: float | None) -> tuple[Tier, float]:
        """The two parts of a score."""
        if not score or not self.step:
            return Tier.WORDS, score or 0.0
        steps = int(score // self.step)
        return Tier(int(Tier.NONE) - steps), score - steps * self.step


class Matcher:
    """Finds the hits of one query."""

    def __init__(self, visible: ClusterVisible, query: Query, plan: Plan, boosts: Boosts) -> None:
        self._visible = visible
        self._query = query
        self._plan = plan
        self._boosts = boosts
        self._deadline: Deadline = query.deadline
        self.filters = filters_by_name(query.filters)
        self._every = [within_any(group) for group in query.every]
        ladder = self._ladder = Ladder(plan, visible.lexicon)
        self._required = [*visible.filters, *map(self._query_of, ladder.required)]
        self._hidden = [*visible.hidden, *map(self._query_of, ladder.excluded)]

    def _query_of(self, condition: Any) -> JsonQuery:
        return query_of(condition, self._best_weight)

    def passed(self, without: str | None = None) -> list[JsonQuery]:
        """What hits must pass beside matching; for a facet, all filters but its own."""
        own = [query for name, query in self.filters.items() if name != without]
        return [query for query in (*self._every, *own) if query != EVERYTHING]

    def match(self, body: Mapping[str, Any], texts: Sequence[str] = ()) -> ClusterMatch:
        """The answer to ``body`` of the strictest step that finds something.

        The words of ``texts`` are counted in the same round trip.
        """
        match = ClusterMatch(None, 0.0, Tier.NONE, {})
        for match in self._matches(body, texts):
            if match.best is not Tier.NONE:
                break
        return match

    def _matches(self, body: Mapping[str, Any], texts: Sequence[str]) -> Iterator[ClusterMatch]:
        self._deadline.check("matching")
        if not self._plan.runs:
            found = {"bool": {"filter": self._required, "must_not": self._hidden}}
            answer = self._ask(body, found, texts)
            yield ClusterMatch(answer, 0.0, Tier.WORDS, {})
            return
        for step in self._ladder.steps():
            self._deadline.check("the next step of matching")
            tiers = [(tier, self._query_of(condition)) for tier, condition in step.tiers]
            tiers = [(tier, query) for tier, query in tiers if query != NOTHING]
            if tiers:
                yield self._take(step, tiers, body, texts)

    def _take(
        self,
        step: Step,
        tiers: list[tuple[Tier, JsonQuery]],
        body: Mapping[str, Any],
        texts: Sequence[str],
    ) -> ClusterMatch:
        visible = self._visible
        typed = joint_score(self._plan, self._boosts, visible.weights)
        near = near_score(self._plan, self._boosts)
        others = Scored([], 0.0)
        if step.extra:
            others = joint_score(stand_ins(step.extra), self._boosts, visible.weights)
        height = step_above(typed.bound + near.bound + others.bound, visible.count)
        ways = [self._way(tier, query, tiers, height, others) for tier, query in tiers]
        found: JsonQuery = {
            "bool": {
                "must": ways[0] if len(ways) == 1 else {"dis_max": {"queries": ways}},
                "should": typed.queries,
                "filter": self._required,
                "must_not": self._hidden,
            }
        }
        answer = self._ask(self._with_near(body, near), found, texts)
        best = answer["aggregations"]["matched"]["best"]["value"]
        tier = Tier(int(Tier.NONE) - int(best // height)) if best else Tier.NONE
        return ClusterMatch(answer, height, tier, step.extra)

    def _way(
        self,
        tier: Tier,
        query: JsonQuery,
        tiers: list[tuple[Tier, JsonQuery]],
        height: float,
        others: Scored,
    ) -> JsonQuery:
        """A tier; loose hits alone are scored by the words that stand for others."""
        way = constant((Tier.NONE - tier) * height, query)
        if tier not in STAND_IN or not others.queries:
            return way
        stricter = [query for other, query in tiers if other < tier and other not in STAND_IN]
        return {"bool": {"must": way, "should": others.queries, "must_not": stricter}}

    def _with_near(self, body: Mapping[str, Any], near: Scored) -> Mapping[str, Any]:
        """What near words add to the best posts of each shard, where the order is by scores."""
        by_score = body.get("sort") == BY_SCORE
        if not by_score or not near.queries:
            return body
        window = max(PROXIMITY_DOCUMENTS, self._query.page * self._query.per_page)
        rescore = {
            "window_size": min(window, MAX_RESCORED),
            "query": {"rescore_query": {"bool": {"should": near.queries}}},
        }
        # A rescored search cannot be sorted by more than its scores.
        return {**{k: v for k, v in body.items() if k != "sort"}, "rescore": rescore}

    def _ask(self, body: Mapping[str, Any], query: JsonQuery, texts: Sequence[str]) -> Any:
        """The answer, with the greatest score of all that match, within the filters or not."""
        visible = self._visible
        best = {"best": {"max": {"script": {"source": "_score"}}}}
        aggregations = {"matched": {"filter": EVERYTHING, "aggs": best}}
        asked = {**body, "query": query, "aggs": {**aggregations, **body.get("aggs", {})}}
        if passed := self.passed():
            asked["post_filter"] = all_of(passed)
        searches: list[Any] = [(visible.posts, asked, {"search_type": "dfs_query_then_fetch"})]
        unknown = visible.unknown(texts)
        if unknown:
            searches.append((visible.posts, visible.counting(unknown), {}))
        answer, *counted = visible.ask_all(searches, self._deadline)
        if counted:
            visible.learn(unknown, counted[0])
        return answer

    def _best_weight(self, query: JsonQuery) -> float:
        """The greatest score that a query gives to a post that may be a hit."""
        body = {
            "size": 1,
            "_source": False,
            "track_total_hits": False,
            "query": {"bool": {"must": query, "filter": self._required, "must_not": self._hidden}},
        }
        return float(self._visible.ask(body)["hits"]["max_score"] or 0.0)


BY_SCORE: list[Any] = [
    {"_score": "desc"},
    {"second.date": {"order": "desc", "missing": "_last", "unmapped_type": "long"}},
    {"id": "asc"},
]
"""The best first; of those alike, the newest."""
