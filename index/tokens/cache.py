"""Tokens of sentences that have been analysed before, kept from run to run.

Tokenising is most of the cost of indexing, and about half of a blog's sentences repeat. So each
distinct sentence is tokenised once: its tokens are kept under a digest of the sentence and of
the analyzer's fingerprint. Terms are numbered, so that a post is put together from its sentences
by joining arrays of numbers (see :mod:`index.tokens.assemble`).

The cache is a convenience: when it is damaged it is begun anew, and all that is lost is time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b

from index.tokens.file import TokenFile

RECENT = 400_000
"""Sentences kept in memory, some 300 bytes each; beyond, they are read again from disk."""


class SentenceKeys:
    """Makes the keys of sentences, 16 bytes each, under the analyzer with that fingerprint."""

    def __init__(self, fingerprint: str) -> None:
        self._under = blake2b(fingerprint.encode(), digest_size=16)

    def __call__(self, sentence: str) -> bytes:
        digest = self._under.copy()
        digest.update(sentence.encode("utf-8", "surrogatepass"))
        return digest.digest()


class TokenCache:
    """Packed sentences; see :mod:`index.tokens.packed_sentences` for what is packed."""

    def __init__(self, file: TokenFile, recent: int = RECENT) -> None:
        self._file = file
        self._most = recent
        self._recent: dict[bytes, bytes] = {}
        self._has_more = bool(file.select("SELECT 1 FROM sentences LIMIT 1"))
        """Whether the file may know sentences that are not in memory."""

    def get(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """The packed tokens of those sentences that are known."""
        recent = self._recent
        found = {key: recent[key] for key in keys if key in recent}
        if not self._has_more:
            return found
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        statement = "SELECT digest, tokens FROM sentences WHERE digest IN"
        stored = dict(self._file.select_in(statement, missing))
        self._remember(stored)
        return found | stored

    def put(self, sentences: dict[bytes, bytes]) -> None:
        """Keeps the packed tokens of sentences under their keys."""
        self._remember(sentences)
        self._file.insert("INSERT OR REPLACE INTO sentences VALUES (?, ?)", sentences.items())

    def forget(self) -> None:
        """Gives memory back; what is asked for again is read from disk."""
        self._recent.clear()
        self._has_more = True

    def commit(self) -> None:
        """Makes what was put so far survive the end of the process."""
        self._file.commit()

    def _remember(self, sentences: dict[bytes, bytes]) -> None:
        if len(self._recent) + len(sentences) > self._most:
            self.forget()
        self._recent.update(sentences)


class Vocabulary:
    """Terms with their readings, numbered from 1 in the order in which they were first seen."""

    def __init__(self, file: TokenFile) -> None:
        self._file = file
        self._numbers: dict[tuple[str, str], int] = {}
        self._terms: dict[int, tuple[str, str]] = {}
        self._last: int = file.select("SELECT ifnull(max(id), 0) FROM terms")[0][0]
        self._stored = self._last

    def numbers(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        """The numbers of terms with readings, ``("東京", "とうきょう")``; adds the new ones."""
        added = []
        numbers = self._numbers
        for term in terms:
            if term not in numbers and not self._find(term):
                self._last += 1
                self._learn(self._last, term)
                added.append((self._last, *term))
        if added:
            self._file.insert("INSERT INTO terms VALUES (?, ?, ?)", added)
        return [numbers[term] for term in terms]

    def terms(self, numbers: Sequence[int]) -> list[tuple[str, str]]:
        """The terms with those numbers; raises KeyError for one that was never given."""
        terms = self._terms
        missing = [number for number in numbers if number not in terms]
        rows = self._file.select_in("SELECT id, term, reading FROM terms WHERE id IN", missing)
        for number, term, reading in rows:
            self._learn(number, (term, reading))
        return [terms[number] for number in numbers]

    def _find(self, term: tuple[str, str]) -> bool:
        """Looks for a term that an earlier run has numbered."""
        if not self._stored:
            return False
        rows = self._file.select("SELECT id FROM terms WHERE term = ? AND reading = ?", term)
        for (number,) in rows:
            self._learn(number, term)
        return bool(rows)

    def _learn(self, number: int, term: tuple[str, str]) -> None:
        self._numbers[term] = number
        self._terms[number] = term
