"""Analyses one sentence: its folded text, its tokens, and where the tokenizer cut."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter

from index.analysis.char_filters import to_folded, to_tokenize, to_wording
from index.analysis.identifiers import Span, find_spans
from index.analysis.morphemes import SURFACE, Morpheme, Piece, Tokenizer
from index.analysis.numbers import number_term
from index.analysis.readings import all_readings, base_reading, is_kana, to_hiragana
from index.analysis.ruby import (
    find_rubies,
    read_as_marked,
    with_rubies,
    without_marked,
    without_rubies,
)
from index.analysis.spellings import SplitSpellings
from index.analysis.token_filters import NUMERAL, Term, TermFilter
from index.analysis.tokens import AnalyzedText, OffsetMap, Token
from index.analysis.user_dictionary import UserWord

_JAPANESE = re.compile(
    "[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_MIDDLE_DOT = "・"
_PIECE: Callable[[Morpheme], Piece] = itemgetter(0)
_START: Callable[[Morpheme | Token], int] = itemgetter(1)
_END: Callable[[Morpheme], int] = itemgetter(2)
_WHOLE: Callable[[Token], bool] = itemgetter(4)
_NEW_TOKEN: Callable[[tuple[str, int, int, str, bool]], Token] = partial(tuple.__new__, Token)
"""Half the time of ``Token(...)``, which parses its arguments."""
_COMPOUND = re.compile("[一-鿿々]{4,12}")
_SHORTEST_PART = 2
"""Kanji: of the parts of one kanji most say too little (東京|駅)."""
_NOUNS = ("名詞,一般", "名詞,固有名詞", "名詞,サ変接続", "名詞,形容動詞語幹", "名詞,接尾,一般")
_KANJI_DATE = re.compile("([一二三四五六七八九十]+)([月日])")
_DATE_READINGS = {"月": "ガツ", "日": "ニチ"}


class SentenceAnalyzer:
    """What it makes of a sentence depends on nothing but the sentence."""

    def __init__(self, tokenizer: Tokenizer, words: Sequence[UserWord] = ()) -> None:
        self._tokenizer = tokenizer
        self._parts = {
            word.entry.surface: divided_reading(tokenizer, word.parts, word.entry.reading)
            for word in words
            if word.parts
        }
        """Of a word, its parts, each with its reading; those of the dictionary once met."""
        self._readings = {
            word.entry.surface: to_hiragana(word.entry.reading)
            for word in words
            if word.entry.surface.isascii() and word.entry.reading != "*"
        }
        self._filter = TermFilter(self._divide)
        self._split = SplitSpellings()

    def _divide(self, piece: Piece) -> None:
        """地方裁判所, one word of the dictionary, is 地方 (ちほう) and 裁判所 (さいばんしょ)."""
        surface = piece.surface
        if _COMPOUND.fullmatch(surface) and surface not in self._parts:
            parts = _fewest_parts(self._tokenizer, surface, to_hiragana(piece.reading))
            if len(parts) > 1:
                self._parts[surface] = parts

    def analyze(self, sentence: str) -> AnalyzedText:
        """The sentence with its tokens; offsets count from its start."""
        wording, edits, marked = without_marked(*to_wording(sentence))
        tokens, boundaries = self._without_ruby(to_tokenize(wording))
        if marked:
            tokens = read_as_marked(wording, tokens, marked)
        return AnalyzedText(to_folded(wording), tuple(tokens), OffsetMap(edits), tuple(boundaries))

    def morphemes(self, wording: str) -> list[Morpheme]:
        """What the tokenizer makes of a wording; nothing where it has no Japanese."""
        if not _JAPANESE.search(wording):
            return []
        found = self._tokenizer.tokenize(wording)
        return list(_with_dates_apart(found)) if _KANJI_DATE.search(wording) else found

    def _without_ruby(self, wording: str) -> tuple[list[Token], list[int]]:
        """The tokens of a wording, read as its ruby says: 囁《ささや》いた is 囁いた."""
        rubies = find_rubies(wording)
        if not rubies:
            return self.tokens(wording)
        plain, back = without_rubies(wording, rubies)
        return with_rubies(*self.tokens(plain), rubies, back)

    def tokens(self, wording: str) -> tuple[list[Token], list[int]]:
        """The tokens of a wording, and where each morpheme, word or number of it starts."""
        morphemes = self.morphemes(wording)
        dotted = _MIDDLE_DOT in wording
        spans = list(find_spans(wording))
        if not spans:
            tokens = self._of_morphemes(morphemes, dotted)
            if all(map(_WHOLE, tokens)):
                return tokens, list(map(_START, morphemes))
            return tokens, sorted({*map(_START, morphemes), *map(_START, tokens)})
        settled, morphemes = settle(spans, morphemes)
        found = list(dict.fromkeys(t for span in settled for t in self._of_span(wording, span)))
        tokens = self._of_morphemes(morphemes, dotted) + found
        if settled != spans:  # then a longer word may have given its parts, too
            tokens = list(dict.fromkeys(tokens))
        tokens.sort(key=_START)
        starts = {*map(_START, morphemes), *map(_START, tokens)}
        return tokens, sorted(starts)

    def _of_span(self, wording: str, span: Span) -> tuple[Token, ...]:
        """The tokens of a span; a dictionary may tell how it is read: おーぷんえーあい."""
        reading = self._readings.get(wording[span.start : span.end])
        if reading is None:
            return span.tokens
        return (span.tokens[0]._replace(reading=reading), *span.tokens[1:])

    def _of_morphemes(self, morphemes: Sequence[Morpheme], dotted: bool) -> list[Token]:
        """``dotted``: whether there may be a middle dot in them."""
        pieces = list(map(_PIECE, morphemes))
        terms = list(map(self._filter.__getitem__, pieces))
        split = self._split.find(pieces)
        has_parts = dotted or not self._parts.keys().isdisjoint(map(SURFACE, pieces))
        if split or has_parts or NUMERAL in terms:
            return list(self._one_by_one(morphemes, terms, split))
        return [
            _NEW_TOKEN((term[0], start, end, term[1], True))
            for (_, start, end), term in zip(morphemes, terms, strict=True)
            if term is not None
        ]

    def _one_by_one(
        self,
        morphemes: Sequence[Morpheme],
        terms: Sequence[Term | None],
        split: dict[int, tuple[int, str]],
    ) -> Iterator[Token]:
        """As above, where several morphemes may be one token, and one may be several."""
        at = 0
        while at < len(terms):
            first, term = at, terms[at]
            if at in split:
                at, word = split[at]
                yield from self._of_split(word, morphemes[first:at], terms[first:at])
            elif term is NUMERAL:
                while at < len(terms) and terms[at] is NUMERAL and at not in split:
                    at += 1
                yield from self._of_numerals(morphemes[first:at])
            else:
                at += 1
                if term is not None:
                    piece, start, end = morphemes[first]
                    yield _NEW_TOKEN((term[0], start, end, term[1], True))
                    if _MIDDLE_DOT in piece[0] or piece[0] in self._parts:
                        yield from self._parts_of(morphemes[first])

    def _of_split(
        self, word: str, pieces: Sequence[Morpheme], terms: Sequence[Term | None]
    ) -> Iterator[Token]:
        """A word that the tokenizer has cut as one token, and its pieces."""
        term = self._filter.canonical(word)
        written = "".join(map(SURFACE, map(_PIECE, pieces)))
        reading = base_reading(written, word, _read_on(pieces))
        yield Token(term, pieces[0].start, pieces[-1].end, reading)
        if is_kana(word):  # たま is no part of たまご
            return
        for morpheme, own in zip(pieces, terms, strict=True):
            text = number_term(morpheme.surface) if own is NUMERAL else own and own.text
            if own is not None and text and text != term:
                yield Token(text, morpheme.start, morpheme.end, own.reading, False)

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
        dotted = ((part, _read_as_kana(part)) for part in re.split("(・)", morpheme.surface))
        for part, reading in self._parts.get(morpheme.surface, dotted):
            if part and part != _MIDDLE_DOT:
                term = self._filter.canonical(part)
                yield Token(term, start, start + len(part), all_readings(part, reading), False)
            start += len(part)


def _read_on(pieces: Sequence[Morpheme]) -> str:
    """The readings of all, one behind the other; empty if one has none."""
    readings = [morpheme.piece.reading for morpheme in pieces]
    return "" if "*" in readings else "".join(readings)


def _read_as_kana(text: str) -> str:
    return to_hiragana(text) if is_kana(text) else ""


def _fewest_parts(tokenizer: Tokenizer, surface: str, reading: str) -> list[tuple[str, str]]:
    """The fewest words that a compound is made of, each with its reading; none if they do not
    sound as the whole does: 信用金庫 (しんようきんこ), but not 天王星 as 天 and 王星.

    A word behind another may be voiced there: 会社 (がいしゃ) of 株式会社.
    """
    length = len(surface)
    ways: list[tuple[int, int, tuple[tuple[str, str], ...]]] = [(0, 0, ())]
    while ways:
        ways = [
            (end, heard + len(read), (*parts, (surface[start:end], read)))
            for start, heard, parts in ways
            for end in (*range(length - _SHORTEST_PART, start + _SHORTEST_PART - 1, -1), length)
            if 0 < end - start < length
            and (read := _read_as_noun(tokenizer, surface[start:end]))
            and _is_heard(read, reading, heard)
        ]
        for end, heard, parts in ways:
            if (end, heard) == (length, len(reading)):
                return list(parts)
    return []


def _is_heard(read: str, reading: str, at: int) -> bool:
    """Whether a word is heard at a place of a reading, where that before it may voice it."""
    heard = reading[at : at + len(read)]
    voiced = at > 0 and unicodedata.normalize("NFD", heard)[:1] + heard[1:] == read
    return heard == read or voiced


def _read_as_noun(tokenizer: Tokenizer, text: str) -> str:
    """How a text is read that is one noun of the dictionary; else nothing."""
    first, *others = tokenizer.tokenize(text)
    noun = first.piece.known and first.piece.part_of_speech.startswith(_NOUNS)
    return "" if others or not noun else to_hiragana(first.piece.reading)


def divided_reading(
    tokenizer: Tokenizer, parts: Sequence[str], reading: str
) -> list[tuple[str, str]]:
    """Each part with its share of the reading: 霧島|演算社 → きりしま, えんざんしゃ.

    The tokenizer knows how most parts are read; one that it does not know takes what the others
    leave. Empty where that tells nothing.
    """
    shares = [
        _read_as_kana(part) or to_hiragana(_read_on(tokenizer.tokenize(part))) for part in parts
    ]
    rest = "" if reading == "*" else to_hiragana(reading)
    if "".join(shares) != rest:
        first, last = 0, len(parts)
        while first < last and shares[first] and rest.startswith(shares[first]):
            rest = rest.removeprefix(shares[first])
            first += 1
        while first < last and shares[last - 1] and rest.endswith(shares[last - 1]):
            rest = rest.removesuffix(shares[last - 1])
            last -= 1
        unknown = [rest if last - first == 1 else _read_as_kana(part) for part in parts[first:last]]
        shares[first:last] = unknown
    # Letters are found as such, and read in many ways.
    return [(part, "" if part.isascii() else one) for part, one in zip(parts, shares, strict=True)]


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
        first = bisect_right(morphemes, span.start, at, key=_END)
        kept += morphemes[at:first]
        at, longer = first, False
        while at < len(morphemes) and morphemes[at].start < span.end:
            morpheme = morphemes[at]
            if morpheme.start < span.start or morpheme.end > span.end:
                longer = longer or (morpheme.start <= span.start and span.end <= morpheme.end)
                if morpheme.end > span.end:
                    break
                kept.append(morpheme)
            at += 1
        settled.append(_as_parts(span) if longer else span)
    kept += morphemes[at:]
    return settled, kept


def _as_parts(span: Span) -> Span:
    return span._replace(tokens=tuple(token._replace(whole=False) for token in span.tokens))
