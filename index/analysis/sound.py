"""How a word sounds, as a key that any way of writing it leads to.

One key for posts, queries, completions and proposals. Kana become hiragana, and what is spelt in
several ways and said in one becomes one: ぢ and じ, づ and ず, を and お, ゐ and い, ゑ and え; a
long vowel is ー however it is written (らあめん, らーめん; こうり, こおり; えいご, ええご); middle
dots leave nothing. Small kana stay small: びょういん is no びよういん.

The keys of many readings are made at once, a line each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import jaconv

_ONE_SOUND = str.maketrans("ぢづをゐゑゎゕゖ", "じずおいえわかけ", "・·･")
_LONG = re.compile(
    "(?<=[あかさたなはまやらわがざだばぱぁゃ])[あぁ]"
    "|(?<=[いきしちにひみりぎじびぴぃ])[いぃ]"
    "|(?<=[うくすつぬふむゆるぐずぶぷぅゅ])[うぅ]"
    "|(?<=[えけせてねへめれげぜでべぺぇ])[えぇい]"
    "|(?<=[おこそとのほもよろごぞどぼぽぉょ])[おぉう]"
)
_LONG_MARKS = re.compile("ー+")


def sound(kana: str) -> str:
    """``トーキョー``, ``とうきょう`` → ``とーきょー``; ``つづく``, ``つずく`` → ``つずく``."""
    heard = str(jaconv.kata2hira(kana)).translate(_ONE_SOUND)
    return _LONG_MARKS.sub("ー", _LONG.sub("ー", heard))


def sounds_without_long(readings: Sequence[str]) -> list[str]:
    """Of each of some readings its sound without long vowels."""
    return without_long(sound("\n".join(readings))).split("\n")[: len(readings)]


def without_long(sound_key: str) -> str:
    """A sound without its long vowels, as romaji leave them out: ``とーきょー`` → ``ときょ``."""
    return sound_key.replace("ー", "")


def may_leave_out(short: str, full: str) -> bool:
    """Whether ``short`` is the sound ``full`` with some of its long vowels left out.

    ``ときょー`` is とーきょー; びーる is not びる, which somebody would have typed ``biru``.
    """
    at = 0
    for kana in full:
        if at < len(short) and short[at] == kana:
            at += 1
        elif kana != "ー":
            return False
    return at == len(short)
