"""A record → the JSON that OpenSearch indexes, see the table in :mod:`index.opensearch.mapping`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.document import Document
from index.fields import BUILT_IN, Value, day_number, value_text, values_of
from index.opensearch.mapping import (
    ENDED,
    ENDING,
    HOLE,
    IMPACT,
    LONGEST_TERM,
    MARK,
    MOST_IMPACTS,
    STARTING,
)
from index.pages.records import title_words as title_words_of
from index.reading.facet_values import fold_facet
from index.record import PartKind, Record
from index.weights import MOST_WEIGHTED, PART_WEIGHTS, is_scored_character, is_scored_pair

B = 0.75
"""As in :mod:`search.ranking`: how much long posts are held back."""
LONGEST_INSIDE = 16
"""Characters of the longest text that is looked up in ``inside``; longer ones by their triples."""
LONGEST_TITLE = 1_000
"""Characters of a title that are compared with a query."""

_WEIGHTS = np.array([PART_WEIGHTS[kind] for kind in PartKind], np.float64)

Codes = NDArray[np.uint64]


class Averages(NamedTuple):
    """Weighted lengths of the average post, to which impacts are relative.

    Those of the posts that an index is begun with: one that is added later weighs as much as if it
    had been there from the start.
    """

    words: float = 1.0
    chars: float = 1.0
    pairs: float = 1.0


class Frequencies(NamedTuple):
    """Weighted frequencies of one post: distinct tokens, and how much each counts."""

    tokens: list[str]
    weighted: NDArray[np.float64]

    @property
    def length(self) -> float:
        return float(self.weighted.sum())

    def impacts(self, average: float) -> str:
        """The tokens with their impacts, as the analyzer ``frequencies`` reads them."""
        each = IMPACT / (1 - B + B * self.length / average)
        # Nodes refuse a field whose frequencies add up to more than 31 bits.
        each = min(each, MOST_IMPACTS / max(self.length, 1.0))
        weighted = np.minimum(self.weighted, MOST_WEIGHTED)
        impacts = np.maximum(1, np.rint(weighted * each)).astype(np.int64)
        return " ".join(
            f"{token}{MARK}{impact}"
            for token, impact in zip(self.tokens, impacts.tolist(), strict=True)
        )


def key_of(identity: str, born: int) -> str:
    """The ``_id`` of a post as a run has written it; ids of posts may be too long for one."""
    return f"{hashlib.blake2b(identity.encode(), digest_size=15).hexdigest()}@{born}"


def as_token(term: str) -> str:
    """A term as one token between spaces."""
    if term.isalnum():
        return term
    return "".join("\u0003" if c.isspace() or c == HOLE else c for c in term)[:LONGEST_TERM]


class Encoded:
    """One record, ready to be written."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._codes = _codes_of(record)
        self._tokens = [as_token(term) for term in record.terms]
        counts = np.bincount(record.token_terms, _word_weights(record), len(record.terms))
        self.words = Frequencies(self._tokens, counts.astype(np.float64))
        self.chars, self.pairs = (_counted(*grams) for grams in _scored_grams(record, self._codes))

    def body(self, born: int, averages: Averages, packed: bytes) -> dict[str, Any]:
        """The document as it is sent; ``packed`` is the record."""
        record = self.record
        title, title_words = title_words_of(record)
        in_title = record.token_terms[: len(title_words)].tolist()
        starts = np.zeros(len(record.folded) + 4, np.bool_)
        starts[record.edges] = True
        starts[len(record.folded) :] = True
        title_starts = np.append(starts[: len(title)], [True] * 4)
        in_title_whole = _inside(title, self._codes[: len(title)], title_starts)
        in_title_whole.update(_between_edges(title, title_starts))
        return {
            "id": record.document.id,
            "born": born,
            "words": self.words.impacts(averages.words),
            "chars": self.chars.impacts(averages.chars),
            "pairs": self.pairs.impacts(averages.pairs),
            "places": self._places(),
            "folded": f"{record.folded}\n\n",
            "inside": " ".join(_inside(record.folded, self._codes, starts)),
            "title": title.strip()[:LONGEST_TITLE],
            "title_words": " ".join({self._tokens[term] for term in in_title}),
            "title_inside": " ".join(in_title_whole),
            "title_folded": f"{title}\n\n",
            "weighed": {"words": self.words.length, "pairs": self.pairs.length},
            "characters": len(record.original),
            "record": base64.b64encode(packed).decode("ascii"),
            "entry": self._entry(title, title_words),
            **_values(record.document),
        }

    def _entry(self, title: str, words: list[tuple[int, int, str]]) -> list[Any]:
        """What completes: title, folded title and its words, ID, site, URL, tags, categories."""
        document = self.record.document
        labels = (list(document.tags), list(document.categories))
        return [document.title, title, words, document.id, document.site, document.url, *labels]

    def _places(self) -> str:
        """At each code point the terms that start there, and those of other length that end; at an
        edge also what stands around it."""
        record, tokens = self.record, self._tokens
        places: list[list[str]] = [[] for _ in range(len(record.folded) + 1)]
        rows = (record.token_starts, record.token_ends, record.token_terms)
        for start, end, term in zip(*(row.tolist() for row in rows), strict=True):
            places[start].append(tokens[term])
            if end - start != len(tokens[term]):
                places[end].append(f"{ENDED}{tokens[term]}")
        for edge in record.edges.tolist():
            behind, before = record.folded[edge : edge + 2], record.folded[max(edge - 2, 0) : edge]
            places[edge] += (f"{STARTING}{as_token(behind)}", f"{ENDING}{as_token(before)}")
        return " ".join(MARK.join(there) or HOLE for there in places)


def lengths_of(record: Record) -> Averages:
    """The weighted lengths of one record."""
    grams = (float(weights.sum()) for _, weights in _scored_grams(record, _codes_of(record)))
    return Averages(float(_word_weights(record).sum()), *grams)


def _codes_of(record: Record) -> Codes:
    codes = np.frombuffer(record.folded.encode("utf-32-le", "replace"), "<u4")
    return codes.astype(np.uint64)


def _word_weights(record: Record) -> NDArray[np.float64]:
    """How much each token counts."""
    return _WEIGHTS[record.token_kinds]


def _scored_grams(
    record: Record, codes: Codes
) -> tuple[tuple[Codes, NDArray[np.float64]], tuple[Codes, NDArray[np.float64]]]:
    """Scored characters and pairs with their weights, as :mod:`index.columns.grams` counts them.

    There, a character beyond the basic plane is a pair of units, and is scored as one.
    """
    lengths = np.diff(np.append(record.part_starts.astype(np.int64), len(codes)))
    weights = np.repeat(_WEIGHTS[record.part_kinds], lengths)
    units = np.minimum(codes, 0xFFFF).astype(np.intp)
    single = np.flatnonzero(is_scored_character(units))
    pair = np.flatnonzero(is_scored_pair(units[:-1], units[1:]))
    alone = np.flatnonzero(codes > 0xFFFF)
    both = np.concatenate((codes[pair] << np.uint64(32) | codes[pair + 1], codes[alone]))
    return (codes[single], weights[single]), (both, weights[np.concatenate((pair, alone))])


def _counted(codes: Codes, weights: NDArray[np.float64]) -> Frequencies:
    values, inverse = np.unique(codes, return_inverse=True)
    return Frequencies(
        [_text(value) for value in values.tolist()],
        np.bincount(inverse, weights, minlength=len(values)).astype(np.float64),
    )


def _text(code: int) -> str:
    """One or two code points, packed in 64 bits."""
    return (chr(code >> 32) if code >> 32 else "") + chr(code & 0xFFFFFFFF)


def _inside(folded: str, codes: Codes, starts: NDArray[np.bool_]) -> set[str]:
    """Every text that stands in a post without cutting tokens and is looked up as a whole.

    Those of one to three characters, each within one token or made of whole ones, and parts of
    long tokens (空港 in 関西国際空港, which is one token); longer ones by the edges of tokens.
    """
    count = len(codes)
    if not count:
        return set()
    said = (codes > 32) & (codes != 0xA0) & (codes != 0x3000)
    found = {chr(code) for code in np.unique(codes[said]).tolist()}
    for size in (2, 3):
        if count >= size:
            found.update(_whole_texts(folded, codes, said, starts, size))
    bounds = np.flatnonzero(starts[: count + 1])
    long = np.flatnonzero(np.diff(bounds) > 3)
    for token in {folded[bounds[at] : bounds[at + 1]].strip() for at in long.tolist()}:
        if not token.isascii():
            found.update(_parts(token))
    return {as_token(text) for text in found}


def _whole_texts(
    folded: str, codes: Codes, said: NDArray[np.bool_], starts: NDArray[np.bool_], size: int
) -> Iterator[str]:
    last = len(codes) - size + 1
    kept = said[:last] & said[size - 1 : last + size - 1]
    cut = np.logical_or.reduce([starts[n : last + n] for n in range(1, size)])
    whole = ~cut | (starts[:last] & starts[size : last + size])
    at = np.flatnonzero(kept & whole)
    packed = codes[at] << np.uint64(42) | codes[at + 1] << np.uint64(21)
    if size == 3:
        packed |= codes[at + 2]
    _, first = np.unique(packed, return_index=True)
    for place in at[first].tolist():
        yield folded[place : place + size]


def _between_edges(title: str, starts: NDArray[np.bool_]) -> Iterator[str]:
    """The longer texts of a title that cut no token: few enough to be listed."""
    edges = np.flatnonzero(starts[: len(title) + 1]).tolist()
    for number, start in enumerate(edges):
        for end in edges[number + 1 : number + 1 + LONGEST_INSIDE]:
            if 3 < end - start <= LONGEST_INSIDE:
                yield as_token(title[start:end])


def _parts(token: str) -> Iterator[str]:
    """The parts of a long token of four characters and more."""
    for size in range(4, min(len(token), LONGEST_INSIDE) + 1):
        for start in range(min(len(token), 24) - size + 1):
            yield token[start : start + size]


def _values(document: Document) -> dict[str, dict[str, list[Any]]]:
    """What a post is filtered by, in groups as in the mapping."""
    found: dict[str, dict[str, list[Any]]] = {}
    built_in = {row.name: values_of(document, row) for row in BUILT_IN.filters}
    for name, values in (*built_in.items(), *document.fields.items()):
        for group, some in _grouped(values):
            if some:
                found.setdefault(group, {})[name] = some
    return found


def _grouped(values: tuple[Value, ...]) -> Iterator[tuple[str, list[Any]]]:
    dates = [value for value in values if isinstance(value, datetime)]
    texts = [value_text(value) for value in values if not isinstance(value, datetime)]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    spelt: dict[str, str] = {}
    for text in texts:  # a post that has two spellings of a tag has it once
        spelt.setdefault(fold_facet(text), text)
    months = [date.isoformat()[:7] for date in dates]
    yield "is", [*spelt, *dict.fromkeys(months)]
    yield "as", [f"{key}{MARK}{text}" for key, text in spelt.items()]
    yield "number", numbers
    yield "day", list(map(day_number, dates))
    yield "second", [int(date.timestamp()) for date in dates]
