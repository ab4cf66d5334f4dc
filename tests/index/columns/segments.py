"""Column segments of a few documents for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from index.columns.reader import ColumnSegment
from index.document import Document
from tests.support import served_segments, write_index


def columns_of(folder: Path, documents: list[Document]) -> Path:
    """The folder of the only segment of an index of ``documents``."""
    (segment,) = served_segments(write_index(folder, documents))
    return segment.path / "columns"


def open_columns(folder: Path, documents: list[Document]) -> ColumnSegment:
    return ColumnSegment(columns_of(folder, documents))
