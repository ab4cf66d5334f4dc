"""Base forms of words that are typed in kana: たべました, よんでいる, たのしかった.

The tokenizer knows 食べました, and of words in kana only some. The endings are few: each goes with
one form of what stands before it, and that form tells how the base form ends. Whether there is
such a word, the index tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

_MORE = (
    "(?:まし|ませ|ます|た|て|だ|で|ない|なかっ|なく|なけれ|たい|たかっ|たく|ん|いる|いた|いて|いな|いま|"
    "る|れ|られ|せ|させ|ば|よう|う|そう|すぎ|ながら|たら|だら|たり|だり|ちゃ|じゃ|っ|かっ|く|けれ|"
    "しま|おく|おい|くる|き|いく|いっ|くださ|(?<!か)い|でし|でしょう|だろう|か|から|ので|のに|と|は|も|を|が|に|の|"
    "なっ|なり|なる|なら|おもう|おもっ|まま|とき|こと|もの|ところ|とこ|ため|はず|つもり|わけ|ほう|あと|ころ)*"
)
"""Auxiliaries and particles that may follow, in any number."""
_HELPING = (
    "はじめ|つづ[かきくけい]|おわ[らりるれっ]|おえ|だ[さしすせそ]|かけ|かね|き[らりるれっ]|まく[らりるれっ]|"
    "ぬ[かきくけい]|つく[さしすせそ]|あ[わいうえっ]|う[るれ]|づら|がた"
)
"""What helps the verb before it: ふりはじめた, たべおわる, つかれきった, しんじがたい."""
_ENDINGS = {
    "nai": "(?:ない|なかっ|なく|なけれ|ず|れし?|せ)",
    "masu": f"(?:{_HELPING}|ます|まし|ませ|たい|たく|たかっ|ながら|そう|すぎ|やす|にく|なさい)",
    "ta": "(?:たら|たり|[たて])",
    "da": "(?:だら|だり|[だで])",
    "ba": "(?:ば|る|た|て|ない|ます|まし|ませ)",
    "u": "う",
    "ichidan": f"(?:{_HELPING}|たら|たり|[たて]|よう|れば|ろ|ない|なかっ|なく|なけれ|ず|られ|させ|"
    "ます|まし|ませ|たい|たく|たかっ|ながら|そう|すぎ|やす|にく|なさい)",
    "adjective": "(?:く|かっ|けれ|さ|そう|すぎ)",
    "plain": "(?=.)",
}
_PATTERNS = {form: re.compile(first + _MORE + "$") for form, first in _ENDINGS.items()}
_U_ROW = "うくぐすつぬぶむる"
_ROW = {
    "nai": dict(zip("わかがさたなばまら", _U_ROW, strict=True)),
    "masu": dict(zip("いきぎしちにびみり", _U_ROW, strict=True)),
    "ba": dict(zip("えけげせてねべめれ", _U_ROW, strict=True)),
    "u": dict(zip("おこごそとのぼもろ", _U_ROW, strict=True)),
    "ta": {"っ": "うつる", "い": "く", "し": "す"},
    "da": {"ん": "むぶぬ", "い": "ぐ"},
}
"""By form, how the base form ends for what a verb of five rows ends with: き of かきます → く."""
_ANY_ROW = {
    end: "".join(row.get(end, "") for row in _ROW.values()) for row in _ROW.values() for end in row
}
INFLECTED = {base: "".join(e for e, bases in _ANY_ROW.items() if base in bases) for base in _U_ROW}
"""What a verb of five rows may end with where its base form ends with this: う → わいえおっ."""
PAST = "ただてで"
"""What may be behind that."""
_ICHIDAN = re.compile("[いきしちにひみりぎじぢびぴえけせてねへめれげぜでべぺ]$")
_LONGEST_TAIL = 14
_SHORTEST_NOUN = 4
"""Kana of a noun that is how a verb ends before others: こだわり."""


def base_forms(kana: str) -> tuple[tuple[str, ...], ...]:
    """Hiragana that may be the base form of what was typed, the longest stems first.

    ``よんでいる`` → …, then よむ, よぶ, よぬ for よん; of words that exist, the first is meant.
    """
    cuts = range(len(kana) - 1, max(0, len(kana) - _LONGEST_TAIL), -1)
    found = [tuple(dict.fromkeys(_bases(kana[:cut], kana, cut))) for cut in cuts]
    if len(kana) >= _SHORTEST_NOUN:
        found.append(base_forms_before_word(kana))
    return tuple(bases for bases in found if bases)


def base_forms_before_word(kana: str) -> tuple[str, ...]:
    """Of a verb as it stands before another word: ``すい`` → すう, すいる (吸い込む, 吸い殻)."""
    return tuple(dict.fromkeys(chain(_five_rows(kana, "masu"), _one_row(kana))))


def verbs_of_five_rows(kana: str) -> list[str]:
    """Of what form a verb of five rows may be: 知りあっ, 知りあった → 知りあう, つ, る."""
    stem = kana[:-1] if kana[-1] in PAST else kana
    return [stem[:-1] + base for base in _ANY_ROW.get(stem[-1], "")]


def _bases(stem: str, kana: str, cut: int) -> Iterator[str]:
    for form, pattern in _PATTERNS.items():
        if pattern.match(kana, cut):
            yield from _BASES[form](stem) if form in _BASES else _five_rows(stem, form)


def _five_rows(stem: str, form: str) -> Iterator[str]:
    if form == "ta" and stem.endswith("いっ"):
        yield stem[:-1] + "く"  # 行った, the one verb on -く that does so
    if len(stem) > 1:
        yield from (stem[:-1] + base for base in _ROW[form].get(stem[-1], ""))


def _one_row(stem: str) -> Iterator[str]:
    if _ICHIDAN.search(stem):
        yield stem + "る"


def _adjective(stem: str) -> Iterator[str]:
    if len(stem) > 1:
        yield stem + "い"


def _as_it_is(stem: str) -> Iterator[str]:
    if len(stem) > 1 and stem[-1] in _U_ROW + "い":
        yield stem


_BASES: dict[str, Callable[[str], Iterator[str]]] = {
    "ichidan": _one_row,
    "adjective": _adjective,
    "plain": _as_it_is,
}
