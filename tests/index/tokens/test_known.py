"""Sentences taken from a record are those that the tokenizer would give."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.choice import AnalyzerChoice
from index.document import Document, Section
from index.packing import pack
from index.progress import Stopwatch
from index.tokens.assemble import known_sentences, prepare
from index.tokens.cache import Vocabulary
from index.tokens.flow import AnalysisFlow
from index.tokens.packed_sentences import renumber
from index.tokens.pool import InProcess, Tools, analyze_sentences
from tests.contract.corpus import POSTS
from tests.index.tokens.test_assemble import DOCUMENT
from tests.support import make_document, make_records

T = TypeVar("T")
PIECES = st.sampled_from(
    [
        "東京へ行った。",
        "㈱ＡＢＣ",
        "か\u3099",
        "\u200b",
        "\n",
        "。",
        "①",
        "ｶﾞｷﾞｸﾞ",
        "🍣",
        "𠮷",
        "e\u0301",
        " ",
    ]
)


def missing_of(document: Document) -> list[str]:
    """Sentences that a record does not give back; the others are as the tokenizer gives them."""
    (record,) = make_records([document])
    vocabulary = Vocabulary()
    known = dict(known_sentences(record, vocabulary))
    sentences = tuple(dict.fromkeys(prepare(document).sentences))
    if not sentences:
        return []
    found = analyze_sentences(Tools(AnalyzerChoice()), sentences)
    packed = renumber(found.packed, np.array(vocabulary.numbers(found.terms), np.uint32))
    fresh = dict(zip(sentences, packed, strict=True))
    assert {text: fresh[text] for text in known} == known
    return [text for text in sentences if text not in known]


@pytest.mark.parametrize("document", [DOCUMENT, *POSTS], ids=lambda document: document.id)
def test_sentences_come_back_from_a_record(document: Document) -> None:
    doubtful = ("サーバ", "海", "近く")  # さーば and さーばー
    assert all(any(word in text for word in doubtful) for text in missing_of(document))


@given(title=st.lists(PIECES), text=st.lists(PIECES, max_size=30))
def test_however_folding_changes_lengths(title: list[str], text: list[str]) -> None:
    section = Section("", 0, "", "".join(text), "".join(title))
    missing_of(
        Document(
            id="a", site="", path="a", url="", title="".join(title), date=None, sections=(section,)
        )
    )


def test_a_word_that_is_read_in_two_ways_is_analysed_again() -> None:
    before = make_document("a", "人が多い。三人が来た。晴れ。")
    (record,) = make_records([before])
    known = dict(known_sentences(record, Vocabulary()))
    assert "晴れ。" in known
    assert not known.keys() & {"人が多い。", "三人が来た。"}


class Counting(InProcess):
    """Remembers which sentences were sent to the tokenizer."""

    def __init__(self) -> None:
        super().__init__(Tools(AnalyzerChoice()))
        self.sentences: list[str] = []

    def submit(self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        self.sentences += arguments[0]
        return super().submit(work, *arguments)


def test_a_changed_post_is_analysed_as_if_it_were_new_but_for_what_is_known() -> None:
    before = make_document("a", "人が多い。三人が来た。晴れ。")
    after = replace(before, sections=(Section("", 0, "", "三人が来た。雨。晴れ。雨。", ""),))
    (record,) = make_records([before])
    pool = Counting()
    (changed,) = AnalysisFlow(pool, Stopwatch(), lambda _: record).analyzed([prepare(after)])
    (new,) = make_records([after])
    assert pack(changed) == pack(new)
    assert pool.sentences == ["三人が来た。", "雨。"]
