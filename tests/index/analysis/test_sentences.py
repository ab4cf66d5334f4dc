"""Cutting into sentences: nothing is lost, and no cut changes what is folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzer import fold
from index.analysis.sentences import LIMIT, split_sentences

CUTS = [
    ("雨。\n1.5℃です", ["雨。\n", "1.5℃です"]),
    ("「はい。」と言う", ["「はい。」", "と言う"]),
    ("終わり．次は１．５倍", ["終わり．", "次は１．５倍"]),
    ("Hello. World e.g.ok", ["Hello. ", "World e.g.ok"]),
    ("①2025年②2026年", ["①", "2025年", "②", "2026年"]),
    ("", []),
    ("\n\n", ["\n\n"]),
]


@pytest.mark.parametrize(("text", "sentences"), CUTS)
def test_a_text_is_cut_where_a_reader_would(text: str, sentences: list[str]) -> None:
    assert list(split_sentences(text)) == sentences


@given(st.text(alphabet="あａ。．.!?\n\r 　、①1か\u3099ヴァ\u200d」", max_size=80))
def test_the_pieces_make_up_the_text_and_fold_alone_as_together(text: str) -> None:
    sentences = split_sentences(text)
    assert "".join(sentences) == text
    assert "".join(fold(sentence)[0] for sentence in sentences) == fold(text)[0]


@pytest.mark.parametrize("character", ["あ", "a", "、", " ", "\u3099", "①", "。", "\n"])
def test_no_sentence_is_too_long_for_the_tokenizer(character: str) -> None:
    sentences = split_sentences(character * 5_000)
    assert "".join(sentences) == character * 5_000
    assert max(map(len, sentences)) <= 2 * LIMIT
