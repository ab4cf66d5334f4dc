"""Plan: what a searcher does for a query, its texts folded and cut into words; and the conditions
that match its words strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index.analysis.numbers import COUNTED_ON
from index.analysis.readings import to_hiragana
from index.pages.literal import Pieces
from search.query.conditions import (
    All,
    Chain,
    Condition,
    Either,
    HasPrefix,
    HasTerm,
    HasText,
)
from search.query.query import Where
from search.ranking import LONG_TEXT

_LONG_KATAKANA = re.compile("[ァ-ヺー]{8,}")
_LONG_WITH_KANJI = re.compile("[ァ-ヺー]{8,}|(?=.*[一-鿿]).{4,}")
_LIKE_PARTICLE = re.compile("(?:から|まで|より)[一-鿿]")
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
class AnyNode:
    """One of several ways; all nodes of a way are wanted."""

    ways: tuple[tuple[Node, ...], ...]


TextNode = WordNode | HasText | HasPrefix
Node = WordNode | AnyNode | Condition
"""What need not be read further is a condition already: a text as it stands (の), a filter."""


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
    counted: tuple[Condition, ...] = ()
    """Numbers with what they count, which stand together: 20 and 日, but not 20歳の誕生日."""
    quoted: bool = False
    """Whether it was put in quotes: then nothing is a hit without it."""

    @property
    def kana(self) -> str:
        """The text in hiragana, without dots, if it is in kana; else empty."""
        kana = to_hiragana(self.text.replace("・", ""))
        return kana if KANA.fullmatch(kana) else ""

    @property
    def words(self) -> tuple[WordNode, ...]:
        return tuple(node for node in self.nodes if isinstance(node, WordNode))

    @property
    def only_words(self) -> bool:
        return len(self.words) == len(self.nodes)


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
        elif isinstance(node, TextNode):
            yield node


def condition_of(node: Node, *, words_only: bool = False) -> Condition:
    """What matches a node strictly; ``words_only``: words are not sought within other words."""
    match node:
        case WordNode(text, term, where, alternatives):
            ways: list[Condition] = [HasTerm(term, where)]
            if not (words_only or _is_short_latin(text) or is_amount(text)):
                ways.append(HasText(text, where, whole=is_accident(text)))
            ways += [_alternative(alternative, where) for alternative in alternatives]
            return ways[0] if len(ways) == 1 else Either(tuple(ways))
        case AnyNode(ways_of_nodes):
            return Either(tuple(all_of(way, words_only=words_only) for way in ways_of_nodes))
        case _:
            return node


def all_of(nodes: Iterable[Node], *, words_only: bool = False) -> All:
    """What matches every node strictly."""
    return All(tuple(condition_of(node, words_only=words_only) for node in nodes))


def across(node: Node, *, words_only: bool = False) -> Condition:
    """What matches a node strictly, or has a word of it across the edges of other words.

    One letter or digit must be a word: the c of うちゅうc, half typed, stands in most posts.
    """
    strict = condition_of(node, words_only=words_only)
    if isinstance(node, WordNode) and not (len(node.text) == 1 and node.text.isascii()):
        return Either((strict, HasText(node.text, node.where)))
    return strict


def together(number: WordNode, counter: WordNode) -> Condition:
    """A number right before what it counts: 20日, 二十日, 020日, 20 日, 20日間."""
    counters = tuple(f"{counter.term}{more}" for more in COUNTED_ON)
    spaced = HasText(f"{number.text} {counter.text}", number.where, whole=True)
    terms = (number.term, *(a.term for a in number.alternatives if a.term is not None))
    numbers = tuple(f"{zeros}{term}" for term in terms for zeros in ("", "0", "00"))
    return Either((Chain((numbers, counters), number.where), spaced))


def standing_for(run: TextRun, stand_in: StandIn) -> Condition:
    """The words of every group, or one of the texts."""
    ways: list[Condition] = [
        HasText(text, run.where, whole=is_accident(text)) for text in stand_in.texts
    ]
    if stand_in.groups:
        ways.append(All(tuple(_side_by_side(group, run.where) for group in stand_in.groups)))
    return ways[0] if len(ways) == 1 else Either(tuple(ways))


def _side_by_side(pieces: Pieces, where: Where) -> Condition:
    if len(pieces) > 1:
        return Chain(pieces, where)
    return Either(tuple(HasTerm(term, where) for term in pieces[0]))


def _alternative(alternative: Alternative, where: Where) -> Condition:
    """A synonym, or another spelling; what is long may be one word here and two in a post."""
    text = HasText(alternative.text, where, whole=alternative.spelling)
    if alternative.term is None:
        return text
    word = HasTerm(alternative.term, where)
    pattern = _LONG_WITH_KANJI if alternative.spelling else _LONG_KATAKANA
    return Either((word, text)) if pattern.fullmatch(alternative.text) else word


def is_accident(text: str) -> bool:
    """Whether a text across the edges of words may mean nothing: 京都 in 東京都, から揚げ in
    油から揚げる."""
    return len(text) < LONG_TEXT or _LIKE_PARTICLE.match(text) is not None


def is_amount(text: str) -> bool:
    """Whether a text inside a longer one is another number: 1.2 in 11.25, 25kg in 125kg."""
    return text[:1].isdigit() and text.isascii()


def _is_short_latin(text: str) -> bool:
    """Whether a text inside a longer word means nothing: ai in email."""
    return len(text) < LONG_TEXT and text.isascii()
