"""The words of the index, looked up by what they sound like or almost are.

Everything here answers in terms of the index, so that nothing is ever proposed that no post has.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from index.analysis.readings import romaji_spellings, to_hiragana
from search.query.plan import Run, WordNode

if TYPE_CHECKING:
    from search.columns.visible import Visible

Pieces = tuple[tuple[str, ...], ...]
"""What stands for a run: words one after the other, each with its alternatives."""

MIN_READING = 2
"""Kana of a query that are looked up by their reading; one kana sounds like everything."""
MIN_KANA_FORM = 3
"""Kana of a reading from which on a word in kanji also finds its spelling in kana (いろいろ)."""
MAX_PIECES = 4
MAX_ALTERNATIVES = 20
MIN_TYPO_LENGTH = 5
"""Characters of a word from which on it may be misspelt; shorter ones are too close to others."""

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
_LATIN = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]+")
_LONG_SIGNS = re.compile("[\u0302\u0304]")
"""Circumflex and macron."""


def is_one_sound(run: Run) -> bool:
    """Whether a run is all kana or all Latin: what stands for it stands in one piece as well."""
    return bool(_KANA.fullmatch(run.text) or _LATIN.fullmatch(run.text))


class Lexicon:
    """Looks words up in all segments of a view, as far as its visible posts have them."""

    def __init__(self, visible: Visible) -> None:
        self._visible = visible
        self._view = visible.view

    def by_reading(self, run: Run) -> Pieces:
        """Words that sound like a run: 海 for うみ, いろいろ for 色々; empty if there are none."""
        if _KANA.fullmatch(run.text):
            return self._read(to_hiragana(run.text), run.text)
        pieces: list[tuple[str, ...]] = []
        found = False
        for node in run.nodes:
            if not isinstance(node, WordNode):
                return ()
            forms = self._kana_forms(node)
            found = found or bool(forms)
            pieces.append((node.term, *forms))
        return tuple(pieces) if found else ()

    def by_romaji(self, run: Run) -> Pieces:
        """Words that a run in Latin letters spells: 海 for umi; empty if it spells none.

        Long vowels may be left out (tokyo, toukyo) or have a sign (tōkyō). One word is better than
        several, in any spelling: else 都 and 巨 (と, きょ) would hide 東京 from tokyo.
        """
        letters = _without_long_signs(run.text)
        if not _LATIN.fullmatch(letters):
            return ()
        spellings = romaji_spellings(letters)
        words = dict.fromkeys(
            term
            for kana in spellings
            if len(kana) >= MIN_READING
            for term in self._terms_read(kana)
            if term != run.text
        )
        if words:
            return (tuple(words)[:MAX_ALTERNATIVES],)
        several = (pieces for kana in spellings if (pieces := self._read(kana, run.text)))
        return min(several, key=len, default=())

    def by_spelling(self, run: Run) -> Pieces:
        """Words that a misspelt one may have meant; empty unless every word has some."""
        pieces: list[tuple[str, ...]] = []
        for node in run.nodes:
            if not isinstance(node, WordNode):
                return ()
            if self._documents(node.term):
                pieces.append((node.term,))
                continue
            similar = self.similar(node.term)
            if not similar:
                return ()
            pieces.append(similar)
        return tuple(pieces)

    def similar(self, term: str) -> tuple[str, ...]:
        """Katakana or Latin words one edit away, two from eight characters on; nearest first.

        An edit is a character put in, left out, replaced or exchanged with its neighbour.
        """
        script = next((s for s in (_LATIN, _KATAKANA) if s.fullmatch(term)), None)
        if script is None or len(term) < MIN_TYPO_LENGTH:
            return ()
        edits = 1 if len(term) < 8 else 2
        near: dict[str, int] = {}
        for segment, _ in self._view.placed:
            words = segment.words_of_length(len(term) - edits, len(term) + edits)
            for word, distance, _ in process.extract(
                term,
                words,
                scorer=DamerauLevenshtein.distance,
                score_cutoff=edits,
                limit=None,
            ):
                if (script.fullmatch(word) and word[0] == term[0]) or distance == 1:
                    near[word] = int(distance)
        counts = {word: count for word in near if (count := self._documents(word))}
        nearest = min((near[word] for word in counts), default=0)
        ordered = sorted(counts, key=lambda word: (-counts[word], word))
        return tuple(word for word in ordered if near[word] == nearest)[:MAX_ALTERNATIVES]

    def _documents(self, term: str) -> int:
        return self._visible.documents_with(term)

    def _kana_forms(self, node: WordNode) -> tuple[str, ...]:
        """How a word in kanji is written in kana, if posts do so."""
        if len(node.reading) < MIN_KANA_FORM or _KANA.fullmatch(node.term):
            return ()
        terms = self._terms_read(node.reading)
        return tuple(term for term in terms if term != node.term and _KANA.fullmatch(term))

    def _terms_read(self, reading: str) -> list[str]:
        found = dict.fromkeys(
            term for segment, _ in self._view.placed for term in segment.readings.get(reading, ())
        )
        counts = {term: count for term in found if (count := self._documents(term))}
        return sorted(counts, key=lambda term: (-counts[term], term))[:MAX_ALTERNATIVES]

    def _read(self, kana: str, typed: str) -> Pieces:
        """The fewest words whose readings make up ``kana``: とうきょうえき → 東京, 駅."""
        if len(kana) < MIN_READING:
            return ()
        best: list[Pieces | None] = [()] + [None] * len(kana)
        for end in range(1, len(kana) + 1):
            for start in range(max(0, end - 12), end):
                before, found = best[start], best[end]
                if before is None or len(before) >= MAX_PIECES:
                    continue
                if found is not None and len(found) <= len(before) + 1:
                    continue
                terms = tuple(t for t in self._terms_read(kana[start:end]) if t != typed)
                if terms:
                    best[end] = (*before, terms)
        return best[-1] or ()


def _without_long_signs(text: str) -> str:
    """``tōkyō``, ``tôkyô`` → ``tokyo``."""
    return _LONG_SIGNS.sub("", unicodedata.normalize("NFD", text))
