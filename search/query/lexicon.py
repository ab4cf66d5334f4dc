"""The words of the index, looked up by what they sound like or almost are, for every engine.

Everything here answers in terms of posts that the asker may see, so that nothing is ever proposed
that none of them has. An engine provides :class:`Words`, and is asked for many at once, so that
one with a network between needs few requests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from index.analysis.readings import romaji_spellings, to_hiragana
from search.query.plan import KANA, LATIN, Pieces, Plan, Run, WordNode

MIN_READING = 2
"""Kana of a query that are looked up by their reading; one kana sounds like everything."""
MAX_READING = 12
"""Kana of the longest reading of one word that is sought."""
MIN_KANA_FORM = 3
"""Kana of a reading from which on a word in kanji also finds its spelling in kana (いろいろ)."""
MAX_PIECES = 4
MAX_ALTERNATIVES = 20
MIN_TYPO_LENGTH = 5
"""Characters of a word from which on it may be misspelt; shorter ones are too close to others."""

_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]+")
_LONG_SIGNS = re.compile("[\u0302\u0304]")
"""Circumflex and macron."""


class Words(Protocol):
    """The words of the posts that an asker may see, as an engine knows them."""

    def documents_with(self, terms: Collection[str]) -> Mapping[str, int]:
        """In how many of the posts each term is; 0 for those in none."""

    def weights(self, terms: Collection[str]) -> Mapping[str, float]:
        """The idf of each term, see :func:`search.query.scored.idf`."""

    def read_as(self, readings: Collection[str]) -> Mapping[str, Collection[str]]:
        """By reading in hiragana, the terms that are read so; those without any may be missing."""

    def about_as_long(self, term: str, edits: int) -> Collection[str]:
        """Katakana and Latin terms that may be ``edits`` away from ``term``; more do no harm."""


class Lexicon:
    """Looks words up among those of an engine."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.weights = words.weights

    def by_reading(self, run: Run) -> Pieces:
        """Words that sound like a run: 海 for うみ, いろいろ for 色々; empty if there are none."""
        if KANA.fullmatch(run.text):
            return self._read((to_hiragana(run.text),), run.text)
        if not all(isinstance(node, WordNode) for node in run.nodes):
            return ()
        words = [node for node in run.nodes if isinstance(node, WordNode)]
        readings = [n.reading for n in words if _has_kana_form(n)]
        if not readings:
            return ()
        terms = self._terms_read(readings)
        pieces = []
        for node in words:
            known = terms[node.reading] if _has_kana_form(node) else ()
            forms = [term for term in known if term != node.term and KANA.fullmatch(term)]
            pieces.append((node.term, *forms))
        return tuple(pieces) if any(len(piece) > 1 for piece in pieces) else ()

    def by_romaji(self, run: Run) -> Pieces:
        """Words that a run in Latin letters spells: 海 for umi; empty if it spells none.

        Long vowels may be left out (tokyo, toukyo) or have a sign (tōkyō). One word is better than
        several, in any spelling: else 都 and 巨 (と, きょ) would hide 東京 from tokyo.
        """
        letters = _without_long_signs(run.text)
        if not LATIN.fullmatch(letters):
            return ()
        spellings = [kana for kana in romaji_spellings(letters) if len(kana) >= MIN_READING]
        terms = self._terms_read(spellings)
        words = dict.fromkeys(
            term for kana in spellings for term in terms[kana] if term != run.text
        )
        if words:
            return (tuple(words)[:MAX_ALTERNATIVES],)
        return self._read(spellings, run.text)

    def by_spelling(self, run: Run) -> Pieces:
        """Words that a misspelt one may have meant; empty unless every word has some."""
        if not all(isinstance(node, WordNode) for node in run.nodes):
            return ()
        terms = [node.term for node in run.nodes if isinstance(node, WordNode)]
        known = self._words.documents_with(terms)
        pieces: list[tuple[str, ...]] = []
        for term in terms:
            meant = (term,) if known[term] else self.similar(term)
            if not meant:
                return ()
            pieces.append(meant)
        return tuple(pieces)

    def similar(self, term: str) -> tuple[str, ...]:
        """Katakana or Latin words one edit away, two from eight characters on; nearest first.

        An edit is a character put in, left out, replaced or exchanged with its neighbour.
        """
        script = next((s for s in (LATIN, _KATAKANA) if s.fullmatch(term)), None)
        if script is None or len(term) < MIN_TYPO_LENGTH:
            return ()
        edits = 1 if len(term) < 8 else 2
        near = {
            word: int(distance)
            for word, distance, _ in process.extract(
                term,
                self._words.about_as_long(term, edits),
                scorer=DamerauLevenshtein.distance,
                score_cutoff=edits,
                limit=None,
            )
            if (script.fullmatch(word) and word[0] == term[0]) or distance == 1
        }
        counts = self._words.documents_with(near)
        nearest = min((near[word] for word in near if counts[word]), default=0)
        found = [word for word in near if counts[word] and near[word] == nearest]
        return tuple(_most_frequent(found, counts))

    def correction(self, plan: Plan) -> str | None:
        """Did you mean: the query with each unknown word replaced by the nearest known one."""
        text, changed = plan.whole, False
        words = plan.words
        known = self._words.documents_with({word.term for word in words})
        for word in words:
            if known[word.term]:
                continue
            near = self.similar(word.term)
            if near and word.text in text:
                text, changed = text.replace(word.text, near[0], 1), True
        return text if changed else None

    def _terms_read(self, readings: Collection[str]) -> dict[str, list[str]]:
        """By reading, the terms that are read so and stand in some post, the commonest first."""
        found = self._words.read_as(readings)
        counts = self._words.documents_with(
            dict.fromkeys(term for terms in found.values() for term in terms)
        )
        return {reading: _most_frequent(found.get(reading, ()), counts) for reading in readings}

    def _read(self, spellings: Collection[str], typed: str) -> Pieces:
        """The fewest words whose readings make up some kana: とうきょうえき → 東京, 駅.

        Of several spellings, the one of the fewest words.
        """
        pieces = {
            kana[start:end]
            for kana in spellings
            for start in range(len(kana))
            for end in range(start + 1, min(len(kana), start + MAX_READING) + 1)
            if len(kana) >= MIN_READING
        }
        known = self._terms_read(pieces)
        terms = {
            kana: tuple(term for term in found if term != typed) for kana, found in known.items()
        }
        ways = (way for kana in spellings if (way := _fewest(kana, terms)))
        return min(ways, key=len, default=())


def _fewest(kana: str, terms: Mapping[str, tuple[str, ...]]) -> Pieces:
    """The fewest words that make up ``kana``; none if none do, or too many."""
    if len(kana) < MIN_READING:
        return ()
    best: list[Pieces | None] = [()] + [None] * len(kana)
    for end in range(1, len(kana) + 1):
        for start in range(max(0, end - MAX_READING), end):
            before, found = best[start], best[end]
            if before is None or len(before) >= MAX_PIECES:
                continue
            if found is not None and len(found) <= len(before) + 1:
                continue
            if words := terms[kana[start:end]]:
                best[end] = (*before, words)
    return best[-1] or ()


def _most_frequent(terms: Iterable[str], counts: Mapping[str, int]) -> list[str]:
    """Those that stand in some post, the commonest first."""
    some = [term for term in terms if counts[term]]
    return sorted(some, key=lambda term: (-counts[term], term))[:MAX_ALTERNATIVES]


def _has_kana_form(node: WordNode) -> bool:
    """Whether a word in kanji may be written in kana as well."""
    return len(node.reading) >= MIN_KANA_FORM and not KANA.fullmatch(node.term)


def _without_long_signs(text: str) -> str:
    """``tōkyō``, ``tôkyô`` → ``tokyo``."""
    return _LONG_SIGNS.sub("", unicodedata.normalize("NFD", text))
