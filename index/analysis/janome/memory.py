"""Remembers what was found out about stretches of text, in bounded memory.

What is found depends on some characters from its place on, of which the search has looked at
more or fewer. So a key is first the next three characters: they lead to the value, or to the
number of characters that must be looked at to tell, and so on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Generic, TypeVar

FIRST_WINDOW = 3
"""Characters; with 2 or 4, real text is cut more slowly."""

_Value = TypeVar("_Value")


class TextMemory(Generic[_Value]):
    """Values by a context number and the text that follows; values are never integers.

    When it is full, all is forgotten. Safe to share between threads: they may lose an entry to
    each other, but never find a wrong one.
    """

    def __init__(self, size: int) -> None:
        self.known: defaultdict[int, dict[str, _Value | int]] = defaultdict(dict)
        """By context and window: read where speed matters, as :meth:`keep` does."""
        self._size = self._room = size

    def keep(self, context: int, text: str, at: int, looked: int, value: _Value) -> None:
        """Remembers a value, to find out which ``looked`` characters were needed."""
        if self._room <= 0:
            self.known, self._room = defaultdict(dict), self._size
        known, window = self.known[context], FIRST_WINDOW
        while isinstance(found := known.get(text[at : at + window]), int):
            window = found
        if looked > window:
            known[text[at : at + window]] = looked
            window = looked
        known[text[at : at + window]] = value
        self._room -= 1
