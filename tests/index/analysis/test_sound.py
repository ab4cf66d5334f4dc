"""The sound key: one for all ways to write a word, and not one for two words."""

from __future__ import annotations

import pytest

from index.analysis.sound import may_leave_out, sound, without_long

ALIKE = [
    "とうきょう とーきょー トウキョウ トーキョー とおきょお",
    "つづく つずく ツヅク",
    "みかづき みかずき",
    "はなぢ はなじ",
    "ラーメン らあめん らーめん",
    "こおり こうり こーり",
    "えいご ええご えーご",
    "ヱヴァンゲリヲン エヴァンゲリオン えゔぁんげりおん",
    "ぼっち・ざ・ろっく ボッチザロック",
    "おおさか おーさか",
    "ゐど いど",
]
APART = [
    ("びょういん", "びよういん"),
    ("おばさん", "おばあさん"),
    ("ビル", "ビール"),
    ("はし", "ばし"),
    ("きて", "きって"),
    ("こい", "こいい"),
    ("しゅじん", "しゅうじん"),
    ("かに", "かんい"),
]


@pytest.mark.parametrize("line", ALIKE)
def test_spellings_of_one_sound_have_one_key(line: str) -> None:
    first, *others = line.split()
    assert {sound(other) for other in others} == {sound(first)}


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_are_said_otherwise_have_other_keys(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_many_readings_are_reduced_at_once() -> None:
    readings = ["とうきょう", "づつ", "ああ", "", "あ", "あい"]
    assert sound("\n".join(readings)).split("\n") == [sound(reading) for reading in readings]


@pytest.mark.parametrize(
    ("typed", "word", "may"),
    [
        ("ときょ", "とうきょう", True),
        ("とうきょ", "とうきょう", True),
        ("びる", "びーる", True),
        ("びーる", "びる", False),
        ("ゆうき", "ゆき", False),
        ("ゆき", "ゆうき", True),
        ("おさか", "おおさか", True),
        ("かさ", "かさい", False),
    ],
)
def test_long_vowels_may_be_left_out_but_not_put_in(typed: str, word: str, may: bool) -> None:
    assert may_leave_out(sound(typed), sound(word)) is may
    if may:
        assert without_long(sound(typed)) == without_long(sound(word))
