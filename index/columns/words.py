"""Postings and positions of the analyzer's terms, gathered document by document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.files import document_numbers, fixed_point, positions, write_array, write_lines

READING_SEPARATOR = "\t"
"""Between the readings of one term (生: せい, なま) in ``readings.txt``."""


class WordPostings:
    """Collects the tokens of one segment; ``write`` inverts them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._readings: list[set[str]] = []
        self._terms: list[NDArray[np.uint32]] = []
        self._docs: list[NDArray[np.uint32]] = []
        self._places: list[NDArray[np.uint32]] = []
        self._lengths: list[NDArray[np.uint8]] = []
        self._weights: list[NDArray[np.float32]] = []
        self._forms: list[NDArray[np.uint8]] = []

    def add(
        self,
        doc: int,
        terms: tuple[str, ...],
        readings: tuple[str, ...],
        token_terms: NDArray[np.uint32],
        places: NDArray[Any],
        lengths: NDArray[Any],
        weights: NDArray[np.float32],
        forms: NDArray[np.uint8],
    ) -> float:
        """Adds the tokens of a document; returns its weighted length."""
        numbers = np.fromiter(map(self._number, terms, readings), np.uint32, len(terms))
        self._terms.append(numbers[token_terms] if len(terms) else numbers)
        self._docs.append(np.full(len(token_terms), doc, np.uint32))
        self._places.append(places.astype(np.uint32))
        self._lengths.append(np.minimum(lengths, 255).astype(np.uint8))
        self._weights.append(weights)
        self._forms.append(forms)
        return float(weights.sum())

    def _number(self, term: str, reading: str) -> int:
        number = self._numbers.setdefault(term, len(self._numbers))
        if number == len(self._readings):
            self._readings.append(set())
        self._readings[number].update(reading.split())
        return number

    def write(self, folder: Path, documents: int) -> None:
        """Inverts what was added: by term, then document, then place."""
        ordered = sorted(self._numbers)
        ranks = np.empty(len(ordered), np.uint32)
        ranks[[self._numbers[term] for term in ordered]] = np.arange(len(ordered), dtype=np.uint32)
        terms = ranks[_joined(self._terms, np.uint32)] if ordered else _joined([], np.uint32)
        order = np.argsort(terms, kind="stable")
        terms = terms[order]
        docs = _joined(self._docs, np.uint32)[order]
        starts = _run_starts(terms, docs)
        write_lines(folder, "terms", ordered)
        write_lines(
            folder,
            "readings",
            (READING_SEPARATOR.join(sorted(self._readings[self._numbers[t]])) for t in ordered),
        )
        write_array(folder, "term_at", _offsets(terms[starts], len(ordered)))
        write_array(folder, "term_docs", document_numbers(docs[starts], documents))
        weights = _joined(self._weights, np.float32)[order]
        write_array(folder, "term_tf", fixed_point(_sums(weights, starts)))
        forms = _joined(self._forms, np.uint8)[order]
        write_array(folder, "term_forms", _any(forms, starts))
        write_array(folder, "term_places_at", np.append(starts, len(terms)).astype(np.uint32))
        write_array(folder, "term_places", positions(_joined(self._places, np.uint32)[order]))
        write_array(folder, "term_lengths", _joined(self._lengths, np.uint8)[order])


def _joined(arrays: list[Any], kind: Any) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)


def _run_starts(terms: NDArray[Any], docs: NDArray[Any]) -> NDArray[np.int64]:
    """Where a new (term, document) begins in the sorted tokens."""
    if not len(terms):
        return np.empty(0, np.int64)
    new = np.flatnonzero((terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])) + 1
    return np.concatenate(([0], new))


def _offsets(sorted_keys: NDArray[Any], count: int) -> NDArray[np.uint32]:
    """First entry of each key 0 … count in ``sorted_keys``, and the end."""
    return np.searchsorted(sorted_keys, np.arange(count + 1)).astype(np.uint32)


def _sums(values: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    if not len(starts):
        return np.empty(0, np.float32)
    return np.add.reduceat(values, starts).astype(np.float32)


def _any(bits: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.uint8]:
    if not len(starts):
        return np.empty(0, np.uint8)
    return np.asarray(np.bitwise_or.reduceat(bits, starts), np.uint8)
