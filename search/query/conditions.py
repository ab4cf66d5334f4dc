"""What a document must have, as values that every engine understands in its own way.

The columns make masks of them, the memory engine looks into records, a server would be sent
queries. Conditions are small, frozen and hashed, so that an engine can remember what it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis.numbers import COUNTED_ON
from search.query.plan import (
    Alternative,
    AnyNode,
    LiteralNode,
    Node,
    NotNode,
    Pieces,
    StandIn,
    TextRun,
    TogetherNode,
    WordNode,
)
from search.query.plan import HasPrefix as HasPrefix
from search.query.plan import Within as Within
from search.query.query import Where
from search.ranking import LONG_TEXT

_LONG_KATAKANA = re.compile("[ァ-ヺー]{8,}")
_LONG_WITH_KANJI = re.compile("[ァ-ヺー]{8,}|(?=.*[一-鿿]).{4,}")
_LIKE_PARTICLE = re.compile("(?:から|まで|より)[一-鿿]")


@dataclass(frozen=True, slots=True)
class HasTerm:
    """A word of the analyzer, in any inflection."""

    term: str
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class HasText:
    """A folded text as it is, anywhere; ``whole``: in a place where it does not cut tokens.

    It does not cut tokens where it lies inside one, or is one or several: 京都 stands whole in
    京都|駅 and 空港 in 関西国際空港, which is one token, but not 京都 in 東京|都.
    """

    text: str
    where: Where = Where.ANY
    whole: bool = False


@dataclass(frozen=True, slots=True)
class TitleIs:
    """The folded title, without spaces around it, is this."""

    text: str


@dataclass(frozen=True, slots=True)
class Chain:
    """One word of every piece, in their order, each beginning where the one before ends."""

    pieces: Pieces
    where: Where = Where.ANY


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them; all documents where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them; no document where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Weighty:
    """Parts that weigh, together, at least ``share`` of what the best document's parts weigh.

    The best of those that may be hits at all. A document without any part has too little.
    """

    parts: tuple[tuple[Condition, float], ...]
    share: float


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not meet a condition."""

    condition: Condition


Condition = Within | Not | HasTerm | HasText | HasPrefix | TitleIs | Chain | All | Either | Weighty


def condition_of(node: Node, *, words_only: bool = False) -> Condition:
    """What matches a node strictly; ``words_only``: words are not sought within other words."""
    match node:
        case WordNode(text, term, where, alternatives):
            ways: list[Condition] = [HasTerm(term, where)]
            if not (words_only or _is_short_latin(text) or is_amount(text)):
                ways.append(HasText(text, where, whole=is_accident(text)))
            ways += [_alternative(alternative, where) for alternative in alternatives]
            return ways[0] if len(ways) == 1 else Either(tuple(ways))
        case LiteralNode(text, where, whole=whole):
            return HasText(text, where, whole=whole)
        case TogetherNode(number, counter):
            return together(number, counter)
        case NotNode(nodes):
            return Not(Either(tuple(condition_of(one, words_only=words_only) for one in nodes)))
        case HasPrefix() | Within():
            return node
        case AnyNode(ways_of_nodes):
            return Either(tuple(all_of(way, words_only=words_only) for way in ways_of_nodes))


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
