"""The original text, put together again from the folded one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columns.reader import ColumnSegment
from index.pages.pages import Span
from tests.index.columns.segments import open_columns
from tests.support import make_document

TEXTS = [
    "OpenAIは㍿で、①㌔ を測る。ＡＢＣ",
    "㍿㍿㍿",
    "𠮷野家の😀と Straße。ﾊﾟﾝとガギグ",
    "が゙ ﬁn ½ A",
    "ふつうの文だけ。",
]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> ColumnSegment:
    documents = [make_document(str(at), text) for at, text in enumerate(TEXTS)]
    return open_columns(tmp_path_factory.mktemp("originals"), documents)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_piece_of_an_original_is_what_its_author_wrote(
    segment: ColumnSegment, data: st.DataObject
) -> None:
    doc = data.draw(st.integers(0, len(TEXTS) - 1))
    length = int(segment["text_at"][doc + 1] - segment["text_at"][doc])
    whole = segment.originals([Span(doc, 0, length)])
    assert TEXTS[doc] in whole.decode("utf-16-le")
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    spans = [Span(doc, start, end), Span(0, 3, 9), Span(doc, 0, start)]
    other = segment.originals([Span(0, 3, 9)])
    assert segment.originals(spans) == whole[2 * start : 2 * end] + other + whole[: 2 * start]


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("Aａa㍿株ガｶﾞ①🍣 ß-ー\t"), min_size=1, max_size=40))
def test_documents_come_back_whole(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    document = make_document("a", f"あ{text}あ")
    segment = open_columns(Path(tmp_path_factory.mktemp("whole")), [document])
    assert segment.document(0) == document


def test_a_post_longer_than_two_bytes_can_count_comes_back_whole(tmp_path: Path) -> None:
    document = make_document("a", "Ａ" + "あ" * 0x10000)
    assert open_columns(tmp_path, [document]).document(0) == document
