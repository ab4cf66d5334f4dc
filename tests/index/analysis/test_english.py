"""English inflections become one; derived words stay apart."""

from __future__ import annotations

import pytest

from index.analysis.english import stem_english

INFLECTED = [
    ("running", "runs", "run"),
    ("making", "makes", "make"),
    ("stopped", "stopping", "stop"),
    ("studies", "studied", "study"),
    ("caches", "caching", "cache"),
    ("embeddings", "embedded", "embed"),
    ("classes", "class"),
    ("released", "releasing", "release"),
    ("using", "used", "use"),
    ("models", "model"),
]


@pytest.mark.parametrize("forms", INFLECTED)
def test_inflected_forms_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem_english(form) for form in forms}) == 1


APART = [
    ("transformer", "transform"),
    ("organization", "organ"),
    ("university", "universe"),
    ("string", "str"),
    ("note", "not"),
    ("care", "car"),
    ("news", "new"),
    ("aws", "aw"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_words_keep_other_stems(one: str, other: str) -> None:
    assert stem_english(one) != stem_english(other)


@pytest.mark.parametrize(
    "word", ["google", "title", "change", "value", "analysis", "class", "redis", "nodejs", "macos"]
)
def test_a_word_that_is_not_inflected_stays_readable(word: str) -> None:
    assert stem_english(word) == word


@pytest.mark.parametrize("word", ["gpt-4o", "c++", "ios", "日本", "", "é" * 5, "a" * 1000])
def test_what_is_no_english_word_stays(word: str) -> None:
    assert stem_english(word) == word
