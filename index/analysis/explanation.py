"""What every stage of the analyzer makes of a text, as tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from index.analysis.char_filters import to_wording
from index.analysis.identifiers import find_spans
from index.analysis.sentence_analysis import SentenceAnalyzer, to_tokenize
from index.analysis.sentences import split_sentences
from index.analysis.tokens import AnalyzedText


class Stage(NamedTuple):
    """One stage: a table with a name and a sentence about it."""

    name: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def explain(text: str, analyzer: SentenceAnalyzer, analyzed: AnalyzedText) -> tuple[Stage, ...]:
    """The stages in order; ``analyzed`` is what they end in."""
    sentences = split_sentences(text)
    wordings = [to_tokenize(to_wording(sentence)[0]) for sentence in sentences]
    return (
        _stage("sentences", ("sentence",), ((sentence,) for sentence in sentences)),
        _stage("wording", ("wording",), ((wording,) for wording in wordings)),
        _stage(
            "morphemes",
            ("surface", "part of speech", "base form", "reading", "known"),
            (
                (m.surface, m.part_of_speech, m.base_form, m.reading, "yes" if m.known else "no")
                for wording in wordings
                for m in analyzer.morphemes(wording)
            ),
        ),
        _stage(
            "identifiers",
            ("text", "terms"),
            (
                (wording[span.start : span.end], " ".join(token.term for token in span.tokens))
                for wording in wordings
                for span in find_spans(wording)
            ),
        ),
        _stage("tokens", ("term", "reading", "stands for", "whole"), _tokens(text, analyzed)),
        _stage("folded", ("folded",), ((analyzed.folded,),)),
    )


_DESCRIPTIONS = {
    "sentences": "The text is cut; each distinct sentence is analysed once.",
    "wording": "Normalised (NFKC), in lower case, with the dashes that are meant.",
    "morphemes": "The tokenizer cuts Japanese text.",
    "identifiers": "Identifiers, numbers, emoji and words of other scripts are kept whole.",
    "tokens": "What is indexed: one spelling for all variants, without particles.",
    "folded": "The text in which substrings and phrases are looked for.",
}


def _stage(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Stage:
    return Stage(name, _DESCRIPTIONS[name], columns, tuple(rows))


def _tokens(text: str, analyzed: AnalyzedText) -> Iterable[tuple[str, ...]]:
    for token in analyzed.tokens:
        start, end = analyzed.offsets.start(token.start), analyzed.offsets.end(token.end)
        yield token.term, token.reading, text[start:end], "yes" if token.whole else "part"
