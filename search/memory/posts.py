"""Posts as records, and what is asked of them: terms, texts, frequencies, words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import pairwise

import numpy as np

from index.analysis.char_filters import to_folded
from index.analysis.sound import sound, without_long
from index.pages.literal import Literal, find_units, is_whole_at
from index.pages.records import RecordPages
from index.pages.utf16 import units_of_text
from index.record import Record
from index.weights import KIND_WEIGHTS, is_scored_character, is_scored_pair
from search.query.query import Where
from search.query.scored import Kind, idf

_ONLY = np.zeros(1, np.int64)
"""The only document of the pages of one post."""


class IndexedPost:
    """One record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.id = record.document.id
        self.terms = frozenset(record.terms)

    @cached_property
    def pages(self) -> RecordPages:
        return RecordPages([self.record])

    @property
    def title(self) -> str:
        return self.pages.folded_text(0, int(self.pages.title_ends[0]))

    @cached_property
    def frequencies(self) -> tuple[Mapping[str, float], ...]:
        """By :class:`Kind`, how often each unit stands in the post, weighted by its part."""
        record = self.record
        parts = np.searchsorted(record.part_starts, record.token_starts, "right") - 1
        weights = KIND_WEIGHTS[record.part_kinds[parts]].tolist()
        words: defaultdict[str, float] = defaultdict(float)
        for term, weight in zip(record.token_terms.tolist(), weights, strict=True):
            words[record.terms[term]] += weight
        characters: defaultdict[str, float] = defaultdict(float)
        pairs: defaultdict[str, float] = defaultdict(float)
        bounds = [*record.part_starts.tolist(), len(record.folded) + 1]
        for (start, end), kind in zip(pairwise(bounds), record.part_kinds.tolist(), strict=True):
            units, weight = units_of_text(record.folded[start : end - 1]), float(KIND_WEIGHTS[kind])
            for unit in filter(is_scored_character, units):
                characters[chr(unit)] += weight
            for one, other in pairwise(units):
                if is_scored_pair(one, other):
                    pairs[chr(one) + chr(other)] += weight
        return words, characters, pairs

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        return tuple(sum(units.values()) for units in self.frequencies)

    def has_term(self, term: str, where: Where) -> bool:
        if where is Where.ANY or term not in self.terms:
            return term in self.terms
        found = self.pages.places_in(term, _ONLY, 1)
        return found is not None and int(found.places[0][0]) < int(self.pages.title_ends[0])

    def has_text(self, text: str, where: Where, whole: bool) -> bool:
        pages, literal = self.pages, Literal(text)
        end = pages.title_ends[0] if where is Where.TITLE else pages.folded_at[1]
        data = pages.folded_bytes(0, int(end))
        found = find_units(data, literal, most=len(data))
        bits, length = pages.boundary_bits, len(literal)
        return any(not whole or is_whole_at(bits, place, length) for place in found)

    def writes(self, term: str) -> bool:
        """Whether a term stands there as itself, neither inflected nor as a part of a word."""
        record, number = self.record, self.record.terms.index(term)
        written = to_folded(term)
        return any(
            record.folded[record.token_starts[at] : record.token_ends[at]] == written
            for at in np.flatnonzero(record.token_terms == number).tolist()
        )


class Posts:
    """All posts, in the order of the store; a post's number is its position."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.all = [IndexedPost(record) for record in records]
        self.numbers = {post.id: number for number, post in enumerate(self.all)}
        self.having: defaultdict[str, set[int]] = defaultdict(set)
        """Term → posts."""
        self.readings: defaultdict[str, set[str]] = defaultdict(set)
        """Reading → terms."""
        for number, post in enumerate(self.all):
            for term, readings in zip(post.record.terms, post.record.readings, strict=True):
                self.having[term].add(number)
                for reading in readings.split():
                    self.readings[reading].add(term)

    @cached_property
    def heard(self) -> dict[str, list[tuple[str, str]]]:
        """Sound without long vowels → terms that sound so, each with its reading."""
        found: dict[str, list[tuple[str, str]]] = {}
        for reading, terms in self.readings.items():
            pairs = [(term, reading) for term in sorted(terms)]
            found.setdefault(without_long(sound(reading)), []).extend(pairs)
        return found

    @cached_property
    def average_lengths(self) -> list[float]:
        lengths = [post.lengths for post in self.all]
        return [sum(column) / len(lengths) or 1.0 for column in zip(*lengths, strict=True)]

    def frequency(self, number: int, name: str, kind: Kind) -> float:
        return self.all[number].frequencies[kind].get(name, 0.0)


class VisibleWords:
    """Fulfils :class:`search.query.lexicon.Words` for the posts that an asker may see."""

    def __init__(self, posts: Posts, numbers: frozenset[int]) -> None:
        self._posts = posts
        self.numbers = numbers

    def documents_with(self, terms: Collection[str]) -> dict[str, int]:
        having = self._posts.having
        return {term: len(having.get(term, set()) & self.numbers) for term in terms}

    def weights(self, terms: Collection[str]) -> dict[str, float]:
        counts = self.documents_with(terms)
        return {term: idf(len(self.numbers), count) for term, count in counts.items()}

    def heard_as(self, keys: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        return {key: self._posts.heard.get(key, []) for key in keys}

    def about_as_long(self, term: str, edits: int) -> list[str]:
        return sorted(one for one in self._posts.having if abs(len(one) - len(term)) <= edits)
