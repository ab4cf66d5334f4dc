"""What completes: entries made of titles and labels, with the keys under which they are found."""

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzer import fold
from index.analysis.sound import sound, without_long
from index.analysis.tokens import AnalyzedText, OffsetMap
from index.reading.facet_values import fold_facet
from search.suggesting.keys import Keys, decoded, encoded

MAX_TYPED = 60
"""Characters that are looked at."""
MAX_READING = 24
MAX_WAYS = 4
"""Of reading one text: 今日 is きょう and こんにち."""
AT_ONCE = 1_000
"""Readings that are made sounds together."""
MIN_PHRASE_COUNT = 2
"""Titles in which words stand side by side before they are a phrase worth proposing."""

LABEL_FACETS = ("tag", "category")
"""The facets whose values complete what is typed."""
KINDS = (*LABEL_FACETS, "phrase", "title")
"""Of entries."""

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


class Entries:
    """What is proposed, one text behind the other; numbers count from 0.

    An entry has a folded text and the spellings of it, the commonest of all posts first; that of
    a title, which has one spelling, goes on with the ID, site and URL of its post.
    """

    def __init__(self) -> None:
        self.text = bytearray()
        """All of them, in UTF-8."""
        self._ends = array("I", [0])
        self._docs = array("I")
        """The posts that have a spelling; each is named once an entry."""
        self._docs_ends = array("I", [0])
        self._firsts = array("I", [0])
        """Of each entry the number of its first text, and that of all texts."""
        self._kinds = array("B")

    def __len__(self) -> int:
        return len(self._kinds)

    def add(
        self,
        folded: str,
        kind: str,
        spellings: Mapping[str, Sequence[int]],
        place: Sequence[str] = (),
    ) -> int:
        """Adds an entry, and gives the byte at which its folded text starts."""
        start = len(self.text)
        self._add_text(folded)
        counts = {text: len(docs) for text, docs in spellings.items()}
        for text in sorted(counts, key=lambda text: (-counts[text], text)):
            self._add_text(text, spellings[text])
        for text in place:
            self._add_text(text)
        self._firsts.append(len(self._ends) - 1)
        self._kinds.append(KINDS.index(kind))
        return start

    def _add_text(self, text: str, docs: Sequence[int] = ()) -> None:
        self.text += encoded(text)
        self._ends.append(len(self.text))
        self._docs.extend(docs)
        self._docs_ends.append(len(self._docs))

    def _text_at(self, number: int) -> str:
        return decoded(self.text[self._ends[number] : self._ends[number + 1]])

    def kind(self, entry: int) -> str:
        """One of KINDS."""
        return KINDS[self._kinds[entry]]

    def kinds(self) -> NDArray[np.uint8]:
        """The kind of each entry, as its place in KINDS."""
        return np.frombuffer(self._kinds, np.uint8)

    def folded(self, entry: int) -> str:
        """The folded text, as whoever proposed it has it."""
        return self._text_at(self._firsts[entry])

    def spelt(self, entry: int, mask: Mask | None = None) -> str:
        """In the commonest spelling of all posts, or of those for which ``mask`` is true."""
        first, end = self._firsts[entry] + 1, self._firsts[entry + 1]
        if mask is None or self.kind(entry) == "title":
            return self._text_at(first)
        at = self._docs_ends
        counts = {
            self._text_at(text): int(mask[self._docs[at[text] : at[text + 1]]].sum())
            for text in range(first, end)
        }
        return min(counts, key=lambda text: (-counts[text], text))

    def doc(self, entry: int) -> int:
        """The post of a title."""
        return self._docs[self._docs_ends[self._firsts[entry] + 1]]

    def place(self, entry: int) -> tuple[str, ...]:
        """ID, site and URL of the post of a title; else nothing."""
        if self.kind(entry) != "title":
            return ()
        end = self._firsts[entry + 1]
        return tuple(map(self._text_at, range(end - 3, end)))

    def counts(self, mask: Mask | None = None) -> NDArray[np.int64]:
        """The posts of each entry, of all of them or of those for which ``mask`` is true."""
        bounds = np.frombuffer(self._docs_ends, np.uint32)[np.frombuffer(self._firsts, np.uint32)]
        if mask is not None:
            seen = mask[np.frombuffer(self._docs, np.uint32)]
            bounds = np.concatenate(([0], np.cumsum(seen)))[bounds]
        return np.asarray(np.diff(bounds.astype(np.int64)), np.int64)


class Builder:
    """Collects entries and their keys."""

    def __init__(self, analyze: Callable[[str], AnalyzedText]) -> None:
        self._analyze = analyze
        self.entries = Entries()
        self._rows = array("I")
        """Keys in the text of the entries, as :class:`Keys` takes them."""
        self._sounds = _Sounds()

    def add_labels(self, labels: Iterable[Label]) -> None:
        groups: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
        for kind, text, docs in labels:
            spellings = groups[kind, fold_facet(text)]
            # A post that has two spellings of a tag has it once.
            seen = set(chain(*spellings.values()))
            if fresh := [doc for doc in docs if doc not in seen]:
                spellings.setdefault(text, []).extend(fresh)
        for (kind, _), spellings in groups.items():
            commonest = min(spellings, key=lambda text: (-len(spellings[text]), text))
            analyzed = self._analyze(commonest)
            words = [(t.start, t.end, t.reading) for t in analyzed.tokens if t.whole]
            start = self.entries.add(analyzed.folded, kind, spellings)
            self._add_keys(start, analyzed.folded, words)

    def add_titles(self, titles: Iterable[Title]) -> None:
        phrases = _Phrases(self.entries)
        for title in titles:
            if title.folded.strip():
                place = (title.id, title.site, title.url)
                start = self.entries.add(title.folded, "title", {title.text: [title.doc]}, place)
                self._add_keys(start, title.folded, title.words)
                phrases.add(title)
        for phrase, reading, spellings in phrases.frequent():
            start = self.entries.add(phrase, "phrase", spellings)
            self._add_text(start, phrase)
            self._sounds.add(len(self.entries) - 1, (reading,))

    def _add_keys(self, start: int, folded: str, words: Words) -> None:
        """Keys of the newest entry, whose folded text starts at a byte."""
        whole = folded.strip()
        numbers = ((s, e, folded[s:e]) for s, e, _ in words)  # 30 of 30ふん
        words = [n if n[2].isdigit() else w for n, w in zip(numbers, words, strict=True)]
        self._add_text(start + len(encoded(folded[: folded.index(whole)])), whole)
        at = 0
        for position, (word, _, _) in enumerate(words):
            start += len(encoded(folded[at:word]))
            at = word
            self._add_text(start, folded[word : word + MAX_TYPED])
            self._sounds.add(len(self.entries) - 1, _readings_from(words, position))

    def _add_text(self, start: int, text: str) -> None:
        length = len(encoded(text[:MAX_TYPED]))
        self._rows.extend((start, length, len(self.entries) - 1))

    def texts(self) -> Keys:
        """The texts themselves from each of their words on."""
        return Keys(self.entries.text, self._rows)

    def sounds(self) -> tuple[Keys, Keys]:
        """How they sound from there; and the same without long vowels."""
        return self._sounds.keys()


class _Sounds:
    """How entries are read from each of their words on, in all ways, as they sound.

    Some hundred readings are made sounds together: one by one takes longer, and all of them take
    more memory than everything else that is kept.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, str]] = []
        self._said = bytearray()
        self._rows, self._short_rows = array("I"), array("I")
        self._last = self._from_here = 0

    def add(self, entry: int, readings: Iterable[str]) -> None:
        """Adds readings of the newest entry."""
        self._waiting += ((entry, reading) for reading in readings)
        if len(self._waiting) > AT_ONCE:
            self._say()

    def _say(self) -> None:
        sounds = sound("".join(f"{way}\n" for _, way in self._waiting)).split("\n")[:-1]
        for (entry, _), key in zip(self._waiting, sounds, strict=True):
            if entry != self._last:
                self._last, self._from_here = entry, len(self._said)
            for rows, text in (self._rows, key), (self._short_rows, without_long(key)):
                piece = encoded(text)
                at = self._said.find(piece, self._from_here)  # the end of one from a word before
                if at < 0:
                    at = len(self._said)
                    self._said += piece
                rows.extend((at, len(piece), entry))
        self._waiting.clear()

    def keys(self) -> tuple[Keys, Keys]:
        """Those of all entries; and the same without long vowels."""
        self._say()
        return Keys(self._said, self._rows), Keys(self._said, self._short_rows)


def _readings_from(words: Words, position: int) -> Iterable[str]:
    """How the text is read from a word on, as far as the words touch and are known, in all ways."""
    ways = [""]
    end = words[position][0]
    for start, stop, readings in words[position:]:
        if start != end or not readings or len(ways[0]) > MAX_READING:
            break
        ways = [so_far + way for so_far in ways for way in readings.split()][:MAX_WAYS]
        end = stop
    return filter(None, ways)


_WHERE = ("entry", "start", "end", "reading", "reading_end")
_OCCURRENCE = struct.Struct("=qIIIII")
_OCCURRENCES = np.dtype([("hash", np.int64), *((name, np.uint32) for name in _WHERE)])


class _Phrases:
    """In which titles phrases stand, and how their authors spell them.

    Most stand in one: of them no more is kept than where.
    """

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._found = bytearray()
        """Of each occurrence, as in ``_OCCURRENCES``: what is there, the entry of the title, where
        in its folded text, and where among the readings."""
        self._readings = bytearray()

    def add(self, title: Title) -> None:
        """Takes each phrase of a title once, which is the newest entry."""
        entry = len(self._entries) - 1
        for start, end, reading in _phrases(title.folded, title.words):
            at = len(self._readings)
            self._readings += encoded(reading)
            where = (entry, start, end, at, len(self._readings))
            self._found += _OCCURRENCE.pack(hash(title.folded[start:end]), *where)

    def frequent(self) -> Iterator[tuple[str, str, dict[str, array[int]]]]:
        """Phrase, reading, and posts by spelling, of those that are worth proposing."""
        found = np.frombuffer(self._found, _OCCURRENCES)
        _, which, counts = np.unique(found["hash"], return_inverse=True, return_counts=True)
        spellings: dict[str, dict[str, array[int]]] = {}
        readings: dict[str, str] = {}
        last = -1
        found = found[counts[which] >= MIN_PHRASE_COUNT]
        columns = (found[name].copy().data for name in _WHERE)
        for entry, start, end, at, reading_end in zip(*columns, strict=True):
            if entry != last:
                last, folded, text = entry, self._entries.folded(entry), self._entries.spelt(entry)
                # Most titles are spelt as they fold but for capitals: then offsets are the same.
                offsets = OffsetMap() if text.lower() == folded else fold(text)[1]
            phrase, spelling = folded[start:end], text[offsets.start(start) : offsets.end(end)]
            posts = spellings.setdefault(phrase, {}).setdefault(spelling, array("I"))
            posts.append(self._entries.doc(entry))
            readings.setdefault(phrase, decoded(self._readings[at:reading_end]))
        for phrase, spelt in spellings.items():
            if sum(map(len, spelt.values())) >= MIN_PHRASE_COUNT:  # hashes may be equal
                yield phrase, readings[phrase], spelt


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
