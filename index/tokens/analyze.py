"""From a document to its record: parts in one text, and the tokens of their sentences.

Open :func:`analyzed` first. Each document is analysed by itself, in some process of a pool.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from index.analysis.sentences import split_sentences
from index.document import Document
from index.packing import Numbers
from index.progress import Stopwatch
from index.record import SEPARATOR, PartKind, Record
from index.tokens.pool import Pool, Tools, in_order

WINDOW = 48
"""Documents under way: enough to keep some cores busy behind one very long post."""


def analyzed(pool: Pool, documents: Iterable[Document], watch: Stopwatch) -> Iterator[Record]:
    """The records of documents, in their order; some are under way while one is written."""
    for record, seconds in in_order(pool, analyze, documents, WINDOW):
        watch.add("tokenise", seconds)
        yield record


def parts(document: Document) -> Iterator[tuple[PartKind, int, str]]:
    """The parts of a document that have text, with the section that they belong to (or -1)."""
    yield PartKind.TITLE, -1, document.title
    if keywords := document.keywords:
        yield PartKind.LABELS, -1, "\n".join(keywords)
    if document.excerpt:
        yield PartKind.EXCERPT, -1, document.excerpt
    for number, section in enumerate(document.sections):
        if section.heading:
            yield PartKind.HEADING, number, section.heading
        if section.text:
            yield PartKind.BODY, number, section.text
        if section.code:
            yield PartKind.CODE, number, section.code


def analyze(tools: Tools, document: Document) -> tuple[Record, float]:
    """The record of a document, and the seconds that it took."""
    began = time.perf_counter()
    kinds, sections, texts = zip(*parts(document), strict=True)
    cut = [split_sentences(text) for text in texts]
    of_parts = [len(sentences) for sentences in cut]
    sentences = list(chain.from_iterable(cut))
    found = [tools.analyze_sentence(sentence) for sentence in sentences]
    starts, part_starts, folded = _laid_out(of_parts, [one.folded for one in found])
    original_starts, part_original_starts, original = _laid_out(of_parts, sentences)
    rows = chain.from_iterable(one.tokens for one in found)
    words, token_starts, token_ends, word_readings, _ = tuple(zip(*rows, strict=True)) or ((),) * 5
    edits = [edit for one in found for edit in one.offsets.edits]
    boundaries = [at for one in found for at in one.boundaries]
    sizes = [(len(one.tokens), len(one.boundaries), len(one.offsets.edits)) for one in found]
    of_tokens, of_boundaries, of_edits = (
        np.arange(len(found)).repeat(each) for each in np.array(sizes, np.int64).reshape(-1, 3).T
    )
    shifts = np.column_stack((starts, starts, original_starts, original_starts))
    terms, readings, token_terms = _distinct(words, word_readings)
    record = Record(
        document=document,
        original=original,
        folded=folded,
        part_kinds=np.array(kinds, np.uint8),
        part_sections=np.array(sections, np.int32),
        part_starts=part_starts,
        part_original_starts=part_original_starts,
        terms=terms,
        readings=readings,
        token_terms=token_terms,
        token_starts=starts[of_tokens] + np.array(token_starts, np.uint32),
        token_ends=starts[of_tokens] + np.array(token_ends, np.uint32),
        boundaries=starts[of_boundaries] + np.array(boundaries, np.uint32),
        edits=shifts[of_edits] + np.array(edits, np.uint32).reshape(-1, 4),
    )
    return record, time.perf_counter() - began


def _laid_out(
    sizes: Sequence[int], sentences: Sequence[str]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], str]:
    """Where each sentence and each part of so many starts in the joined text, and that text."""
    part_ends = np.cumsum(sizes)
    ends = part_ends.tolist()
    texts = ["".join(sentences[at:end]) for at, end in pairwise([0, *ends])]
    before = np.cumsum([0, *map(len, sentences)])
    separators = np.arange(len(ends))
    starts = before[:-1] + np.repeat(separators, sizes)
    part_starts = before[part_ends - sizes] + separators
    return starts.astype(np.uint32), part_starts.astype(np.uint32), SEPARATOR.join(texts)


def _distinct(
    words: Sequence[str], word_readings: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.uint32]]:
    """The terms in the order in which they occur, their readings, and each token's place among
    them.

    A term that is read in several ways (行く: いく, ゆく) is one term with all of them, divided by
    spaces, in the order in which they occur.
    """
    places = Numbers()
    of_tokens = np.array(list(map(places.__getitem__, words)), np.uint32)
    readings: dict[str, str] = {}
    for term, reading in dict.fromkeys(zip(words, word_readings, strict=True)):
        readings[term] = f"{readings[term]} {reading}" if term in readings else reading
    each = (" ".join(dict.fromkeys(r.split())) if " " in r else r for r in readings.values())
    return tuple(places), tuple(each), of_tokens
