"""The record of a document: the document and everything that analysis found in it.

Every engine keeps the record, and can be rebuilt from it. Snippets, marks and section hits are
made from it too, so that all engines show the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from index.document import Document


class PartKind(IntEnum):
    """The parts of a document that are searched; their weights are in :mod:`index.schema`."""

    TITLE = 0
    LABELS = 1
    """Tags, categories and authors, one a line."""
    EXCERPT = 2
    HEADING = 3
    BODY = 4
    CODE = 5


@dataclass(frozen=True, slots=True)
class Record:
    """A document with everything that analysis found, ready to be written by any engine.

    All parts stand one after the other in one ``original`` and one ``folded`` text, joined by
    ``\\n``; offsets are code points of the folded text unless said. Arrays are parallel:
    ``part_*`` (one entry a part), ``token_*`` (one entry a token, by rising start).
    """

    document: Document
    original: str
    folded: str
    part_kinds: NDArray[np.uint8]
    part_sections: NDArray[np.int32]
    """Which of ``document.sections`` the part belongs to; -1 for none."""
    part_starts: NDArray[np.uint32]
    part_original_starts: NDArray[np.uint32]
    terms: tuple[str, ...]
    """The distinct terms of the document."""
    readings: tuple[str, ...]
    """The reading of each of ``terms`` in hiragana, or an empty text."""
    token_terms: NDArray[np.uint32]
    """Positions in ``terms``."""
    token_starts: NDArray[np.uint32]
    token_ends: NDArray[np.uint32]
    boundaries: NDArray[np.uint32]
    """Where the tokenizer starts a token of any part of speech, rising."""
    edits: NDArray[np.uint32]
    """Rows of start, end, original start, original end: see :class:`index.analysis.tokens.Edit`."""
