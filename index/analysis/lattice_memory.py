"""Remembers stretches of text that have been cut, in bounded memory.

A stretch is what lies between two certain places (see :mod:`index.analysis.lattice_path`). It
depends on the right context before it and on the characters that the search looked at, of which
there are more or fewer. So a key is first the next three characters: they lead to the stretch,
or to the number of characters that must be looked at to tell, and so on.
"""

from __future__ import annotations

from collections import defaultdict

Piece = tuple[int, str, str, str, str, bool]
"""Length, surface, part of speech, base form, reading, known."""

Stretch = tuple[int, int, tuple[Piece, ...]]
"""Length, the right context at its end, and its pieces."""

FIRST_WINDOW = 3
"""Characters; with 2 or 4, real text is cut more slowly."""

_STRETCHES_KEPT = 50_000
"""In each of two generations, about 20 MB: two in three stretches of a blog are found again."""

_Known = defaultdict[int, dict[str, Stretch | int]]


class StretchMemory:
    """Two generations: when the young one is full, it becomes the old one, which is forgotten.

    What is found in the old one moves to the young one. Safe to share between threads: they may
    lose an entry to each other, but never find a wrong one.
    """

    def __init__(self) -> None:
        self.young: _Known = defaultdict(dict)
        self._old: _Known = defaultdict(dict)
        self._room = _STRETCHES_KEPT

    def recall(self, right_id: int, text: str, at: int) -> Stretch | None:
        """The stretch that begins at ``at``; looks at the old generation only."""
        known = self._old[right_id]
        window = FIRST_WINDOW
        found = known.get(text[at : at + window])
        while isinstance(found, int):
            window = found
            found = known.get(text[at : at + window])
        if found is not None:
            self.keep(right_id, text, at, window, found)
        return found

    def keep(self, right_id: int, text: str, at: int, looked: int, stretch: Stretch) -> None:
        """Remembers a stretch, to tell which the search looked at ``looked`` characters."""
        if self._room <= 0:
            self._old, self.young = self.young, defaultdict(dict)
            self._room = _STRETCHES_KEPT
        known = self.young[right_id]
        window = FIRST_WINDOW
        found = known.get(text[at : at + window])
        while isinstance(found, int):
            window = found
            found = known.get(text[at : at + window])
        if looked > window:
            known[text[at : at + window]] = looked
            window = looked
        known[text[at : at + window]] = stretch
        self._room -= 1
