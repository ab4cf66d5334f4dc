"""The ladder of tiers, taken over a cluster: one request a step, and most queries need one step.

Near words and pieces of the query are looked for in the best posts on the way, or in one more.

A tier is a part of the score: the loosest gets a step, each stricter one a step more, and a step is
more than everything else can give. So the nodes order hits by tier and then by score, and the tier
of a hit is read off its score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from index.errors import PartialResultsError
from search.opensearch.queries import (
    CLAUSES,
    EVERYTHING,
    NOTHING,
    PIECES,
    JsonQuery,
    all_of,
    any_of,
    clauses,
    constant,
    filters_by_name,
    query_of,
    shortened,
    within,
)
from search.opensearch.scoring import (
    Scored,
    fragments_asked,
    has_grams,
    joint_score,
    near_bound,
    near_queries,
    step_above,
)
from search.opensearch.visible import ClusterVisible, Foreseen
from search.query.conditions import Condition
from search.query.lexicon import Lexicon
from search.query.params import ParameterError, QueryError
from search.query.plan import Plan, StandIn, TextRun, nodes_of, stand_ins
from search.query.query import Query
from search.query.tiers import Ladder, Step
from search.ranking import PROXIMITY_DOCUMENTS, STAND_IN, Tier

_NOTHING_STORED = {"_source": False, "stored_fields": "_none_"}


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

    def __init__(self, visible: ClusterVisible, query: Query, plan: Plan, boost: float) -> None:
        self._visible = visible
        self._query = query
        self._plan = plan
        self._boost = boost
        self._deadline = query.asker.deadline
        self.filters = filters_by_name(query.filters)
        self._every = [any_of(map(within, group)) for group in query.every]
        self._texts = [*_texts(plan), *fragments_asked(plan)]
        self.lexicon = Lexicon(Foreseen(visible, plan, self._texts))
        self._longest = PIECES[0]
        ladder = self._ladder = Ladder(plan, self.lexicon)
        self._required = [*visible.filters, *map(self._query_of, ladder.required)]

    def _allowed(self) -> JsonQuery:
        """What holds of all that may be hits."""
        hidden = [*self._visible.hidden, *map(self._query_of, self._ladder.excluded)]
        return {"filter": self._required, "must_not": hidden}

    def _query_of(self, condition: Condition) -> JsonQuery:
        return query_of(shortened(condition, self._longest), self._best_weight)

    def _fitting(self, make: Callable[[], JsonQuery]) -> JsonQuery:
        """What ``make`` gives, with chains of fewer words if nodes would not take it otherwise.

        So long questions are answered, and of everyday ones nothing is left out. Raises QueryError
        for what is too much even so.
        """
        for self._longest in PIECES:
            query = make()
            if clauses(query) <= CLAUSES:
                return query
        message = "asks for too much at once: ask for fewer words or dates"
        raise QueryError([ParameterError("q", message)])

    def passed(self, without: str | None = None) -> list[JsonQuery]:
        """What hits must pass beside matching; for a facet, all filters but its own."""
        own = [query for name, query in self.filters.items() if name != without]
        return [query for query in (*self._every, *own) if query != EVERYTHING]

    def match(self, body: Mapping[str, Any]) -> ClusterMatch:
        """The answer to ``body`` of the strictest step that finds something."""
        self._deadline.check("matching")
        if not self._plan.runs:
            answer = self._ask(body, self._fitting(lambda: {"bool": self._allowed()}))
            return ClusterMatch(answer, 0.0, Tier.WORDS, {})
        match = ClusterMatch(None, 0.0, Tier.NONE, {})
        for step in self._ladder.steps():
            self._deadline.check("the next step of matching")
            match = self._take(step, body) or match
            if match.best is not Tier.NONE:
                break
        return match

    def _take(self, step: Step, body: Mapping[str, Any]) -> ClusterMatch | None:
        visible = self._visible
        typed = joint_score(self._plan, self._boost, visible.weights)
        others = Scored([], 0.0)
        if step.extra:
            others = joint_score(stand_ins(step.extra), self._boost, visible.weights)
        height = step_above(typed.bound + near_bound(self._plan) + others.bound, visible.count)

        def asked() -> JsonQuery:
            made = ((tier, self._query_of(condition)) for tier, condition in step.tiers)
            ways = [self._way(*one, height, others) for one in made if one[1] != NOTHING]
            if not ways:
                return NOTHING
            must = ways[0] if len(ways) == 1 else {"dis_max": {"queries": ways}}
            return {"bool": {"must": must, "should": typed.queries, **self._allowed()}}

        found = self._fitting(asked)
        if found == NOTHING:
            return None
        answer = self._ask_for_best(body, found)
        best = answer["best"]
        tier = Tier(int(Tier.NONE) - int(best // height)) if best else Tier.NONE
        return ClusterMatch(answer, height, tier, step.extra)

    def _way(self, tier: Tier, query: JsonQuery, height: float, others: Scored) -> JsonQuery:
        """A tier; loose hits are scored by the words that stand for others.

        Those of a stricter tier are not, as the greatest of all ways counts, and a step is more
        than ``others`` give.
        """
        way = constant((Tier.NONE - tier) * height, query)
        if tier not in STAND_IN or not others.queries:
            return way
        return {"bool": {"must": way, "should": others.queries}}

    def _ask_for_best(self, body: Mapping[str, Any], query: JsonQuery) -> Any:
        """The answer, the best posts by what near words add as well, where scores order it.

        Those are looked for in the best posts alone. Of what one shard holds, the first page comes
        at once; else a second request names the best of all shards, with the scores that they have,
        and only then the records of the page are read.
        """
        visible, first = self._visible, body.get("from", 0)
        last = first + body["size"]
        by_score = body.get("sort") == BY_SCORE and first < PROXIMITY_DOCUMENTS and body["size"]
        if not by_score or not near_bound(self._plan):
            return self._ask(body, query)
        visible.documents_with(self._texts)  # all in one request
        near = near_queries(self._plan, visible)
        if not near:
            return self._ask(body, query)
        if visible.in_one_shard and not first and has_grams(self._plan):
            answer = self._ask_at_once(body, query, near)
            if answer is not None:
                return answer
        # Only what they are sorted by comes back: nothing is read of posts that may not be shown.
        most = {"from": 0, "size": max(last, PROXIMITY_DOCUMENTS), **_NOTHING_STORED}
        answer = self._ask({**body, **most}, query)
        scores = {hit["sort"][-1]: hit["_score"] for hit in answer["hits"]["hits"]}
        if len(scores) > first:
            hits = answer["hits"]["hits"] = self._ask_for_near(body, scores, near)
            if len(hits) < min(last, len(scores)) - first:
                raise PartialResultsError("posts of OpenSearch went while they were looked into")
        return answer

    def _ask_at_once(
        self, body: Mapping[str, Any], query: JsonQuery, near: list[JsonQuery]
    ) -> Any | None:
        """The answer with a first page whose best posts the nodes have looked into on the way.

        Nodes do so with the best posts of each shard, and of those alike take any before the
        newest. So it is None, to be asked in two steps, of several shards and where posts of the
        page, or the first behind it, are alike.
        """
        size = body["size"]
        rule = {"rescore_query": {"bool": {"should": near}}}
        rescore = {"window_size": PROXIMITY_DOCUMENTS, "query": rule}
        page = {**body, "size": size + 1, "rescore": rescore}
        del page["sort"]  # nodes refuse it beside
        answer = self._ask(page, query)
        self._visible.in_one_shard = answer["_shards"]["total"] == 1
        scores = [hit["_score"] for hit in answer["hits"]["hits"]]
        del answer["hits"]["hits"][size:]
        return answer if self._visible.in_one_shard and len({*scores}) == len(scores) else None

    def _ask_for_near(
        self, body: Mapping[str, Any], scores: Mapping[str, float], near: list[JsonQuery]
    ) -> list[Any]:
        """The hits of a page of the best posts, given their scores, with what near words add."""
        visible = self._visible
        known = [constant(score, {"term": {"id": one}}) for one, score in scores.items()]
        looked_into = {"terms": {"id": list(scores)[:PROXIMITY_DOCUMENTS]}}
        gained = {"bool": {"filter": looked_into, "should": near}}
        found = {"must": any_of(known), "should": gained, "must_not": visible.hidden}
        page = {**body, "track_total_hits": False, "query": {"bool": found}}
        del page["aggs"]
        (answer,) = visible.ask_all([(visible.posts, page, {})], self._deadline)
        hits: list[Any] = answer["hits"]["hits"]
        return hits

    def _ask(self, body: Mapping[str, Any], query: JsonQuery) -> Any:
        """The answer, with the greatest score of all that match, within the filters or not.

        What is shown and scored by is counted in the same round trip.
        """
        visible, passed = self._visible, self.passed()
        aggregations = dict(body.get("aggs", {}))
        if passed or body.get("sort", BY_SCORE) != BY_SCORE or body.get("from") or not body["size"]:
            # The first of the hits that come is not the best.
            best = {"best": {"max": {"script": {"source": "_score"}}}}
            aggregations[_MATCHED] = {"filter": EVERYTHING, "aggs": best}
        asked = {**body, "query": query, "aggs": aggregations}
        if passed:
            asked["post_filter"] = all_of(passed)
        searches: list[Any] = [(visible.posts, asked, {"search_type": "dfs_query_then_fetch"})]
        unknown = visible.unknown(self._texts if body["size"] else ())
        if unknown:
            searches.append((visible.posts, visible.counting(unknown), {}))
        answer, *counted = visible.ask_all(searches, self._deadline)
        if counted:
            visible.learn(unknown, counted[0])
        return {**answer, "best": _best_score(answer)}

    def _best_weight(self, query: JsonQuery) -> float:
        """The greatest score that a query gives to a post that may be a hit."""
        found = {"bool": {"must": query, **self._allowed()}}
        if clauses(found) > CLAUSES:  # nor does that of which this is a part fit
            return 0.0
        body = {"size": 1, "_source": False, "track_total_hits": False, "query": found}
        return float(self._visible.ask(body)["hits"]["max_score"] or 0.0)


def _texts(plan: Plan) -> list[str]:
    """What passages are weighed by: counted in the round trip of the search."""
    texts = [node.text for node in nodes_of(plan.nodes)]
    texts += [word.term for word in plan.words]
    return texts + [other.text for word in plan.words for other in word.alternatives]


def _best_score(answer: Any) -> float | None:
    """The greatest score of all that match; None if nothing does."""
    if counted := answer.get("aggregations", {}).get(_MATCHED):
        score: float | None = counted["best"]["value"]
        return score
    hits = answer["hits"]["hits"]
    return float(hits[0]["_score"]) if hits else None


_MATCHED = "all that match"
"""No field has such a name."""

BY_SCORE: list[Any] = [
    {"_score": "desc"},
    {"second.date": {"order": "desc", "missing": "_last", "unmapped_type": "long"}},
    {"id": "asc"},
]
"""The best first; of those alike, the newest."""
