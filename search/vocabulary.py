"""All words of a generation, read from its records: for engines that keep no list of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from index.analysis.char_filters import to_folded
from index.record import Record
from search.searcher import VocabularyEntry


def vocabulary_of(records: Iterable[Record]) -> Iterator[VocabularyEntry]:
    """Every word once, with its numbers over all records."""
    documents: Counter[str] = Counter()
    written: Counter[str] = Counter()
    readings: dict[str, dict[str, None]] = {}
    for record in records:
        documents.update(record.terms)
        written.update(_as_themselves(record))
        for term, ways in zip(record.terms, record.readings, strict=True):
            readings.setdefault(term, {}).update(dict.fromkeys(ways.split()))
    for term, count in documents.items():
        yield VocabularyEntry(term, tuple(sorted(readings.get(term, ()))), count, written[term])


def _as_themselves(record: Record) -> set[str]:
    """The words of a post that stand in it as they are, not inflected."""
    folded = [to_folded(term) for term in record.terms]
    places = zip(
        record.token_starts.tolist(),
        record.token_ends.tolist(),
        record.token_terms.tolist(),
        strict=True,
    )
    return {
        record.terms[term]
        for start, end, term in places
        if record.folded[start:end] == folded[term]
    }
