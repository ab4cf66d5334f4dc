"""Packed records, read again: see :mod:`index.packing`.

Hits show little of a record, and its terms are most of the work of reading it. So they are read
of the words alone that are looked for: :meth:`Batch.shown`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property, partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from index.document import Document, fields_from_json
from index.packing import HEADER, ROW, Numbers, decompressed, prefix
from index.record import SEPARATOR, CutText, PartKind, Record, restore


def unpack(packed: bytes) -> Record:
    """The record again, exactly; raises ValueError for what is none."""
    return Batch(packed)[0]


@contextmanager
def _no_record() -> Iterator[None]:
    """Says of what is none that it is none, whatever goes wrong first."""
    try:
        yield
    except (ValueError, struct.error, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"is no record: {error}") from error


class Batch:
    """Packed records, each put together when it is asked for; raises ValueError for no record.

    ``texts`` are the folded ones, where the batch was packed without them, and ``edges`` says of
    each of their units whether it is one of :attr:`index.record.CutText.edges`.
    """

    def __init__(
        self, packed: bytes, texts: bytes | None = None, edges: NDArray[np.bool_] | None = None
    ) -> None:
        with _no_record():
            documents, folded, original, readings, rows = _blocks(packed)
            units = decompressed(folded) if texts is None else texts
            self._folded = units.decode("utf-16-le").removesuffix(SEPARATOR)
            self._original = decompressed(original, prefix(units)).decode("utf-16-le")
            if edges is not None:  # of characters: the second half of a pair is none
                edges = edges[np.frombuffer(units, "<u2") >> 10 != _SECOND_HALF]
            self._read(documents, readings, rows, edges)

    def _read(
        self,
        documents: bytes,
        readings: bytes,
        rows: bytes,
        edges: NDArray[np.bool_] | None,
    ) -> None:
        *self._documents, terms = decompressed(documents).split(b"\n")
        every = _read_rows(decompressed(rows))
        self._at = [[*accumulate(row.tolist(), initial=0)] for row in every[:5]]
        self._parts, self._edits = (row.reshape(-1, 4) for row in every[5:7])
        marks, inside, starting, repeated, lengths, firsts, choices, renamed = every[7:]
        if {len(at) for at in self._at} != {len(self._documents) + 1}:
            raise ValueError("its arrays disagree")
        places = _marked(marks, edges)
        bounded = np.ones(len(places), np.bool_)
        bounded[_summed(inside)] = False
        self._boundaries = places[bounded]
        starts = _marked(starting)
        again = _summed(repeated).astype(np.int64) - np.arange(1, len(repeated) + 1)
        starts = starts.repeat(1 + np.bincount(again, minlength=len(starts)))
        ends = places[starts + lengths]
        entries = _summed(firsts), _summed(renamed)
        said = self._folded, terms, readings
        self._words = _Words(*said, places[starts], ends, choices, *entries)

    def __getitem__(self, number: int) -> Record:
        with _no_record():
            made = self._made(number)
            _check(made)
            return self._whole(made)

    def shown(self, number: int) -> Shown:
        """A record as far as hits show it."""
        with _no_record():
            return self._made(number)

    def _made(self, number: int) -> Shown:
        originals, places, parts, edits, tokens = (
            slice(*at[number : number + 2]) for at in self._at
        )
        kinds, sections, starts, original_starts = self._parts[parts].T
        base, begun = places.start, self._words.starts[tokens]
        boundaries = slice(*self._boundaries.searchsorted([base, places.stop]).tolist())
        return Shown(
            fields=fields_from_json(self._documents[number]),
            original=self._original[originals][: -len(SEPARATOR)],
            folded=self._folded[base : places.stop - len(SEPARATOR)],
            part_kinds=kinds.astype(np.uint8),
            part_sections=sections.astype(np.int32) - 1,
            part_starts=_summed(starts),
            part_original_starts=_summed(original_starts),
            token_starts=begun - np.uint32(base) if base else begun,
            token_ends=self._words.ends[tokens] - np.uint32(base),
            boundaries=(self._boundaries[boundaries] - base).astype(np.uint32),
            edits=_summed(self._edits[edits]),
            words=self._words,
            tokens=tokens,
        )

    def _whole(self, made: Shown) -> Record:
        """With the distinct terms of its tokens as they come, and the texts of its sections."""
        words, of_entry = Numbers(), Numbers()
        seen = list(map(of_entry.__getitem__, self._words.entries_of(made.tokens)))
        of_word = [words[self._words.entries[entry]] for entry in of_entry]
        known = {one.name: getattr(made, one.name) for one in fields(CutText)}
        return Record(
            **known,
            document=_document(made),
            terms=tuple(term for term, _ in words),
            readings=tuple(reading for _, reading in words),
            token_terms=np.array(of_word, np.uint32)[seen] if seen else np.empty(0, np.uint32),
        )


class _Words:
    """Tells the tokens of all records of a batch by their terms, and keeps what that takes."""

    def __init__(
        self,
        folded: str,
        terms: bytes,
        readings: bytes,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        choices: NDArray[Any],
        first: NDArray[np.uint32],
        renamed: NDArray[np.uint32],
    ) -> None:
        self._folded = folded
        self.starts, self.ends = starts.astype(np.uint32), ends.astype(np.uint32)
        self._choices, self._first, self._entries = choices.copy(), first, renamed
        self._terms, self._readings = terms, readings

    @cached_property
    def entries(self) -> dict[tuple[str, int], tuple[str, str]]:
        """Text and choice of a token → its term and reading."""
        like = prefix(f"{self._folded}{SEPARATOR}".encode("utf-16-le"))
        readings = decompressed(self._readings, like).decode("utf-16-le").split(SEPARATOR)[:-1]
        texts = self._texts(self._first)
        terms = [self._renamed.get(entry, text) for entry, text in enumerate(texts)]
        keys = zip(texts, self._choices[self._first].tolist(), strict=True)
        return dict(zip(keys, zip(terms, readings, strict=True), strict=True))

    @cached_property
    def _renamed(self) -> dict[int, str]:
        """The terms that are not the text of their token, by their entry."""
        with _no_record():
            terms = orjson.loads(self._terms)
            "".join(terms)  # TypeError for what is no text
            return dict(zip(self._entries.tolist(), terms, strict=True))

    @cached_property
    def _shapes(self) -> NDArray[np.uint32]:
        """Of each token its length, as far as 11 bits tell it, and its first character."""
        codes = np.frombuffer(f"{self._folded}\0".encode("utf-32-le", "surrogatepass"), "<u4")
        lengths = np.minimum(self.ends - self.starts, _LONG).astype(np.uint32)
        return np.asarray(lengths << 21 | codes[self.starts], np.uint32)

    def _texts(self, tokens: slice | NDArray[Any]) -> list[str]:
        starts, ends = self.starts[tokens].tolist(), self.ends[tokens].tolist()
        return list(map(self._folded.__getitem__, map(slice, starts, ends)))

    def entries_of(self, tokens: slice) -> Iterable[tuple[str, int]]:
        """Text and choice of some tokens."""
        return zip(self._texts(tokens), self._choices[tokens].tolist(), strict=True)

    def tokens_of(self, first: int, end: int, term: str) -> NDArray[np.int64]:
        """Which of some tokens have a term, rising, counted from the first."""
        texts = {term}
        if term in self._renamed.values():
            entries = [entry for entry, other in self._renamed.items() if other == term]
            texts.update(self._texts(self._first[entries]))
        some = [self._having(text, term) for text in texts]
        found = some[0] if len(some) == 1 else np.sort(np.concatenate(some))
        if end - first < len(self.starts):
            low, high = found.searchsorted([first, end])
            found = found[low:high] - first
        return found

    def _having(self, text: str, term: str) -> NDArray[np.int64]:
        """The tokens of a text that have a term, by their choice."""
        shape = min(len(text), _LONG) << 21 | ord(text[:1] or "\0")
        at: NDArray[np.int64] = (self._shapes == shape).nonzero()[0]
        if len(text) > 1 and len(at):
            at = at[[other == text for other in self._texts(at)]]
        choices = self._choices[at].tolist()
        first = dict(zip(reversed(choices), at[::-1].tolist(), strict=True))
        entries = zip(first, self._first.searchsorted(list(first.values())).tolist(), strict=True)
        right = {choice for choice, entry in entries if self._renamed.get(entry, text) == term}
        if len(right) < len(first):
            at = at[[choice in right for choice in choices]]
        return at


_LONG = (1 << 11) - 1


@dataclass(frozen=True, slots=True)
class Shown(CutText):
    """A record of a batch without its terms, which are read of the words that are asked for."""

    fields: Mapping[str, Any]
    """What is known of the document, see :func:`index.document.dump`; not to be changed."""
    words: _Words
    """Of the batch."""
    tokens: slice
    """Its own of the batch."""

    @property
    def tokens_of(self) -> Callable[[str], NDArray[np.int64]]:
        """Tells the numbers of the tokens that have a term, rising; may be kept without this."""
        return partial(self.words.tokens_of, self.tokens.start, self.tokens.stop)


def _check(record: Shown) -> None:
    """Raises ValueError where arrays disagree: those of an archive may come from anywhere."""
    length, parts = len(record.folded), len(record.part_kinds)
    bounds = (
        (record.token_ends, length + 1),
        (record.token_starts, length + 1),
        (record.boundaries, length),
        (record.edits[:, :2], length + 1),
        (record.edits[:, 2:], len(record.original) + 1),
        (record.part_kinds, len(PartKind)),
        (record.part_sections, len(record.fields["sections"])),
        (record.part_starts, length + 1),
        (record.part_original_starts, len(record.original) + 1),
    )
    of_parts = (
        record.part_kinds, record.part_sections, record.part_starts, record.part_original_starts
    )  # fmt: skip
    sound = (
        all(not array.size or int(array.max()) < most for array, most in bounds)
        and len({len(array) for array in of_parts}) == 1
        and (parts == 0 or int(record.part_starts[0]) == 0)
    )
    if not sound:
        raise ValueError("its arrays disagree")


def _blocks(packed: bytes) -> list[bytes]:
    sizes = HEADER.unpack_from(packed)
    ends = list(accumulate(sizes, initial=HEADER.size))
    if ends[-1] != len(packed):
        raise ValueError(f"{len(packed)} bytes instead of {ends[-1]}")
    return [packed[start:end] for start, end in pairwise(ends)]


def _document(record: Shown) -> Document:
    """The document with the texts of its sections, which are parts of the original text."""
    starts = record.part_original_starts.tolist()
    ends = [*(start - len(SEPARATOR) for start in starts[1:]), len(record.original)]
    # A document of no parts has one end too many.
    texts = [record.original[start:end] for start, end in zip(starts, ends, strict=False)]
    kinds, sections = record.part_kinds.tolist(), record.part_sections.tolist()
    made = restore(record.fields, zip(kinds, sections, texts, strict=True))
    said = [made.id, made.site, made.path, made.url, made.title, made.lang, made.excerpt]
    headings = (text for one in made.sections for text in (one.heading, one.anchor))
    "".join([*said, made.image, *made.keywords, *headings])  # TypeError for what is no text
    return made


def _summed(steps: NDArray[Any]) -> NDArray[np.uint32]:
    return np.cumsum(steps, axis=0, dtype=np.uint32)


def _marked(bits: NDArray[Any], edges: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Where bits are set, or not as ``edges`` are; booleans are looked through five times as fast
    as numbers."""
    marked = np.unpackbits(bits.astype(np.uint8)).view(np.bool_)
    return np.flatnonzero(marked if edges is None else marked[: len(edges)] ^ edges)


_SECOND_HALF = 0xDC00 >> 10
"""Of a pair of units that are one character."""


def _read_rows(content: bytes) -> list[NDArray[Any]]:
    rows, at = [], 0
    while at < len(content):
        count, width = ROW.unpack_from(content, at)
        at += ROW.size
        row = np.frombuffer(content, np.uint8, count * width, at)
        if width > 1:
            row = row.reshape(width, count).T.copy().view(f"<u{width}").reshape(-1)
        rows.append(row)
        at += count * width
    return rows
