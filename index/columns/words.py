"""Postings and positions of the analyzer's terms, gathered document by document."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.common import write_common
from index.columns.files import document_numbers, fixed_point, narrow, write_array, write_lines
from index.packing import Numbers
from index.spool import Spool, by_number, changes
from index.weights import KIND_WEIGHTS

READING_SEPARATOR = "\t"
"""Between the readings of one term (生: せい, なま) in ``readings.lines``."""


class WordPostings:
    """Collects the tokens of one segment; ``write`` inverts them."""

    def __init__(self, folder: Path) -> None:
        self._numbers = Numbers()
        """Of terms with readings as documents give them: several are divided by spaces."""
        self._counts: list[int] = []
        """Tokens of each document."""
        self._terms, self._places = (Spool(np.uint32, folder) for _ in range(2))
        self._lengths, self._kinds, self._forms = (Spool(np.uint8, folder) for _ in range(3))

    def add(
        self,
        terms: tuple[str, ...],
        readings: tuple[str, ...],
        token_terms: NDArray[np.uint32],
        places: NDArray[Any],
        lengths: NDArray[Any],
        kinds: NDArray[np.uint8],
        forms: NDArray[np.uint8],
    ) -> float:
        """Adds the tokens of a document; returns its weighted length.

        ``kinds`` are those of the parts in which the tokens stand, ``forms`` as in :mod:`.layout`.
        """
        said = zip(terms, readings, strict=True)
        numbers = np.fromiter(map(self._numbers.__getitem__, said), np.uint32, len(terms))
        self._counts.append(len(token_terms))
        self._terms.append(numbers[token_terms] if len(terms) else numbers)
        self._places.append(places)
        self._lengths.append(np.minimum(lengths, 255).astype(np.uint8))
        self._kinds.append(kinds)
        self._forms.append(forms)
        return float(KIND_WEIGHTS[kinds].sum())

    def write(self, folder: Path, documents: int) -> None:
        """Inverts what was added: by term, then document, then place."""
        said = sorted(self._numbers)
        ordered = Numbers()
        ranks = np.empty(len(said), np.uint32)
        ranks[[self._numbers[one] for one in said]] = [ordered[term] for term, _ in said]
        terms = ranks[self._terms.all()]
        order, _ = by_number(terms)
        terms = terms[order]
        docs = np.repeat(np.arange(len(self._counts), dtype=np.uint32), self._counts)[order]
        starts = np.flatnonzero(changes(terms) | changes(docs))
        write_lines(folder, "terms", ordered)
        of_terms = groupby(said, itemgetter(0))
        readings = ({*" ".join(some for _, some in group).split()} for _, group in of_terms)
        write_lines(folder, "readings", map(READING_SEPARATOR.join, map(sorted, readings)))
        write_array(folder, "term_at", _offsets(terms[starts], len(ordered)))
        write_array(folder, "term_docs", document_numbers(docs[starts], documents))
        uses = np.diff(starts, append=len(terms)).astype(np.uint32) << np.uint32(10)
        places_at = _offsets(terms, len(ordered))
        write_array(folder, "term_places_at", places_at)
        del terms, docs
        weights = KIND_WEIGHTS[self._kinds.all()[order]]
        uses |= fixed_point(np.add.reduceat(weights, starts))
        del weights
        forms = np.bitwise_or.reduceat(self._forms.all()[order], starts)
        uses |= forms.astype(np.uint32) << np.uint32(8)
        write_common(folder, "term_uses", uses)
        del uses, forms
        write_array(folder, "term_places", narrow(self._places.all()[order]))
        lengths, lengths_at = _once(self._lengths.all()[order], places_at)
        write_array(folder, "term_lengths", lengths)
        write_array(folder, "term_lengths_at", lengths_at)


def _offsets(sorted_keys: NDArray[Any], count: int) -> NDArray[np.uint32]:
    """First entry of each key 0 … count in ``sorted_keys``, and the end."""
    return np.searchsorted(sorted_keys, np.arange(count + 1)).astype(np.uint32)


def _once(
    lengths: NDArray[np.uint8], at: NDArray[np.uint32]
) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """The lengths of terms that are as long everywhere once; where those of each term start::

    lengths  2 2 2  1 2 1  3 3        2  1 2 1  3
    at       0      3      6   8      0  1      4  5
    """
    if not len(lengths):
        return lengths, at
    starts = at[:-1]
    varied = np.minimum.reduceat(lengths, starts) != np.maximum.reduceat(lengths, starts)
    kept = np.repeat(varied, np.diff(at))
    kept[starts] = True
    counts = np.where(varied, np.diff(at), 1)
    return lengths[kept], np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
