"""Analyses one sentence: its folded text, its tokens, and where the tokenizer cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from index.analysis.char_filters import to_folded, to_tokenize, to_wording
from index.analysis.identifiers import Span, find_spans
from index.analysis.morphemes import Morpheme, Piece, Tokenizer
from index.analysis.numbers import number_term
from index.analysis.readings import is_kana, to_hiragana
from index.analysis.token_filters import NUMERAL, Term, TermFilter
from index.analysis.tokens import AnalyzedText, OffsetMap, Token
from index.analysis.user_dictionary import UserWord

_JAPANESE = re.compile(
    "[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_MIDDLE_DOT = "・"
_PIECE: Callable[[Morpheme], Piece] = itemgetter(0)
_SURFACE: Callable[[Piece], str] = itemgetter(0)
_START: Callable[[Morpheme | Token], int] = itemgetter(1)
_NEW_TOKEN: Callable[[tuple[str, int, int, str, bool]], Token] = partial(tuple.__new__, Token)
"""Half the time of ``Token(...)``, which parses its arguments."""
_KANJI_DATE = re.compile("([一二三四五六七八九十]+)([月日])")
_DATE_READINGS = {"月": "ガツ", "日": "ニチ"}


class SentenceAnalyzer:
    """What it makes of a sentence depends on nothing but the sentence."""

    def __init__(self, tokenizer: Tokenizer, words: Sequence[UserWord] = ()) -> None:
        self._tokenizer = tokenizer
        self._parts = {word.entry.surface: word.parts for word in words if word.parts}
        self._readings = {
            word.entry.surface: to_hiragana(word.entry.reading)
            for word in words
            if word.entry.surface.isascii() and word.entry.reading != "*"
        }
        self._filter = TermFilter()

    def analyze(self, sentence: str) -> AnalyzedText:
        """The sentence with its tokens; offsets count from its start."""
        wording, edits = to_wording(sentence)
        tokens, boundaries = self.tokens(to_tokenize(wording))
        return AnalyzedText(to_folded(wording), tuple(tokens), OffsetMap(edits), tuple(boundaries))

    def morphemes(self, wording: str) -> list[Morpheme]:
        """What the tokenizer makes of a wording; nothing where it has no Japanese."""
        if not _JAPANESE.search(wording):
            return []
        found = self._tokenizer.tokenize(wording)
        return list(_with_dates_apart(found)) if _KANJI_DATE.search(wording) else found

    def tokens(self, wording: str) -> tuple[list[Token], list[int]]:
        """The tokens of a wording, and where each morpheme, word or number of it starts."""
        morphemes = self.morphemes(wording)
        dotted = _MIDDLE_DOT in wording
        spans = list(find_spans(wording))
        if not spans:
            return self._of_morphemes(morphemes, dotted), list(map(_START, morphemes))
        settled, morphemes = settle(spans, morphemes)
        found = list(dict.fromkeys(t for span in settled for t in self._of_span(wording, span)))
        tokens = self._of_morphemes(morphemes, dotted) + found
        if settled != spans:  # then a longer word may have given its parts, too
            tokens = list(dict.fromkeys(tokens))
        tokens.sort(key=_START)
        starts = {*map(_START, morphemes), *map(_START, found)}
        return tokens, sorted(starts)

    def _of_span(self, wording: str, span: Span) -> tuple[Token, ...]:
        """The tokens of a span; a dictionary may tell how it is read: おーぷんえーあい."""
        reading = self._readings.get(wording[span.start : span.end])
        if reading is None:
            return span.tokens
        return (span.tokens[0]._replace(reading=reading), *span.tokens[1:])

    def _of_morphemes(self, morphemes: Sequence[Morpheme], dotted: bool) -> list[Token]:
        """``dotted``: whether there may be a middle dot in them."""
        terms = self._filter.terms(morphemes)
        if NUMERAL in terms:
            return list(self._with_numerals(morphemes, terms, dotted))
        if dotted or not self._parts.keys().isdisjoint(map(_SURFACE, map(_PIECE, morphemes))):
            return list(self._with_parts(morphemes, terms))
        return [
            _NEW_TOKEN((term[0], start, end, term[1], True))
            for (_, start, end), term in zip(morphemes, terms, strict=True)
            if term is not None
        ]

    def _with_parts(
        self, morphemes: Sequence[Morpheme], terms: Sequence[Term | None]
    ) -> Iterator[Token]:
        """As above, with the parts of those words that have some."""
        for morpheme, term in zip(morphemes, terms, strict=True):
            if term is not None:
                yield Token(term.text, morpheme.start, morpheme.end, term.reading)
                if _MIDDLE_DOT in morpheme.surface or morpheme.surface in self._parts:
                    yield from self._parts_of(morpheme)

    def _with_numerals(
        self, morphemes: Sequence[Morpheme], terms: Sequence[Term | None], dotted: bool
    ) -> Iterator[Token]:
        """As above, with adjacent numerals read as one number: 一, 万 → 10000."""
        of_morpheme = dict(zip(morphemes, terms, strict=True))
        for is_numeral, run in groupby(morphemes, lambda m: of_morpheme[m] is NUMERAL):
            if is_numeral:
                yield from self._of_numerals(list(run))
            else:
                yield from self._of_morphemes(list(run), dotted)

    def _of_numerals(self, numerals: Sequence[Morpheme]) -> Iterator[Token]:
        """二, 千, 二, 十, 六 are one number; each for itself if they make none."""
        term = number_term("".join(m.surface for m in numerals))
        if term is not None:
            yield Token(term, numerals[0].start, numerals[-1].end, "")
            return
        for morpheme in numerals:
            yield Token(morpheme.surface, morpheme.start, morpheme.end, "")

    def _parts_of(self, morpheme: Morpheme) -> Iterator[Token]:
        """コカ and コーラ of コカ・コーラ, or the parts that a user dictionary states."""
        start = morpheme.start
        for part in self._parts.get(morpheme.surface) or re.split("(・)", morpheme.surface):
            if part and part != _MIDDLE_DOT:
                term = self._filter.canonical(part)
                reading = to_hiragana(part) if is_kana(part) else ""
                yield Token(term, start, start + len(part), reading, False)
            start += len(part)


def _with_dates_apart(morphemes: Iterable[Morpheme]) -> Iterator[Morpheme]:
    """十月 and 三日, which the dictionary has as words, cut as 10月 and 3日 are."""
    for morpheme in morphemes:
        date = _KANJI_DATE.fullmatch(morpheme.surface)
        if date is None:
            yield morpheme
            continue
        number, unit = date.groups()
        start, end = morpheme.start, morpheme.end
        yield Morpheme(Piece(number, "名詞,数,*,*", number, "*", True), start, end - 1)
        part_of_speech = "名詞,接尾,助数詞,*"
        piece = Piece(unit, part_of_speech, unit, _DATE_READINGS[unit], True)
        yield Morpheme(piece, end - 1, end)


def settle(
    spans: Sequence[Span], morphemes: Sequence[Morpheme]
) -> tuple[list[Span], list[Morpheme]]:
    """Whose reading counts where both have one: the longer; of two alike, the span.

    ``gpt-4o`` takes the place of ``gpt``, ``-``, ``4``, ``o``; 生成ai of the user dictionary is
    kept, with ``ai`` as a part.
    """
    settled: list[Span] = []
    kept: list[Morpheme] = []
    at = 0
    for span in spans:
        while at < len(morphemes) and morphemes[at].end <= span.start:
            kept.append(morphemes[at])
            at += 1
        longer = False
        while at < len(morphemes) and morphemes[at].start < span.end:
            morpheme = morphemes[at]
            if morpheme.start < span.start or morpheme.end > span.end:
                longer = longer or _holds(morpheme, span)
                if morpheme.end > span.end:
                    break
                kept.append(morpheme)
            at += 1
        settled.append(_as_parts(span) if longer else span)
    kept += morphemes[at:]
    return settled, kept


def _holds(morpheme: Morpheme, span: Span) -> bool:
    return morpheme.start <= span.start and span.end <= morpheme.end


def _as_parts(span: Span) -> Span:
    return span._replace(tokens=tuple(token._replace(whole=False) for token in span.tokens))
