"""Plan: what a searcher does for a query, its texts folded and cut into words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from search.query.query import Filters, Where

Pieces = tuple[tuple[str, ...], ...]
"""What stands for a run: words one after the other, each with its alternatives."""

KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
LATIN = re.compile(r"[a-z]+(?:[-'][a-z]+)*")


class Stretch(NamedTuple):
    """A part of a folded text, ``[start:end]``, and what it may be written as, folded."""

    start: int
    end: int
    texts: tuple[str, ...]
    literal: bool = False
    """Whether the typed form, too, must stand as it is: 1つ is no 1 and つ anywhere."""
    spelling: bool = False
    """Whether they are the same word, and not synonyms."""


@dataclass(frozen=True, slots=True)
class WordNode:
    """One word that is wanted."""

    text: str
    """As typed, folded: 走った."""
    term: str
    """Its base form: 走る."""
    where: Where = Where.ANY
    alternatives: tuple[Alternative, ...] = ()
    """Synonyms."""
    reading: str = ""
    """In hiragana, where known: はしる; several are divided by spaces."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to say it: ``term`` when it is one word, else its literal text."""

    text: str
    term: str | None
    spelling: bool = False
    """Whether it is the same word, written otherwise (e-mail, email), and no synonym."""


@dataclass(frozen=True, slots=True)
class LiteralNode:
    """A text that must stand there as it is: a phrase, or a run without a word (の)."""

    text: str
    where: Where = Where.ANY
    quoted: bool = False
    """Whether it was put in quotes: then nothing is a hit without it."""
    whole: bool = False
    """Whether it must stand where it cuts no words."""


@dataclass(frozen=True, slots=True)
class HasPrefix:
    """Any word that starts so: a node that is a condition already."""

    text: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class AnyNode:
    """One of several ways; all nodes of a way are wanted."""

    ways: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Within:
    """What filters let through, beside words (``モナド OR tag:Monad``): a condition as it is."""

    key: str
    """Differs where the filters do."""
    filters: Filters = field(compare=False)


@dataclass(frozen=True, slots=True)
class NotNode:
    """None of its nodes: ``東京 OR (大阪 -雨)``."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class TogetherNode:
    """A number right before what it counts: 200円, but not a 円い皿 beside 200."""

    number: WordNode
    counter: WordNode


TextNode = WordNode | LiteralNode | HasPrefix
Node = TextNode | AnyNode | Within | NotNode | TogetherNode


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of text without spaces, and its words: 京都の空港 → 京都, 空港."""

    text: str
    nodes: tuple[Node, ...]
    where: Where = Where.ANY
    read: tuple[tuple[str, str], ...] = ()
    """Its morphemes, and how each is read as it is inflected, if that is known of all; of short
    runs only. 吸いこむ → 吸い (すい), こむ (こむ)."""
    begun: str = ""
    """Letters behind kana or kanji, of a syllable half typed: けいk. ``read`` is without them."""
    counted: tuple[tuple[WordNode, WordNode], ...] = ()
    """Numbers with what they count, which stand together: 20 and 日, but not 20歳の誕生日."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a searcher does for a query."""

    runs: tuple[TextRun, ...] = ()
    excluded: tuple[Node, ...] = ()
    whole: str = ""
    """All plain words and phrases, joined and folded; may be empty."""
    typed: str = ""
    """What was typed, folded, marks and all: compared with titles, and looked for as it is."""
    asks: bool = False
    """Whether it is a question: how it ends says so, or a word of it (何, いつ)."""

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(node for run in self.runs for node in run.nodes)

    @property
    def words(self) -> tuple[WordNode, ...]:
        """The words in their order, those of alternatives (a OR b) included."""
        return tuple(node for node in nodes_of(self.nodes) if isinstance(node, WordNode))


@dataclass(frozen=True, slots=True)
class StandIn:
    """What stands for a run of the query that posts have otherwise: by its sound, or as meant."""

    groups: tuple[Pieces, ...] = ()
    """Words; those of one group stand side by side, and all groups are wanted."""
    texts: tuple[str, ...] = ()
    """Or one of these folded texts, where it cuts no words."""
    sure: bool = False
    """Whether it is the same word as good as always: おとしより, 吸いこむ, but not うみ."""

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for group in self.groups for piece in group for term in piece)


def stand_ins(extra: Mapping[TextRun, StandIn]) -> Plan:
    """What stands for runs, as a plan: what those hits are scored by that have only that."""
    return Plan(tuple(_stand_in(run, stand_in) for run, stand_in in extra.items()))


def _stand_in(run: TextRun, stand_in: StandIn) -> TextRun:
    nodes = tuple(
        WordNode(first, first, run.where, tuple(Alternative(term, term) for term in others))
        for group in stand_in.groups
        for first, *others in group
    )
    return TextRun(stand_in.texts[0] if stand_in.texts else "", nodes, run.where)


def nodes_of(nodes: tuple[Node, ...]) -> Iterator[TextNode]:
    """All nodes that look for a text, those of alternatives (a OR b) included."""
    for node in nodes:
        if isinstance(node, AnyNode):
            for way in node.ways:
                yield from nodes_of(way)
        elif not isinstance(node, Within | NotNode | TogetherNode):
            yield node
