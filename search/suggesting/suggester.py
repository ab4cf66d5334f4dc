"""Completions while typing: tags, categories, frequent phrases and titles, for every engine.

Every text has keys under which it is found: itself from each of its words on, and how it is read
from there. Keys are sorted, so what has been typed is a range of them; romaji become kana first,
and a consonant still without its vowel (``touk``) stands for its whole row. Keys are folded; what
is shown is spelt as the authors spell it (ChatGPT).

Each entry knows its posts, spelling by spelling, so that an asker who may see some of them only
is told their counts and their spellings, and nothing that stands in no other post.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzer import fold
from index.analysis.readings import is_kana, to_hiragana
from index.analysis.romaji import romaji_prefixes, romaji_readings
from index.analysis.sound import sound, without_long
from index.analysis.tokens import AnalyzedText
from search.query.slips import slips_of_kana
from search.results import Suggestion
from search.suggesting.entries import (
    KINDS,
    MAX_TYPED,
    MIN_PHRASE_COUNT,
    Builder,
    Entries,
    Label,
    Mask,
    Title,
)

_HALF_CONVERTED = re.compile("(.*?[々〇一-鿿])([ぁ-んァ-ヶー]*)([a-z]*)")
_LETTERS_FIRST = re.compile("([a-z]+)([ぁ-んァ-ヶー]+)")
_KANA_FIRST = re.compile("([ぁ-んァ-ヶー]+)([a-z]+|[々〇一-鿿]+)")
_SOUNDS = re.compile("[0-9]*[ぁ-ゖァ-ヺー]*")
MOST_CONVERTED = 500
"""Entries that are looked at in the middle of a conversion."""
_LETTERS = re.compile("[a-z][a-zー'-]*$")
KIND_SCORES = {"tag": 4.0, "category": 4.0, "phrase": 3.0, "title": 0.0}
"""A short completion serves more queries than one title."""
READING_PENALTY = 1.0
"""What was typed literally comes before what only sounds like it."""
MAX_TITLES_SHARE = 0.5
"""Titles take at most this share of the places as long as there are other completions."""


class Suggester:
    """Made once a generation, of its titles and labels; then reads only."""

    def __init__(
        self,
        titles: Iterable[Title],
        labels: Iterable[Label],
        analyze: Callable[[str], AnalyzedText],
    ) -> None:
        builder = Builder(analyze)
        builder.add_labels(labels)
        builder.add_titles(titles)
        self._entries = builder.entries
        kinds = self._entries.kinds()
        self._counts = self._entries.counts()
        self._values = self._valued(self._counts)
        self._least = np.where(kinds == KINDS.index("phrase"), MIN_PHRASE_COUNT, 1)
        self._texts = builder.texts()
        self._sounds, self._short_sounds = builder.sounds()

    def suggest(self, folded: str, limit: int, mask: Mask | None = None) -> tuple[Suggestion, ...]:
        """At most ``limit`` completions of a folded text, the best first.

        With ``mask``, those of the posts for which it is true.
        """
        typed = folded.strip()[:MAX_TYPED]
        if not typed or limit < 1 or not self._entries:
            return ()
        counts, values = self._counts, self._values
        if mask is not None:
            counts = self._entries.counts(mask)
            values = self._valued(counts)
        scores: dict[int, float] = {}

        def collect(numbers: NDArray[Any], penalty: float) -> None:
            """Keeps the best of ``numbers``, and of each kind enough to fill the list."""
            if mask is not None:
                numbers = numbers[counts[numbers] >= self._least[numbers]]
            if len(numbers) > 8 * limit:
                best = np.argpartition(-values[numbers], 4 * limit)[: 4 * limit]
                numbers = np.concatenate((numbers[best], numbers[: 4 * limit]))
            for number in numbers.tolist():
                value = float(values[number]) - penalty
                if value > scores.get(number, -math.inf):
                    scores[number] = value

        collect(self._texts.starting_with(typed), 0.0)
        for kana in _as_kana(typed):
            collect(self._sounds.starting_with(sound(kana)), READING_PENALTY)
        for begun in _sounds_begun(typed):
            collect(self._sounds.starting_with(begun), READING_PENALTY)
            if "ー" not in begun:  # a long vowel that was typed is there
                collect(self._short_sounds.starting_with(begun), READING_PENALTY)
        collect(self._converted(typed), READING_PENALTY)
        if not scores and "ー" not in typed:
            for begun in _sounds_begun(typed):
                collect(self._with_more_long(begun), READING_PENALTY)
        if not scores and is_kana(typed):  # デタベース, データベーズ
            collect(self._short_sounds.starting_with(without_long(sound(typed))), READING_PENALTY)
            for meant in next(slips_of_kana(to_hiragana(typed)), ()):
                collect(self._sounds.starting_with(sound(meant)), READING_PENALTY)
        ranked = sorted(scores, key=lambda number: (-scores[number], self._entries.spelt(number)))
        shown = _mixed(ranked, limit, self._entries)
        return tuple(self._suggestion(n, int(counts[n]), typed, mask) for n in shown)

    def _valued(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        scores = np.array([KIND_SCORES[kind] for kind in KINDS])
        return np.asarray(scores[self._entries.kinds()] + np.log1p(counts), np.float64)

    def _converted(self, typed: str) -> NDArray[np.int64]:
        """What is begun in kanji and goes on in kana or letters, in the middle of a conversion:
        生せい, 引っk; and what is begun in kana and goes on otherwise: せいせいA, りれき書."""
        if match := _KANA_FIRST.fullmatch(typed):
            found = self._sounds.starting_with(sound(match[1]))[:MOST_CONVERTED].tolist()
            kept = [n for n in found if match[2] in self._entries.folded(n)]
            return np.array(kept, np.int64)
        match = _HALF_CONVERTED.fullmatch(typed)
        if match is None or not (match[2] or match[3]):
            return np.empty(0, np.int64)
        ends = romaji_prefixes(match[3]) if match[3] else ("",)
        rests = [sound(match[2] + end) for end in ends]
        found = self._texts.starting_with(match[1])[:MOST_CONVERTED].tolist()
        begun = len(match[1])
        kept = [
            number
            for number in found
            if any(rest in key[begun:] for key in self._sounds.of_entry(number) for rest in rests)
        ]
        return np.array(kept, np.int64)

    def _with_more_long(self, begun: str) -> NDArray[np.int64]:
        """What sounds so with more long vowels: せーきゅーしょ for せーきゅしょ."""
        pattern = re.compile("ー?".join(map(re.escape, begun)))
        found = self._short_sounds.starting_with(without_long(begun))[:MOST_CONVERTED].tolist()
        kept = [n for n in found if any(map(pattern.match, self._sounds.of_entry(n)))]
        return np.array(kept, np.int64)

    def _suggestion(self, number: int, count: int, typed: str, mask: Mask | None) -> Suggestion:
        entries = self._entries
        text = entries.spelt(number, mask)
        marked = _marked(text, typed)
        return Suggestion(text, marked, entries.kind(number), count, *entries.place(number))


def _as_kana(typed: str) -> tuple[str, ...]:
    """What was typed in kana, or begun in letters before the input method was on: seiせ."""
    if match := _LETTERS_FIRST.fullmatch(typed):
        return tuple(kana + match[2] for kana in romaji_readings(match[1]))
    return (typed,) if _SOUNDS.fullmatch(typed) else ()


def _sounds_begun(typed: str) -> Iterator[str]:
    """How a sound may begin of which so much has been typed: とうk → とーか, とーき, ….

    An input method shows the consonant of an unfinished syllable as a letter.
    """
    letters = _LETTERS.search(typed)
    if letters:
        kana = to_hiragana(typed[: letters.start()])
        if not kana or _SOUNDS.fullmatch(kana):
            yield from (sound(kana + syllables) for syllables in romaji_prefixes(letters[0]))


def _mixed(ranked: list[int], limit: int, entries: Entries) -> list[int]:
    """Completions first; titles fill at least half, or what is left; no text twice."""
    seen: set[str] = set()
    words: list[int] = []
    titles: list[int] = []
    for number in ranked:
        key = entries.folded(number).strip()
        if key not in seen:
            seen.add(key)
            (titles if entries.kind(number) == "title" else words).append(number)
    room = max(limit - len(words), int(limit * MAX_TITLES_SHARE))
    shown = titles[:room]
    return [*words[: limit - len(shown)], *shown]


def _marked(text: str, typed: str) -> str:
    """The text as HTML, with what was typed marked where it stands literally."""
    folded, offsets = fold(text)
    at = folded.find(typed)
    if at < 0:
        return escape(text)
    start, end = offsets.start(at), offsets.end(at + len(typed))
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"
