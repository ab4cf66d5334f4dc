"""Query → Plan: its texts folded and cut into words by the analyzer that wrote the index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from index.analysis.analyzer import fold
from index.analysis.synonyms import Match, Synonyms
from index.analysis.tokens import AnalyzedText, Token
from search.query.plan import (
    Alternative,
    AnyNode,
    LiteralNode,
    Node,
    Plan,
    PrefixNode,
    Run,
    WordNode,
)
from search.query.query import (
    AllOf,
    AnyOf,
    Clause,
    Field,
    Filtered,
    Filters,
    Phrase,
    Prefix,
    Query,
    Word,
)

Analyze = Callable[[str], AnalyzedText]

INTERROGATIVES = frozenset(
    {"何", "なに", "なん", "何か", "なにか", "何と", "なんと", "何で", "なんで", "誰", "だれ"}
    | {"いつ", "いつか", "どう", "なぜ", "何故", "いかに", "どの", "いくら", "幾つ", "いくつ"}
)
"""Words that ask and are not asked for. Left out beside others: JSQuAD 0.9490 → 0.9502 MRR@10."""

_ASKS = re.compile(r"(?:[?]|(?<=.)(?:[かは]|どこ|どれ|だれ|いつ|いくつ|いくら))[?。. ]*$")
"""How a question ends: ラオスの首都は, 首都はどこ, どこで売っているか, なぜ?"""

_LETTERS_AND_NUMBER = re.compile("([a-z]{2,})-?([0-9]+)")
_HIRAGANA = re.compile("[ぁ-ゖー]+")

MIN_HYPHENATED = 4
"""Characters from which on a word with a hyphen also finds the same without: F-35, but not C-8."""

WORDS_KEPT = 4_000
"""Analyses of words that a planner remembers: some 4 MB."""
LONGEST_KEPT = 32
"""Characters: longer texts hardly come again, and must not fill the memory."""
MAX_WORDS = 64
"""Words of one query that are looked at; a person types fewer."""


class Planner:
    """Makes plans with one analyzer and the synonyms of the site owner."""

    def __init__(self, analyze: Analyze, synonyms: Synonyms) -> None:
        self.analyze = _remembering(analyze)
        self.digest = synonyms.digest
        """Of the synonyms."""
        self._synonyms = synonyms

    def fold(self, text: str) -> str:
        """A text as it is compared."""
        return fold(text)[0].strip()

    def plan(self, query: Query) -> Plan:
        every = tuple(run for clause in query.wanted if (run := self._run(clause)) is not None)
        runs = _without_interrogatives(every)
        if not runs and not query.excluded and not query.every and query.filters == Filters():
            runs = self._signs(query.text)
        plain = [clause.text for clause in query.wanted if isinstance(clause, Word | Phrase)]
        excluded = tuple(
            run.nodes[0] if len(run.nodes) == 1 else LiteralNode(run.text, run.field)
            for clause in query.excluded
            if (run := self._run(clause)) is not None
        )
        joined = " ".join(plain)
        whole = self.fold(joined)
        text = query.text if query.words is None else query.words
        typed = whole if joined == text else self.fold(text)
        asks = runs != every or _ASKS.search(typed) is not None
        return Plan(_limited(runs), excluded, whole, typed if runs else "", asks)

    def _signs(self, text: str) -> tuple[Run, ...]:
        """What has no word in it is looked for as it is: ``=>``, ``。``."""
        folded = self.fold(text)
        return (Run(folded, (LiteralNode(folded),)),) if folded else ()

    def _run(self, clause: Clause) -> Run | None:
        match clause:
            case Word(text, field):
                return self._word(text, field)
            case Phrase(text, field):
                folded = self.fold(text)
                return (
                    Run(folded, (LiteralNode(folded, field, quoted=True),), field)
                    if folded
                    else None
                )
            case Prefix(text, field):
                folded = self.fold(text)
                return Run("", (PrefixNode(folded, field),), field) if folded else None
            case AllOf(clauses):
                parts = [run for c in clauses if (run := self._run(c)) is not None]
                nodes = tuple(node for run in parts for node in run.nodes)
                return Run("", nodes) if nodes else None
            case Filtered():
                return None
            case AnyOf(clauses):
                ways = tuple(run.nodes for c in clauses if (run := self._run(c)) is not None)
                return Run("", (AnyNode(ways),)) if ways else None

    def _word(self, text: str, field: Field) -> Run | None:
        analyzed = self.analyze(text)
        folded = analyzed.folded.strip()
        if not folded:
            return None
        tokens = _telling([token for token in analyzed.tokens if token.whole], analyzed.folded)
        nodes = tuple(self._joined(analyzed, tokens, field)) or (LiteralNode(folded, field),)
        return Run(folded, nodes, field)

    def _joined(self, analyzed: AnalyzedText, tokens: list[Token], field: Field) -> Iterator[Node]:
        """Nodes of the tokens; several of which one synonym is known are one node.

        東京スカイツリー駅周辺 → (東京スカイツリー駅, or とうきょうスカイツリー駅), 周辺.
        """
        words = [self._word_node(analyzed, token, field) for token in tokens]
        at = 0
        for match in self._synonyms.find(analyzed.folded):
            first, last = _covered(match, analyzed, tokens)
            if last - first > 1:
                yield from words[at:first]
                others = self._analyzed(match.alternatives)
                ways = ((_alternative_node(other, field),) for other in others)
                yield AnyNode((tuple(words[first:last]), *ways))
                at = last
        yield from words[at:]

    def _word_node(self, analyzed: AnalyzedText, token: Token, field: Field) -> WordNode:
        surface = analyzed.folded[token.start : token.end]
        alternatives = (
            *self._analyzed(self._synonyms.expand(surface)),
            *_other_spellings(token, analyzed.tokens),
        )
        if surface.rstrip("ー") == token.term:  # メモリー is to find キャッシュメモリ, one token
            surface = token.term
        return WordNode(surface, token.term, field, alternatives)

    def _analyzed(self, synonyms: tuple[str, ...]) -> tuple[Alternative, ...]:
        found = []
        for text in synonyms:
            tokens = [token for token in self.analyze(text).tokens if token.whole]
            whole = len(tokens) == 1 and (tokens[0].start, tokens[0].end) == (0, len(text))
            found.append(Alternative(text, tokens[0].term if whole else None))
        return tuple(found)


def _other_spellings(token: Token, tokens: tuple[Token, ...]) -> Iterator[Alternative]:
    """email for e-mail, as the analyzer gives it beside the word; windows 11 for windows11
    and windows-11.

    Not ac for a-c: of short ones most are no words.
    """
    if match := _LETTERS_AND_NUMBER.fullmatch(token.term):
        yield Alternative(f"{match[1]} {match[2]}", None, spelling=True)
    if "-" in token.term and token.end - token.start >= MIN_HYPHENATED:
        for other in tokens:
            if (other.start, other.end) == (token.start, token.end) and not other.whole:
                yield Alternative(other.term, other.term, spelling=True)


def _remembering(analyze: Analyze) -> Analyze:
    """The same, but words that come again, as those of synonyms do, are analysed once."""
    remembered = lru_cache(maxsize=WORDS_KEPT)(analyze)

    def analyze_word(text: str) -> AnalyzedText:
        return remembered(text) if len(text) <= LONGEST_KEPT else analyze(text)

    return analyze_word


def _telling(tokens: list[Token], folded: str) -> list[Token]:
    """The tokens of a run in hiragana without those of one letter, unless it is the only one.

    ほげほげ falls into ほ, げ, ほ, げ, of which every post has some; it is sought as it is.
    """
    if len(tokens) == 1 or not _HIRAGANA.fullmatch(folded.strip()):
        return tokens
    return [token for token in tokens if token.end - token.start > 1]


def _covered(match: Match, analyzed: AnalyzedText, tokens: list[Token]) -> tuple[int, int]:
    """Which tokens a synonym covers: the first, and one behind the last; none if it cuts any.

    京都駅 does not stand in 東京都駅前, whatever the letters say.
    """
    edges = {0, *analyzed.boundaries, len(analyzed.folded)}
    if not {match.start, match.end} <= edges:
        return 0, 0
    first = bisect_left(tokens, match.start, key=lambda token: token.start)
    last = bisect_left(tokens, match.end, key=lambda token: token.start)
    if last < 1 or tokens[last - 1].end > match.end:
        return 0, 0
    return first, last


def _alternative_node(alternative: Alternative, field: Field) -> Node:
    if alternative.term is None:
        return LiteralNode(alternative.text, field)
    return WordNode(alternative.text, alternative.term, field)


def _without_interrogatives(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs without 何, 誰 … unless nothing else is asked for."""
    kept = tuple(replace(run, nodes=tuple(n for n in run.nodes if not _asks(n))) for run in runs)
    return kept if any(run.nodes for run in kept) else runs


def _asks(node: Node) -> bool:
    return isinstance(node, WordNode) and node.term in INTERROGATIVES


def _limited(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """At most :data:`MAX_WORDS` nodes, from the start."""
    left = MAX_WORDS
    kept = []
    for run in runs:
        if left <= 0:
            break
        kept.append(replace(run, nodes=run.nodes[:left]))
        left -= len(run.nodes)
    return tuple(kept)
