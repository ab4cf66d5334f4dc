"""What an engine's writing side must fulfil, and the analysed document that it is given.

A *segment* is an immutable batch of documents in a folder of its own, numbered from 0 in the
order in which they were added. A *generation* (see :mod:`index.local.generations`) is a list of
segments, each with the documents of it that have been deleted since.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Protocol

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
class AnalyzedDocument:
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


class SegmentWriter(Protocol):
    """Writes one segment; exactly one of ``finish`` and ``abort`` ends it."""

    def add(self, analyzed: AnalyzedDocument) -> None:
        """Adds a document; its number is how many were added before it."""

    def finish(self) -> None:
        """Writes everything and syncs it to disk; raises :class:`index.errors.StorageError`."""

    def abort(self) -> None:
        """Gives up and removes what was written; never raises."""


class SegmentWriterFactory(Protocol):
    def __call__(self, folder: Path) -> SegmentWriter:
        """Starts a segment in ``folder``, which must not exist yet."""
