"""The ladder of tiers: what a hit of each tier has, and the way down when nothing matches strictly.

The steps down are taken one at a time, and only when the step above has found nothing, so that
no looser hit ever stands above a stricter one:

all words, in any spelling → readings of kana → kanji as kana, old and other forms → words half
typed → most words → substrings → readings of romaji, and of kana cut otherwise → words begun
→ typos → slips of keys

This is the one place that knows it. An engine takes the steps in their order, gives each document
the strictest tier whose condition it meets, and stops at the first step that finds something::

    京都の空港 → step 1  WORDS   All(Either(HasTerm(京都), …), Either(HasTerm(空港), …))
                       ACROSS  HasText(京都の空港)
                       PHRASE  HasText(京都の空港)
                       TITLE   TitleIs(京都の空港)
               step 2  SOME_WORDS  Weighty(((…京都…, 2.1), (…空港…, 3.0)), 0.5)
               …
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from index.analysis.numbers import COUNTERS
from search.query.conditions import All, Condition, Either, HasTerm, HasText, TitleIs, Weighty
from search.query.lexicon import Lexicon
from search.query.plan import (
    AnyNode,
    Node,
    Plan,
    StandIn,
    TextRun,
    WordNode,
    across,
    all_of,
    condition_of,
    is_accident,
    is_amount,
    standing_for,
)
from search.query.sounds import MOST_WAYS
from search.ranking import LITERAL_WORDS, LONG_TEXT, MOST_WORDS_SHARE, QUESTION_WORDS, Tier

RELAXED = {
    Tier.SOME_WORDS: "most_words",
    Tier.SUBSTRING: "substrings",
    Tier.READING: "readings",
    Tier.TYPO: "typos",
}
"""What has been given up when the best hit is of a tier; nothing for the others."""


MOST_SOUGHT = 16
"""Runs of a query that are also sought otherwise: whoever types more has copied them."""
MOST_SLIPPED = 4
"""Those in which slips of keys are sought, of which each has thousands."""

_NUMBER = re.compile("[0-9一二三四五六七八九十百千]")
_COUNTED = re.compile(f"{_NUMBER.pattern}+(?:{'|'.join(COUNTERS)})")
_HIRAGANA = re.compile("[ぁ-ゖー]+")
_HONOURED = re.compile("[おご御][一-鿿]")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder."""

    tiers: tuple[tuple[Tier, Condition], ...]
    """The loosest first; a tier may come more than once."""
    extra: Mapping[TextRun, StandIn] = field(default_factory=dict)
    """What stands for a run of the query: by its sound, or as what was meant."""


class Ladder:
    """The steps for one plan; words are looked up in what the asker may see."""

    def __init__(self, plan: Plan, lexicon: Lexicon) -> None:
        self._plan = plan
        self._lexicon = lexicon
        self._nodes = lexicon.with_parts(plan.nodes)
        self._words_only = len(plan.nodes) >= LITERAL_WORDS
        self.required = tuple(HasText(run.text, run.where) for run in plan.runs if run.quoted)
        """What every hit has, whatever its tier: a phrase in quotes is never given up."""
        self.excluded = tuple(condition_of(node) for node in plan.excluded)
        """What no hit has."""

    def steps(self) -> Iterator[Step]:
        """From the strictest; made as they are asked for, since most need only the first."""
        yield self._strict()
        yield from self._otherwise(Tier.READING, self._expansions(self._lexicon.by_writing))
        if joined := self._lexicon.by_joined_romaji(self._plan.runs):
            run = self._plan.runs[0]
            yield Step(((Tier.READING, standing_for(run, joined)),), {run: joined})
        yield from self._otherwise(Tier.READING, self._expansions(self._lexicon.by_beginning))
        scraps = self._are_scraps()
        if len(self._plan.nodes) > 1 and not scraps:
            yield Step(((Tier.SOME_WORDS, self._weighty()),))
        parts = tuple(across(node, words_only=self._words_only) for node in self._plan.nodes)
        yield Step(((Tier.SUBSTRING, All(parts) if parts else Either(())),))
        if not scraps:
            yield Step(((Tier.SUBSTRING, Either(parts)),))
        cut = {r: self._lexicon.by_other_cuts(r) for r in self._plan.runs[:MOST_SOUGHT]}
        for nth in range(MOST_WAYS):
            nths = {run: ways[nth] for run, ways in cut.items() if nth < len(ways)}
            yield from self._otherwise(Tier.READING, nths)
        yield from self._otherwise(Tier.READING, self._expansions(self._lexicon.by_onset))
        yield from self._otherwise(Tier.TYPO, self._expansions(self._lexicon.by_spelling))
        slips = self._expansions(self._lexicon.by_slip, MOST_SLIPPED)
        yield from self._otherwise(Tier.TYPO, slips)

    def _otherwise(self, tier: Tier, extra: Mapping[TextRun, StandIn]) -> Iterator[Step]:
        """A step with what stands for some runs, if there is any."""
        if extra:
            yield Step(((tier, self._with_extra(extra)),), extra)

    def _are_scraps(self) -> bool:
        """Whether the words are what the tokenizer makes of kana that it does not know: れい and
        ぞう of れいぞうお, which is no reason to show きれい."""
        words = [word for run in self._plan.runs for word in run.words]
        short = all(len(word.text) < LONG_TEXT for word in words)
        return len(words) > 1 and short and _HIRAGANA.fullmatch(self._plan.typed) is not None

    def _strict(self) -> Step:
        """All words; below them most words of a question, and kana by their readings."""
        nodes = self._plan.nodes
        tiers: list[tuple[Tier, Condition]] = []
        extra = self._expansions(self._lexicon.by_sound)
        if len(nodes) == 1:  # 思ひ出 beside 思い出しました, which is found as 思い出 is in it
            extra = self._expansions(self._lexicon.by_writing_unknown) | extra
        if len(nodes) < QUESTION_WORDS:
            extra = self._lexicon.alone_in_kana(self._plan) | extra
        if extra:
            tiers.append((Tier.READING, self._with_extra(extra)))
        if len(nodes) >= QUESTION_WORDS or (self._plan.asks and len(nodes) > 1):
            tiers.append((Tier.SOME_WORDS, self._weighty()))
        sure = {run: stand_in for run, stand_in in extra.items() if stand_in.sure}
        if sure:
            tiers.append((Tier.SPELLING, self._with_extra(sure)))
        counted = tuple(one for run in self._plan.runs for one in run.counted)
        tiers.append((Tier.WORDS, self._words(self._nodes, counted)))
        told = {r: found for r, found in sure.items() if _leaves_out(r) and len(found.groups) == 1}
        if told:  # 小林一茶 for 小林いっさ, of which the words are 小林 alone
            whole = (standing_for(run, found) for run, found in told.items())
            others = (node for run in self._plan.runs if run not in told for node in run.nodes)
            tiers.append((Tier.ACROSS, All((*whole, self._words(others)))))
        tiers.extend(self._phrases())
        texts = {self._plan.whole, self._plan.typed} - {""}
        tiers.extend((Tier.TITLE, TitleIs(text)) for text in sorted(texts))
        return Step(tuple(sorted(tiers, key=lambda one: -one[0])), extra)

    def _words(self, nodes: Iterable[Node], counted: tuple[Condition, ...] = ()) -> All:
        """All of some words, and numbers with what they count."""
        words = all_of(nodes, words_only=self._words_only)
        return All((words, *counted)) if counted else words

    def _phrases(self) -> Iterator[tuple[Tier, Condition]]:
        """Documents in which the whole text stands; nothing if that says no more than its words.

        Several runs may stand together with a space, as typed, or without, as Japanese is written.
        """
        whole, runs, nodes = self._plan.whole, self._plan.runs, self._plan.nodes
        if not whole or any(not run.text for run in runs):
            return
        typed = self._plan.typed or whole
        where = runs[0].where

        def standing(text: str) -> HasText:
            return HasText(text, where, whole=is_accident(text))

        if len(nodes) == 1 and isinstance(nodes[0], AnyNode):
            yield from ((Tier.ACROSS, way) for way in _in_one_piece(nodes[0]))
        if honoured := _otherwise_honoured(typed):
            yield Tier.ACROSS, Either(tuple(map(standing, (typed, *honoured))))
        if len(nodes) == 1 and (is_accident(typed) or is_amount(typed)):
            return
        if len(runs) > 1 or typed != whole:
            yield Tier.ACROSS, Either((standing(whole.replace(" ", "")), standing(whole)))
        phrase = standing(typed)
        strict: Condition = phrase
        if len(nodes) == 1 and isinstance(word := nodes[0], WordNode):
            # The only word must stand without cutting others.
            stands = (HasTerm(word.term, word.where), HasText(word.text, word.where, whole=True))
            strict = All((phrase, Either(stands)))
        elif _NUMBER.match(typed):  # 2階建て comes before 12階建て, in which it stands as well
            strict = replace(phrase, whole=True)
        yield Tier.PHRASE, strict
        if strict != phrase:  # 六百円 comes before the 600円 of 1,600円
            yield Tier.SUBSTRING if _COUNTED.fullmatch(typed) else Tier.ACROSS, phrase

    def _weighty(self) -> Weighty:
        """Most of the words, by weight."""
        nodes = self._plan.nodes
        weights = self._lexicon.weights([n.term for n in nodes if isinstance(n, WordNode)])
        return Weighty(
            tuple(
                (
                    condition_of(node, words_only=self._words_only),
                    weights[node.term] if isinstance(node, WordNode) else 1.0,
                )
                for node in nodes
            ),
            MOST_WORDS_SHARE,
        )

    def _expansions(
        self, expand: Callable[[TextRun], StandIn | None], most: int = MOST_SOUGHT
    ) -> dict[TextRun, StandIn]:
        return {run: found for run in self._plan.runs[:most] if (found := expand(run))}

    def _with_extra(self, extra: Mapping[TextRun, StandIn]) -> All:
        """All runs, or what stands for them."""
        parts: list[Condition] = []
        for run in self._plan.runs:
            typed = self._words(run.nodes, run.counted)
            parts.append(Either((typed, standing_for(run, extra[run]))) if run in extra else typed)
        return All(tuple(parts))


def _in_one_piece(node: AnyNode) -> Iterator[Condition]:
    """What stands together, of the ways to write some words: 仕切り直し, not 仕切り and 直す."""
    typed, *others = node.ways
    if len(typed) > 1 and not any(isinstance(one, Either) for one in typed):
        yield from (condition_of(way[0]) for way in others if len(way) == 1)


def _leaves_out(run: TextRun) -> bool:
    """Whether some kana of a run are in none of its words: いっさ of 小林いっさ, ぜ of ぜいいん."""
    words = run.words
    if not run.only_words or not words:
        return False
    left = len(run.text) - sum(len(word.text) for word in words)
    if not run.text.startswith(words[0].text) and run.text[0] not in "おご":
        return left > 0  # nothing begins with a particle: て紙 is 手紙
    # What is left behind a word in kana inflects it: たべました.
    return left > 1 and bool(run.read)


def _otherwise_honoured(text: str) -> tuple[str, ...]:
    """お中元 for 御中元."""
    others = {"お": "御", "ご": "御", "御": "おご"}.get(text[:1], "")
    return tuple(other + text[1:] for other in others) if _HONOURED.match(text) else ()
