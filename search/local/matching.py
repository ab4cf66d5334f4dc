"""Which documents are hits, and how strictly: the ladder of tiers, taken over masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from search.local.values import Mask
from search.local.visible import Visible
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
from search.query.tiers import Ladder, Step
from search.ranking import Tier

NO_HIT = np.int8(Tier.NONE)
"""For arrays of tiers, which are compared with a member of an enumeration ten times as slowly."""

Leaf = HasTerm | HasText | HasPrefix | TitleIs | Chain
"""What stands in a document: the conditions that are not made of others."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which documents are hits, and how strictly."""

    tiers: NDArray[np.int8]
    """A :class:`Tier` for each document; ``NONE`` for those that are no hits."""
    extra: Mapping[TextRun, StandIn] = field(default_factory=dict)
    """What stands for a run of the query: by its sound, or as what was meant."""

    @property
    def best(self) -> Tier:
        return Tier(int(self.tiers.min(initial=NO_HIT)))


class Standing:
    """In which documents something stands, as far as anyone has asked: postings tell it of all at
    once, but texts are read of those alone that are asked for."""

    def __init__(
        self,
        mask: Mask,
        unread: Mask | None = None,
        read: Callable[[Mask], list[int] | NDArray[np.int64]] = lambda asked: [],
    ) -> None:
        """``unread``: whose texts are still to be read; ``read`` gives those in which it is."""
        self._mask = mask
        self._unread = unread
        self._read = read

    def of(self, among: Mask) -> Mask:
        """Those of some documents in which it stands."""
        if self._unread is not None:
            asked = self._unread & among
            if np.count_nonzero(asked):
                self._mask[self._read(asked)] = True
                self._unread &= ~asked
        return among & self._mask


Find = Callable[[Leaf], Standing]
"""How an engine finds what stands in its documents, whoever asks."""


class Masks:
    """Conditions → masks of documents, for one request.

    A condition is asked only of the documents that it can still decide of: where a word stands
    already, or another is missing, no text need be looked for.
    """

    def __init__(self, visible: Visible, find: Find, deadline: Deadline) -> None:
        self.allowed = visible.mask
        """The documents that may be hits."""
        self.deadline = deadline
        self._visible = visible
        self._find = find

    def of(self, condition: Condition, among: Mask | None = None) -> Mask:
        """Those of some documents, all that are allowed by default, that meet a condition."""
        self.deadline.check("the next condition")
        among = self.allowed if among is None else among
        match condition:
            case All(conditions):
                return reduce(lambda left, one: self.of(one, left), conditions, among)
            case Either(conditions):
                left = among
                for one in conditions:
                    left = left ^ self.of(one, left)
                return among ^ left
            case Not(unwanted):
                return among ^ self.of(unwanted, among)
            case Within(_, filters):
                return reduce(np.logical_and, self._visible.facets.masks(filters).values(), among)
            case Weighty():
                return among & self._weighty(condition)
            case _:
                return self._find(condition).of(among) if np.count_nonzero(among) else among

    def _weighty(self, condition: Weighty) -> Mask:
        weights = np.zeros(len(self.allowed), np.float32)
        for part, weight in condition.parts:
            weights += weight * self.of(part)
        best = float(weights.max(initial=0.0))
        return np.asarray(weights >= max(best * condition.share, 1e-6), np.bool_)


def match_plan(masks: Masks, lexicon: Lexicon, plan: Plan) -> Match:
    """The strictest step of the ladder that finds something; an empty match if none does."""
    ladder = Ladder(plan, lexicon)
    for wanted in ladder.required:
        masks.allowed = masks.of(wanted)
    for unwanted in ladder.excluded:
        masks.allowed = masks.allowed & ~masks.of(unwanted)
    if not plan.runs:
        return Match(np.where(masks.allowed, Tier.WORDS, Tier.NONE).astype(np.int8))
    for step in ladder.steps():
        masks.deadline.check("the next step of matching")
        match = Match(_tiers(masks, step), step.extra)
        if match.best < Tier.NONE:
            return match
    return Match(np.full(len(masks.allowed), NO_HIT))


def _tiers(masks: Masks, step: Step) -> NDArray[np.int8]:
    """The loosest first; each stricter one replaces what is there."""
    tiers = np.full(len(masks.allowed), NO_HIT)
    for tier, condition in step.tiers:
        tiers[masks.of(condition)] = tier
    return tiers
