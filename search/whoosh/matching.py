"""Conditions → sets of posts: words by Whoosh's postings, texts by looking into the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.pages.chains import chains
from index.pages.records import RecordPages
from search.query.conditions import (
    All,
    Chain,
    Condition,
    Either,
    HasPrefix,
    HasTerm,
    HasText,
    Not,
    TitleIs,
    Weighty,
    Within,
)
from search.query.deadline import Deadline
from search.query.lexicon import Lexicon
from search.query.plan import Plan, StandIn, TextRun
from search.query.query import Where
from search.query.tiers import RELAXED, Ladder
from search.ranking import Tier
from search.values import Values
from search.whoosh.contents import Contents


@dataclass(frozen=True, slots=True)
class Match:
    """The posts that are hits, and how strictly."""

    tiers: Mapping[int, Tier]
    extra: Mapping[TextRun, StandIn] = field(default_factory=dict)
    """What stands for a run of the query: by its sound, or as what was meant."""

    @property
    def best(self) -> Tier:
        return min(self.tiers.values(), default=Tier.NONE)

    @property
    def relaxed(self) -> str | None:
        return RELAXED.get(self.best)


def match_plan(
    contents: Contents,
    values: Values,
    visible: frozenset[int],
    lexicon: Lexicon,
    plan: Plan,
    deadline: Deadline,
) -> Match:
    """The strictest step of the ladder that finds something; an empty match if none does."""
    ladder = Ladder(plan, lexicon)
    posts = Posts(contents, values, visible, deadline)
    for required in ladder.required:
        posts.allowed = posts.allowed & posts.meeting(required)
    for excluded in ladder.excluded:
        posts.allowed = posts.allowed - posts.meeting(excluded)
    if not plan.runs:
        return Match(dict.fromkeys(posts.allowed, Tier.WORDS))
    for step in ladder.steps():
        tiers: dict[int, Tier] = {}
        for tier, condition in step.tiers:  # the loosest first: a stricter one replaces it
            tiers.update(dict.fromkeys(posts.meeting(condition), tier))
        if tiers:
            return Match(tiers, step.extra)
    return Match({})


class Posts:
    """Looks up, for one question, the posts that meet conditions; each condition once."""

    def __init__(
        self,
        contents: Contents,
        values: Values,
        allowed: frozenset[int],
        deadline: Deadline,
    ) -> None:
        self._contents = contents
        self._values = values
        self._deadline = deadline
        self.allowed = allowed
        self._known: dict[Condition, frozenset[int]] = {}

    def meeting(self, condition: Condition) -> frozenset[int]:
        """The allowed posts that meet a condition."""
        found = self._known.get(condition)
        if found is None:
            self._deadline.check("the next condition")
            found = self._known[condition] = frozenset(self._find(condition))
        return found & self.allowed

    def _find(self, condition: Condition) -> set[int] | frozenset[int]:
        contents = self._contents
        match condition:
            case HasTerm(term, where):
                return contents.with_term(term, where)
            case HasPrefix(text, where):
                return contents.with_prefix(text, where)
            case HasText():
                return self._with_text(condition)
            case TitleIs(text):
                among = contents.with_characters(text, self.allowed)
                return {number for number in among if contents.folded(number).title == text}
            case Chain():
                return self._chain(condition)
            case All(conditions):
                return self.allowed.intersection(*map(self.meeting, conditions))
            case Either(conditions):
                return set().union(*map(self.meeting, conditions))
            case Weighty():
                return self._weighty(condition)
            case Within(_, filters):
                return self._values.passing(filters, self.allowed)
            case Not(unwanted):
                return self.allowed - self.meeting(unwanted)

    def _with_text(self, wanted: HasText) -> set[int]:
        title = wanted.where is Where.TITLE
        return {
            number
            for number in self._contents.with_characters(wanted.text, self.allowed)
            if self._contents.folded(number).has(wanted.text, title=title, whole=wanted.whole)
        }

    def _chain(self, chain: Chain) -> set[int]:
        """One word of every piece must begin where the one before ends: the records say."""
        found = set(self.allowed)
        for terms in chain.pieces:
            found &= set().union(*(self._contents.with_term(term, chain.where) for term in terms))
        return {
            number
            for number in found
            if len(chains(RecordPages([self._contents.record(number)]), chain.pieces)[0])
        }

    def _weighty(self, weighty: Weighty) -> set[int]:
        weights: dict[int, float] = {}
        for condition, weight in weighty.parts:
            for number in self.meeting(condition):
                weights[number] = weights.get(number, 0.0) + weight
        least = max(max(weights.values(), default=0.0) * weighty.share, 1e-6)
        return {number for number, weight in weights.items() if weight >= least}
