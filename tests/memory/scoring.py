"""The parts of the scores, unit by unit: what :mod:`search.query.scored` names, looked up."""

from __future__ import annotations

import numpy as np

from search.local.matching import Match
from search.local.records import gain_of
from search.local.signals import Gain, Parts, add_signals
from search.query.deadline import Deadline
from search.query.plan import Plan
from search.query.scored import Kind, Unit, idf, units_of
from search.ranking import K1
from tests.memory.posts import MemoryPosts
from tests.memory.visible import MemoryVisible


def parts_of(
    posts: MemoryPosts, visible: MemoryVisible, plan: Plan, match: Match, deadline: Deadline
) -> Parts:
    """What every post that may be seen gains, signal by signal."""
    parts = Parts(np.zeros(len(visible.mask)), match.tiers)
    for unit in units_of(plan):
        parts.add(_gain(posts, visible, unit))
    add_signals(visible, plan, parts, deadline)
    return parts


def _gain(posts: MemoryPosts, visible: MemoryVisible, unit: Unit) -> Gain:
    word = unit.kind is Kind.WORD
    found = posts.frequencies(unit) if word else posts.times(unit.name, unit.kind)
    having = sum(bool(visible.mask[number]) for number in found)
    weight = unit.weight * (K1 + 1) * idf(visible.population, having)
    norms = posts.norms_by_kind[unit.kind]
    return gain_of(unit.shown, unit.kind.name.lower(), found, weight, norms, visible.mask)
