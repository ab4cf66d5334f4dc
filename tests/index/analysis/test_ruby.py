"""Ruby in the text: it cuts no word, tells how the word is read, and stays text."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer, fold, open_analyzer
from index.analysis.choice import AnalyzerChoice
from index.analysis.tokens import Token


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return open_analyzer(AnalyzerChoice())


def tokens(analyzer: Analyzer, text: str) -> dict[str, Token]:
    analyzed = analyzer.analyze(text)
    return {text[token.start : token.end]: token for token in analyzed.tokens}


@pytest.mark.parametrize(
    ("text", "word", "reading"),
    [
        ("囁《ささや》いた声", "囁《ささや》い", "ささやく"),
        ("鬱陶《うっとう》しい日", "鬱陶《うっとう》しい", "うっとうしい"),
        ("檸檬《れもん》の香り", "檸檬", "れもん"),
        ("強敵《とも》と書く", "強敵", "とも"),
        ("龘龗《たつ》の絵", "龘龗", "たつ"),
    ],
)
def test_the_word_is_read_as_the_author_says(
    analyzer: Analyzer, text: str, word: str, reading: str
) -> None:
    assert reading in tokens(analyzer, text)[word].reading.split()


@pytest.mark.parametrize(
    ("text", "folded", "term", "reading"),
    [
        ("彼の｜生命《いのち》が", "彼の生命が", "生命", "いのち"),
        ("｜本気《マジ》で", "本気で", "本気", "まじ"),
        ("㈱の｜超電磁砲《レールガン》", "(株)の超電磁砲", "超電磁砲", "れーるがん"),
        ("｜Sakuin《さく・いん》", "sakuin", "sakuin", "さくいん"),
    ],
)
def test_what_is_marked_as_ruby_is_no_text(
    analyzer: Analyzer, text: str, folded: str, term: str, reading: str
) -> None:
    analyzed = analyzer.analyze(text)
    assert analyzed.folded == fold(text)[0] == folded
    token = next(t for t in analyzed.tokens if t.term == term and reading in t.reading.split())
    assert text[analyzed.offsets.start(token.start)] == "｜"
    assert text[analyzed.offsets.end(token.end) - 1] == "》"


def test_offsets_behind_ruby_lead_behind_it(analyzer: Analyzer) -> None:
    text = "㍿の｜生命《いのち》と㌔と｜本気《マジ》の空"
    analyzed = analyzer.analyze(text)
    for token in (t for t in analyzed.tokens if t.term in ("空", "キロ")):
        shown = text[analyzed.offsets.start(token.start) : analyzed.offsets.end(token.end)]
        assert shown == {"空": "空", "キロ": "㌔"}[token.term]


def test_a_word_is_the_same_with_its_ruby_and_without(analyzer: Analyzer) -> None:
    with_ruby = [token.term for token in analyzer.analyze("囁《ささや》いた声を聞く").tokens]
    assert with_ruby == [token.term for token in analyzer.analyze("囁いた声を聞く").tokens]


@pytest.mark.parametrize("text", ["《注》です", "と《こころ》を", "小説《吾輩は猫》", "囁《》いた"])
def test_brackets_that_are_no_ruby_are_left_alone(analyzer: Analyzer, text: str) -> None:
    assert analyzer.analyze(text).folded == text
    assert not any("《" in text[token.start : token.end] for token in analyzer.analyze(text).tokens)


def test_a_title_in_brackets_still_finds_the_book(analyzer: Analyzer) -> None:
    analyzed = analyzer.analyze("小説《こころ》を読む")
    assert analyzed.folded == "小説《こころ》を読む"
    assert {3, 6} <= set(analyzed.boundaries)
    assert tokens(analyzer, "小説《こころ》を読む")["小説"].reading.split() == [
        "こころ",
        "しょうせつ",
    ]
