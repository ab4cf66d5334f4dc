"""The posts that one asker may see, as a query, and what is known of their words and labels.

A generation never changes, so that what has been counted once stays good as long as it is served.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.errors import EngineUnavailableError
from index.fields import FieldTable
from index.opensearch.client import Client
from index.opensearch.manifest import Content
from index.opensearch.mapping import MARK
from index.opensearch.posts import as_token
from search.opensearch.completions import Completions
from search.opensearch.queries import EVERYTHING, JsonQuery, any_of
from search.query.deadline import NO_DEADLINE, Deadline
from search.query.kana import heard_key, read_in_kanji
from search.query.plan import Plan
from search.query.scored import idf

FRAGMENT = "\u0004"
"""Stands before three characters in a row, which are counted as words are; no word begins so."""
EITHER = "\u0005"
"""Stands between words that are counted as one."""

Search = tuple[str, Mapping[str, Any], Mapping[str, object]]
"""An index, what it is asked, and how."""

MOST_COUNTED = 500
"""Words that are counted in one request."""
MOST_KNOWN = 100_000
"""Words whose counts are remembered, and sounds whose words are."""
MOST_WORDS = 5_000
"""Words of one reading or spelling, all readings of a query together."""
MOST_LABELS = 50_000
"""Spellings of the values of one facet that are read."""


class Labels(NamedTuple):
    """The values of a facet, folded: how they are spelt, and how many posts have each."""

    spelt: Mapping[str, str]
    counts: Mapping[str, int]


def counted(term: str) -> JsonQuery:
    """The posts that have a word, one of several, or three characters in a row."""
    if term.startswith(FRAGMENT):
        return {"term": {"folded": term.removeprefix(FRAGMENT)}}
    return any_of({"term": {"words": as_token(one)}} for one in term.split(EITHER))


class ClusterVisible:
    """Fulfils :class:`search.query.lexicon.Words`; shared by all threads."""

    def __init__(
        self,
        client: Client,
        content: Content,
        words: str,
        fields: FieldTable,
        within: JsonQuery,
    ) -> None:
        self._client = client
        self._content = content
        self.posts = content.posts
        self.averages = content.averages
        self._words = words
        self._fields = fields
        self._within = within
        # What is hidden from all is written as such: it costs nothing where nothing is.
        self.hidden = content.hidden()
        self.in_one_shard = True
        """All posts, as far as is known."""
        self._known: dict[str, int] = {}
        self._heard: dict[str, list[tuple[str, str]]] = {}
        self._completable: NDArray[np.bool_] | None = None

    @property
    def filters(self) -> list[JsonQuery]:
        return [] if self._within == EVERYTHING else [self._within]

    @property
    def query(self) -> JsonQuery:
        return {"bool": {"filter": self.filters, "must_not": self.hidden}}

    @cached_property
    def count(self) -> int:
        """How many posts may be seen."""
        body = {"size": 0, "track_total_hits": True, "query": self.query}
        return int(self.ask(body)["hits"]["total"]["value"])

    def ask(self, body: Mapping[str, Any], **how: object) -> Any:
        """The answer of the posts."""
        return self.ask_all([(self.posts, body, how)])[0]

    def ask_all(self, searches: list[Search], deadline: Deadline = NO_DEADLINE) -> list[Any]:
        """The answers of the nodes, which are waited for as long as whoever asks will wait."""
        seconds = min(self._client.cluster.timeout, deadline.left)
        try:
            return self._client.search_all(searches, seconds)
        except EngineUnavailableError:
            deadline.check("the nodes had answered")
            raise

    def completable(self, completions: Completions) -> NDArray[np.bool_]:
        """Which of the generation's entries may be seen."""
        if self._completable is None:
            within = completions.within(self._client, self._content, self.filters)
            self._completable = within
        return self._completable

    @cached_property
    def terms(self) -> int:
        """How many words there are, those of posts that are no more included."""
        return self._distinct(self._words, "term", EVERYTHING)

    def distinct(self, field: str) -> int:
        """How many values a field has."""
        return self._distinct(self.posts, field, self.query)

    def _distinct(self, index: str, field: str, query: JsonQuery) -> int:
        values = {"cardinality": {"field": field, "precision_threshold": 40_000}}
        body = {"size": 0, "track_total_hits": False, "query": query, "aggs": {"values": values}}
        (answer,) = self.ask_all([(index, body, {})])
        return int(answer["aggregations"]["values"]["value"])

    # -- words

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        missing = self.unknown(terms)
        for start in range(0, len(missing), MOST_COUNTED):
            some = missing[start : start + MOST_COUNTED]
            self.learn(some, self.ask(self.counting(some)))
        return {term: self._known.get(term, 0) for term in terms}

    def unknown(self, terms: Collection[str]) -> list[str]:
        """Those that have not been counted yet."""
        return [term for term in dict.fromkeys(terms) if term and term not in self._known]

    def counting(self, terms: Collection[str]) -> dict[str, Any]:
        """A search that counts the posts with each of some terms."""
        each = [counted(term) for term in terms]
        return {
            "size": 0,
            "track_total_hits": False,
            "query": self.query,
            "aggs": {"terms": {"filters": {"filters": each}}},
        }

    def learn(self, terms: Collection[str], answer: Any) -> None:
        """Remembers what :meth:`counting` was answered."""
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        buckets = answer["aggregations"]["terms"]["buckets"]
        for term, bucket in zip(terms, buckets, strict=True):
            self._known[term] = bucket["doc_count"]

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        counts = self.documents_with(terms)
        return {term: idf(max(self.count, count), count) for term, count in counts.items()}

    def heard_as(self, keys: Collection[str]) -> Mapping[str, Collection[tuple[str, str]]]:
        heard = self.look_up((), keys)
        return {key: heard.get(key, ()) for key in keys}

    def look_up(
        self, terms: Collection[str], keys: Collection[str]
    ) -> Mapping[str, list[tuple[str, str]]]:
        """The words of some sounds at least; terms are counted in the same round trip."""
        heard, unknown = self._heard, self.unknown(terms)[:MOST_COUNTED]
        missing = [key for key in dict.fromkeys(keys) if key and key not in heard]
        searches: list[Search] = []
        if missing:
            searches.append((self._words, _words({"terms": {"sound": missing}}), {}))
        if unknown:
            searches.append((self.posts, self.counting(unknown), {}))
        answers = self.ask_all(searches) if searches else []
        if unknown:
            self.learn(unknown, answers.pop())
        if missing:
            found: dict[str, list[tuple[str, str]]] = {key: [] for key in missing}
            for word in _found(answers[0]):
                found[word["sound"]].append((word["term"], word["reading"]))
            if len(heard) > MOST_KNOWN:  # others go on with what they hold
                heard = self._heard = {key: heard[key] for key in keys if key in heard}
            heard |= found
        return heard

    def heard_beginning(self, keys: Collection[str]) -> Collection[tuple[str, str]]:
        ways: JsonQuery = {"bool": {"should": [{"prefix": {"sound": key}} for key in sorted(keys)]}}
        (answer,) = self.ask_all([(self._words, _words(ways), {})])
        return [(word["term"], word["reading"]) for word in _found(answer)]

    def about_as_long(self, term: str, edits: int) -> Collection[str]:
        rule = {"value": term, "fuzziness": edits, "transpositions": True, "max_expansions": 1_000}
        (answer,) = self.ask_all([(self._words, _words({"fuzzy": {"term": rule}}), {})])
        return list(dict.fromkeys(word["term"] for word in _found(answer)))

    # -- labels

    @cached_property
    def labels(self) -> Mapping[str, Labels]:
        """By facet: of the spellings of a value, the commonest; of two alike, the first."""
        names = [row.name for row in self._fields.filters if row.type != "date"]
        aggregations = {
            name: {"terms": {"field": f"as.{name}", "size": MOST_LABELS}} for name in names
        }
        body = {"size": 0, "track_total_hits": False, "query": self.query, "aggs": aggregations}
        found = self.ask(body)["aggregations"]
        return {name: _labels(found[name]["buckets"]) for name in names}


class Foreseen:
    """The words of a generation for one query: what it may ask for comes with what it asks first.

    Fulfils :class:`search.query.lexicon.Words`.
    """

    def __init__(self, visible: ClusterVisible, plan: Plan, terms: Collection[str]) -> None:
        self._visible = visible
        self._terms = terms
        self._sounds = [heard_key(run.kana) for run in plan.runs if run.kana]
        self._read = [key for ways in read_in_kanji(plan).values() for key in ways.values()]
        self.about_as_long, self.heard_beginning = visible.about_as_long, visible.heard_beginning

    def heard_as(self, keys: Collection[str]) -> Mapping[str, Collection[tuple[str, str]]]:
        self._foresee(())
        return self._visible.heard_as(keys)

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        self._foresee(terms)
        return self._visible.documents_with(terms)

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        self._foresee(terms)
        return self._visible.weights(terms)

    def _foresee(self, terms: Collection[str]) -> None:
        if self._sounds or self._read or self._visible.unknown(terms):
            heard = self._visible.look_up((*terms, *self._terms), (*self._sounds, *self._read))
            alike = (term for key in self._sounds for term, _ in heard.get(key, ()))
            self._visible.documents_with(list(alike))
            self._sounds, self._read = [], []


def _words(query: JsonQuery) -> dict[str, Any]:
    """A search for words and how they are read."""
    return {"size": MOST_WORDS, "query": query, "track_total_hits": False}


def _found(answer: Any) -> Iterator[dict[str, str]]:
    return (hit["_source"] for hit in answer["hits"]["hits"])


def _labels(buckets: list[dict[str, Any]]) -> Labels:
    spelt: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for bucket in sorted(buckets, key=lambda bucket: (-bucket["doc_count"], bucket["key"])):
        folded, _, spelling = bucket["key"].partition(MARK)
        spelt.setdefault(folded, spelling)
        counts[folded] += bucket["doc_count"]
    return Labels(spelt, counts)
