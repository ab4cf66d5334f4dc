"""Substrings by threes of characters, against looking through the texts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.analysis.analyzer import open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.tokens import AnalyzedText
from index.columns.reader import ColumnSegment
from index.pages.literal import Literal, find_units, is_whole, is_whole_at
from search.columns.substrings import MANY, docs_with, read
from tests.contract.corpus import POSTS
from tests.index.columns.segments import open_columns
from tests.support import make_document, served_segments, write_index


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> ColumnSegment:
    data = write_index(tmp_path_factory.mktemp("literal"), POSTS)
    return ColumnSegment(served_segments(data)[0].path / "columns")


def having(segment: ColumnSegment, piece: str) -> list[int]:
    """The documents that have a text, by reading them all."""
    bounds = segment.folded_at.tolist()
    return [
        doc
        for doc, (low, high) in enumerate(pairwise(bounds))
        if piece in segment.folded_text(low, high)
    ]


def analyze(text: str) -> AnalyzedText:
    return open_analyzer(AnalyzerChoice()).analyze(text)


def standing(segment: ColumnSegment, literal: Literal, *, whole: bool) -> NDArray[np.int64]:
    sure, left = docs_with(segment, literal, analyze, whole=whole)
    return np.concatenate((sure, read(segment, left, literal, whole=whole)))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_piece_of_the_texts_is_found_in_every_document(
    segment: ColumnSegment, data: st.DataObject
) -> None:
    text = segment.folded_text(0, int(segment.folded_at[-1]))
    start = data.draw(st.integers(0, len(text) - 2))
    piece = text[start : start + data.draw(st.integers(2, 24))]
    if "\n" in piece or len(piece) < 2:
        return  # no text that is looked for goes over the end of a line
    docs = standing(segment, Literal(piece), whole=False)
    assert sorted(docs.tolist()) == having(segment, piece)


def test_threes_that_stand_apart_are_no_text(segment: ColumnSegment) -> None:
    """The right triples in the wrong order: only reading the text tells."""
    assert having(segment, "関西国際空港") and not having(segment, "国際空港関西国際空港")
    found = standing(segment, Literal("国際空港関西国際空港"), whole=False)
    assert found.tolist() == []


def test_what_stands_nowhere_is_found_nowhere(segment: ColumnSegment) -> None:
    for piece in ("量子コンピュータ", ""):
        found = standing(segment, Literal(piece), whole=False)
        assert not len(found)


def test_a_text_across_two_words_is_not_whole(segment: ColumnSegment) -> None:
    literal = Literal("京都")
    data = segment.folded_bytes(0, int(segment.folded_at[-1]))
    places = np.array(find_units(data, literal), np.int64)
    whole = is_whole(segment, places, 2).tolist()
    docs = [segment.ids[doc] for doc in segment.doc_at(places)]
    assert {doc for doc, fine in zip(docs, whole, strict=True) if fine} == {"kyoto"}
    assert [is_whole_at(segment.boundary_bits, p, 2) for p in places.tolist()] == whole


def test_a_later_place_counts_where_the_first_one_cuts_words(tmp_path: Path) -> None:
    posts = {"both": "東京都庁に行く。京都庁舎という名の建物。", "cut": "東京都庁に行く。"}
    segment = open_columns(tmp_path, [make_document(name, text) for name, text in posts.items()])
    found = standing(segment, Literal("京都庁"), whole=True)
    assert [segment.ids[doc] for doc in found.tolist()] in (["both"], [])


MANY_POSTS = {
    "word": "大規模言語モデルを試す。",
    "inside": "超大規模言語モデル群",
    "later": "言語の話。言語と大規模な言語モデル。大規模言語モデル。",
    "apart": "大規模な言語。規模言語。模言語モ、言語モデル。大規模言",
    "cut": "巨大規模言語モデル",
    "wide": "𠮷野の大規模言語モデル",
    "often": "大規模。言語。モデル。" * 60 + "大規模言語モデル。",
    "kana": "それはよいことで、大規模な言語というもの",
    "between": "のぼりと、こ",
}


@pytest.mark.parametrize(
    "piece", ("大規模言語モデル", "規模言語モデ", "𠮷野の大規模", "語モデ", "こと", "もの")
)
def test_in_many_documents_no_other_ones_are_found_than_by_reading(
    tmp_path: Path, piece: str
) -> None:
    documents = [
        make_document(f"{name}-{number}", text)
        for number in range(2 * MANY)
        for name, text in MANY_POSTS.items()
    ]
    segment = open_columns(tmp_path, documents)
    found = standing(segment, Literal(piece), whole=False)
    assert sorted(found.tolist()) == having(segment, piece)
    whole = standing(segment, Literal(piece), whole=True)
    assert sorted(whole.tolist()) == sorted(
        doc for doc in range(segment.documents) if stands_whole(segment, doc, Literal(piece))
    )


def stands_whole(segment: ColumnSegment, doc: int, literal: Literal) -> bool:
    place = int(segment.folded_at[doc])
    data = segment.folded_bytes(place, int(segment.folded_at[doc + 1]))
    found = np.array(find_units(data, literal), np.int64) + place
    return bool(is_whole(segment, found, len(literal)).any())
