"""The fast tokenizer gives exactly what Janome gives; Janome itself is the oracle."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from janome.tokenizer import Tokenizer as Janome

from index.analysis.janome.lattice import LatticeTokenizer
from index.analysis.morphemes import Morpheme, Piece, UserEntry
from tests.index.analysis.texts import SENTENCES, USER_ENTRIES, texts, user_texts


@lru_cache(maxsize=1)
def janome() -> Janome:
    return Janome()


@lru_cache(maxsize=1)
def tokenizer() -> LatticeTokenizer:
    return LatticeTokenizer()


def by_janome(text: str, oracle: Janome | None = None) -> list[Morpheme]:
    morphemes = []
    at = len(text) - len(text.lstrip())
    tokens: Any = (oracle or janome()).tokenize(text)
    for token in tokens:
        end = at + len(token.surface)
        piece = Piece(
            token.surface,
            token.part_of_speech,
            token.base_form,
            token.reading,
            token.node_type != "UNKNOWN",
        )
        morphemes.append(Morpheme(piece, at, end))
        at = end
    return morphemes


@pytest.mark.parametrize("text", SENTENCES)
def test_cuts_a_sentence_as_janome_does(text: str) -> None:
    assert tokenizer().tokenize(text) == by_janome(text)


@given(texts)
@settings(deadline=None, max_examples=300)
def test_cuts_any_text_as_janome_does(text: str) -> None:
    assert tokenizer().tokenize(text) == by_janome(text)


@pytest.mark.parametrize("length", [399, 400, 500])
@pytest.mark.parametrize(
    "unit",
    [
        "データベースを検索する、",
        "アイウエオ",
        "ａｂｃ",
        "今日は晴れ。\n\n",
        "漢字",
        "🍣",
        "x1",
        " ",
    ],
)
def test_cuts_a_long_text_where_janome_does(unit: str, length: int) -> None:
    text = "序" + (unit * length)[: length - 2] + "尾"
    assert tokenizer().tokenize(text) == by_janome(text)


@pytest.mark.parametrize("text", ["", " \u3000\n", "\U0010ffff\ufffe", "東。\n" * 900])
def test_every_text_is_cut_without_a_gap(text: str) -> None:
    morphemes = tokenizer().tokenize(text)
    assert "".join(morpheme.surface for morpheme in morphemes) == text.strip()
    assert all(morpheme.surface == text[morpheme.start : morpheme.end] for morpheme in morphemes)


@pytest.mark.parametrize("character", [*"あア漢a1ー々〇", "\u3042\u3099", "🍣"])
def test_a_word_of_many_characters_takes_little_time(character: str) -> None:
    started = time.process_time()
    morphemes = tokenizer().tokenize(character * 5000)
    assert "".join(morpheme.surface for morpheme in morphemes) == character * 5000
    assert time.process_time() - started < 5


def test_one_tokenizer_serves_many_threads() -> None:
    shared = LatticeTokenizer()
    alone = {text: by_janome(text) for text in SENTENCES}
    wrong: list[str] = []

    def work(seed: int) -> None:
        for turn in range(60):
            text = SENTENCES[(seed + turn * (seed + 1)) % len(SENTENCES)]
            if shared.tokenize(text) != alone[text]:
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_is_forgotten_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.analysis.janome.lattice._STRETCHES_KEPT", 7)
    monkeypatch.setattr("index.analysis.janome.words._PREFIXES_KEPT", 11)
    forgetful = LatticeTokenizer()
    for text in SENTENCES * 3:
        assert forgetful.tokenize(text) == by_janome(text)


def test_a_stretch_at_the_end_of_a_text_says_nothing_of_a_longer_one() -> None:
    fresh = LatticeTokenizer()
    for text in [
        "新たな地平",
        "新たな地平線",
        "ものでした",
        "もので",
        "ものです",
        "関西国際",
        "関西国際空港",
    ]:
        assert fresh.tokenize(text) == by_janome(text)


def test_offsets_count_from_the_start_of_the_text() -> None:
    assert tokenizer().tokenize(" \u3000本 \n") == [
        Morpheme(Piece("本", "名詞,一般,*,*", "本", "ホン", True), 2, 3)
    ]


@lru_cache(maxsize=1)
def user_tokenizer() -> LatticeTokenizer:
    return LatticeTokenizer(USER_ENTRIES)


@pytest.fixture(scope="module")
def user_janome(tmp_path_factory: pytest.TempPathFactory) -> Janome:
    path = tmp_path_factory.mktemp("dictionary") / "user.csv"
    lines = [
        f"{entry.surface},{entry.left_id},{entry.right_id},{entry.cost},{entry.part_of_speech},"
        f"*,*,{entry.base_form},{entry.reading},{entry.reading}"
        for entry in USER_ENTRIES
    ]
    path.write_text("\n".join(lines), "utf-8")
    return Janome(str(path), udic_enc="utf8")


@given(text=user_texts)
@settings(deadline=None, max_examples=200)
def test_user_entries_win_and_lose_as_in_janome(user_janome: Janome, text: str) -> None:
    assert user_tokenizer().tokenize(text) == by_janome(text, user_janome)


def test_a_user_entry_keeps_a_new_word_whole() -> None:
    surfaces = [morpheme.surface for morpheme in user_tokenizer().tokenize("東京スカイツリー駅へ")]
    assert surfaces == ["東京スカイツリー駅", "へ"]


def test_a_user_entry_without_base_form_is_its_own() -> None:
    fresh = LatticeTokenizer([UserEntry("索引子", 100)])
    assert fresh.tokenize("索引子")[0].piece.base_form == "索引子"
