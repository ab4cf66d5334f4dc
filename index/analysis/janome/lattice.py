"""A fast tokenizer in pure Python that gives exactly the tokens that Janome gives.

It reads Janome's dictionary and costs, and cuts every text where Janome does. What makes it
fast is that little is computed, and nothing twice:

1. :mod:`index.analysis.janome.words` keeps, by prefix, which words begin so;
2. :mod:`index.analysis.janome.costs` drops words and paths that can never win;
3. :mod:`index.analysis.janome.path` searches from one certain place to the next;
4. :mod:`index.analysis.janome.memory` remembers each such stretch of text.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache

from index.analysis.janome.costs import ConnectionCosts
from index.analysis.janome.dictionary import (
    category_rules,
    janome_version,
    system_dictionary,
)
from index.analysis.janome.memory import FIRST_WINDOW, TextMemory
from index.analysis.janome.path import Node, PathFinder
from index.analysis.janome.unknown import UnknownWords
from index.analysis.janome.words import USER_WORDS, DictionaryWords
from index.analysis.morphemes import Morpheme, Piece, UserEntry, placed, respell

__all__ = ["LatticeTokenizer", "Morpheme", "UserEntry"]

_CHUNK = 500
"""Characters after which Janome cuts a text at the next punctuation."""
_LONGEST_CHUNK = 1024
"""Characters after which Janome cuts a text anywhere."""

_END = "\0"
_STAND_IN = "\1"
"""Of the same category as NUL, which marks the end: neither is in any word."""

_START_OF_TEXT = 0
"""The right context before a text."""

_STRETCHES_KEPT = 50_000
"""In each of two generations, about 20 MB: two in three stretches of a blog are found again."""

_LONGEST_KEPT = 64
"""Characters looked at: long runs hardly come up twice, and must not fill the memory."""

_WORDS_KEPT = 20_000
"""About 8 MB; 300 posts use 11,000 words."""

Stretch = tuple[int, int, tuple[Piece, ...]]
"""Length, the right context at its end, and its pieces."""


class LatticeTokenizer:
    """Janome's tokens, several times as fast; threads may share one."""

    name = "janome"

    def __init__(self, user_entries: Sequence[UserEntry] = ()) -> None:
        dictionary = system_dictionary()
        costs = ConnectionCosts(dictionary.connections)
        self._unknown = UnknownWords(category_rules(), costs)
        lexicon = DictionaryWords(dictionary, costs, self._unknown, user_entries)
        self._paths = PathFinder(lexicon, costs)
        self._dictionary = dictionary
        self._system_piece = lru_cache(maxsize=_WORDS_KEPT)(self._read_system_piece)
        self._user_entries = tuple(user_entries)
        self._memory: TextMemory[Stretch] = TextMemory(_STRETCHES_KEPT)
        self.version = janome_version()

    def tokenize(self, text: str) -> list[Morpheme]:
        """The morphemes of ``text``; white space at both ends belongs to none, as in Janome."""
        stripped = text.strip()
        if not stripped:
            return []
        lead = text.index(stripped[0])
        if _END not in stripped:
            return placed(self._cut(stripped + _END), lead)
        pieces = self._cut(stripped.replace(_END, _STAND_IN) + _END)
        return respell(placed(pieces, lead), text)

    def _cut(self, text: str) -> list[Piece]:
        """The pieces of ``text``, which ends with ``_END``."""
        end = len(text) - 1
        pieces: list[Piece] = []
        start = 0
        while start < end:
            start = self._cut_chunk(text, start, end, pieces)
        return pieces

    def _cut_chunk(self, text: str, start: int, end: int, pieces: list[Piece]) -> int:
        """Adds the pieces of the chunk that begins at ``start``; returns where it ends."""
        limit = min(end, start + _LONGEST_CHUNK)
        is_long = end - start > _CHUNK
        split_from = start + _CHUNK if is_long else end
        # What depends on where a chunk ends must not be remembered for other texts.
        same_anywhere = split_from if is_long else sys.maxsize
        memory = self._memory
        at = start
        right_id = _START_OF_TEXT
        finished = False
        while at < limit and not finished:
            known = memory.young[right_id]
            window = FIRST_WINDOW
            found = known.get(text[at : at + window])
            while isinstance(found, int):
                window = found
                found = known.get(text[at : at + window])
            if found is None or at + window >= same_anywhere:
                found, finished = self._find_stretch(
                    text, at, right_id, limit, split_from, same_anywhere
                )
            length, right_id, of_stretch = found
            pieces += of_stretch
            at += length
        return at

    def _find_stretch(
        self, text: str, at: int, right_id: int, limit: int, split_from: int, same_anywhere: int
    ) -> tuple[Stretch, bool]:
        """The stretch that begins at ``at``, and whether the chunk ends with it."""
        if same_anywhere > limit:
            recalled = self._memory.recall(right_id, text, at)
            if recalled is not None:
                return recalled, False
        stop, node, looked, finished = self._paths.advance(text, at, right_id, limit, split_from)
        stretch = stop - at, node[1], self._pieces(text, stop, node)
        if looked < same_anywhere and looked - at <= _LONGEST_KEPT:
            self._memory.keep(right_id, text, at, looked - at, stretch)
        return stretch, finished

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

    def _read_system_piece(self, number: int) -> Piece:
        return Piece(*self._dictionary.details(number), True)
