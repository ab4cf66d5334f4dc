"""The record of a document equals the analysis of its parts."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from index.analysis.analyzer import Analyzer, open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.document import Document, Section
from index.packing import pack
from index.record import PartKind, Record
from index.tokens.analyze import parts
from tests.support import make_records

DOCUMENT = Document(
    id="a.md",
    site="",
    path="a.md",
    url="/a/",
    title="㈱ＡＢＣのお知らせ",
    date=datetime(2025, 10, 30, tzinfo=UTC),
    categories=("お知らせ",),
    tags=("機械学習", "OpenAI"),
    authors=("山田　太郎",),
    excerpt="東京へ行った。",
    sections=(
        Section("", 0, "", "東京へ行った。\n東京へ行った。ガッツリ②㍉食べた！\n\n　まとめ", ""),
        Section("ﾊﾝｶｸの見出し", 2, "x", "", "print('東京')\nx = 10\n"),
        Section("空の節", 2, "y", "", ""),
        Section("", 3, "", "e\u0301tude か\u3099 🍣\U000e0001", ""),
    ),
)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return open_analyzer(AnalyzerChoice())


@pytest.fixture(scope="module")
def analyzed() -> Record:
    return make_records([DOCUMENT])[0]


def test_every_part_has_the_tokens_that_it_has_alone(analyzed: Record, analyzer: Analyzer) -> None:
    found = []
    for term, start, end in zip(
        analyzed.token_terms, analyzed.token_starts, analyzed.token_ends, strict=True
    ):
        found.append((analyzed.terms[term], int(start), int(end)))
    expected = []
    for start, (_, _, text) in zip(analyzed.part_starts.tolist(), parts(DOCUMENT), strict=True):
        for token in analyzer.analyze(text).tokens:
            expected.append((token.term, token.start + start, token.end + start))
    assert found == expected
    assert ("東京", 0) in {(term, 0) for term, _, _ in found}


def test_parts_stand_one_after_the_other_in_both_texts(
    analyzed: Record, analyzer: Analyzer
) -> None:
    texts = [text for _, _, text in parts(DOCUMENT)]
    assert analyzed.original == "\n".join(texts)
    assert analyzed.folded == "\n".join(analyzer.analyze(text).folded for text in texts)
    for start, text in zip(analyzed.part_original_starts.tolist(), texts, strict=True):
        assert analyzed.original[start:].startswith(text)
    kinds = [PartKind(kind).name for kind in analyzed.part_kinds]
    assert kinds[:4] == ["TITLE", "LABELS", "EXCERPT", "BODY"]
    assert analyzed.part_sections.tolist() == [-1, -1, -1, 0, 1, 1, 2, 3]


def test_edits_lead_back_to_what_the_author_wrote(analyzed: Record) -> None:
    replaced = {
        analyzed.original[original_start:original_end]: analyzed.folded[start:end]
        for start, end, original_start, original_end in analyzed.edits.tolist()
    }
    assert replaced["㈱"] == "(株)"
    assert replaced["㍉"] == "ミリ"
    assert replaced["か\u3099"] == "が"


def test_boundaries_and_tokens_rise(analyzed: Record) -> None:
    assert (np.diff(analyzed.token_starts.astype(np.int64)) >= 0).all()
    assert (np.diff(analyzed.boundaries.astype(np.int64)) >= 0).all()


def test_terms_are_distinct_and_have_their_readings(analyzed: Record) -> None:
    assert len(set(analyzed.terms)) == len(analyzed.terms) == len(analyzed.readings)
    assert analyzed.readings[analyzed.terms.index("東京")] == "とうきょう"


def test_a_document_without_any_text_is_analysed() -> None:
    (empty,) = make_records([Document(id="a", site="", path="a", url="", title="", date=None)])
    assert empty.folded == ""
    assert len(empty.token_terms) == 0
    assert empty.part_starts.tolist() == [0]


def test_the_result_does_not_depend_on_what_was_indexed_before() -> None:
    other = Document(id="b", site="", path="b", url="", title="大阪へ行った。OpenAI", date=None)
    (alone,) = make_records([DOCUMENT])
    _, after = make_records([other, DOCUMENT])
    assert pack(alone) == pack(after)
