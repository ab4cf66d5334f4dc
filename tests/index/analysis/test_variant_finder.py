"""Spelling variants that are proposed to a site owner."""

from __future__ import annotations

import pytest

from index.analysis.variant_finder import Word, find_variants


def spellings(*words: Word) -> list[list[str]]:
    return [[word.surface for word in variants.words] for variants in find_variants(words)]


PAIRS = [
    (Word("引越し", "引越し", "ひっこし", 9), Word("引っ越し", "引越し", "ひっこし", 5)),
    (Word("サーバー", "サーバ", "さーばー", 9), Word("サーバ", "サーバ", "さーば", 5)),
    (
        Word("スタンドアローン", "スタンドアローン", "", 9),
        Word("スタンドアロン", "スタンドアロン", "", 5),
    ),
    (Word("フェア", "フェア", "ふぇあ", 9), Word("フエア", "フエア", "ふえあ", 5)),
    (Word("色々", "色々", "いろいろ", 9), Word("いろいろ", "色々", "いろいろ", 5)),
    (Word("email", "email", "", 9), Word("e-mail", "e-mail", "", 5)),
]


@pytest.mark.parametrize("words", PAIRS)
def test_spellings_of_one_word_are_proposed_together(words: tuple[Word, Word]) -> None:
    assert spellings(*words) == [[word.surface for word in words]]


STRANGERS = [
    (Word("制作", "制作", "せいさく", 9), Word("製作", "製作", "せいさく", 5)),
    (Word("バス", "バス", "ばす", 9), Word("パス", "パス", "ぱす", 5)),
    (Word("レベル", "レベル", "れべる", 9), Word("レーベル", "レーベル", "れーべる", 5)),
    (Word("走る", "走る", "はしる", 9), Word("走っ", "走る", "はしる", 5)),
    (Word("考える", "考える", "かんがえる", 9), Word("考え", "考える", "かんがえる", 5)),
    (Word("会", "会", "かい", 9), Word("かい", "かい", "かい", 5)),
    (Word("引越し", "引越し", "ひっこし", 9), Word("引っ越し", "引越し", "ひっこし", 1)),
]


@pytest.mark.parametrize("words", STRANGERS)
def test_other_words_and_rare_slips_are_not(words: tuple[Word, Word]) -> None:
    assert spellings(*words) == []


def test_a_line_says_how_often_and_whether_anything_is_to_do() -> None:
    email, server = find_variants(
        [
            Word("email", "email", "", 20),
            Word("e-mail", "e-mail", "", 5),
            Word("サーバー", "サーバ", "さーばー", 4),
            Word("サーバ", "サーバ", "さーば", 3),
        ]
    )
    assert email.line() == "email, e-mail # 20, 5 posts"
    assert server.line() == "# サーバー, サーバ # 4, 3 posts; found together already"
