"""Substrings by positions, against looking through the texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columns.reader import ColumnSegment
from index.local.generations import current
from search.columns.literal import Literal, docs_of, is_whole, is_whole_at, places_of
from tests.contract.corpus import POSTS
from tests.support import write_index


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> ColumnSegment:
    data = write_index(tmp_path_factory.mktemp("literal"), POSTS)
    return ColumnSegment(current(data).segments[0].path / "columns")


def occurrences(text: str, piece: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(piece, at)]


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_every_piece_of_the_texts_is_found_everywhere(
    segment: ColumnSegment, data: st.DataObject
) -> None:
    text = segment.folded_text(0, int(segment.folded_at[-1]))
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : start + data.draw(st.integers(1, 14))]
    assert sorted(places_of(segment, Literal(piece)).tolist()) == occurrences(text, piece)


def test_what_stands_nowhere_is_found_nowhere(segment: ColumnSegment) -> None:
    assert not len(places_of(segment, Literal("量子コンピュータ")))
    assert not len(places_of(segment, Literal("")))


def test_documents_that_are_known_already_are_left_out(segment: ColumnSegment) -> None:
    known = np.zeros(segment.documents, np.bool_)
    known[segment.ids.index("kansai")] = True
    docs = docs_of(segment, places_of(segment, Literal("国際空港"), known))
    assert docs.tolist() == []


def test_a_text_across_two_words_is_not_whole(segment: ColumnSegment) -> None:
    places = places_of(segment, Literal("京都"))
    whole = is_whole(segment, places, 2).tolist()
    docs = [segment.ids[doc] for doc in segment.doc_at(places)]
    assert {doc for doc, fine in zip(docs, whole, strict=True) if fine} == {"kyoto"}
    assert [is_whole_at(segment.boundary_bits, p, 2) for p in places.tolist()] == whole
