"""Any substring, found exactly: by the documents that have all of its threes of characters.

Where every three characters say it already, no text is looked at. Else those documents come first
in which it stands around one of its words: the places of words are known, and all of them are
compared with the text at once. The texts of the few that are left are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.columns.gram_columns import Triple
from index.columns.reader import ColumnSegment
from index.pages.literal import Literal, find_units, is_whole, is_whole_at
from index.pages.utf16 import encode
from search.query.planner import Analyze

TRIPLES = 12
"""So many threes of a long text are looked up: more leave out hardly any document."""
FEW = 4
"""So few texts are read sooner than one more three is looked up."""

MANY = 12
"""So many texts cost more to read than the places of a word to compare."""

MANY_TO_READ = 24
"""So many texts cost more to read than all terms to look through."""

FIRST = 4
"""So many places of a word in each text are compared before all of them, where a text has many."""

AT_ONCE = 64
"""So few places are compared in all units at once: more, unit by unit, as each leaves fewer."""

TOGETHER = 64
"""So many texts are read at once: each by itself costs as much as reading it, where it is short."""

NO_DOCS = np.empty(0, np.int64)


def docs_with(
    segment: ColumnSegment,
    literal: Literal,
    analyze: Analyze,
    *,
    whole: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The documents in which ``literal`` surely stands, and those whose texts :func:`read` has to
    look into, if these are too many to be read now; ``whole``: without cutting tokens."""
    number = segment.terms.get(literal.text)
    # Where it is a word, or within one that is read as it, nothing is left to be asked.
    words = NO_DOCS if number is None else segment.docs_with_token(number)
    known = np.zeros(segment.documents, np.bool_)
    known[words] = True
    found = [words]
    docs = _docs_with_triples(segment, literal.units, known)
    if not len(docs) or (len(literal) <= 3 and not whole):
        return np.concatenate((*found, docs)), NO_DOCS  # longer texts may have threes apart
    # Or it stands within a word, as far as terms tell: of inflected ones only the base form is
    # known. Looking through all terms costs as much as reading some texts.
    for many in (MANY, MANY_TO_READ):
        if len(docs) < many:
            continue
        told = (
            _around_words(segment, literal, docs, analyze, whole)
            if many == MANY
            else map(segment.docs_with_token, segment.terms_having(literal.text))
        )
        known[:] = False
        for having in told:
            known[having] = True
        sure = known[docs]
        found.append(docs[sure])
        docs = docs[~sure]
    if len(docs) > TOGETHER:
        return np.concatenate(found), docs
    return np.concatenate((*found, read(segment, docs, literal, whole=whole))), NO_DOCS


def _around_words(
    segment: ColumnSegment, literal: Literal, docs: NDArray[np.int64], analyze: Analyze, whole: bool
) -> Iterator[NDArray[np.intp]]:
    """Documents that surely have ``literal``, in any order, as it stands around its rarest word::

    大規模言語モデル     rarest word: 言語, 3 units from the start
    places of 言語      2003, 2450, 9107
    less 3             2000, 2447, 9104
    the texts there    大規模言語モデル, 。日本の言語学, 大規模言語モデル

    What stands beside the word is compared first: there, most places differ. Of a text that is
    one word, the documents that have the word are known already.
    """
    analyzed = analyze(literal.text)
    words = [token for token in analyzed.tokens if segment.occurrences(token.term)]
    if analyzed.folded != literal.text or not words or words[0].term == literal.text:
        return
    rarest = min(words, key=lambda token: segment.occurrences(token.term))
    begin, end = (len(encode(literal.text[:at])) // 2 for at in (rarest.start, rarest.end))
    beside = sorted(range(len(literal)), key=lambda at: begin <= at < end)
    each = segment.occurrences(rarest.term) / segment.documents_with(rarest.term)
    left = np.ones(segment.documents, np.bool_)
    for most in (FIRST, None) if each > 2 * FIRST else (None,):
        starts = segment.term_places(rarest.term, docs[left[docs]], most) - begin
        found = segment.doc_at(_standing(segment, literal, starts, beside, whole))
        left[found] = False
        yield found


def _standing(
    segment: ColumnSegment,
    literal: Literal,
    starts: NDArray[np.int64],
    order: Sequence[int],
    whole: bool,
) -> NDArray[np.int64]:
    """Those of some places at which ``literal`` stands; its units are compared in that order."""
    texts = segment.folded_units
    starts = starts[(starts >= 0) & (starts <= len(texts) - len(literal))]
    for number, at in enumerate(order):
        if len(starts) <= AT_ONCE:
            left = np.array(order[number:])
            units = texts[starts[:, None] + left]
            starts = starts[(units == np.array(literal.units, np.uint16)[left]).all(axis=1)]
            break
        starts = starts[texts[starts + at] == literal.units[at]]
    return starts[is_whole(segment, starts, len(literal))] if whole else starts


def _docs_with_triples(
    segment: ColumnSegment, units: list[int], known: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The documents that have every three units in a row, without those that are ``known``; the
    rarest are looked up first."""
    if len(units) < 2:
        return NO_DOCS
    if len(units) == 2:
        docs = segment.docs_with_pair(units[0], units[1])
        return docs[~known[docs]]
    triples = segment.triples(units)
    if triples is None:
        return NO_DOCS
    first, *others = sorted(triples, key=_size)[:TRIPLES]
    docs = segment.docs_of(first)
    docs = docs[~known[docs]]
    for other in others:
        if len(docs) < FEW:
            break
        docs = docs[segment.mask_of(other)[docs]]
    return docs


def _size(triple: Triple) -> int:
    """Few bytes are few documents; none are as many as the pair has."""
    return triple.size or MANY


def read(
    segment: ColumnSegment, docs: NDArray[np.int64], literal: Literal, *, whole: bool
) -> NDArray[np.int64]:
    """Those documents whose folded texts have ``literal``: around its last unit by number, as
    kanji come behind kana and kana behind letters, and are each rarer."""
    if not len(docs):
        return docs
    order = sorted(range(len(literal)), key=literal.units.__getitem__, reverse=True)
    first = min(order[0], len(literal) - 2)
    pair = literal.units[first : first + 2]
    groups = (docs[at : at + TOGETHER] for at in range(0, len(docs), TOGETHER))
    starts = np.concatenate([_places(segment, some, pair) for some in groups]) - first
    having = np.zeros(segment.documents, np.bool_)
    having[segment.doc_at(_standing(segment, literal, starts, order, whole))] = True
    return docs[having[docs]]


def _places(segment: ColumnSegment, docs: NDArray[np.int64], pair: list[int]) -> NDArray[np.int64]:
    """Where two units stand one behind the other in the folded texts of ``docs`` (rising).

    Also in documents between these, and across the end of one, which the caller leaves out.
    """
    lows, highs = segment.folded_at[docs], segment.folded_at[docs + 1]
    texts, bounds = segment.folded_units, zip(lows.tolist(), highs.tolist(), strict=True)
    ends = (highs - lows).cumsum()
    near = highs[-1] - lows[0] < 2 * ends[-1]  # reading all costs less than laying them end to end
    units = (
        texts[lows[0] : highs[-1]]
        if near
        else np.concatenate([texts[low:high] for low, high in bounds])
    )
    found = ((units[:-1] == pair[0]) & (units[1:] == pair[1])).nonzero()[0]
    shift = lows[0] if near else (highs - ends)[ends.searchsorted(found, "right")]
    return np.asarray(found + shift, np.int64)


def stands(
    segment: ColumnSegment, place: int, data: bytes, literal: Literal, *, whole: bool
) -> bool:
    """Whether ``literal`` stands in the folded text ``data``, which begins at ``place``."""
    if not whole:
        return bool(find_units(data, literal, most=1))
    bits, length = segment.boundary_bits, len(literal)
    found = find_units(data, literal, most=len(data))
    return any(is_whole_at(bits, place + at, length) for at in found)
