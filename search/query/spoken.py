"""A run of the query as it is said, and which kana of it are how a kanji is read.

吸いこむ is すいこむ, of which すい has 吸. Of what was sent half typed (りょうr), and of what ends
in a kanji that is read otherwise alone (きた国), the last word is known by its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from index.analysis.readings import is_kana, to_hiragana

MIN_SOUND = 2
"""Kana that are looked up; one kana sounds like everything."""
MAX_READING = 12
"""Kana of the longest reading of one word that is sought."""
MAX_BEGINNING = 8
"""Kana of a word that is half typed."""
MAX_OF_KANJI = 3
"""Kana that one kanji may be read as, at the end of a word."""
OPEN = "…"
"""Stands for what is not known."""

_KANJI = re.compile("[々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD_BEHIND = re.compile("[ぁ-ゖァ-ヺー]{2,}$")
"""Kana that may be a word of their own, and not how another ends."""
_PLAIN = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼ", "かきくけこさしすせそたちつてとはひふへほ"
)
_TO_VOICED = {voiced: plain for plain, voiced in _PLAIN.items()}
_VOICED = re.compile("[がぎぐげござじずぜぞだぢづでどばびぶべぼ]")


class Spoken(NamedTuple):
    """A run as kana, and which kana are how a kanji of it is read."""

    kana: str
    kanji: tuple[tuple[int, int, str], ...] = ()
    """Start, end and the kanji that are read so: 吸い of 吸いこむ has 吸."""
    onward: tuple[str, ...] = ()
    """What the last word, of which only the beginning is known, may go on with: か, き, … of けいk.
    The kana end with :data:`OPEN` then."""

    def cuts(self) -> list[int]:
        """The places where words may meet, both ends included: none within what kanji are read."""
        within = {at for start, end, _ in self.kanji for at in range(start + 1, end)}
        return [at for at in range(len(self.kana) + 1) if at not in within]

    def parts(self) -> Iterator[tuple[int, int]]:
        """Where each part that may be one word starts and ends."""
        cuts = self.cuts()
        for number, start in enumerate(cuts):
            for end in cuts[number + 1 :]:
                if end > start + MAX_READING:
                    break
                yield start, end

    def beginnings(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where the last word of a half-typed text may start, and how it begins."""
        end = len(self.kana) - len(OPEN)
        letters = any(self.onward)
        for start in self.cuts()[:-1] if self.onward else ():
            kana = self.kana[start:end]
            least = 1 if start and letters else MIN_SOUND
            if (start or letters or self.ends_in_kanji) and least <= len(kana) <= MAX_BEGINNING:
                yield start, tuple(kana + more for more in self.onward)

    @property
    def ends_in_kanji(self) -> bool:
        """Whether the last kana, which may be open, are how a kanji is read: 国 of きた国."""
        return bool(self.kanji) and self.kanji[-1][1] == len(self.kana)

    def kanji_within(self, start: int, end: int) -> str:
        """The kanji of a part, between words of which none is cut."""
        return "".join(kanji for at, to, kanji in self.kanji if start <= at and to <= end)


def speak(read: Iterable[tuple[str, str]]) -> tuple[Spoken, ...]:
    """The kana of morphemes: 吸い (すい), こむ (こむ) → すいこむ, of which すい has 吸.

    Of 雪だるま, だるま may be a word. Then the same with the last one voiced, as in a compound:
    わた菓子 → わたがし.
    """
    kana, spans = "", []
    for text, reading in read:
        if kanji := "".join(_KANJI.findall(text)):
            behind = _WORD_BEHIND.search(text)
            own = len(behind[0]) if behind and reading.endswith(to_hiragana(behind[0])) else 0
            spans.append((len(kana), len(kana) + len(reading) - own, kanji))
            if own:
                spans.append((spans[-1][1], len(kana) + len(reading), ""))
        kana += reading
    plain = Spoken(kana, tuple(spans))
    at = spans[-1][0] if plain.ends_in_kanji else 0
    other = voiced(kana[at:]) if at else ""
    return (plain, Spoken(kana[:at] + other, plain.kanji)) if other else (plain,)


def half_spoken(read: Sequence[tuple[str, str]], onward: tuple[str, ...]) -> Iterator[Spoken]:
    """The kana of morphemes of which the last word is known by its beginning: けいk; きた国, of
    which nobody knows that 国 is ぐに."""
    plain = speak(read)[0]
    yield Spoken(plain.kana + OPEN, plain.kanji, onward)
    (first, _), (last, reading) = read[0], read[-1]
    if len(last) == 1 and _KANJI.fullmatch(last) and is_kana(first):
        end = len(plain.kana) - len(reading)
        kanji = (*plain.kanji[:-1], (end, end + len(OPEN), last))
        yield Spoken(plain.kana[:end] + OPEN, kanji, ("",))


def voiced(kana: str) -> str:
    """How a word is said behind another in a compound, がし of 菓子; empty where it is not."""
    first = kana[0].translate(_TO_VOICED)
    return first + kana[1:] if first != kana[0] and not _VOICED.search(kana) else ""


def unvoiced(kana: str) -> str:
    """How a word is said that another before it has voiced (じょ of 案内所); empty for others.

    No word has two voiced sounds by that (Lyman's law).
    """
    plain = kana[0].translate(_PLAIN)
    return plain + kana[1:] if plain != kana[0] and not _VOICED.search(kana, 1) else ""
