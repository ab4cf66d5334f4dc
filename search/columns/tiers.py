"""The tier of every document, and the way down when nothing matches strictly.

The steps down are taken one at a time, and only when the step above has found nothing, so that
no looser hit ever stands above a stricter one:

all words → readings of kana → most words → substrings → readings of romaji → typos
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from search.columns.lexicon import Pieces, is_one_sound
from search.columns.matching import Matcher
from search.columns.scoring import term_idf
from search.columns.view import Mask
from search.columns.visible import Visible
from search.query.deadline import Deadline
from search.query.plan import Alternative, LiteralNode, Node, Plan, Run, WordNode
from search.ranking import (
    LITERAL_WORDS,
    LONG_TEXT,
    MOST_WORDS_SHARE,
    QUESTION_WORDS,
    Tier,
)


@dataclass(frozen=True, slots=True)
class Match:
    """Which documents are hits, and how strictly."""

    tiers: NDArray[np.int8]
    """A :class:`Tier` for each document; ``NONE`` for those that are no hits."""
    relaxed: str | None = None
    """The step down that was taken, see :class:`search.results.Interpretation`."""
    extra: dict[Run, Pieces] = field(default_factory=dict)
    """Words that stand for a run of the query: by their readings, or as what was meant."""

    @property
    def stand_ins(self) -> Plan:
        """The same as a plan: what the hits are scored by that have only those words."""
        return Plan(tuple(_stand_in(run, pieces) for run, pieces in self.extra.items()))


def _stand_in(run: Run, pieces: Pieces) -> Run:
    nodes = tuple(
        WordNode(first, first, run.field, tuple(Alternative(term, term) for term in others))
        for first, *others in pieces
    )
    return Run("", nodes, run.field)


_RELAXED = {Tier.SOME_WORDS: "most_words", Tier.READING: "readings"}
"""What has been given up when the best hit is of a tier."""


class TierMatcher:
    """Finds the hits of one plan among the documents that ``allowed`` lets through."""

    def __init__(self, visible: Visible, plan: Plan, allowed: Mask, deadline: Deadline) -> None:
        self._visible = visible
        self._view = view = visible.view
        self._lexicon = visible.lexicon
        self._deadline = deadline
        self._plan = plan
        self._matcher = Matcher(view, words_only=len(plan.nodes) >= LITERAL_WORDS)
        quoted = [n for n in plan.nodes if isinstance(n, LiteralNode) and n.quoted]
        self._allowed = allowed & self._matcher.all_of(quoted)

    def match(self) -> Match:
        """The strictest step that finds something; an empty match if none does."""
        for step in (
            self._strict,
            self._most_words,
            self._substrings,
            self._romaji,
            self._typos,
        ):
            self._deadline.check("the next step of matching")
            found = step()
            if found is not None and (found.tiers != Tier.NONE).any():
                return found
        return Match(np.full(self._view.documents, Tier.NONE, np.int8))

    def _tiers(self, masks: Iterable[tuple[Tier, Mask]]) -> NDArray[np.int8]:
        """Tiers from masks, the loosest first; each stricter one replaces what is there."""
        tiers = np.full(self._view.documents, Tier.NONE, np.int8)
        for tier, mask in masks:
            tiers[mask] = tier
        tiers[~self._allowed] = Tier.NONE
        return tiers

    def _strict(self) -> Match:
        """All words; below them most words of a question, and kana by their readings."""
        words = self._matcher.all_of(self._plan.nodes)
        masks = [(Tier.WORDS, words), *self._phrase_tiers(words), *self._title_tiers()]
        nodes = len(self._plan.nodes)
        if nodes >= QUESTION_WORDS or (self._plan.asks and nodes > 1):
            masks.insert(0, (Tier.SOME_WORDS, self._weighty()))
        extra = self._expansions(self._lexicon.by_reading)
        if extra:
            masks.insert(0, (Tier.READING, self._with_extra(extra)))
        tiers = self._tiers(masks)
        return Match(tiers, _RELAXED.get(Tier(tiers.min(initial=Tier.NONE))), extra)

    def _title_tiers(self) -> Iterator[tuple[Tier, Mask]]:
        """Documents whose title is the query."""
        for text in {self._plan.whole, self._plan.typed} - {""}:
            for number in self._view.titles.get(text, ()):
                mask = self._view.empty()
                mask[number] = True
                yield Tier.TITLE, mask

    def _phrase_tiers(self, words: Mask) -> Iterator[tuple[Tier, Mask]]:
        """Documents in which the whole text stands; nothing if that says no more than its words.

        Several runs may stand together with a space, as typed, or without, as Japanese is written.
        """
        whole, runs, nodes = self._plan.whole, self._plan.runs, self._plan.nodes
        if not whole or any(not run.text for run in runs):
            return
        typed = self._plan.typed or whole
        if len(nodes) == 1 and len(typed) < LONG_TEXT:
            return
        field = runs[0].field

        def standing(text: str) -> Mask:
            return self._matcher.literal(text, field, any_place=len(text) >= LONG_TEXT)

        if len(runs) > 1 or typed != whole:
            yield Tier.ACROSS, standing(whole.replace(" ", "")) | standing(whole)
        phrase = standing(typed)
        yield Tier.ACROSS, phrase
        yield Tier.PHRASE, phrase & (self._whole_word() if len(nodes) == 1 else self._view.live)

    def _whole_word(self) -> Mask:
        """Where the only word stands without cutting others."""
        (node,) = self._plan.nodes
        if not isinstance(node, WordNode):
            return self._view.live
        literal = self._matcher.literal(node.text, node.field, any_place=False)
        return self._matcher.term(node.term, node.field) | literal

    def _most_words(self) -> Match | None:
        """Documents with at least a share of the weight that the best one has."""
        if len(self._plan.nodes) < 2:
            return None
        return Match(self._tiers([(Tier.SOME_WORDS, self._weighty())]), "most_words")

    def _weighty(self) -> Mask:
        """Documents whose matching words weigh enough, see :data:`MOST_WORDS_SHARE`."""
        weights = np.zeros(self._view.documents, np.float32)
        for node in self._plan.nodes:
            self._deadline.check("weighing the next word")
            weights += self._node_weight(node) * self._matcher.node(node)
        weights[~self._allowed] = 0
        best = float(weights.max(initial=0.0))
        return weights >= max(best * MOST_WORDS_SHARE, 1e-6)

    def _node_weight(self, node: Node) -> float:
        return term_idf(self._visible, node.term) if isinstance(node, WordNode) else 1.0

    def _substrings(self) -> Match:
        """Words across the edges of others: all of them, else any of them."""
        masks = [self._matcher.across(node) for node in self._plan.nodes]
        every = np.logical_and.reduce(masks) if masks else self._view.empty()
        if not (every & self._allowed).any():
            every = np.logical_or.reduce(masks) if masks else self._view.empty()
        return Match(self._tiers([(Tier.SUBSTRING, every)]), "substrings")

    def _romaji(self) -> Match | None:
        return self._expanded(self._lexicon.by_romaji, Tier.READING, "readings")

    def _typos(self) -> Match | None:
        return self._expanded(self._lexicon.by_spelling, Tier.TYPO, "typos")

    def _expanded(self, expand: Callable[[Run], Pieces], tier: Tier, name: str) -> Match | None:
        extra = self._expansions(expand)
        if not extra:
            return None
        return Match(self._tiers([(tier, self._with_extra(extra))]), name, extra)

    def _expansions(self, expand: Callable[[Run], Pieces]) -> dict[Run, Pieces]:
        return {run: pieces for run in self._plan.runs if (pieces := expand(run))}

    def _with_extra(self, extra: dict[Run, Pieces]) -> Mask:
        """Documents that have all runs, or what stands for them."""
        mask = np.ones(self._view.documents, np.bool_)
        for run in self._plan.runs:
            found = self._matcher.all_of(run.nodes)
            if run in extra:
                found |= self._pieces(extra[run], run)
            mask &= found
        return mask

    def _pieces(self, pieces: Pieces, run: Run) -> Mask:
        """Documents that have one word of every piece; side by side if they are one sound."""
        if len(pieces) > 1 and is_one_sound(run):
            return self._matcher.chain(pieces, run.field)
        mask = np.ones(self._view.documents, np.bool_)
        for terms in pieces:
            piece = self._view.empty()
            for term in terms:
                piece |= self._matcher.term(term, run.field)
            mask &= piece
        return mask
