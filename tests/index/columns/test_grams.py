"""Postings and positions of characters, pairs and triples, against plain counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index import weights
from index.columns import grams
from index.columns.gram_lists import BITS, FEW, FULL, PAIRS, is_scored, ways
from index.columns.reader import ColumnSegment
from index.pages.literal import Literal
from index.record import PartKind
from index.weights import PART_WEIGHTS
from tests.contract.corpus import POSTS
from tests.index.columns.segments import open_columns
from tests.support import make_document, served_segments, write_index


@pytest.fixture(
    scope="module",
    params=[(4_000_000, 4_000_000), (4_000_000, 50), (60, 50)],
    ids=["at once", "in many rounds", "in many stretches"],
)
def segment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ColumnSegment]:
    """The contract's corpus as columns, sorted at once and in pieces."""
    with pytest.MonkeyPatch.context() as patch:
        stretch, round_ = request.param
        patch.setattr(grams, "PLACES_A_STRETCH", stretch)
        patch.setattr(grams, "PLACES_A_ROUND", round_)
        patch.setattr(grams, "ENTRIES_AT_ONCE", round_)
        more = [replace(POSTS[0], id=f"again-{n}", url=f"/again-{n}/") for n in range(20)]
        data = write_index(tmp_path_factory.mktemp("grams"), [*POSTS, *more])
    yield ColumnSegment(served_segments(data)[0].path / "columns")


def text_of(segment: ColumnSegment) -> str:
    return segment.folded_text(0, int(segment.folded_at[-1]))


def test_every_triple_has_its_documents_and_no_others(segment: ColumnSegment) -> None:
    wanted: dict[str, list[int]] = {}
    for doc, (low, high) in enumerate(pairwise(segment.folded_at.tolist())):
        text = segment.folded_text(low, high)
        for piece in dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)):
            if "\n" in piece[:2]:
                continue  # nothing that is looked for goes over a line's end
            wanted.setdefault(piece, []).append(doc)
    for piece, docs in wanted.items():
        found = segment.triples(Literal(piece).units)
        assert found is not None
        assert segment.docs_of(found[0]).tolist() == docs, piece


def test_pairs_have_the_weighted_frequency_of_each_document(segment: ColumnSegment) -> None:
    pair = "京都"
    code = ord("京") << 16 | ord("都")
    postings = segment.grams([code])[0]
    assert postings is not None
    for doc in range(segment.documents):
        assert postings.tf_in(doc) == pytest.approx(weighted(segment, doc, pair)), segment.ids[doc]


def weighted(segment: ColumnSegment, doc: int, piece: str) -> float:
    """Occurrences of a text in a document, each weighted by the part in which it stands."""
    low, high = segment.parts(doc)
    starts = [*segment["part_place"][low:high].tolist(), int(segment.folded_at[doc + 1])]
    total = 0.0
    for number, kind in enumerate(segment["part_kind"][low:high].tolist()):
        part = segment.folded_text(starts[number], starts[number + 1])
        total += part.count(piece) * PART_WEIGHTS[PartKind(kind)]
    return total


def test_a_pair_that_cuts_words_only_is_not_whole(segment: ColumnSegment) -> None:
    code = ord("京") << 16 | ord("都")
    kyoto, tokyo = segment.ids.index("kyoto"), segment.ids.index("tokyo")
    assert {kyoto, tokyo} <= set(segment.gram_docs(code, whole=False).tolist())
    whole = segment.gram_docs(code, whole=True).tolist()
    assert kyoto in whole
    assert tokyo not in whole  # 東京|都


def test_single_characters_of_every_script_have_postings(segment: ColumnSegment) -> None:
    text = text_of(segment)
    documents = [
        segment.folded_text(int(low), int(high))
        for low, high in zip(segment.folded_at[:-1], segment.folded_at[1:], strict=True)
    ]
    for character in Counter(text):
        if character > " " and ord(character) < 0x10000:
            having = [n for n, other in enumerate(documents) if character in other]
            found = segment.gram_docs(ord(character), whole=True)
            assert found.tolist() == having, character


def test_lengths_count_scored_units_only() -> None:
    units = np.array([ord(c) for c in "あ京A、"], np.uint16)
    assert weights.is_scored_character(units).tolist() == [False, True, False, False]
    first, second = np.array([ord("あ"), ord("京")]), np.array([ord("い"), ord("あ")])
    assert weights.is_scored_pair(first, second).tolist() == [False, True]


def test_rare_common_and_very_common_characters_are_kept_in_ways_of_their_own(
    segment: ColumnSegment,
) -> None:
    counts = np.diff(segment["gram_at"]).astype(np.int64)
    scored = is_scored(segment["gram_codes"])
    assert set(ways(counts, segment.documents, scored)) == {FEW, BITS, FULL}
    assert set(ways(counts, segment.documents, False)) == {FEW, BITS}
    assert len(segment["gram_docs"]) < counts.sum() / 2


def test_the_documents_of_every_character_and_pair_have_their_frequencies(
    segment: ColumnSegment,
) -> None:
    every = segment["gram_codes"]
    codes = every[is_scored(every)].tolist()
    for code, postings in zip(codes, segment.grams(codes), strict=True):
        piece = chr(code >> 16) + chr(code & 0xFFFF) if code >= PAIRS else chr(code)
        assert postings is not None, piece
        wanted = [weighted(segment, doc, piece) for doc in postings.docs.tolist()]
        assert [postings.tf_in(doc) for doc in postings.docs.tolist()] == wanted, piece
        assert postings.documents == len(wanted), piece


def test_frequencies_of_what_nearly_all_have_come_back_of_few_and_of_many(tmp_path: Path) -> None:
    """Of short posts they take half a byte each, and of long ones a byte."""
    short = open_columns(
        tmp_path / "short",
        [make_document(str(at), "検索" * (40 if at == 7 else 2)) for at in range(41)],
    )
    long = open_columns(
        tmp_path / "long", [make_document(str(at), "検索" * (20 + at)) for at in range(6)]
    )
    code = ord("検") << 16 | ord("索")
    for segment in (short, long):
        postings = segment.grams([code])[0]
        assert postings is not None
        wanted = [weighted(segment, doc, "検索") for doc in range(segment.documents)]
        assert [postings.tf_in(doc) for doc in range(segment.documents)] == wanted
        assert segment.gram_docs(code, whole=False).tolist() == [*range(segment.documents)]
    assert short["gram_full"].nbytes < len(short["gram_full"]) * short.documents
    assert long["gram_full"].nbytes == len(long["gram_full"]) * long.documents


def test_three_characters_are_told_by_places_in_the_list_of_the_first_two(tmp_path: Path) -> None:
    texts = ["雨の日。", "京都市。", "晴れの日。", "京都府。", "京都市。", *["空の色。"] * 20]
    segment = open_columns(tmp_path, [make_document(str(n), text) for n, text in enumerate(texts)])
    for piece, docs in {"京都市": [1, 4], "京都府": [3], "晴れの": [2]}.items():
        found = segment.triples(Literal(piece).units)
        assert found is not None
        assert segment.docs_of(found[0]).tolist() == docs
        assert segment.mask_of(found[0]).nonzero()[0].tolist() == docs
    every = segment.triples(Literal("晴れの").units)
    assert every is not None
    assert every[0].size == 0  # 晴れ stands nowhere else
