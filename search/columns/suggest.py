"""Completions while typing: tags, categories, frequent phrases and titles.

Every text has keys under which it is found: itself from each of its words on, and how it is read
from there. Keys are sorted, so what has been typed is a range of them; romaji become kana first,
and a consonant still without its vowel (``touk``) stands for its whole row. Keys are folded; what
is shown is spelt as the authors spell it (ChatGPT).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzer import fold
from index.analysis.readings import is_kana, romaji_prefixes, to_hiragana
from index.analysis.tokens import AnalyzedText, OffsetMap
from search.columns.filters import Facets
from search.columns.view import View
from search.results import Suggestion

_LETTERS = re.compile("[a-z][a-zー'-]*$")
MAX_TYPED = 60
"""Characters that are looked at."""
MAX_READING = 24
MIN_PHRASE_COUNT = 2
"""Titles in which words stand side by side before they are a phrase worth proposing."""
KIND_SCORES = {"tag": 4.0, "category": 4.0, "phrase": 3.0, "title": 0.0}
"""A short completion serves more queries than one title."""
READING_PENALTY = 1.0
"""What was typed literally comes before what only sounds like it."""
MAX_TITLES_SHARE = 0.5
"""Titles take at most this share of the places as long as there are other completions."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to propose."""

    text: str
    """As the author wrote it."""
    folded: str
    kind: str
    url: str | None
    count: int

    @property
    def score(self) -> float:
        return KIND_SCORES[self.kind] + math.log1p(self.count)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Sorted keys, and the entry of each."""

    keys: list[str]
    entries: NDArray[np.int64]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> _Keys:
        ordered = sorted(pair for pair in set(pairs) if pair[0])
        return cls([key for key, _ in ordered], np.array([n for _, n in ordered], np.int64))

    def starting_with(self, prefix: str) -> NDArray[np.int64]:
        low = bisect_left(self.keys, prefix)
        return self.entries[low : bisect_left(self.keys, prefix + "\U0010ffff", low)]


class Suggester:
    """Made once a generation; then reads only."""

    def __init__(self, view: View, facets: Facets, analyze: Callable[[str], AnalyzedText]) -> None:
        builder = _Builder(view, facets, analyze)
        builder.build()
        self._entries = builder.entries
        self._scores = np.array([entry.score for entry in self._entries])
        self._texts = _Keys.of(builder.texts)
        self._readings = _Keys.of(builder.readings)

    def suggest(self, folded: str, limit: int) -> tuple[Suggestion, ...]:
        """At most ``limit`` completions of a folded text, the best first."""
        typed = folded.strip()[:MAX_TYPED]
        if not typed or limit < 1 or not self._entries:
            return ()
        scores: dict[int, float] = {}
        self._collect(scores, self._texts.starting_with(typed), 0.0, limit)
        for kana in _readings_begun(typed):
            self._collect(scores, self._readings.starting_with(kana), READING_PENALTY, limit)
        ranked = sorted(scores, key=lambda number: (-scores[number], self._entries[number].text))
        return tuple(
            self._suggestion(self._entries[n], typed) for n in _mixed(ranked, limit, self._entries)
        )

    def _collect(
        self, scores: dict[int, float], numbers: NDArray[np.int64], penalty: float, limit: int
    ) -> None:
        """Keeps the best of ``numbers``, and of each kind enough to fill the list."""
        if len(numbers) > 8 * limit:
            best = np.argpartition(-self._scores[numbers], 4 * limit)[: 4 * limit]
            titles = numbers[: 4 * limit]
            numbers = np.concatenate((numbers[best], titles))
        for number in numbers.tolist():
            value = float(self._scores[number]) - penalty
            if value > scores.get(number, -math.inf):
                scores[number] = value

    def _suggestion(self, entry: Entry, typed: str) -> Suggestion:
        marked = _marked(entry.text, typed)
        return Suggestion(entry.text, marked, entry.kind, entry.url, entry.count)


def _readings_begun(typed: str) -> Iterator[str]:
    """How a reading may begin of which so much has been typed: とうk → とうか, とうき, ….

    An input method shows the consonant of an unfinished syllable as a letter.
    """
    yield to_hiragana(typed)
    letters = _LETTERS.search(typed)
    if letters:
        kana = to_hiragana(typed[: letters.start()])
        if not kana or is_kana(kana):
            yield from (kana + syllables for syllables in romaji_prefixes(letters[0]))


def _mixed(ranked: list[int], limit: int, entries: list[Entry]) -> list[int]:
    """Completions first; titles fill at least half, or what is left; no text twice."""
    seen: set[str] = set()
    words: list[int] = []
    titles: list[int] = []
    for number in ranked:
        key = entries[number].folded.strip()
        if key not in seen:
            seen.add(key)
            (titles if entries[number].kind == "title" else words).append(number)
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


class _Builder:
    """Collects entries and their keys from a view."""

    def __init__(self, view: View, facets: Facets, analyze: Callable[[str], AnalyzedText]) -> None:
        self._view = view
        self._facets = facets
        self._analyze = analyze
        self.entries: list[Entry] = []
        self.texts: list[tuple[str, int]] = []
        self.readings: list[tuple[str, int]] = []

    def build(self) -> None:
        for name in ("tag", "category"):
            self._add_labels(name)
        self._add_titles()

    def _add(self, entry: Entry) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1

    def _add_labels(self, name: str) -> None:
        table = self._facets.table(name)
        counts = table.counts(np.flatnonzero(self._view.live)).tolist()
        for label, count in zip(table.labels, counts, strict=True):
            if count:
                analyzed = self._analyze(label)
                words = [(t.start, t.end, t.reading) for t in analyzed.tokens if t.whole]
                number = self._add(Entry(label, analyzed.folded, name, None, count))
                self._add_keys(number, analyzed.folded, words)

    def _add_titles(self) -> None:
        phrases = _PhraseCounts()
        for segment, base in self._view.placed:
            for doc, (title, words) in enumerate(segment.title_words()):
                if not self._view.live[base + doc] or not title.strip():
                    continue
                fields = segment.fields(doc)
                entry = Entry(fields["title"], title, "title", fields["url"], 1)
                self._add_keys(self._add(entry), title, words)
                phrases.add(fields["title"], title, words)
        for phrase, spelling, reading, count in phrases.frequent():
            number = self._add(Entry(spelling, phrase, "phrase", None, count))
            self.texts.append((phrase, number))
            self.readings.append((reading, number))

    def _add_keys(self, number: int, folded: str, words: list[tuple[int, int, str]]) -> None:
        self.texts.append((folded.strip()[:MAX_TYPED], number))
        for position, (start, _, _) in enumerate(words):
            self.texts.append((folded[start : start + MAX_TYPED], number))
            self.readings.append((_reading_from(words, position), number))


def _reading_from(words: list[tuple[int, int, str]], position: int) -> str:
    """How the text is read from a word on, as far as the words touch and are known."""
    reading = ""
    end = words[position][0]
    for start, stop, sound in words[position:]:
        if start != end or not sound or len(reading) > MAX_READING:
            break
        reading += sound
        end = stop
    return reading


class _PhraseCounts:
    """In how many titles phrases stand, and how their authors spell them."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._spellings: Counter[tuple[str, str]] = Counter()
        self._readings: dict[str, str] = {}

    def add(self, original: str, folded: str, words: list[tuple[int, int, str]]) -> None:
        """Counts each phrase of a title once."""
        # Most titles are spelt as they fold but for capitals: then offsets are the same.
        offsets = OffsetMap() if original.lower() == folded else fold(original)[1]
        for start, end, reading in _phrases(folded, words):
            phrase = folded[start:end]
            self._counts[phrase] += 1
            self._spellings[phrase, original[offsets.start(start) : offsets.end(end)]] += 1
            self._readings.setdefault(phrase, reading)

    def frequent(self) -> Iterator[tuple[str, str, str, int]]:
        """Phrase, commonest spelling, reading and count of those that are worth proposing."""
        spellings: dict[str, str] = {}
        # Of two alike, the first in code point order, which has more capitals.
        for phrase, spelling in sorted(self._spellings, key=lambda k: (-self._spellings[k], k)):
            spellings.setdefault(phrase, spelling)
        for phrase, count in self._counts.items():
            if count >= MIN_PHRASE_COUNT:
                yield phrase, spellings[phrase], self._readings[phrase], count


def _phrases(title: str, words: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Where each word of a title stands, and each two or three that touch; their readings."""
    seen: set[str] = set()
    for position, (start, _, _) in enumerate(words):
        end, reading, known = start, "", True
        for following, stop, sound in words[position : position + 3]:
            if following != end:
                break
            known = known and bool(sound)
            reading += sound
            end = stop
            phrase = title[start:end]
            if len(phrase) > 1 and phrase not in seen:
                seen.add(phrase)
                yield start, end, reading if known else ""
