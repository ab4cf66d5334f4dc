"""One column segment, mapped: postings by term, gram and triple; texts and positions by document.

Nothing is read until it is asked for, and the pages are shared by all processes that map them.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columns import stored
from index.columns.files import forget_pages, read_array, read_lines
from index.columns.grams import is_scored_pair
from index.columns.layout import FACET_NAMES
from index.columns.texts import decode
from index.columns.words import READING_SEPARATOR
from index.document import Document
from index.errors import DamagedIndexError
from index.store import PartKind

_HALF = np.float32(0.5)


class Postings(NamedTuple):
    """Documents of a unit, rising, with parallel weighted frequencies and a flag.

    The flag is ``term_literal`` for words and ``gram_whole`` for grams, see :mod:`.layout`.
    """

    docs: NDArray[np.unsignedinteger[Any]]
    twice_tf: NDArray[Any]
    """As they are stored: in halves."""
    flags: NDArray[np.uint8]

    @property
    def tf(self) -> NDArray[np.float32]:
        return np.asarray(self.twice_tf * _HALF, np.float32)


class PlacesIn(NamedTuple):
    """Where a word stands in some documents, rising."""

    docs: list[int]
    places: list[NDArray[np.int64]]
    """By document."""
    lengths: NDArray[np.uint8]
    """How long it is at each place of all documents."""
    literal: list[int]
    """By document, 1 if it stands there as itself, not inflected."""


_NO_PLACES = np.empty(0, np.int64)

SECTIONS = 1 << 24
"""More than any document has sections."""

_ARRAYS = (
    "text_at", "folded_at", "stored_at", "part_at", "part_place", "part_text", "part_kind",
    "part_section", "edit_at", "edits", "boundaries", "lengths", "epoch", "day",
    "term_at", "term_docs", "term_tf", "term_literal", "term_places_at", "term_places",
    "term_lengths", "gram_codes", "gram_at", "gram_docs", "gram_tf", "gram_whole",
    "triple_codes", "triple_at", "triple_places",
)  # fmt: skip


class ColumnSegment:
    """The arrays of one segment by their names in :mod:`.layout`, and look-ups over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._arrays = {name: read_array(folder, name) for name in _ARRAYS}
            self._texts = ByteFile(folder / "text.bin")
            self._folded = ByteFile(folder / "folded.bin")
            self._stored = ByteFile(folder / "stored.bin")
            self.ids = read_lines(folder, "ids")
            terms = read_lines(folder, "terms")
        except (OSError, ValueError) as error:
            raise DamagedIndexError.of(folder, str(error)) from error
        self.boundary_bits = self._arrays["boundaries"].tobytes()
        self.terms = {term: number for number, term in enumerate(terms)}
        self.documents = len(self.ids)
        # The offsets that every look-up needs, as attributes of their own.
        self.folded_at = self._arrays["folded_at"].astype(np.int64)
        self._term_at = self._arrays["term_at"]
        self._gram_codes = self._arrays["gram_codes"]
        self._gram_at = self._arrays["gram_at"]
        self._triple_codes = self._arrays["triple_codes"]
        self._triple_at = self._arrays["triple_at"]
        self.triple_places: NDArray[np.uint32] = self._arrays["triple_places"]

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def forget_pages(self) -> None:
        """Drops what has been mapped so far from the memory of the process."""
        for array in self._arrays.values():
            forget_pages(array)

    # Postings

    def term(self, term: str) -> Postings | None:
        """The postings of a word, or None."""
        number = self.terms.get(term)
        return None if number is None else self.postings_of(number)

    def postings_of(self, number: int) -> Postings:
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        arrays = self._arrays
        return Postings(
            arrays["term_docs"][low:high],
            arrays["term_tf"][low:high],
            arrays["term_literal"][low:high],
        )

    def documents_with(self, term: str) -> int:
        """How many documents have a word."""
        number = self.terms.get(term)
        if number is None:
            return 0
        return int(self._term_at[number + 1]) - int(self._term_at[number])

    def places_in(self, term: str, docs: NDArray[np.int64], limit: int) -> PlacesIn | None:
        """Where a word stands in ``docs`` (rising), at most ``limit`` places in each."""
        number = self.terms.get(term)
        if number is None:
            return None
        low, high = int(self._term_at[number]), int(self._term_at[number + 1])
        arrays = self._arrays
        posted = arrays["term_docs"][low:high]
        at = posted.searchsorted(docs.astype(posted.dtype))
        at = at[posted.take(at, mode="clip") == docs] + low
        if not len(at):
            return None
        starts = arrays["term_places_at"][at].tolist()
        ends = arrays["term_places_at"][at + 1].tolist()
        ranges = [slice(s, min(e, s + limit)) for s, e in zip(starts, ends, strict=True)]
        places = [arrays["term_places"][r].astype(np.int64) for r in ranges]
        lengths = np.concatenate([arrays["term_lengths"][r] for r in ranges])
        literal = arrays["term_literal"][at].tolist()
        return PlacesIn(arrays["term_docs"][at].tolist(), places, lengths, literal)

    def all_places(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where a word stands in all documents, rising, and how long it is at each place."""
        number = self.terms.get(term)
        if number is None:
            return _NO_PLACES, _NO_PLACES
        arrays = self._arrays
        low, high = arrays["term_places_at"][self._term_at[number : number + 2]].tolist()
        places, lengths = arrays["term_places"][low:high], arrays["term_lengths"][low:high]
        return places.astype(np.int64), lengths.astype(np.int64)

    def terms_of(self, doc: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The numbers of the terms of a document, and their weighted frequencies.

        Reads all postings once: milliseconds, for what is asked seldom.
        """
        at = np.flatnonzero(self._arrays["term_docs"] == doc)
        numbers = np.searchsorted(self._term_at, at, "right") - 1
        return numbers, self._arrays["term_tf"][at] * _HALF

    def gram(self, code: int) -> Postings | None:
        """The postings of a character (``unit << 16``) or a pair, or None."""
        return self.grams([code])[0]

    def grams(self, codes: Sequence[int]) -> list[Postings | None]:
        """The postings of each of some characters and pairs."""
        found: list[Postings | None] = [None] * len(codes)
        if not len(self._gram_codes):
            return found
        wanted = np.array(codes, np.uint32)
        at = self._gram_codes.searchsorted(wanted)
        known = np.flatnonzero(self._gram_codes.take(at, mode="clip") == wanted)
        lows, highs = self._gram_at[at[known]].tolist(), self._gram_at[at[known] + 1].tolist()
        docs, tf, whole = (self._arrays[name] for name in ("gram_docs", "gram_tf", "gram_whole"))
        for number, low, high in zip(known.tolist(), lows, highs, strict=True):
            found[number] = Postings(docs[low:high], tf[low:high], whole[low:high])
        return found

    def triples(self, codes: NDArray[np.uint64]) -> list[NDArray[np.uint32]] | None:
        """The places, rising, of each of some threes of units; None if one stands nowhere."""
        at = self._triple_codes.searchsorted(codes)
        if not len(self._triple_codes) or (self._triple_codes.take(at, mode="clip") != codes).any():
            return None
        starts, ends = self._triple_at[at].tolist(), self._triple_at[at + 1].tolist()
        return [self.triple_places[s:e] for s, e in zip(starts, ends, strict=True)]

    def triples_from(self, low: int, high: int) -> NDArray[np.uint32]:
        """The places, in no order, of all triples with ``low`` ≤ code < ``high``."""
        first, last = self._triple_codes.searchsorted(np.array([low, high], np.uint64))
        return self.triple_places[int(self._triple_at[first]) : int(self._triple_at[last])]

    def is_start(self, places: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the tokenizer starts a token at each of ``places``."""
        bits = self._arrays["boundaries"][places >> 3] >> (7 - (places & 7)).astype(np.uint8)
        return np.asarray(bits & 1, np.bool_)

    # Documents

    def doc_at(self, places: NDArray[Any]) -> NDArray[np.intp]:
        """The document in which each place lies.

        A table of every 64th place gives a document at or just before the right one.
        """
        docs: NDArray[np.intp] = self._doc_table[places >> 6]
        ends = self.folded_at[1:]
        late = np.flatnonzero(places >= ends.take(docs))
        while len(late):
            docs[late] += 1
            late = late[places[late] >= ends.take(docs[late])]
        return docs

    @cached_property
    def _doc_table(self) -> NDArray[np.intp]:
        blocks = np.arange(0, int(self.folded_at[-1]) + 64, 64)
        docs = np.searchsorted(self.folded_at, blocks, "right") - 1
        return np.asarray(np.minimum(docs, self.documents - 1), np.intp)

    @cached_property
    def title_ends(self) -> NDArray[np.int64]:
        """The place behind the title of each document; the title is its first part."""
        second = np.append(self["part_place"], self.folded_at[-1])[self["part_at"][:-1] + 1]
        return np.asarray(np.minimum(second, self.folded_at[1:]) - 1, np.int64)

    @cached_property
    def titles(self) -> list[str]:
        """The folded title of each document."""
        bounds = zip(self.folded_at.tolist(), self.title_ends.tolist(), strict=False)
        return [self.folded_text(start, end) for start, end in bounds]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Document id → number in the segment."""
        return {identity: number for number, identity in enumerate(self.ids)}

    @cached_property
    def readings(self) -> dict[str, list[str]]:
        """Reading in hiragana → terms that are read so."""
        by_reading: dict[str, list[str]] = {}
        lines = read_lines(self.folder, "readings")
        for term, line in zip(self.terms, lines, strict=True):
            for reading in line.split(READING_SEPARATOR) if line else ():
                by_reading.setdefault(reading, []).append(term)
        return by_reading

    def title_words(self) -> list[tuple[str, list[tuple[int, int, str]]]]:
        """Of each document the folded title, and its words: start, end, reading."""
        return [json.loads(line) for line in read_lines(self.folder, "titles")]

    @cached_property
    def facets(self) -> dict[str, list[str]]:
        """Facet name → values in the order of their ordinals."""
        return {name: read_lines(self.folder, f"facet_{name}") for name in FACET_NAMES}

    def facet_ordinals(self, name: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Offsets [D+1] and ordinals of one facet."""
        return (
            read_array(self.folder, f"facet_{name}_at"),
            read_array(self.folder, f"facet_{name}"),
        )

    def fields(self, doc: int) -> dict[str, Any]:
        """What a hit shows of a document, see :func:`index.columns.stored.load`."""
        at = self._arrays["stored_at"]
        return stored.load(self._stored.read(int(at[doc]), int(at[doc + 1])))

    def parts(self, doc: int) -> tuple[int, int]:
        """The range of the document's entries in the ``part_*`` arrays."""
        at = self._arrays["part_at"]
        return int(at[doc]), int(at[doc + 1])

    def part_at(self, places: NDArray[np.int64]) -> NDArray[np.intp]:
        """The part in which each place lies."""
        return self._part_bounds.searchsorted(places, "right") - 1

    def part_bounds(self, part: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where parts start, and where their texts end."""
        bounds = self._part_bounds
        return bounds[part], bounds[part + 1] - 1

    @cached_property
    def section_keys(self) -> NDArray[np.int64]:
        """Of each part, document × SECTIONS + number of the section + 1 (0: in none)."""
        at = self["part_at"].astype(np.int64)
        docs = np.repeat(np.arange(self.documents), at[1:] - at[:-1])
        return np.asarray(docs * SECTIONS + self["part_section"] + 1, np.int64)

    @cached_property
    def _part_bounds(self) -> NDArray[np.int64]:
        return np.append(self["part_place"].astype(np.int64), self.folded_at[-1])

    def original(self, doc: int, start: int, end: int) -> str:
        """A slice of the original text; units from the start of the document."""
        return decode(self.original_bytes(doc, start, end))

    def original_bytes(self, doc: int, start: int, end: int) -> bytes:
        """The same in UTF-16-LE."""
        base = int(self._arrays["text_at"][doc])
        return self._texts.read(2 * (base + start), 2 * (base + end))

    def folded_text(self, low: int, high: int) -> str:
        """The folded text between two places."""
        return decode(self._folded.read(2 * low, 2 * high))

    def folded_bytes(self, low: int, high: int) -> bytes:
        """The same in UTF-16-LE."""
        return self._folded.read(2 * low, 2 * high)

    def document(self, doc: int) -> Document:
        """The document, put together from its fields and texts."""
        texts: dict[int, tuple[str, str]] = {}
        low, high = self.parts(doc)
        at = self._arrays["text_at"]
        length = int(at[doc + 1] - at[doc])
        starts = [*self._arrays["part_text"][low:high].tolist(), length + 1]
        for number, part in enumerate(range(low, high)):
            kind, section = self["part_kind"][part], int(self["part_section"][part])
            if kind in (PartKind.BODY, PartKind.CODE):
                piece = self.original(doc, starts[number], starts[number + 1] - 1)
                text, code = texts.get(section, ("", ""))
                texts[section] = (piece, code) if kind == PartKind.BODY else (text, piece)
        return stored.restore(self.fields(doc), texts)

    def term_range(self, prefix: str) -> tuple[int, int]:
        """The numbers of the terms that start with ``prefix``: first, and one behind the last."""
        terms = self.ordered_terms
        first = bisect_left(terms, prefix)
        return first, bisect_left(terms, prefix + "\U0010ffff", first)

    def is_indexed_pair(self, units: list[int]) -> bool:
        """Whether two units have postings, if they occur at all."""
        return bool(is_scored_pair(units[0], units[1]))

    def words_of_length(self, shortest: int, longest: int) -> list[str]:
        """Katakana and Latin terms of so many characters: those in which typos are sought."""
        lengths = range(shortest, longest + 1)
        return [term for length in lengths for term in self._by_length.get(length, ())]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        by_length: dict[int, list[str]] = {}
        for term in self.terms:
            if (term[0] >= "\u30a1" and term[0] <= "\u30fc") or (term.isascii() and term.isalpha()):
                by_length.setdefault(len(term), []).append(term)
        return by_length

    @cached_property
    def ordered_terms(self) -> list[str]:
        """All terms in order; a term's number is its position."""
        return list(self.terms)


class ByteFile:
    """A file of texts, read piece by piece.

    Reading instead of mapping keeps what has once been shown out of the memory of the process;
    it stays in the cache of the system, so that a piece costs microseconds.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` to ``end``; safe from any thread."""
        return os.pread(self._file.fileno(), end - start, start)
