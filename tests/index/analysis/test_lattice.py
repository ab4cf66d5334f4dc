"""The fast tokenizer gives exactly what Janome gives; Janome itself is the oracle."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from janome.tokenizer import Tokenizer as Janome

from index.analysis.lattice import LatticeTokenizer, Morpheme

SENTENCES = [
    "すもももももももものうち",
    "東京特許許可局で関西国際空港行きの切符を買った。",
    "Pythonで全文検索エンジンを書いてみました!",
    "2025年10月30日、OpenAIはGPT-4oを発表した。",
    "一万二千円と〇〇さん、々々。",
    "外国人参政権について、新幹線の中で話し合う",
    "ｶﾞｰﾍﾞｰｼﾞｺﾚｸｼｮﾝとガベージコレクション",
    "バーティカルAIエージェントの深掘り**です。",
    "これは、高い透明性や説明責任を求めるものです。",
    "  \u3000前後に空白\u3000 ",
    "αβγ Привет 안녕하세요 🍣🍺 ①②③ ㈱㍿",
    "http://example.com/a_b?c=d&e=f#g C++ C# .NET",
    "だ\u3099か\u3099 が゛",
    "\n\n改行\r\n\r\nと\tタブ\n",
]

PARTS = [
    *"一二三〇十百人大小東京都新幹線見健魈髙﨑々ー・、。「」！？",
    *"はがのにをもとでたてしいするなくこれあ",
    *"アイウエオカキクンー",
    *"abcXYZ012 .,-_/+#*\n\t\r",
    *"ＡｂＣ０１２　①Ⅳ㈱㍿αЖ한😀\u200b\u0301\x85\xa0\x1c",
    "関西国際空港",
    "ガベージコレクション",
    "食べさせられた",
    "でしょう",
    "株式会社",
    "GPT-4o",
    "\ud800",
    "\x00",
    "\x01",
    "\U000e0100",
]

texts = st.lists(st.sampled_from(PARTS), max_size=40).map("".join) | st.text(max_size=40)


@lru_cache(maxsize=1)
def janome() -> Janome:
    return Janome()


@lru_cache(maxsize=1)
def tokenizer() -> LatticeTokenizer:
    return LatticeTokenizer()


def by_janome(text: str, oracle: Janome | None = None) -> list[Morpheme]:
    morphemes = []
    at = len(text) - len(text.lstrip())
    for token in (oracle or janome()).tokenize(text):
        end = at + len(token.surface)
        morphemes.append(
            Morpheme(
                token.surface,
                at,
                end,
                token.part_of_speech,
                token.base_form,
                token.reading,
                token.node_type != "UNKNOWN",
            )
        )
        at = end
    return morphemes


@pytest.mark.parametrize("text", SENTENCES)
def test_cuts_a_sentence_as_janome_does(text: str) -> None:
    assert tokenizer().tokenize(text) == by_janome(text)


@given(texts)
@settings(deadline=None, max_examples=300)
def test_cuts_any_text_as_janome_does(text: str) -> None:
    if "\ud800" in text:
        text = text.replace("\ud800", "")  # Janome raises UnicodeEncodeError.
    assert tokenizer().tokenize(text) == by_janome(text)
