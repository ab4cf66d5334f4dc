"""The posts of one generation in Whoosh: the readers of its segments, and what they are asked.

Whoosh's readers are not to be shared between threads: one question is answered at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Prefix, Query, Term
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from index.fields import FieldTable
from index.pages.packed import Shown
from index.record import PartKind, Record
from index.weights import PART_WEIGHTS
from index.whoosh.reader import StoredRecords, open_whoosh
from index.whoosh.schema import CHARACTER, OWN_PREFIX, READING, READING_MARK, WORD_FIELDS
from search.local.records import RecordPosts, by_length
from search.local.values import Mask, TextValues
from search.query.query import Where

FIELDS = {Where.ANY: tuple(WORD_FIELDS.values()), Where.TITLE: (WORD_FIELDS[PartKind.TITLE],)}
"""Where a word may stand → Whoosh's fields."""
REMEMBERED_TERMS = 4_096
"""Words and characters of which the postings are kept in memory."""
WEIGHTS = {name: PART_WEIGHTS[part] for part, name in WORD_FIELDS.items()}


class Segment(NamedTuple):
    """A Whoosh index, and the number of its first post."""

    searcher: Searcher
    base: int
    records: StoredRecords

    @property
    def reader(self) -> IndexReader:
        return self.searcher.reader()


class WhooshPosts(RecordPosts):
    """Immutable but for what it remembers."""

    def __init__(
        self, segments: Sequence[tuple[Path, Collection[int]]], fields: FieldTable
    ) -> None:
        """``segments`` are Whoosh indexes, and the numbers of the posts deleted in each."""
        super().__init__()
        self._segments: list[Segment] = []
        count, deleted = 0, []
        for folder, numbers in segments:
            searcher = open_whoosh(folder).searcher()
            records = StoredRecords(searcher.reader())
            self._segments.append(Segment(searcher, count, records))
            deleted += [count + number for number in numbers]
            count += searcher.reader().doc_count_all()
        # The same word is asked for by several tiers, by the score and by the passages.
        # Not methods: each would hold the other, and with it the files of a generation gone.
        opened = self._segments
        self._postings = lru_cache(REMEMBERED_TERMS)(partial(_postings, opened))
        self._with_character = lru_cache(REMEMBERED_TERMS)(partial(_having_character, opened))
        self.live = np.ones(count, np.bool_)
        self.live[deleted] = False
        self.values = TextValues(count, fields, self._texts(fields))

    def with_term(self, term: str, where: Where = Where.ANY) -> Collection[int]:
        postings = self._postings(term)
        return set().union(*(postings[name] for name in FIELDS[where]))

    def with_prefix(self, text: str, where: Where) -> Collection[int]:
        return set().union(*(_posts(self._segments, Prefix(name, text)) for name in FIELDS[where]))

    def with_characters(self, text: str, among: Mask) -> Iterable[int]:
        """Those in which every character of a text stands somewhere, and perhaps others."""
        found: set[int] = set(np.flatnonzero(among).tolist())
        for character in set(text):
            if found and not character.isspace():
                found &= self._with_character(character)
        return found

    def times(self, term: str) -> Mapping[int, float]:
        found: dict[int, float] = {}
        for name, times in self._postings(term).items():
            for number, count in times.items():
                found[number] = found.get(number, 0.0) + WEIGHTS[name] * count
        return found

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """Whoosh keeps each field's length in one byte, rounded."""
        return np.array([
            sum(weight * (reader.doc_field_length(number, name) or 0)
                for name, weight in WEIGHTS.items())
            for reader in (segment.reader for segment in self._segments)
            for number in range(reader.doc_count_all())
        ])  # fmt: skip

    def beginning(self, text: str) -> list[str]:
        return sorted(set(self._indexed(*WEIGHTS, prefix=text)))

    def heard(self, key: str, *, onward: bool = False) -> Collection[tuple[str, str]]:
        found: dict[tuple[str, str], None] = {}
        for entry in self._indexed(READING, prefix=key if onward else key + READING_MARK):
            _, reading, term = entry.split(READING_MARK)
            found[term, reading] = None
        return found

    @cached_property
    def words_by_length(self) -> Mapping[int, Collection[str]]:
        return by_length(set(self._indexed(*WEIGHTS)))

    def _indexed(self, *names: str, prefix: str = "") -> Iterator[str]:
        """What stands in some fields and begins so."""
        for segment in self._segments:
            for name in names:
                for term in segment.reader.expand_prefix(name, prefix):
                    yield term.decode()

    def _having(self, name: str) -> Iterator[tuple[str, list[int]]]:
        """Everything that stands in a field, and the posts that have it."""
        for segment in self._segments:
            if name in segment.reader.indexed_field_names():
                for term in segment.reader.lexicon(name):
                    numbers = segment.reader.postings(name, term).all_ids()
                    yield term.decode(), [segment.base + number for number in numbers]

    def _texts(self, fields: FieldTable) -> dict[str, dict[int, list[str]]]:
        """The values of the fields that posts are chosen by."""
        found: dict[str, dict[int, list[str]]] = {}
        for row in fields.filters:
            own = row.name if row.attribute else f"{OWN_PREFIX}{row.name}"
            of_field = found[row.name] = {}
            for text, numbers in self._having(own):
                for number in numbers:
                    of_field.setdefault(number, []).append(text)
        found["date"] = dict(self._dates())
        return found

    def _dates(self) -> Iterator[tuple[int, list[str]]]:
        for segment in self._segments:
            column = segment.reader.column_reader("date")
            for number in range(segment.reader.doc_count_all()):
                if date := column[number].decode():
                    yield segment.base + number, [date]

    @cached_property
    def _identities(self) -> dict[int, str]:
        return {number: identity for identity, posts in self._having("id") for number in posts}

    def find(self, identity: str) -> int | None:
        return next((n for n in _posts(self._segments, Term("id", identity)) if self.live[n]), None)

    def identity(self, number: int) -> str:
        return self._identities[number]

    def record(self, number: int) -> Record:
        records, place = self._place(number)
        return records[place]

    def shown(self, number: int) -> Shown:
        records, place = self._place(number)
        return records.shown(place)

    def _place(self, number: int) -> tuple[StoredRecords, int]:
        segment = next(one for one in reversed(self._segments) if one.base <= number)
        return segment.records, number - segment.base


def _posts(segments: list[Segment], query: Query) -> set[int]:
    """The numbers of all posts that Whoosh finds."""
    return {
        segment.base + number for segment in segments for number in query.docs(segment.searcher)
    }


def _having_character(segments: list[Segment], character: str) -> frozenset[int]:
    """The posts that may have it: all of a segment in which it is common."""
    found: set[int] = set()
    for segment in segments:
        reader = segment.reader
        if reader.frequency(CHARACTER, character) > reader.doc_frequency(CHARACTER, character):
            found.update(range(segment.base, segment.base + reader.doc_count_all()))
        else:
            found |= _posts([segment], Term(CHARACTER, character))
    return frozenset(found)


def _postings(segments: list[Segment], term: str) -> Mapping[str, Mapping[int, float]]:
    """The postings of a word: how often it stands in each field of each post."""
    return {
        name: {
            segment.base + number: times
            for segment in segments
            for number, times in _in_field(segment.reader, name, term)
        }
        for name in WEIGHTS
    }


def _in_field(reader: IndexReader, name: str, term: str) -> Iterator[tuple[int, float]]:
    """The posts that have a word in a field, and how often."""
    if (name, term) not in reader:
        return
    matcher = reader.postings(name, term)
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()
