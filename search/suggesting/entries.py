"""What completes: entries made of titles and labels, with the keys under which they are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzer import fold
from index.analysis.sound import sound
from index.analysis.tokens import AnalyzedText, OffsetMap
from index.reading.facet_values import fold_facet

MAX_TYPED = 60
"""Characters that are looked at."""
MAX_READING = 24
MAX_WAYS = 4
"""Of reading one text: 今日 is きょう and こんにち."""
MIN_PHRASE_COUNT = 2
"""Titles in which words stand side by side before they are a phrase worth proposing."""

LABEL_FACETS = ("tag", "category")
"""The facets whose values complete what is typed."""

Words = list[tuple[int, int, str]]
"""Of a folded text, the words: start, end, readings divided by spaces."""
Mask = NDArray[np.bool_]


class Title(NamedTuple):
    """The title of a post."""

    doc: int
    text: str
    folded: str
    words: Words
    id: str
    site: str
    url: str


class Label(NamedTuple):
    """A tag or a category in one spelling, and the posts that have it so."""

    kind: str
    text: str
    docs: list[int]


class Entry(NamedTuple):
    """Something to propose."""

    text: str
    """In the commonest spelling of all posts."""
    folded: str
    kind: str
    posts: int
    spellings: tuple[tuple[str, list[int]], ...]
    """Each spelling with its posts; a post is named once."""
    title: Title | None = None
    """The post that it leads to."""

    def spelt_within(self, mask: Mask) -> str:
        """The commonest spelling of the posts that may be seen."""
        counts = {text: int(mask[docs].sum()) for text, docs in self.spellings}
        return _commonest(counts)


class Builder:
    """Collects entries and their keys."""

    def __init__(self, analyze: Callable[[str], AnalyzedText]) -> None:
        self._analyze = analyze
        self.entries: list[Entry] = []
        self.texts: list[tuple[str, int]] = []
        self.sounds: list[tuple[str, int]] = []

    def _add(
        self,
        folded: str,
        kind: str,
        spellings: dict[str, list[int]],
        title: Title | None = None,
    ) -> int:
        text = _commonest({spelling: len(docs) for spelling, docs in spellings.items()})
        count = sum(map(len, spellings.values()))
        self.entries.append(Entry(text, folded, kind, count, tuple(spellings.items()), title))
        return len(self.entries) - 1

    def add_labels(self, labels: Iterable[Label]) -> None:
        groups: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
        seen: set[tuple[str, str, int]] = set()
        for kind, text, docs in labels:
            key = (kind, fold_facet(text))
            # A post that has two spellings of a tag has it once.
            fresh = [doc for doc in docs if (*key, doc) not in seen]
            seen.update((*key, doc) for doc in fresh)
            if fresh:
                groups[key].setdefault(text, []).extend(fresh)
        for (kind, _), spellings in groups.items():
            analyzed = self._analyze(
                _commonest({text: len(docs) for text, docs in spellings.items()})
            )
            words = [(t.start, t.end, t.reading) for t in analyzed.tokens if t.whole]
            number = self._add(analyzed.folded, kind, spellings)
            self._add_keys(number, analyzed.folded, words)

    def add_titles(self, titles: Iterable[Title]) -> None:
        phrases = _Phrases()
        for title in titles:
            if title.folded.strip():
                # Its words are done with: they were most of what a service of many posts holds.
                kept = title._replace(words=[])
                number = self._add(title.folded, "title", {title.text: [title.doc]}, kept)
                self._add_keys(number, title.folded, title.words)
                phrases.add(title)
        for phrase, reading, spellings in phrases.frequent():
            number = self._add(phrase, "phrase", spellings)
            self.texts.append((phrase, number))
            self.sounds.append((sound(reading), number))

    def _add_keys(self, number: int, folded: str, words: Words) -> None:
        self.texts.append((folded.strip()[:MAX_TYPED], number))
        for position, (start, _, _) in enumerate(words):
            self.texts.append((folded[start : start + MAX_TYPED], number))
            self.sounds += ((way, number) for way in _sounds_from(words, position))


def _commonest(counts: dict[str, int]) -> str:
    """Of two alike, the first in code point order, which has more capitals."""
    return min(counts, key=lambda text: (-counts[text], text))


def _sounds_from(words: Words, position: int) -> tuple[str, ...]:
    """How the text sounds from a word on, as far as the words touch and are known, in all ways."""
    sounds = [""]
    end = words[position][0]
    for start, stop, readings in words[position:]:
        if start != end or not readings or len(sounds[0]) > MAX_READING:
            break
        sounds = [so_far + way for so_far in sounds for way in readings.split()][:MAX_WAYS]
        end = stop
    return tuple(dict.fromkeys(sound(way) for way in sounds if way))


class _Phrases:
    """In which titles phrases stand, and how their authors spell them."""

    def __init__(self) -> None:
        self._spellings: dict[str, dict[str, list[int]]] = {}
        self._readings: dict[str, str] = {}

    def add(self, title: Title) -> None:
        """Counts each phrase of a title once."""
        # Most titles are spelt as they fold but for capitals: then offsets are the same.
        same = title.text.lower() == title.folded
        offsets = OffsetMap() if same else fold(title.text)[1]
        for start, end, reading in _phrases(title.folded, title.words):
            phrase = title.folded[start:end]
            spelling = title.text[offsets.start(start) : offsets.end(end)]
            self._spellings.setdefault(phrase, {}).setdefault(spelling, []).append(title.doc)
            self._readings.setdefault(phrase, reading)

    def frequent(self) -> Iterator[tuple[str, str, dict[str, list[int]]]]:
        """Phrase, reading, and posts by spelling, of those that are worth proposing."""
        for phrase, spellings in self._spellings.items():
            if sum(map(len, spellings.values())) >= MIN_PHRASE_COUNT:
                yield phrase, self._readings[phrase], spellings


def _phrases(title: str, words: Words) -> Iterator[tuple[int, int, str]]:
    """Where each word of a title stands, and each two or three that touch; their readings."""
    seen: set[str] = set()
    for position, (start, _, _) in enumerate(words):
        end, reading, known = start, "", True
        for following, stop, readings in words[position : position + 3]:
            if following != end:
                break
            known = known and bool(readings)
            reading += readings.partition(" ")[0]
            end = stop
            phrase = title[start:end]
            if len(phrase) > 1 and phrase not in seen:
                seen.add(phrase)
                yield start, end, reading if known else ""
