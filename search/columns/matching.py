"""Which documents are hits, and how strictly: the ladder of tiers, taken over masks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from search.columns.masks import Masks
from search.columns.visible import Visible
from search.query.deadline import Deadline
from search.query.plan import Plan, StandIn, TextRun
from search.query.tiers import RELAXED, Ladder, Step
from search.ranking import Tier


@dataclass(frozen=True, slots=True)
class Match:
    """Which documents are hits, and how strictly."""

    tiers: NDArray[np.int8]
    """A :class:`Tier` for each document; ``NONE`` for those that are no hits."""
    extra: Mapping[TextRun, StandIn] = field(default_factory=dict)
    """What stands for a run of the query: by its sound, or as what was meant."""

    @property
    def best(self) -> Tier:
        return Tier(int(self.tiers.min(initial=Tier.NONE)))

    @property
    def relaxed(self) -> str | None:
        """What was given up, see :class:`search.results.Interpretation`."""
        return RELAXED.get(self.best)


def match_plan(visible: Visible, plan: Plan, deadline: Deadline) -> Match:
    """The strictest step of the ladder that finds something; an empty match if none does."""
    ladder = Ladder(plan, visible.lexicon)
    allowed = visible.mask
    masks = Masks(visible.view, allowed, deadline, lambda: visible.facets)
    for wanted in ladder.required:
        allowed = allowed & masks.of(wanted)
    for unwanted in ladder.excluded:
        allowed = allowed & ~masks.of(unwanted)
    masks.allowed = allowed
    if not plan.runs:
        return Match(np.where(allowed, Tier.WORDS, Tier.NONE).astype(np.int8))
    for step in ladder.steps():
        deadline.check("the next step of matching")
        match = Match(_tiers(masks, step), step.extra)
        if match.best < Tier.NONE:
            return match
    return Match(np.full(visible.view.documents, Tier.NONE, np.int8))


def _tiers(masks: Masks, step: Step) -> NDArray[np.int8]:
    """The loosest first; each stricter one replaces what is there."""
    tiers = np.full(len(masks.allowed), Tier.NONE, np.int8)
    for tier, condition in step.tiers:
        tiers[masks.of(condition)] = tier
    tiers[~masks.allowed] = Tier.NONE
    return tiers
