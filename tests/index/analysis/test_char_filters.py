"""Folding: what becomes the same, and the way back to the original characters."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.analyzer import fold
from index.analysis.tokens import OffsetMap

FOLDS = [
    ("ＡＢＣ　ｄｅｆ", "abc def"),
    ("㈱東京", "(株)東京"),
    ("㋀", "1月"),
    ("ﾜｶﾞﾊｲ ﾊﾟﾝ", "ワガハイ パン"),
    ("か\u3099き\u3099", "がぎ"),
    ("あ゛ー", "あー"),
    ("ヴァイオリン ｳﾞｨ ラヴ", "バイオリン ビ ラブ"),
    ("葛\U000e0100飾", "葛飾"),
    ("so\u00adft\u200bware", "software"),
    ("Café cafe\u0301", "cafe cafe"),
    ("１００ー００００", "100ー0000"),
    ("100-0000", "100ー0000"),
    ("コンピュ―タ", "コンピュータ"),
    ("髙﨑 斉齊斎齋 渡邉", "高崎 斎斎斎斎 渡辺"),
    ("関ヶ原", "関ケ原"),
    ("⻑野⻄の⻘", "長野西の青"),
    ("祗園の臺", "祇園の台"),
    ("ス〜パ〜", "スーパー"),
    ("a\r\nb\u2028c\td", "a\nb\nc d"),
    ("一\u3000 \u00a0二", "一 二"),
    ("👨\u200d👩\u200d👧❤️", "👨👩👧❤"),
    ("x\ud83dy", "x\ufffdy"),
    ("ChatGPT™の", "chatgpt の"),
    ("ΑΣ", "ας".replace("ς", "σ")),
]


@pytest.mark.parametrize(("text", "folded"), FOLDS)
def test_texts_that_a_reader_takes_for_the_same_fold_alike(text: str, folded: str) -> None:
    assert fold(text)[0] == folded


@pytest.mark.parametrize(("one", "other"), [("パリ", "バリ"), ("ハリ", "バリ"), ("は", "ば")])
def test_voicing_marks_are_kept(one: str, other: str) -> None:
    assert fold(one)[0] != fold(other)[0]


MARKED = [
    ("㈱東京", "株", "㈱"),
    ("㈱東京", "東京", "東京"),
    ("これは㍿です", "株式会社", "㍿"),
    ("ﾜｶﾞﾊｲは", "ガ", "ｶﾞ"),
    ("葛\U000e0100飾区", "葛", "葛\U000e0100"),
    ("家族👨\u200d👩\u200d👧です", "👩", "👨\u200d👩\u200d👧"),
    ("so\u00adft", "of", "o\u00adf"),
    ("一\u3000 二", " ", "\u3000 "),
    ("𠮷野家の𝐀", "吉野家", "𠮷野家"),
]


@pytest.mark.parametrize(("text", "found", "original"), MARKED)
def test_a_place_in_the_folded_text_leads_to_its_original(
    text: str, found: str, original: str
) -> None:
    folded, offsets = fold(text)
    start = folded.index(found)
    assert text[offsets.start(start) : offsets.end(start + len(found))] == original


# Characters that interact: marks, widths, spaces, line ends, joiners, enclosed numbers.
TRICKY = (
    "abcＡé1２①㋀㈱㍿…かがカガｶﾞﾟハパﾊ゛゜\u3099\u309a ヴｳゔァぁィュ、。，．.!？」\n\r\t \u3000\u00a0"
    "\u200b\u200d\ufe0f\U000e0100\u0301\u20e3\u00ad👨👩❤ーｰ-‐―−〜～・々人斉齋髙ヶ\ud83d\ufdfa한글ßİ™"
)
TEXTS = st.text(alphabet=TRICKY, max_size=60) | st.text(max_size=40)


@given(TEXTS)
@example("\r\n" * 3)
def test_offsets_rise_and_reach_the_ends(text: str) -> None:
    folded, offsets = fold(text)
    starts = [offsets.start(at) for at in range(len(folded) + 1)]
    ends = [offsets.end(at) for at in range(len(folded) + 1)]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= at <= len(text) for at in starts + ends)
    for at in range(len(folded)):
        assert starts[at] < ends[at + 1]


@given(TEXTS, st.data())
def test_what_a_range_marks_folds_to_what_holds_it(text: str, data: st.DataObject) -> None:
    folded, offsets = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    original = text[offsets.start(start) : offsets.end(end)]
    if start < end:
        assert folded[start:end] in fold(original)[0]


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    folded = fold(text)[0]
    assert fold(folded)[0] == folded


COMBINES = re.compile(
    r"[\u3099\u309a゛゜ﾞﾟ\u200d\r\nァィゥェォャュョｧｨｩｪｫｬｭｮぁぃぅぇぉゃゅょ]|[\u0300-\u036f]"
)


@settings(max_examples=300)
@given(TEXTS, st.data())
def test_any_substring_folds_to_a_substring(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if COMBINES.match(text, start) or COMBINES.match(text, end):
        return  # The cut takes two apart that are one character: か and its voicing mark.
    assert fold(text[start:end])[0] in fold(text)[0]


@given(st.lists(TEXTS, max_size=4))
def test_sentences_can_be_folded_one_by_one(texts: list[str]) -> None:
    text = "。\n".join(texts)
    assert isinstance(fold(text)[1], OffsetMap)
    assert not any(unicodedata.category(c) == "Cs" for c in fold(text)[0])


def test_what_gets_narrower_in_utf_16_is_an_edit() -> None:
    assert [edit[0] for edit in fold("𠮷野家𝐀🎉")[1].edits] == [0, 3]
