"""A fast tokenizer in pure Python that gives exactly the tokens that Janome gives.

It reads Janome's dictionary and costs, and cuts every text where Janome does, but for texts of
more than 500 characters, which Janome parts first: sentences are shorter. What makes it fast is
that little is computed, and nothing twice:

1. :mod:`index.analysis.janome.words` keeps, by prefix, which words begin so;
2. :mod:`index.analysis.janome.costs` drops words and paths that can never win;
3. :mod:`index.analysis.janome.path` searches from one certain place to the next;
4. each such stretch of text is remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from index.analysis.janome.costs import ConnectionCosts
from index.analysis.janome.dictionary import system_dictionary
from index.analysis.janome.path import Node, PathFinder
from index.analysis.janome.unknown import UnknownWords
from index.analysis.janome.words import USER_WORDS, DictionaryWords
from index.analysis.morphemes import Morpheme, Piece, UserEntry, placed

_END = "\0"
"""Behind a text: in none, since normalising makes control characters spaces."""

_START_OF_TEXT = 0
"""The right context before a text."""

_STRETCHES_KEPT = 100_000
"""About 40 MB: two in three stretches of a blog are found again."""

_LONGEST_KEPT = 64
"""Characters looked at: long runs hardly come up twice, and must not fill the memory."""

_WORDS_KEPT = 20_000
"""About 8 MB; 300 posts use 11,000 words."""

Stretch = tuple[int, int, tuple[Piece, ...]]
"""Length, the right context at its end, and its pieces."""

_FIRST_WINDOW = 3
"""Characters; with 2 or 4, real text is cut more slowly."""


class LatticeTokenizer:
    """Janome's tokens, several times as fast; threads may share one."""

    def __init__(self, user_entries: Sequence[UserEntry] = ()) -> None:
        dictionary = system_dictionary()
        costs = ConnectionCosts(dictionary.connections)
        self._unknown = UnknownWords(dictionary.rules, costs)
        lexicon = DictionaryWords(dictionary, costs, self._unknown, user_entries)
        self._paths = PathFinder(lexicon, costs)
        self._system_piece = lru_cache(maxsize=_WORDS_KEPT)(dictionary.piece)
        self._user_entries = tuple(user_entries)
        self._memory = _Memory()

    def tokenize(self, text: str) -> list[Morpheme]:
        """The morphemes of ``text``; white space at both ends belongs to none, as in Janome."""
        stripped = text.strip()
        return placed(self._cut(stripped + _END), text.index(stripped[0])) if stripped else []

    def _cut(self, text: str) -> list[Piece]:
        """The pieces of ``text``, which ends with ``_END``."""
        pieces: list[Piece] = []
        at, end, right_id, memory = 0, len(text) - 1, _START_OF_TEXT, self._memory
        while at < end:
            known, window = memory.known[right_id], _FIRST_WINDOW
            while isinstance(found := known.get(text[at : at + window]), int):
                window = found
            if found is None:
                found = self._find_stretch(text, at, right_id)
            length, right_id, of_stretch = found
            pieces += of_stretch
            at += length
        return pieces

    def _find_stretch(self, text: str, at: int, right_id: int) -> Stretch:
        """The stretch that begins at ``at``."""
        stop, node, looked = self._paths.advance(text, at, right_id)
        stretch = stop - at, node[1], self._pieces(text, stop, node)
        if looked - at <= _LONGEST_KEPT:
            self._memory.keep(right_id, text, at, looked - at, stretch)
        return stretch

    def _pieces(self, text: str, stop: int, node: Node | None) -> tuple[Piece, ...]:
        """The words on the path that ends with ``node`` at ``stop``."""
        pieces: list[Piece] = []
        while node is not None and node[4] is not None:
            _, _, number, start, before = node
            pieces.append(self._piece(text[start:stop], number))
            stop, node = start, before
        return tuple(reversed(pieces))

    def _piece(self, surface: str, number: int) -> Piece:
        if number < 0:
            part_of_speech = self._unknown.parts_of_speech[number]
            return Piece(surface, part_of_speech, surface, "*", False)
        if number < USER_WORDS:
            return self._system_piece(number)
        return self._user_entries[number - USER_WORDS].piece()


class _Memory:
    """The stretches that are known, by the right context before them and the text that follows.

    A stretch depends on some characters from its place on, of which the search has looked at more
    or fewer. So a key is first the next three characters: they lead to the stretch, or to the
    number of characters that must be looked at to tell, and so on.

    When it is full, all is forgotten. Safe to share between threads: they may lose an entry to
    each other, but never find a wrong one.
    """

    def __init__(self) -> None:
        self.known: defaultdict[int, dict[str, Stretch | int]] = defaultdict(dict)
        """By context and window: read where speed matters, as :meth:`keep` does."""
        self._room = _STRETCHES_KEPT

    def keep(self, context: int, text: str, at: int, looked: int, stretch: Stretch) -> None:
        """Remembers a stretch, to find out which ``looked`` characters were needed."""
        if self._room <= 0:
            self.known, self._room = defaultdict(dict), _STRETCHES_KEPT
        known, window = self.known[context], _FIRST_WINDOW
        while isinstance(found := known.get(text[at : at + window]), int):
            window = found
        if looked > window:
            known[text[at : at + window]] = looked
            window = looked
        known[text[at : at + window]] = stretch
        self._room -= 1
