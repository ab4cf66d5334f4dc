"""Tokens of sentences that stood in an earlier version of a post, from the record of that."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.record import Record
from index.tokens.assemble import prepare, sentence_starts
from index.tokens.cache import Vocabulary
from index.tokens.packed_sentences import pack_arrays


def known_sentences(record: Record, vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """The sentences of a record with their packed tokens.

    Those with a term that the post reads in several ways are left out: a record does not say
    which way is whose.
    """
    prepared = prepare(record.document)
    numbers = np.array(
        vocabulary.numbers(list(zip(record.terms, record.readings, strict=True))), np.uint32
    )
    originals = sentence_starts(prepared)
    lengths = np.array([len(sentence) for sentence in prepared.sentences], np.int64)
    ends = originals + lengths
    starts, stops = _folded(record, originals), _folded(record, ends)
    tokens = record.token_starts.searchsorted([starts, stops])
    boundaries = record.boundaries.searchsorted([starts, stops])
    edits = record.edits[:, 2].searchsorted([originals, ends])
    doubtful = np.isin(record.token_terms, record.ambiguous)
    for number, sentence in enumerate(prepared.sentences):
        these = slice(*tokens[:, number].tolist())
        if doubtful[these].any():
            continue
        start, stop, original = int(starts[number]), int(stops[number]), int(originals[number])
        moved = np.array((start, start, original, original), np.uint32)
        yield (
            sentence,
            pack_arrays(
                sentence,
                record.folded[start:stop],
                numbers[record.token_terms[these]],
                record.token_starts[these] - start,
                record.token_ends[these] - start,
                record.boundaries[slice(*boundaries[:, number].tolist())] - start,
                record.edits[slice(*edits[:, number].tolist())] - moved,
            ),
        )


def _folded(record: Record, originals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Offsets of the folded text from offsets of the original, none of which lies in an edit."""
    at = record.edits[:, 2].searchsorted(originals) - 1
    ends = np.concatenate((record.edits[:, [1, 3]], [[0, 0]])).astype(np.int64)
    return np.asarray(originals - ends[at, 1] + ends[at, 0], np.int64)
