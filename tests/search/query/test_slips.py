"""What a finger may have meant, and in which other forms posts have a word."""

from __future__ import annotations

import pytest

from search.query.forms import other_forms, partly_in_kana
from search.query.slips import slips_of_kana, slips_of_letters


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ありかとう", "ありがとう"), ("きつふ", "きっふ"), ("たまなぎ", "たまぎな")],
)
def test_the_likeliest_slips_of_kana_come_first(typed: str, meant: str) -> None:
    assert meant in next(iter(slips_of_kana(typed)))


@pytest.mark.parametrize(
    ("typed", "meant"), [("toyko", "ときょ"), ("shinkanse", "しんかんせん"), ("tky", "ときょ")]
)
def test_letters_that_are_missing_or_exchanged_are_put_right(typed: str, meant: str) -> None:
    assert meant in next(iter(slips_of_letters(typed)))


@pytest.mark.parametrize("typed", ["vpn", "css", "ssh", "ab", "", "a" * 40])
def test_abbreviations_and_long_runs_have_no_slips(typed: str) -> None:
    assert list(slips_of_letters(typed)) == []


@pytest.mark.parametrize("typed", ["あ", "うみ", "あ" * 40])
def test_short_and_long_kana_have_no_slips(typed: str) -> None:
    assert list(slips_of_kana(typed)) == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("らきすた", "らき☆すた"),
        ("らき☆すた", "らきすた"),
        ("思い出", "思ひ出"),
        ("きょう", "けふ"),
        ("ウイスキー", "ヰスキー"),
        ("市谷", "市ケ谷"),
        ("ちょっと", "ちよつと"),
        ("レオナルドダビンチ", "レオナルド・ダ・ビンチ"),
    ],
)
def test_a_run_has_the_forms_in_which_posts_may_write_it(typed: str, written: str) -> None:
    assert written in other_forms(typed)


def test_forms_are_few_and_never_what_was_typed() -> None:
    for typed in (
        "いいいいいいいいいいいい",
        "おうおうおうおうおうおう",
        "ちょうちょうちょうちょう",
    ):
        forms = other_forms(typed)
        assert typed not in forms
        assert len(forms) < 210
    assert other_forms("あ" * 13) == ()


def test_a_word_may_be_written_partly_in_kana() -> None:
    assert {"破たん", "は綻"} <= set(partly_in_kana("破綻", "はたん", alone=True))
    assert list(partly_in_kana("海", "うみ", alone=True)) == []
    assert set(partly_in_kana("刷り", "すり", alone=False)) == {"すり", "ずり"}
