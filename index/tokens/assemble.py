"""From a document to its analysed form: parts in one text, and tokens from the cache.

It happens in two steps, since tokens come from other processes: :func:`prepare` cuts the parts
into sentences; when what analysis makes of all sentences is known, :func:`assemble` joins it,
which is array work only: 15,000 characters take some 3 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis.sentences import split_sentences
from index.document import Document
from index.packing import Numbers
from index.record import SEPARATOR, PartKind, Record
from index.tokens.cache import Vocabulary
from index.tokens.packed_sentences import SentenceArrays, unpack


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document cut into parts, and those into sentences."""

    document: Document
    part_kinds: tuple[PartKind, ...]
    part_sections: tuple[int, ...]
    """Which section each part belongs to; -1 for none."""
    part_sentences: tuple[int, ...]
    """How many of ``sentences`` each part has."""
    sentences: tuple[str, ...]
    """As they were written, in the order of the text."""


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


def prepare(document: Document) -> PreparedDocument:
    """Cuts the parts of a document into sentences."""
    kinds, sections, counts = [], [], []
    sentences: list[str] = []
    for kind, section, text in parts(document):
        pieces = split_sentences(text)
        kinds.append(kind)
        sections.append(section)
        counts.append(len(pieces))
        sentences += pieces
    return PreparedDocument(
        document, tuple(kinds), tuple(sections), tuple(counts), tuple(sentences)
    )


def assemble(prepared: PreparedDocument, packed: Sequence[bytes], vocabulary: Vocabulary) -> Record:
    """The analysed document; ``packed`` is what analysis made of each sentence, in order."""
    found = unpack(packed, prepared.sentences)
    starts, part_starts, folded = _laid_out(prepared, found.folded)
    original_starts, part_original_starts, original = _laid_out(prepared, prepared.sentences)
    of_tokens = np.repeat(starts, found.tokens_each)
    terms, readings, token_terms = _distinct(found.terms, vocabulary)
    return Record(
        document=prepared.document,
        original=original,
        folded=folded,
        part_kinds=np.array(prepared.part_kinds, dtype=np.uint8),
        part_sections=np.array(prepared.part_sections, dtype=np.int32),
        part_starts=part_starts,
        part_original_starts=part_original_starts,
        terms=terms,
        readings=readings,
        token_terms=token_terms,
        token_starts=of_tokens + found.starts,
        token_ends=of_tokens + found.ends,
        boundaries=np.repeat(starts, found.boundaries_each) + found.boundaries,
        edits=_shifted_edits(found, starts, original_starts),
    )


def _laid_out(
    prepared: PreparedDocument, sentences: Sequence[str]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], str]:
    """Where each sentence and each part starts in the joined text, and that text."""
    part_ends = np.cumsum(prepared.part_sentences)
    ends = part_ends.tolist()
    texts = ["".join(sentences[at:end]) for at, end in zip([0, *ends], ends, strict=False)]
    before = np.concatenate(([0], np.cumsum([len(sentence) for sentence in sentences])))
    separators = np.arange(len(ends))
    starts = before[:-1] + np.repeat(separators, prepared.part_sentences)
    part_starts = before[part_ends - prepared.part_sentences] + separators
    return starts.astype(np.uint32), part_starts.astype(np.uint32), SEPARATOR.join(texts)


def _shifted_edits(
    found: SentenceArrays, starts: NDArray[np.uint32], original_starts: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    shifts = np.column_stack((starts, starts, original_starts, original_starts))
    return found.edits.astype(np.uint32) + np.repeat(shifts, found.edits_each, axis=0)


def _distinct(
    numbers: NDArray[np.uint32], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.uint32]]:
    """The terms in the order in which they occur, their readings, and each token's place among
    them.

    A term that is read in several ways (行く: いく, ゆく) is one term with all of them, divided by
    spaces, in the order in which they occur: so the result does not depend on what was indexed
    before.
    """
    distinct, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    places = Numbers()
    readings: list[str] = []
    at = np.empty(len(distinct), dtype=np.uint32)
    for number, (term, reading) in zip(
        order.tolist(), vocabulary.terms(distinct[order].tolist()), strict=True
    ):
        place = at[number] = places[term]
        if place == len(readings):
            readings.append(reading)
        else:
            readings[place] = " ".join(dict.fromkeys(f"{readings[place]} {reading}".split()))
    return tuple(places), tuple(readings), at[inverse]
