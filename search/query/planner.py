"""Query → Plan: its texts folded and cut into words by the analyzer that wrote the index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise

from index.analysis.analyzer import ReadPiece, fold
from index.analysis.numbers import COUNTERS
from index.analysis.readings import to_katakana
from index.analysis.spellings import other_spellings
from index.analysis.synonyms import Synonyms
from index.analysis.tokens import AnalyzedText, Token
from search.query.conditions import Condition, HasPrefix, HasText, Not, Within
from search.query.plan import (
    Alternative,
    AnyNode,
    Node,
    Plan,
    Stretch,
    TextRun,
    WordNode,
    condition_of,
    together,
)
from search.query.query import (
    AllOf,
    AnyOf,
    Clause,
    Filtered,
    Filters,
    Phrase,
    Prefix,
    Query,
    Where,
    Word,
)
from search.query.respelling import respellings
from search.ranking import LONG_TEXT, QUESTION_WORDS

Analyze = Callable[[str], AnalyzedText]
ReadAloud = Callable[[str], tuple[ReadPiece, ...]]

INTERROGATIVES = frozenset(
    {"何", "なに", "なん", "何か", "なにか", "何と", "なんと", "何で", "なんで", "誰", "だれ"}
    | {"いつ", "いつか", "どう", "なぜ", "何故", "いかに", "どの", "いくら", "幾つ", "いくつ"}
)
"""Words that ask and are not asked for. Left out beside others: JSQuAD 0.9490 → 0.9502 MRR@10."""

_ASKS = re.compile(r"(?:[?]|(?<=.)(?:[かは]|どこ|どれ|だれ|いつ|いくつ|いくら))[?。. ]*$")
"""How a question ends: ラオスの首都は, 首都はどこ, どこで売っているか, なぜ?"""

_HELPING_VERBS = frozenset(
    {"終わる", "終える", "始める", "続ける", "過ぎる", "直す", "切る", "切れる", "抜く", "尽くす"}
    | {"おわる", "おえる", "はじめる", "つづける", "すぎる", "なおす", "きる", "ぬく"}
)
"""Behind another verb the dictionary has them now as helping ones, which are no terms, and now not:
終わる of 見終わる, but not that of 見終わった."""
_HIRAGANA = re.compile("[ぁ-ゖー]+")
_HALF_TYPED = re.compile("(?P<typed>[ぁ-ゖァ-ヺー々〇一-鿿]+)(?P<begun>[b-df-hj-np-tv-z]{1,3})")
_HAS_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_HAS_KANJI = re.compile("[々〇一-鿿]")

LONGEST_READ = 16
"""Characters of a run that is looked up by its sound; longer ones are sentences."""

MIN_HYPHENATED = 4
"""Characters from which on a word with a hyphen also finds the same without: F-35, but not C-8."""

WORDS_KEPT = 4_000
"""Analyses of words that a planner remembers: some 4 MB."""
RUNS_KEPT = 1_000
"""Words whose runs a planner remembers, with their other spellings: some 5 MB."""
LONGEST_KEPT = 32
"""Characters: longer texts hardly come again, and must not fill the memory."""
LONGEST_RESPELT = 24
"""Characters of a run of which other spellings are tried; longer ones are sentences."""
MAX_WORDS = 64
"""Words of one query that are looked at; a person types fewer."""


class Planner:
    """Makes plans with one analyzer and the synonyms of the site owner."""

    def __init__(
        self, analyze: Analyze, synonyms: Synonyms, read_aloud: ReadAloud = lambda text: ()
    ) -> None:
        self.analyze = _remembering(analyze)
        self._read_aloud = lru_cache(maxsize=WORDS_KEPT)(read_aloud)
        self._planned_word = lru_cache(maxsize=RUNS_KEPT)(self._word)
        self.digest = synonyms.digest
        """Of the synonyms."""
        self._synonyms = synonyms

    def fold(self, text: str) -> str:
        """A text as it is compared."""
        return fold(text)[0].strip()

    def plan(self, query: Query) -> Plan:
        every = tuple(run for clause in query.wanted if (run := self._run(clause)) is not None)
        runs = _without_interrogatives(every)
        if sum(len(run.nodes) for run in runs) >= QUESTION_WORDS:  # a sentence, not a word
            runs = tuple(replace(run, read=()) for run in runs)
        if not runs and not query.excluded and not query.every and query.filters == Filters():
            # What has no word in it is looked for as it is: =>, 。
            signs = self.fold(query.text)
            runs = (TextRun(signs, (HasText(signs),)),) if signs else ()
        plain = [clause.text for clause in query.wanted if isinstance(clause, Word | Phrase)]
        excluded = tuple(
            _as_one(run) for clause in query.excluded if (run := self._run(clause)) is not None
        )
        joined = " ".join(plain)
        whole = self.fold(joined)
        if len(runs) > 1 and all(isinstance(clause, Word) for clause in query.wanted):
            runs = self._as_a_name(whole, runs)
        text = query.text if query.words is None else query.words
        typed = whole if joined == text else self.fold(text)
        asks = runs != every or _ASKS.search(typed) is not None
        return Plan(_limited(runs), excluded, whole, typed if runs else "", asks)

    def _as_a_name(self, whole: str, runs: tuple[TextRun, ...]) -> tuple[TextRun, ...]:
        """Visual Studio Code as one run with its synonyms; the runs where it has none."""
        others = self._synonyms.expand(whole)
        if not others:
            return runs
        nodes = tuple(node for run in runs for node in run.nodes)
        where = runs[0].where
        return (TextRun(whole, (_any(nodes, self._analyzed(others), where),), where),)

    def _run(self, clause: Clause) -> TextRun | None:
        match clause:
            case Word(text, where):
                word = self._planned_word if len(text) <= LONGEST_KEPT else self._word
                return word(text, where)
            case Phrase(text, where):
                folded = self.fold(text)
                literal = HasText(folded, where)
                return TextRun(folded, (literal,), where, quoted=True) if folded else None
            case Prefix(text, where):
                folded = self.fold(text)
                return TextRun("", (HasPrefix(folded, where),), where) if folded else None
            case AllOf(clauses, excluded):
                wanted = [run for c in clauses if (run := self._run(c)) is not None]
                unwanted = [run for c in excluded if (run := self._run(c)) is not None]
                nodes = tuple(node for run in wanted for node in run.nodes)
                nodes += tuple(Not(condition_of(_as_one(run))) for run in unwanted)
                return TextRun("", nodes) if nodes else None
            case Filtered(filters):
                return TextRun("", (Within(repr(filters), filters),))
            case AnyOf(clauses):
                ways = tuple(run.nodes for c in clauses if (run := self._run(c)) is not None)
                return TextRun("", (AnyNode(ways),)) if ways else None

    def _word(self, text: str, where: Where) -> TextRun | None:
        analyzed = self.analyze(text)
        folded = analyzed.folded.strip()
        if not folded:
            return None
        tokens = self._telling(analyzed, folded)
        nodes = tuple(self._joined(analyzed, tokens, where)) or self._as_it_is(folded, where)
        synonyms = self._synonyms.expand(folded)
        # ライトノベル for らのべ, of which the tokenizer leaves nothing: the whole is looked up
        # before it is cut. Where it is one word, that has its synonyms already.
        if synonyms and not (len(nodes) == 1 and isinstance(nodes[0], WordNode | AnyNode)):
            nodes = (_any(nodes, self._analyzed(synonyms), where),)
        half = _HALF_TYPED.fullmatch(folded)
        typed, begun = half.groups() if half else (folded, "")
        read = self._read(typed, half is not None, {token.start for token in tokens})
        return TextRun(folded, nodes, where, read, begun, _counted(tokens, nodes))

    def _as_it_is(self, folded: str, where: Where) -> tuple[Node, ...]:
        """A run without a term (の, できる), in all its spellings (出来る)."""
        short = 1 < len(folded) < LONG_TEXT and _HIRAGANA.fullmatch(folded) is not None
        typed = HasText(folded, where, whole=short)
        others = other_spellings(folded)
        if not others:
            return (typed,)
        return (AnyNode(((typed,), *((HasText(o, where, whole=True),) for o in others))),)

    def _read(
        self, folded: str, half_typed: bool, starts: Collection[int]
    ) -> tuple[tuple[str, str], ...]:
        """How a short run that has kanji beside kana, or is half typed, is read, if all of it is
        known. A piece at which no word begins (過ぎ of のみ過ぎ) may stand in kana."""
        mixed = _HAS_KANA.search(folded) and _HAS_KANJI.search(folded)
        if not (mixed or half_typed) or len(folded) > LONGEST_READ:
            return ()
        pieces = self._read_aloud(folded)
        if not all(piece.reading for piece in pieces):
            return ()
        ends = accumulate(len(piece.text) for piece in pieces)
        return tuple(
            (piece.text if end - len(piece.text) in starts else piece.reading, piece.reading)
            for piece, end in zip(pieces, ends, strict=True)
        )

    def _telling(self, analyzed: AnalyzedText, folded: str) -> list[Token]:
        """The tokens of a run, without those of a run in hiragana that tell nothing of it.

        ほげほげ falls into ほ, げ, ほ, げ, of which every post has some, and らのべ into particles:
        where most of it is single kana, it is sought as it is, and by its sound.
        """
        tokens = [token for token in analyzed.tokens if token.whole]
        tokens = tokens[:1] + [
            token for one, token in pairwise(tokens) if not _helps(analyzed.folded, one, token)
        ]
        if len(folded) == 1 or not _HIRAGANA.fullmatch(folded):
            return tokens
        longer = [token for token in tokens if token.end - token.start > 1]
        if len(longer) == len(tokens) and not longer:
            return []
        told = sum(token.end - token.start for token in longer)
        if len(longer) < len(tokens):  # すま and ほ of すまほ
            return longer if 4 * told >= 3 * len(folded) else []
        if 2 * told < len(folded) and len(folded) <= LONGEST_READ:
            known = (p.text for p in self._read_aloud(folded) if p.known)
            told = sum(len(text) for text in known if len(text) > 1)
        return longer if 2 * told > len(folded) else []

    def _joined(self, analyzed: AnalyzedText, tokens: list[Token], where: Where) -> Iterator[Node]:
        """Nodes of the tokens; where synonyms or other spellings are known, with those.

        東京スカイツリー駅周辺 → (東京スカイツリー駅, or とうきょうスカイツリー駅), 周辺.
        """
        words = [self._word_node(analyzed, token, where) for token in tokens]
        at = 0
        for stretch in self._other_ways(analyzed):
            first, last = _covered(stretch, analyzed, tokens)
            if last <= first or first < at:
                continue
            others = self._analyzed(stretch.texts, spelling=stretch.spelling)
            yield from words[at:first]
            at = last
            if last - first == 1 and not stretch.literal:
                alternatives = dict.fromkeys((*words[first].alternatives, *others))
                yield replace(words[first], alternatives=tuple(alternatives))
                continue
            of_words = tuple(words[first:last])
            typed: tuple[Node, ...] = (*of_words, *_counted(tokens[first:last], of_words))
            if stretch.literal:
                text = analyzed.folded[stretch.start : stretch.end]
                typed = (HasText(text, where, whole=True),)
            yield _any(typed, others, where)
        yield from words[at:]

    def _other_ways(self, analyzed: AnalyzedText) -> list[Stretch]:
        """Synonyms, and other spellings; from the left, the longest at each place."""
        said = [
            Stretch(match.start, match.end, match.alternatives)
            for match in self._synonyms.find(analyzed.folded)
        ]
        said += self._in_compounds(analyzed, said)
        short = len(analyzed.folded) <= LONGEST_RESPELT
        spelt = respellings(analyzed, self.analyze) if short else ()
        said += (stretch._replace(texts=self._renamed(stretch.texts)) for stretch in spelt)
        return sorted(said, key=lambda one: (one.start, -one.end))

    def _renamed(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """postgres 16 → postgresql 16 as well."""
        pairs = (text.split(" ") for text in texts if text[-1:].isdigit() and text.count(" ") == 1)
        names = (f"{name} {n}" for first, n in pairs for name in self._synonyms.expand(first))
        return (*texts, *names)

    def _in_compounds(self, analyzed: AnalyzedText, said: list[Stretch]) -> Iterator[Stretch]:
        """webサイト → ウェブサイト: a synonym that makes one word of a run of two."""
        folded = analyzed.folded
        if len(said) != 1 or sum(token.whole for token in analyzed.tokens) != 2:
            return
        texts = (folded[: said[0].start] + t + folded[said[0].end :] for t in said[0].texts)
        one = tuple(t for t in texts if sum(k.whole for k in self.analyze(t).tokens) == 1)
        if one:
            yield Stretch(0, len(folded), one, spelling=True)

    def _word_node(self, analyzed: AnalyzedText, token: Token, where: Where) -> WordNode:
        surface = analyzed.folded[token.start : token.end]
        alternatives = (
            *self._analyzed(self._synonyms.expand(surface)),
            *_as_parts(token, analyzed.tokens),
        )
        if surface.isascii() and token.reading:  # Docker is also ドッカー
            alternatives += self._analyzed((to_katakana(token.reading),), spelling=True)
        if surface.rstrip("ー") == token.term:  # メモリー is to find キャッシュメモリ, one token
            surface = token.term
        if len(surface) == 1 and len(token.term) > 1 and token.term[0] == surface:
            surface = token.term  # 着 of 着られる is not what 着陸 has
        return WordNode(surface, token.term, where, alternatives, token.reading)

    def _analyzed(self, texts: tuple[str, ...], spelling: bool = False) -> tuple[Alternative, ...]:
        found = []
        for text in texts:
            tokens = [token for token in self.analyze(text).tokens if token.whole]
            whole = len(tokens) == 1 and (tokens[0].start, tokens[0].end) == (0, len(text))
            found.append(Alternative(text, tokens[0].term if whole else None, spelling))
        return tuple(found)


def _helps(folded: str, verb: Token, other: Token) -> bool:
    """Whether the second token is a verb that only helps the first: 終わる of 見終わる."""
    typed = folded[verb.start : verb.end]
    inflected = typed != verb.term and verb.term[-1] in "うくぐすつぬぶむる"
    return inflected and verb.end == other.start and other.term in _HELPING_VERBS


def _counted(tokens: list[Token], nodes: tuple[Node, ...]) -> tuple[Condition, ...]:
    """The words of which one is a number and the next, right behind it, says of what."""
    if not any(token.term.isdigit() for token in tokens):
        return ()
    touching = {
        (one.term, other.term)
        for one, other in pairwise(tokens)
        if one.end == other.start and one.term.isdigit() and other.term in COUNTERS
    }
    words = (
        (one, other)
        for one, other in pairwise(nodes)
        if isinstance(one, WordNode) and isinstance(other, WordNode)
    )
    return tuple(together(*pair) for pair in words if (pair[0].term, pair[1].term) in touching)


def _as_parts(token: Token, tokens: tuple[Token, ...]) -> Iterator[Alternative]:
    """email for e-mail, maxlength for max_length and 1 for 01, as the analyzer gives them beside
    the word.

    Not ac for a-c: of short ones most are no words.
    """
    joint = "-" in token.term or "_" in token.term
    if (joint and token.end - token.start >= MIN_HYPHENATED) or token.term[0] == "0":
        for other in tokens:
            if (other.start, other.end) == (token.start, token.end) and not other.whole:
                yield Alternative(other.term, other.term, spelling=True)


def _remembering(analyze: Analyze) -> Analyze:
    """The same, but words that come again, as those of synonyms do, are analysed once."""
    remembered = lru_cache(maxsize=WORDS_KEPT)(analyze)

    def analyze_word(text: str) -> AnalyzedText:
        return remembered(text) if len(text) <= LONGEST_KEPT else analyze(text)

    return analyze_word


def _covered(match: Stretch, analyzed: AnalyzedText, tokens: list[Token]) -> tuple[int, int]:
    """Which tokens a synonym covers: the first, and one behind the last; none if it cuts any.

    京都駅 does not stand in 東京都駅前, whatever the letters say.
    """
    edges = {0, *analyzed.boundaries, len(analyzed.folded)}
    edges.update(edge for token in tokens for edge in (token.start, token.end))
    if not {match.start, match.end} <= edges:
        return 0, 0
    first = bisect_left(tokens, match.start, key=lambda token: token.start)
    last = bisect_left(tokens, match.end, key=lambda token: token.start)
    if last < 1 or tokens[last - 1].end > match.end:
        return 0, 0
    return first, last


def _as_one(run: TextRun) -> Node:
    """What is left out: a word of several as it stands, all of what is in brackets."""
    if len(run.nodes) == 1:
        return run.nodes[0]
    return HasText(run.text, run.where) if run.text else AnyNode((run.nodes,))


def _any(typed: tuple[Node, ...], others: tuple[Alternative, ...], where: Where) -> AnyNode:
    """What was typed, or one of the other ways to say it."""
    ways = (
        WordNode(o.text, o.term, where) if o.term else HasText(o.text, where, whole=o.spelling)
        for o in others
    )
    return AnyNode((typed, *((way,) for way in ways)))


def _without_interrogatives(runs: tuple[TextRun, ...]) -> tuple[TextRun, ...]:
    """The runs without 何, 誰 … unless nothing else is asked for."""
    asking = {word for run in runs for word in run.words if word.term in INTERROGATIVES}
    kept = (replace(run, nodes=tuple(n for n in run.nodes if n not in asking)) for run in runs)
    left = tuple(kept) if asking else runs
    return left if any(run.nodes for run in left) else runs


def _limited(runs: tuple[TextRun, ...]) -> tuple[TextRun, ...]:
    """At most :data:`MAX_WORDS` nodes, from the start."""
    if sum(len(run.nodes) for run in runs) <= MAX_WORDS:
        return runs
    left = MAX_WORDS
    kept = []
    for run in runs:
        if left <= 0:
            break
        kept.append(replace(run, nodes=run.nodes[:left]))
        left -= len(run.nodes)
    return tuple(kept)
