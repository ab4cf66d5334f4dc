"""The whole analyzer: what is found by what, and where it stands in the original text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer, fold, open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.spellings import spelling_variants
from index.errors import SettingsError


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return open_analyzer(AnalyzerChoice())


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
    ("考え", "考える"),
    ("動き", "動いた"),
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


def test_a_name_in_latin_letters_has_the_reading_of_the_dictionary(analyzer: Analyzer) -> None:
    (token,) = analyzer.analyze("OpenAI").tokens
    assert (token.term, token.reading) == ("openai", "おーぷんえーあい")


READINGS = [
    ("走った", "はしる"),
    ("海", "うみ"),
    ("日本", "にっぽん にほん"),
    ("高かった", "たかい"),
]


@pytest.mark.parametrize(("text", "reading"), READINGS)
def test_a_term_is_read_in_its_base_form(analyzer: Analyzer, text: str, reading: str) -> None:
    assert [token.reading for token in analyzer.analyze(text).tokens] == [reading]


CUT = [
    ("「読み切る」と書く", "読み切る", ["読む"]),
    ("お勧めの店", "勧める", []),
    ("「たまご」を割る", "卵", []),
]


@pytest.mark.parametrize(("text", "word", "pieces"), CUT)
def test_a_listed_word_that_the_tokenizer_cuts_is_one_term_with_its_pieces(
    analyzer: Analyzer, text: str, word: str, pieces: list[str]
) -> None:
    tokens = analyzer.analyze(text).tokens
    term = spelling_variants()[word]
    assert [token.whole for token in tokens if token.term == term] == [True]
    assert [token.term for token in tokens if not token.whole] == pieces


def test_repeated_marks_are_the_kanji_before_them(analyzer: Analyzer) -> None:
    for marked, plain in (("古々々米", "古古古米"), ("馬鹿々々しい話", "馬鹿馬鹿しい話")):
        assert terms(analyzer, marked) == terms(analyzer, plain)


DROPPED = [
    "の",
    "は",
    "。",
    "これは、ですか",
    "している",
    "ことがある",
    "",
    " ",
    "…!?",
    "ーーー",
    "ヌ" * 300,
]


@pytest.mark.parametrize("text", DROPPED)
def test_particles_and_helpers_are_no_terms(analyzer: Analyzer, text: str) -> None:
    assert terms(analyzer, text) == []


PARTS = [
    ("生成AI", ["生成ai", "生成", "ai"]),
    ("コカ・コーラ", ["コカコーラ", "コカ", "コーラ"]),
    ("GPT-4o", ["gpt-4o", "gpt4o", "gpt", "4o"]),
]


@pytest.mark.parametrize(("text", "wanted"), PARTS)
def test_a_compound_is_found_whole_and_by_its_parts(
    analyzer: Analyzer, text: str, wanted: list[str]
) -> None:
    assert terms(analyzer, text) == wanted


def test_boundaries_rise_and_hold_every_token_start(analyzer: Analyzer) -> None:
    analyzed = analyzer.analyze("二千二十六年、GPT-4oと生成AIの㈱東京へ🎉走った。\nNode.js")
    assert list(analyzed.boundaries) == sorted(set(analyzed.boundaries))
    assert {token.start for token in analyzed.tokens} <= set(analyzed.boundaries)


TRICKY = "東京都々ー-1.4兆ＡaC+#・㈱ﾊﾞ゛\u3099🎉\u200d\n 。ヴァ走っ\ud83d"


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="東京都々ー-1.4兆ＡaC+#・㈱ﾊﾞ゛\u3099🎉\u200d\n 。ヴァ走っ\ud83d", max_size=40)
)
def test_any_text_is_analysed_as_its_sentences_are(analyzer: Analyzer, text: str) -> None:
    analyzed = analyzer.analyze(text)
    assert (analyzed.folded, analyzed.offsets) == fold(text)
    starts = [token.start for token in analyzed.tokens]
    assert starts == sorted(starts)
    assert all(0 <= t.start < t.end <= len(analyzed.folded) and t.term for t in analyzed.tokens)


def test_folding_alone_gives_the_folded_text_of_the_analysis(analyzer: Analyzer) -> None:
    text = "㈱ﾜｶﾞﾊｲ。\n  ①2025年ヴァイオリン…\r\nおわり"
    analyzed = analyzer.analyze(text)
    assert fold(text) == (analyzed.folded, analyzed.offsets)


def test_an_unknown_tokenizer_is_an_error_that_says_what_is_allowed() -> None:
    with pytest.raises(SettingsError, match="allowed: janome, mecab"):
        open_analyzer(AnalyzerChoice("chasen"))
