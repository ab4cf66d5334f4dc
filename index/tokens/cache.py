"""What analysis makes of sentences, kept for as long as a run lasts.

Tokenising is most of the cost of indexing, and about half of a blog's sentences repeat. So each
distinct sentence is tokenised once a run. Terms are numbered, so that a post is put together from
its sentences by joining arrays of numbers (see :mod:`index.tokens.assemble`).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

RECENT = 300_000
"""Sentences in each half of the cache, some 300 bytes each: all of 2,500 long posts fit."""


def key_of(sentence: str) -> bytes:
    """The key of a sentence: 16 bytes, where the sentence itself would take three times as many."""
    return blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class TokenCache:
    """Packed sentences by key; see :mod:`index.tokens.packed_sentences` for what is packed.

    It has two halves: what has not been asked for since the newer one was last full is forgotten.
    """

    def __init__(self, most: int = RECENT) -> None:
        self._most = most
        self._newer: dict[bytes, bytes] = {}
        self._older: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """The packed tokens of a sentence, if they are known."""
        found = self._newer.get(key)
        if found is None:
            found = self._older.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: bytes, packed: bytes) -> None:
        """Keeps the packed tokens of a sentence."""
        if len(self._newer) >= self._most:
            self._older, self._newer = self._newer, {}
        self._newer[key] = packed


class Vocabulary:
    """Terms with their readings, numbered in the order in which they were first seen."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._terms: list[tuple[str, str]] = []

    def numbers(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        """The numbers of terms with readings, ``("東京", "とうきょう")``; adds the new ones."""
        found = []
        for term in terms:
            number = self._numbers.setdefault(term, len(self._terms))
            if number == len(self._terms):
                self._terms.append(term)
            found.append(number)
        return found

    def terms(self, numbers: Sequence[int]) -> list[tuple[str, str]]:
        """The terms with those numbers."""
        return [self._terms[number] for number in numbers]
