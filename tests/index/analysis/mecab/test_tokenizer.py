"""MeCab gives what Janome gives; the lattice tokenizer, tested on its own, is the oracle."""

from __future__ import annotations

import sys
import threading
from functools import lru_cache

import pytest
from hypothesis import given, settings

from index.analysis.janome.lattice import LatticeTokenizer
from index.analysis.mecab.tables import user_words
from index.analysis.mecab.tokenizer import MecabTokenizer
from index.analysis.morphemes import UserEntry
from index.errors import DictionaryError
from tests.index.analysis.texts import SENTENCES, USER_ENTRIES, normalised, texts, user_texts


@lru_cache(maxsize=1)
def janome() -> LatticeTokenizer:
    return LatticeTokenizer()


@lru_cache(maxsize=1)
def mecab() -> MecabTokenizer:
    return MecabTokenizer()


@lru_cache(maxsize=1)
def with_user_entries() -> tuple[LatticeTokenizer, MecabTokenizer]:
    return LatticeTokenizer(USER_ENTRIES), MecabTokenizer(USER_ENTRIES)


@pytest.mark.parametrize(
    "text",
    [
        *map(normalised, SENTENCES),
        "Llama 2は、確かに",
        "本当に大丈夫か?",
        "令和7年",
        "従量課金制",
        "魈と鍾離と",
        "\uffff",
    ],
)
def test_cuts_a_sentence_as_janome_does(text: str) -> None:
    assert mecab().tokenize(text) == janome().tokenize(text)


def test_a_line_end_before_a_closing_bracket_cuts_as_in_janome() -> None:
    cuts = [[one.start for one in by.tokenize("前\n」後")] for by in (mecab(), janome())]
    assert cuts[0] == cuts[1] == [0, 1, 2, 3]


@given(texts)
@settings(deadline=None, max_examples=500)
def test_cuts_any_text_as_janome_does(text: str) -> None:
    assert mecab().tokenize(text) == janome().tokenize(text)


@given(text=user_texts)
@settings(deadline=None, max_examples=300)
def test_user_entries_win_and_lose_as_in_janome(text: str) -> None:
    expected, actual = with_user_entries()
    assert actual.tokenize(text) == expected.tokenize(text)


def test_a_long_run_of_one_character_is_cut_as_janome_does() -> None:
    expected, actual = with_user_entries()
    for length in (99, 100, 155, 400):
        assert actual.tokenize("い" * length) == expected.tokenize("い" * length)


def test_a_text_of_many_characters_is_cut_without_a_gap() -> None:
    for character in "あア漢a ☃":
        text = f"序{character * 5000}尾"
        assert "".join(morpheme.surface for morpheme in mecab().tokenize(text)) == text


def test_one_tokenizer_serves_many_threads() -> None:
    alone = {text: janome().tokenize(text) for text in map(normalised, SENTENCES)}
    wrong: list[str] = []

    def work(seed: int) -> None:
        for turn in range(200):
            text = normalised(SENTENCES[(seed + turn * (seed + 1)) % len(SENTENCES)])
            if mecab().tokenize(text) != alone[text]:
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "MeCab", None)
    with pytest.raises(DictionaryError, match="pip install mecab-python3 ipadic"):
        MecabTokenizer()


def test_thousands_of_user_entries_are_found() -> None:
    surfaces = [f"索引{number:04x}号" for number in range(3000)]
    tokenizer = MecabTokenizer([UserEntry(surface, -20_000) for surface in surfaces])
    for surface in surfaces[::97]:
        assert [morpheme.surface for morpheme in tokenizer.tokenize(f"{surface}を")] == [
            surface,
            "を",
        ]
    assert len(user_words([UserEntry(surface, 0) for surface in surfaces])) < 300_000
