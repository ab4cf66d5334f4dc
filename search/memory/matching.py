"""Which posts are hits, and how strictly: each condition, asked of each post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from index.pages.chains import chains
from search.memory.posts import Posts, VisibleWords
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
from search.query.tiers import Ladder
from search.ranking import Tier
from search.values import Values


class Match(NamedTuple):
    """The posts that are hits, and how strictly."""

    tiers: Mapping[int, Tier]
    extra: Mapping[TextRun, StandIn]

    @property
    def best(self) -> Tier:
        return min(self.tiers.values(), default=Tier.NONE)


def match_plan(
    posts: Posts, values: Values, words: VisibleWords, plan: Plan, deadline: Deadline
) -> Match:
    """The strictest step of the ladder that finds something; an empty match if none does."""
    ladder = Ladder(plan, Lexicon(words))
    asked = _Conditions(posts, values, words.numbers, deadline)
    for wanted in ladder.required:
        asked.allowed &= asked.meeting(wanted)
    for unwanted in ladder.excluded:
        asked.allowed -= asked.meeting(unwanted)
    if not plan.runs:
        return Match(dict.fromkeys(asked.allowed, Tier.WORDS), {})
    for step in ladder.steps():
        tiers: dict[int, Tier] = {}
        for tier, condition in step.tiers:  # the loosest first; a stricter one replaces it
            tiers |= dict.fromkeys(asked.meeting(condition), tier)
        if tiers:
            return Match(tiers, step.extra)
    return Match({}, {})


class _Conditions:
    """The posts that meet conditions, among those that may be hits at all."""

    def __init__(
        self, posts: Posts, values: Values, allowed: frozenset[int], deadline: Deadline
    ) -> None:
        self._posts = posts
        self._values = values
        self._deadline = deadline
        self.allowed = allowed

    def meeting(self, condition: Condition) -> frozenset[int]:
        self._deadline.check("the next condition")
        if isinstance(condition, Weighty):
            return self._weighty(condition)
        return frozenset(number for number in self.allowed if self._meets(number, condition))

    def _meets(self, number: int, condition: Condition) -> bool:
        post = self._posts.all[number]
        match condition:
            case Within(_, filters):
                return bool(self._values.passing(filters, frozenset({number})))
            case Not(unwanted):
                return not self._meets(number, unwanted)
            case HasTerm(term, where):
                return post.has_term(term, where)
            case HasText(text, where, whole):
                return post.has_text(text, where, whole)
            case HasPrefix(text, where):
                return any(t.startswith(text) and post.has_term(t, where) for t in post.terms)
            case TitleIs(text):
                return post.title.strip() == text
            case Chain(pieces, where):
                places, _ = chains(post.pages, pieces)
                end = post.pages.title_ends[0]
                return bool(len(places) if where is Where.ANY else (places < end).any())
            case All(conditions):
                return all(self._meets(number, one) for one in conditions)
            case Either(conditions):
                return any(self._meets(number, one) for one in conditions)
            case Weighty():
                return number in self._weighty(condition)

    def _weighty(self, condition: Weighty) -> frozenset[int]:
        weights = {
            number: sum(weight for part, weight in condition.parts if self._meets(number, part))
            for number in self.allowed
        }
        least = max(max(weights.values(), default=0.0) * condition.share, 1e-6)
        return frozenset(number for number, weight in weights.items() if weight >= least)
