"""MeCab cuts as Janome does where the dictionary has the words, and loses no character."""

from __future__ import annotations

import sys
import threading
from functools import lru_cache

import pytest
from hypothesis import given, settings

from index.analysis.janome.lattice import LatticeTokenizer
from index.analysis.mecab.compiling import user_words
from index.analysis.mecab.tokenizer import MecabTokenizer
from index.analysis.morphemes import Morpheme, UserEntry
from index.errors import DictionaryError
from tests.index.analysis.texts import SENTENCES, USER_ENTRIES, normalised, texts, user_texts


@lru_cache(maxsize=1)
def janome() -> LatticeTokenizer:
    return LatticeTokenizer(USER_ENTRIES)


@lru_cache(maxsize=1)
def mecab() -> MecabTokenizer:
    return MecabTokenizer(USER_ENTRIES)


def surfaces(morphemes: list[Morpheme]) -> list[str]:
    return [morpheme.surface for morpheme in morphemes]


@pytest.mark.parametrize(
    "text", [*map(normalised, SENTENCES), "Llama 2は、確かに", "visual studio"]
)
def test_cuts_words_of_the_dictionary_as_janome_does(text: str) -> None:
    assert surfaces(mecab().tokenize(text)) == surfaces(janome().tokenize(text))


def test_reads_words_as_janome_does() -> None:
    text = "東京特許許可局で機械学習とサキュインを学んだ"
    assert mecab().tokenize(text) == janome().tokenize(text)
    assert [m.surface for m in mecab().tokenize(text) if not m.piece.known] == ["サキュイン"]


@pytest.mark.parametrize(
    "text", ["引 越し", "引\n越し", "(株) \n )", "# b", "龘 龘", "안녕 하세요"]
)
def test_white_space_is_a_word_of_its_own(text: str) -> None:
    found = mecab().tokenize(text)
    spaces = [place for place, character in enumerate(text) if character.isspace()]
    assert [m.start for m in found if m.surface == " "] == spaces
    assert all(m.end == m.start + 1 for m in found if m.surface == " ")


@given(texts | user_texts)
@settings(deadline=None, max_examples=500)
def test_cuts_any_text_without_a_gap(text: str) -> None:
    found = mecab().tokenize(text)
    assert "".join(surfaces(found)) == text.strip()
    assert [m.end for m in found[:-1]] == [m.start for m in found[1:]]


@pytest.mark.parametrize("text", ["\uffff", "𠮟る𩸽", "い" * 155, "龘" * 400])
def test_cuts_rare_characters_and_long_runs_without_a_gap(text: str) -> None:
    assert "".join(surfaces(mecab().tokenize(text))) == text


def test_a_text_of_many_characters_is_cut_without_a_gap() -> None:
    for character in "あア漢a ☃":
        text = f"序{character * 5000}尾"
        assert "".join(surfaces(mecab().tokenize(text))) == text


def test_one_tokenizer_serves_many_threads() -> None:
    alone = {text: mecab().tokenize(text) for text in map(normalised, SENTENCES)}
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
        MecabTokenizer(USER_ENTRIES)


def test_thousands_of_user_entries_are_found() -> None:
    words = [f"索引{number:04x}号" for number in range(3000)]
    entries = [UserEntry(word, -20_000) for word in words]
    tokenizer = MecabTokenizer(entries)
    for word in words[::97]:
        assert surfaces(tokenizer.tokenize(f"{word}を")) == [word, "を"]
    assert len(user_words(entries)) < 300_000
