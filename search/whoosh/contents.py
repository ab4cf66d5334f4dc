"""One generation as the engine sees it: the readers of its segments, and what they are asked.

A post's number counts through all segments. Whoosh's readers are not to be shared between threads:
the searcher answers one question at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from whoosh.query import Prefix, Query, Term
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from index.fields import FieldTable, Value
from index.record import PartKind, Record, unpack
from index.weights import PART_WEIGHTS
from index.whoosh.reader import open_whoosh
from index.whoosh.schema import CHARACTER, MOMENT, OWN_PREFIX, READING, READING_MARK, WORD_FIELDS
from search.query.query import Where
from search.values import ByPost

REMEMBERED_CHARACTERS = 60_000_000
"""Of folded texts that are kept in memory, in which texts are looked up."""
FIELDS = {
    Where.ANY: tuple(WORD_FIELDS.values()),
    Where.TITLE: (WORD_FIELDS[PartKind.TITLE],),
}
"""Where a word may stand → Whoosh's fields."""
WEIGHTS = {name: PART_WEIGHTS[part] for part, name in WORD_FIELDS.items()}


class Segment(NamedTuple):
    """A Whoosh index, and the number of its first post."""

    searcher: Searcher
    base: int
    deleted: frozenset[int]

    @property
    def reader(self) -> IndexReader:
        return self.searcher.reader()


class FoldedText(NamedTuple):
    """A folded text, where tokens start in it, and where its title ends."""

    text: str
    starts: frozenset[int]
    title_end: int

    @property
    def title(self) -> str:
        return self.text[: self.title_end].strip()

    def has(self, text: str, *, title: bool, whole: bool) -> bool:
        """Whether a text stands in it; ``whole``: somewhere without cutting tokens."""
        end = self.title_end if title else len(self.text)
        at = self.text.find(text, 0, end)
        while at >= 0:
            if not whole or self._is_whole(at, at + len(text)):
                return True
            at = self.text.find(text, at + 1, end)
        return False

    def _is_whole(self, start: int, end: int) -> bool:
        """It lies inside one token, or is one or several."""
        if self.starts.isdisjoint(range(start + 1, end)):
            return True
        ends = end in self.starts or end >= len(self.text)
        return start in self.starts and ends


class Contents:
    """Immutable but for what it remembers."""

    def __init__(self, segments: Sequence[tuple[Path, Collection[int]]]) -> None:
        self._segments: list[Segment] = []
        base = 0
        for folder, deleted in segments:
            searcher = open_whoosh(folder).searcher()
            self._segments.append(Segment(searcher, base, frozenset(deleted)))
            base += searcher.reader().doc_count_all()
        self.live = frozenset(
            segment.base + number
            for segment in self._segments
            for number in range(segment.reader.doc_count_all())
            if number not in segment.deleted
        )
        self._folded: OrderedDict[int, FoldedText] = OrderedDict()
        self._characters = 0

    def close(self) -> None:
        for segment in self._segments:
            segment.searcher.close()

    def _posts(self, query: Query) -> set[int]:
        """The numbers of all posts that Whoosh finds."""
        return {
            segment.base + number
            for segment in self._segments
            for number in query.docs(segment.searcher)
        }

    def with_term(self, term: str, where: Where = Where.ANY) -> set[int]:
        return set().union(*(self._posts(Term(name, term)) for name in FIELDS[where]))

    def with_prefix(self, text: str, where: Where) -> set[int]:
        return set().union(*(self._posts(Prefix(name, text)) for name in FIELDS[where]))

    def with_characters(self, text: str, among: Collection[int]) -> set[int]:
        """Those of some posts in which every character of a text stands somewhere."""
        found = set(among)
        for character in set(text):
            if found and not character.isspace():
                found &= self._posts(Term(CHARACTER, character))
        return found

    def weighted_frequencies(self, terms: Collection[str]) -> dict[int, float]:
        """How often posts say one of some words, each time weighted by where it stands."""
        found: dict[int, float] = {}
        for segment in self._segments:
            for term in terms:
                for name, weight in WEIGHTS.items():
                    for number, times in _postings(segment.reader, name, term):
                        number += segment.base
                        found[number] = found.get(number, 0.0) + weight * times
        return found

    @cached_property
    def lengths(self) -> dict[int, float]:
        """The weighted length of each post; Whoosh keeps each field's in one byte, rounded."""
        return {
            segment.base + number: sum(
                weight * (segment.reader.doc_field_length(number, name) or 0)
                for name, weight in WEIGHTS.items()
            )
            for segment in self._segments
            for number in range(segment.reader.doc_count_all())
        }

    def terms_beginning(self, text: str) -> list[str]:
        """All words that start so."""
        found = {
            term.decode()
            for segment in self._segments
            for name in WEIGHTS
            for term in segment.reader.expand_prefix(name, text)
        }
        return sorted(found)

    def heard(self, key: str) -> list[tuple[str, str]]:
        """The words that sound so without long vowels, each with its reading."""
        found: dict[tuple[str, str], None] = {}
        for segment in self._segments:
            for entry in segment.reader.expand_prefix(READING, key + READING_MARK):
                _, reading, term = entry.decode().split(READING_MARK)
                found[term, reading] = None
        return list(found)

    @cached_property
    def spelt(self) -> dict[int, list[str]]:
        """Katakana and Latin words by their length: what may be misspelt."""
        words = {
            term.decode()
            for segment in self._segments
            for name in WEIGHTS
            for term in segment.reader.lexicon(name)
        }
        found: dict[int, list[str]] = {}
        for word in words:
            found.setdefault(len(word), []).append(word)
        return found

    def values(self, name: str) -> Iterator[tuple[str, set[int]]]:
        """Every value of a field of keywords, and the posts that have it."""
        for segment in self._segments:
            for term in segment.reader.lexicon(name):
                numbers = segment.reader.postings(name, term).all_ids()
                yield term.decode(), {segment.base + number for number in numbers}

    def field_values(self, fields: FieldTable) -> ByPost:
        """The values of the fields that posts are chosen by."""
        there = self.field_names()
        found: dict[str, dict[int, list[Value]]] = {}
        for row in fields.filters:
            own = f"{OWN_PREFIX}{row.name}"
            name = MOMENT if row.name == "date" else own if not row.attribute else row.name
            of_field = found[row.name] = {}
            for text, numbers in self.values(name) if name in there else ():
                for number in sorted(numbers):
                    of_field.setdefault(number, []).append(_value(row.type, text))
        return found

    def field_names(self) -> set[str]:
        """Names of the fields that any post has."""
        return {name for segment in self._segments for name in segment.reader.indexed_field_names()}

    def find(self, identity: str) -> int | None:
        """The number of the post of that id."""
        return next(iter(self._posts(Term("id", identity)) & self.live), None)

    @cached_property
    def _identities(self) -> dict[int, str]:
        return {number: value for value, posts in self.values("id") for number in posts}

    def identity(self, number: int) -> str:
        return self._identities[number]

    def record(self, number: int) -> Record:
        segment = next(one for one in reversed(self._segments) if one.base <= number)
        return unpack(segment.reader.stored_fields(number - segment.base)["record"])

    def folded(self, number: int) -> FoldedText:
        """The text of a post in which others are looked up."""
        known = self._folded.get(number)
        if known is None:
            record = self.record(number)
            starts = frozenset(record.boundaries.tolist())
            second = record.part_starts[1:2].tolist()
            end = second[0] - 1 if second else len(record.folded)
            known = self._folded[number] = FoldedText(record.folded, starts, end)
            self._characters += len(known.text)
            while self._characters > REMEMBERED_CHARACTERS and len(self._folded) > 1:
                _, forgotten = self._folded.popitem(last=False)
                self._characters -= len(forgotten.text)
        self._folded.move_to_end(number)
        return known


def _postings(reader: IndexReader, name: str, term: str) -> Iterator[tuple[int, float]]:
    """The posts that have a word in a field, and how often."""
    if (name, term) not in reader:
        return
    matcher = reader.postings(name, term)
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()


def _value(kind: str, text: str) -> Value:
    """A value as it was before it became a keyword; booleans compare as texts."""
    match kind:
        case "number":
            return float(text)
        case "date":
            return datetime.fromisoformat(text)
        case _:
            return text
