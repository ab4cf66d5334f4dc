"""The record of a document: the document and everything that analysis found in it.

Every engine keeps the record, and can be rebuilt from it. Snippets, marks and section hits are
made from it too, so that all engines show the same. :mod:`index.packing` makes it small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.document import Document, Section


class PartKind(IntEnum):
    """The parts of a document that are searched; :mod:`index.weights` has their weights."""

    TITLE = 0
    LABELS = 1
    """Tags, categories, authors and the owner's own keywords, one a line."""
    EXCERPT = 2
    HEADING = 3
    BODY = 4
    CODE = 5


@dataclass(frozen=True, slots=True)
class CutText:
    """The texts of a document, and where parts, tokens and lines are in them.

    All parts stand one after the other in one ``original`` and one ``folded`` text, joined by
    ``\\n``; offsets are code points of the folded text unless said. Arrays are parallel:
    ``part_*`` (one entry a part), ``token_*`` (one entry a token, by rising start).
    """

    original: str
    folded: str
    part_kinds: NDArray[np.uint8]
    part_sections: NDArray[np.int32]
    """Which of the document's sections the part belongs to; -1 for none."""
    part_starts: NDArray[np.uint32]
    part_original_starts: NDArray[np.uint32]
    token_starts: NDArray[np.uint32]
    token_ends: NDArray[np.uint32]
    boundaries: NDArray[np.uint32]
    """Where the tokenizer starts a token of any part of speech, rising."""
    edits: NDArray[np.uint32]
    """Rows of start, end, original start, original end: see :class:`index.analysis.tokens.Edit`."""

    @property
    def edges(self) -> NDArray[np.int64]:
        """Where a token starts or a line ends: a text between two of them cuts no token, also when
        it is the last of a title."""
        codes = np.frombuffer(self.folded.encode("utf-32-le", "surrogatepass"), "<u4")
        edges = np.append(codes == ord(SEPARATOR), True)
        edges[self.boundaries] = True
        return np.flatnonzero(edges).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Record(CutText):
    """A document with everything that analysis found, ready to be written by any engine."""

    document: Document
    terms: tuple[str, ...]
    """The distinct terms of the document."""
    readings: tuple[str, ...]
    """How each of ``terms`` is read, in hiragana; several ways are divided by spaces, that of its
    first place comes first. An empty text where unknown."""
    token_terms: NDArray[np.uint32]
    """Positions in ``terms``."""

    @property
    def token_kinds(self) -> NDArray[np.uint8]:
        """The kind of the part in which each token stands."""
        return self.part_kinds[np.searchsorted(self.part_starts, self.token_starts, "right") - 1]


SEPARATOR = "\n"
"""Between two parts, in the original and in the folded text."""


def restore(fields: Mapping[str, Any], parts: Iterable[tuple[int, int, str]]) -> Document:
    """The whole document, given kind, section and text of each part."""
    texts = {(section, kind): text for kind, section, text in parts}
    sections = tuple(
        Section(*heading, *(texts.get((n, kind), "") for kind in (PartKind.BODY, PartKind.CODE)))
        for n, heading in enumerate(fields["sections"])
    )
    return Document(**{**fields, "sections": sections})
