"""Spellings of one word that writers choose between: 引越し, 引っ越し, 引越; いろいろ, 色々.

The groups are data files, one group a line; the first spelling stands for all as a term. A word
may be in two groups, which makes them one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from index.analysis.morphemes import Morpheme
from index.analysis.readings import is_kana
from index.analysis.variants import read_data

_FILES = ("okurigana.txt", "spellings.txt", "verb_nouns.txt", "potential_verbs.txt")

MOST_PIECES = 4
"""Morphemes that one word of the groups is cut into."""


@lru_cache(maxsize=1)
def spelling_variants() -> dict[str, str]:
    """From a base form to the spelling that stands for it: ``引っ越し`` → ``引越し``."""
    chosen_of: dict[str, str] = {}
    for line in "\n".join(map(read_data, _FILES)).splitlines():
        words = [] if line.startswith("#") else line.split()
        known = [chosen_of[word] for word in words if word in chosen_of]
        chosen = known[0] if known else (words or [""])[0]
        for word in chosen_of if len(set(known)) > 1 else ():
            if chosen_of[word] in known:
                chosen_of[word] = chosen
        chosen_of.update(dict.fromkeys(words, chosen))
    return chosen_of


class SplitSpellings:
    """Finds words of the groups where the tokenizer has cut them: 読み and 切っ are 読み切る."""

    def __init__(self) -> None:
        dropped = frozenset(read_data("dropped_words.txt").split())
        self._words = frozenset(
            word
            for word, chosen in spelling_variants().items()
            if chosen not in dropped and (len(word) > 2 or not is_kana(word))
        )
        self._beginnings = frozenset(
            word[:end] for word in self._words for end in range(1, len(word))
        )

    def find(self, morphemes: Sequence[Morpheme]) -> dict[int, tuple[int, str]]:
        """By the first morpheme of each, the one behind the last, and the word as it is listed.

        The longest at each place; the last morpheme may be inflected.
        """
        found: dict[int, tuple[int, str]] = {}
        beginnings, end = self._beginnings, 0
        for first, (piece, _, _) in enumerate(morphemes):
            if piece[0] in beginnings and first >= end:
                match = self._from(morphemes, first)
                if match:
                    found[first] = match
                    end = match[0]
        return found

    def _from(self, morphemes: Sequence[Morpheme], first: int) -> tuple[int, str] | None:
        text = morphemes[first].piece.surface
        match = None
        for at in range(first + 1, min(first + MOST_PIECES, len(morphemes))):
            piece = morphemes[at].piece
            word = next((w for w in (text + piece[0], text + piece[2]) if w in self._words), None)
            match = (at + 1, word) if word else match
            text += piece[0]
            if text not in self._beginnings:
                break
        return match
