"""The writer: a folder that is complete, or none."""

from __future__ import annotations

from pathlib import Path

from index.columns.part import ColumnPart
from index.columns.reader import ColumnSegment
from index.whoosh.part import WhooshPart
from tests.contract.corpus import POSTS
from tests.index.columns.segments import columns_of, open_columns
from tests.support import make_document


def test_a_segment_without_documents_can_be_read(tmp_path: Path) -> None:
    for part in (WhooshPart(), ColumnPart()):
        part.start(tmp_path / part.name).finish()
    segment = ColumnSegment(tmp_path / "columns")
    assert (segment.documents, segment.ids, segment.terms) == (0, [], {})
    assert segment.term("京都") is None
    assert segment.grams([ord("京")])[0] is None


def test_the_same_documents_make_the_same_files(tmp_path: Path) -> None:
    one = columns_of(tmp_path / "one", list(POSTS))
    two = columns_of(tmp_path / "two", list(POSTS))
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name


def test_no_text_runs_on_from_one_document_into_the_next(tmp_path: Path) -> None:
    segment = open_columns(tmp_path, [make_document("a", "東"), make_document("b", "京")])
    assert segment.grams([ord("東") << 16 | ord("京")])[0] is None
    assert segment.grams([ord("東")])[0] is not None


def test_weighted_lengths_are_those_of_the_parts(tmp_path: Path) -> None:
    documents = [
        make_document("title", ("apple", "banana")),
        make_document("code", {"text": "apple banana", "code": "cherry"}),
    ]
    words, characters, pairs = open_columns(tmp_path, documents)["lengths"].tolist()
    assert words == [11.0, 2.5]
    assert characters == pairs == [0.0, 0.0]
