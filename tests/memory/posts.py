"""Records, and what is asked of them: terms, texts, frequencies, words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.analysis.sound import sound, without_long
from index.fields import FieldTable, value_text, values_of
from index.packing import pack_all
from index.pages.packed import Batch, Shown
from index.pages.records import title_words
from index.pages.utf16 import units_of_text
from index.record import PartKind, Record
from index.weights import KIND_WEIGHTS, is_scored_character, is_scored_pair
from search.local.records import RecordPosts, by_length, norms_of
from search.local.values import Mask, TextValues
from search.query.query import Where
from search.query.scored import Kind
from search.suggesting.entries import Title

Unit = tuple[Kind, str]


class MemoryPosts(RecordPosts):
    """All posts, in the order of the store."""

    def __init__(self, records: Iterable[Record], fields: FieldTable) -> None:
        super().__init__()
        self._records = list(records)
        self._numbers = {one.document.id: number for number, one in enumerate(self._records)}
        self.live = np.ones(len(self._records), np.bool_)
        texts = {
            row.name: {
                number: tuple(map(value_text, values))
                for number, one in enumerate(self._records)
                if (values := values_of(one.document, row))
            }
            for row in fields.filters
        }
        self.values = TextValues(len(self._records), fields, texts)
        self._frequencies: defaultdict[Unit, dict[int, float]] = defaultdict(dict)
        self._in_titles: defaultdict[str, set[int]] = defaultdict(set)
        lengths = np.zeros((len(Kind), len(self._records)))
        for number, record in enumerate(self._records):
            for kind, name, part in _units(record):
                weight = float(KIND_WEIGHTS[part])
                of_unit = self._frequencies[kind, name]
                of_unit[number] = of_unit.get(number, 0.0) + weight
                lengths[kind, number] += weight
                if kind is Kind.WORD and part == PartKind.TITLE:
                    self._in_titles[name].add(number)
        self._terms = sorted(name for kind, name in self._frequencies if kind is Kind.WORD)
        self._lengths = lengths
        self.norms_by_kind = [norms_of(lengths[kind]) for kind in Kind]

    def times(self, term: str, kind: Kind = Kind.WORD) -> Mapping[int, float]:
        return self._frequencies.get((kind, term), {})

    def beginning(self, text: str) -> list[str]:
        return [term for term in self._terms if term.startswith(text)]

    def with_term(self, term: str, where: Where = Where.ANY) -> Collection[int]:
        if where is Where.TITLE:
            return self._in_titles.get(term, set())
        return self.times(term).keys()

    def with_prefix(self, text: str, where: Where) -> Collection[int]:
        return set().union(*(self.with_term(term, where) for term in self.beginning(text)))

    @property
    def lengths(self) -> NDArray[np.float64]:
        lengths: NDArray[np.float64] = self._lengths[Kind.WORD]
        return lengths

    @cached_property
    def _heard(self) -> Mapping[str, list[tuple[str, str]]]:
        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for record in self._records:
            for term, readings in zip(record.terms, record.readings, strict=True):
                for reading in readings.split():
                    found[without_long(sound(reading))].add((term, reading))
        return {key: sorted(pairs) for key, pairs in found.items()}

    def heard(self, key: str, *, onward: bool = False) -> Collection[tuple[str, str]]:
        if onward:
            return [
                p for sound, pairs in self._heard.items() if sound.startswith(key) for p in pairs
            ]
        return self._heard.get(key, ())

    @cached_property
    def words_by_length(self) -> Mapping[int, Collection[str]]:
        return by_length(self._terms)

    def find(self, identity: str) -> int | None:
        return self._numbers.get(identity)

    def identity(self, number: int) -> str:
        return self._records[number].document.id

    def record(self, number: int) -> Record:
        return self._records[number]

    @cached_property
    def _packed(self) -> Batch:
        return Batch(pack_all(self._records))

    def shown(self, number: int) -> Shown:
        return self._packed.shown(number)

    def with_characters(self, text: str, among: Mask) -> Iterable[int]:
        found: list[int] = np.flatnonzero(among).tolist()
        return found

    def titles(self) -> Iterator[Title]:
        for number, record in enumerate(self._records):
            document = record.document
            place = document.id, document.site, document.url
            yield Title(number, document.title, *title_words(record), *place)


def _units(record: Record) -> Iterator[tuple[Kind, str, int]]:
    """Every word, character and pair that is scored, as often as it stands, and in which part."""
    parts = np.searchsorted(record.part_starts, record.token_starts, "right") - 1
    kinds = record.part_kinds[parts].tolist()
    for term, kind in zip(record.token_terms.tolist(), kinds, strict=True):
        yield Kind.WORD, record.terms[term], kind
    bounds = [*record.part_starts.tolist(), len(record.folded) + 1]
    for (start, end), kind in zip(pairwise(bounds), record.part_kinds.tolist(), strict=True):
        units = units_of_text(record.folded[start : end - 1])
        for unit in filter(is_scored_character, units):
            yield Kind.CHARACTER, chr(unit), kind
        for one, other in pairwise(units):
            if is_scored_pair(one, other):
                yield Kind.PAIR, chr(one) + chr(other), kind
