"""The whole road from a text to its tokens, the same for posts and for queries.

::

    text ─ split_sentences ─ sentences       each distinct one is analysed once
         ─ to_wording      ─ wording         NFKC, lower case; offsets kept     (char_filters)
         ─ to_tokenize                       コンピュ―タ, 100-0000                (dashes)
         ─ tokenizer       ─ morphemes       Janome or MeCab, IPADIC
         ─ find_spans      ─ identifiers, numbers, emoji                        (identifiers)
         ─ TermFilter      ─ tokens          parts of speech, base forms, variants
    wording ─ to_folded    ─ folded text     what substrings are searched in
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from index.analysis.char_filters import to_folded, to_tokenize, to_wording
from index.analysis.choice import AnalyzerChoice
from index.analysis.morphemes import Morpheme, Tokenizer, UserEntry
from index.analysis.readings import is_kana, to_hiragana
from index.analysis.ruby import without_marked
from index.analysis.sentence_analysis import SentenceAnalyzer
from index.analysis.sentences import split_sentences
from index.analysis.tokens import AnalyzedText, Edit, OffsetMap, Token
from index.analysis.user_dictionary import UserWord, load_user_dictionary
from index.errors import SettingsError


class ReadPiece(NamedTuple):
    """A morpheme as it is read."""

    text: str
    """Folded."""
    reading: str
    """In hiragana, as it is inflected; empty where unknown."""
    known: bool


def _read(morpheme: Morpheme) -> str:
    surface, reading = morpheme.surface, morpheme.piece.reading
    if is_kana(surface):
        return to_hiragana(surface)
    return "" if reading in ("", "*") else to_hiragana(reading)


class Analyzer:
    """Opened by :func:`open_analyzer`; threads may share one."""

    def __init__(self, tokenizer: Tokenizer, words: Sequence[UserWord], fingerprint: str) -> None:
        self._sentences = SentenceAnalyzer(tokenizer, words)
        self.fingerprint = fingerprint
        """Of the choice that it was opened for."""

    def analyze_sentence(self, sentence: str) -> AnalyzedText:
        """One sentence, with offsets from its start; depends on nothing else."""
        return self._sentences.analyze(sentence)

    def morphemes(self, wording: str) -> list[Morpheme]:
        """What the tokenizer makes of a normalised sentence: for those who want to see why."""
        return self._sentences.morphemes(to_tokenize(wording))

    def read_aloud(self, text: str) -> tuple[ReadPiece, ...]:
        """A short text as its morphemes are read: 吸いこむ → 吸い (すい), こむ (こむ)."""
        found = self.morphemes(without_marked(*to_wording(text))[0])
        return tuple(ReadPiece(to_folded(m.surface), _read(m), m.piece.known) for m in found)

    def analyze(self, text: str) -> AnalyzedText:
        """Folded text, tokens, boundaries, and the way back to the original offsets."""
        sentences = split_sentences(text)
        return join_sentences(sentences, map(self.analyze_sentence, sentences))


def fold(text: str) -> tuple[str, OffsetMap]:
    """The folded text, the same under every analyzer: ``㈱ＡＢＣ`` → ``(株)abc``."""
    sentences = split_sentences(text)
    joined = join_sentences(sentences, map(_fold_sentence, sentences))
    return joined.folded, joined.offsets


def open_analyzer(choice: AnalyzerChoice) -> Analyzer:
    """Opens the tokenizer with the shipped words and the owner's.

    Raises :class:`index.errors.DictionaryError` for a bad line of the dictionary, and
    :class:`index.errors.SettingsError` for a tokenizer that is unknown or not installed.
    """
    data = Path(__file__).parent / "data"
    shipped = [data / "okurigana.csv", data / "spellings.csv", data / "words.csv"]
    found = [word for path in shipped for word in load_user_dictionary(path)]
    choice = choice.read()
    if choice.user_dictionary:
        found += load_user_dictionary(choice.user_dictionary, choice.words)
    by_surface = {word.entry.surface: word for word in found}
    return _opened(choice.tokenizer, tuple(by_surface.values()), choice.fingerprint())


@lru_cache(maxsize=2)
def _opened(tokenizer: str, words: tuple[UserWord, ...], fingerprint: str) -> Analyzer:
    """Kept, since a dictionary takes 0.4 s and 25 MB, and all threads may share it."""
    return Analyzer(_tokenizer(tokenizer, [word.entry for word in words]), words, fingerprint)


def join_sentences(sentences: Sequence[str], analyses: Iterable[AnalyzedText]) -> AnalyzedText:
    """One analysed text from those of its sentences; both are in order."""
    folded: list[str] = []
    tokens: list[Token] = []
    edits: list[Edit] = []
    boundaries: list[int] = []
    at = original = 0
    for sentence, one in zip(sentences, analyses, strict=True):
        folded.append(one.folded)
        tokens += (Token(t, start + at, end + at, r, w) for t, start, end, r, w in one.tokens)
        boundaries += (boundary + at for boundary in one.boundaries)
        edits += (
            Edit(s + at, e + at, os + original, oe + original) for s, e, os, oe in one.offsets.edits
        )
        at += len(one.folded)
        original += len(sentence)
    return AnalyzedText("".join(folded), tuple(tokens), OffsetMap(tuple(edits)), tuple(boundaries))


def _fold_sentence(sentence: str) -> AnalyzedText:
    wording, edits, _ = without_marked(*to_wording(sentence))
    return AnalyzedText(to_folded(wording), (), OffsetMap(edits), ())


def _tokenizer(name: str, entries: Sequence[UserEntry]) -> Tokenizer:
    if name == "janome":
        from index.analysis.janome.lattice import LatticeTokenizer

        return LatticeTokenizer(entries)
    if name == "mecab":
        from index.analysis.mecab.tokenizer import MecabTokenizer

        return MecabTokenizer(entries)
    raise SettingsError(f"tokenizer: unknown value {name!r}; allowed: janome, mecab")
