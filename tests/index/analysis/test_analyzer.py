"""The whole analyzer: what is found by what, and where it stands in the original text."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer, open_analyzer
from index.errors import SettingsError


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return open_analyzer()


def terms(analyzer: Analyzer, text: str) -> list[str]:
    return [token.term for token in analyzer.analyze(text).tokens]


ALIKE = [
    ("サーバ", "サーバー"),
    ("コンピュータ", "コンピュ―タ"),
    ("ヴィーガン", "ビーガン"),
    ("斉藤", "齋藤"),
    ("髙橋", "高橋"),
    ("山﨑", "山崎"),
    ("走る", "走った"),
    ("高い", "高かった"),
    ("人々", "人人"),
    ("一万円", "10000円"),
    ("１，２３４", "1234"),
    ("1.4兆", "1兆4000億"),
    ("二千二十六年", "２０２６年"),
    ("１００ー００００", "100-0000"),
    ("ﾜｶﾞﾊｲ", "ワガハイ"),
    ("Running", "run"),
    ("ＯｐｅｎＡＩ", "openai"),
    ("コカ・コーラ", "ｺｶ･ｺｰﾗ"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_word_have_the_same_terms(
    analyzer: Analyzer, one: str, other: str
) -> None:
    assert terms(analyzer, one) == terms(analyzer, other) != []


@pytest.mark.parametrize(("one", "other"), [("パリ", "バリ"), ("パリ", "ハリー"), ("健", "見")])
def test_other_words_have_other_terms(analyzer: Analyzer, one: str, other: str) -> None:
    assert not set(terms(analyzer, one)) & set(terms(analyzer, other))


def test_a_token_leads_back_to_the_characters_it_was_made_of(analyzer: Analyzer) -> None:
    text = "㈱ﾜｶﾞﾊｲの葛\U000e0100飾は㍿です"
    analyzed = analyzer.analyze(text)
    originals = {
        token.term: text[analyzed.offsets.start(token.start) : analyzed.offsets.end(token.end)]
        for token in analyzed.tokens
    }
    assert originals["ワガハイ"] == "ﾜｶﾞﾊｲ"
    assert originals["葛飾"] == "葛\U000e0100飾"
    assert originals["株式会社"] == "㍿"


def test_folding_alone_gives_the_folded_text_of_the_analysis(analyzer: Analyzer) -> None:
    text = "㈱ﾜｶﾞﾊｲ。\n  ①2025年ヴァイオリン…\r\nおわり"
    analyzed = analyzer.analyze(text)
    assert analyzer.fold(text) == (analyzed.folded, analyzed.offsets)


def test_an_unknown_tokenizer_is_an_error_that_says_what_is_allowed() -> None:
    with pytest.raises(SettingsError, match="allowed: janome, mecab"):
        open_analyzer("chasen")
