"""Word postings: every token is at its place, in its document, with its weight."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from index.columns.reader import ColumnSegment
from index.record import PartKind
from index.weights import PART_WEIGHTS
from tests.contract.corpus import POSTS
from tests.index.columns.segments import open_columns
from tests.support import make_document


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> ColumnSegment:
    return open_columns(tmp_path_factory.mktemp("words"), list(POSTS))


def test_terms_are_in_order_and_known_by_number(segment: ColumnSegment) -> None:
    assert segment.ordered_terms == sorted(segment.terms)
    assert [segment.terms[term] for term in segment.ordered_terms] == list(
        range(len(segment.terms))
    )


def test_a_posting_says_how_often_weighted_and_whether_as_itself(segment: ColumnSegment) -> None:
    doc = segment.ids.index("server")
    postings = segment.term("走る")
    assert postings is not None
    assert postings.docs.tolist() == [doc]
    assert postings.tf.tolist() == [PART_WEIGHTS[PartKind.BODY]]
    places = segment.places_in("走る", np.array([doc]), 10)
    assert places is not None
    assert places.literal == [False]  # it stands there as 走っ
    linux = segment.term("linux")
    assert linux is not None
    wanted = {"server": PART_WEIGHTS[PartKind.LABELS]}
    wanted["linux"] = PART_WEIGHTS[PartKind.LABELS] + PART_WEIGHTS[PartKind.TITLE]
    found = zip(linux.docs.tolist(), linux.tf.tolist(), strict=True)
    assert {segment.ids[number]: tf for number, tf in found} == wanted
    within = segment.docs_with_token(segment.terms["linux"])
    assert set(within.tolist()) == set(linux.docs.tolist())


def test_an_unknown_word_has_no_postings(segment: ColumnSegment) -> None:
    assert segment.term("量子") is None
    assert segment.places_in("量子", np.array([0]), 10) is None


def test_a_word_that_stands_as_itself_is_the_text_at_one_of_its_places(
    segment: ColumnSegment,
) -> None:
    for number, term in enumerate(segment.ordered_terms):
        docs = segment.postings_of(number).docs.astype(np.int64)
        found = segment.places_in(term, docs, 1000)
        assert found is not None
        assert found.docs == docs.tolist()
        texts: dict[int, set[str]] = {}
        for place, length in zip(found.places.tolist(), found.lengths.tolist(), strict=True):
            doc = int(segment.doc_at(np.array([place]))[0])
            texts.setdefault(doc, set()).add(segment.folded_text(place, place + length))
        assert list(texts) == found.docs
        assert [term in some for some in texts.values()] == found.literal, term
        assert sum(found.counts) == len(found.places)


def test_places_are_limited_in_each_document(tmp_path: Path) -> None:
    documents = [make_document("a", "桜、" * 50), make_document("b", "桜の木")]
    segment = open_columns(tmp_path, documents)
    found = segment.places_in("桜", np.array([0, 1]), 10)
    assert found is not None
    assert found.counts == [10, 1]
    assert (found.docs, found.literal) == ([0, 1], [True, True])


def test_every_place_of_an_inflected_word_is_as_long_as_what_stands_there(tmp_path: Path) -> None:
    documents = [make_document("a", "走る。走った。走ろう。"), make_document("b", "犬が走れば猫")]
    segment = open_columns(tmp_path, documents)
    found = segment.places_in("走る", np.array([0, 1]), 10)
    assert found is not None
    places = found.places.tolist()
    texts = [
        segment.folded_text(place, place + length)
        for place, length in zip(places, found.lengths.tolist(), strict=True)
    ]
    assert texts == ["走る", "走っ", "走ろ", "走れ"]
    every, lengths = segment.all_places("走る")
    assert (every.tolist(), lengths.tolist()) == (places, found.lengths.tolist())
    assert segment.occurrences("走る") == 4


def test_the_words_of_a_document_are_its_own(segment: ColumnSegment) -> None:
    by_doc: dict[int, set[str]] = defaultdict(set)
    for number, term in enumerate(segment.ordered_terms):
        for doc in segment.postings_of(number).docs.tolist():
            by_doc[doc].add(term)
    for doc in range(segment.documents):
        numbers, tf = segment.terms_of(doc)
        assert {segment.ordered_terms[n] for n in numbers.tolist()} == by_doc[doc]
        assert (tf > 0).all()


def test_words_are_found_by_how_they_are_read(segment: ColumnSegment) -> None:
    assert segment.readings["うみ"] == ["海"]
    assert "京都" in segment.readings["きょうと"]


def test_words_are_found_by_how_they_begin(segment: ColumnSegment) -> None:
    first, last = segment.term_range("s")
    assert all(term.startswith("s") for term in segment.ordered_terms[first:last])
    assert {"sudo", "systemctl"} <= set(segment.ordered_terms[first:last])
    first, last = segment.term_range("ぬ")
    assert first == last


def test_typos_are_sought_among_katakana_and_latin_words(segment: ColumnSegment) -> None:
    words = segment.words_of_length(5, 9)
    assert "nginx" in words
    assert all(5 <= len(word) <= 9 for word in words)
    assert not any("\u4e00" <= character <= "\u9fff" for word in words for character in word)
