"""Base forms of what is typed in kana: the right one is among them, and not the wrong one."""

from __future__ import annotations

import pytest

from index.analysis.inflection import base_forms, base_forms_before_word


def every_base(kana: str) -> set[str]:
    return {base for group in base_forms(kana) for base in group}


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("たべました", "たべる"),
        ("たべられない", "たべる"),
        ("よんでいる", "よむ"),
        ("かった", "かう"),
        ("かいて", "かく"),
        ("およいだ", "およぐ"),
        ("はなします", "はなす"),
        ("まちます", "まつ"),
        ("いった", "いく"),
        ("たのしかった", "たのしい"),
        ("おいしくない", "おいしい"),
        ("かければ", "かける"),
        ("はしった", "はしる"),
    ],
)
def test_the_base_form_is_found(typed: str, base: str) -> None:
    assert base in every_base(typed)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("かった", "かく"),
        ("こわれた", "こわい"),
        ("うみ", "うむ"),
        ("はし", "はす"),
    ],
)
def test_other_words_are_not(typed: str, wrong: str) -> None:
    assert wrong not in every_base(typed)


def test_a_verb_before_another_word_has_its_base_form() -> None:
    assert "すう" in base_forms_before_word("すい")
    assert "まつ" in base_forms_before_word("まち")
