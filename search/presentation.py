"""A document that was found → a Hit: its fields, its marked title, passages and sections."""

from __future__ import annotations

import re
from typing import Any

from index.columns.reader import ColumnSegment
from index.store import PartKind
from search.marks import Markable, Marker, markable
from search.occurrences import Finder, Occurrences
from search.passages import Passage, best_passages
from search.plan import Plan
from search.query import Query
from search.ranking import Tier
from search.results import Hit, SectionHit
from search.scoring import explain, term_idf, units_of
from search.tiers import Match
from search.view import View

TRIM = 24
"""So far a passage is shortened or stretched at its start, to begin where a sentence does."""
OPENING = 120
"""Characters of the text shown for a post in which no passage was found."""
_SENTENCE_END = re.compile(r"[。！？!?\n]+")
MATCH_ORDER = ("surface", "base_form", "compound", "substring", "synonym", "reading", "typo")


class Presenter:
    """Makes the hits of one request."""

    def __init__(self, view: View, query: Query, plan: Plan, match: Match) -> None:
        self._view = view
        self._query = query
        self._plan = plan
        self._match = match
        self._finder = Finder(plan, match.extra)
        self._idfs: dict[str, float] = {}
        self._markables: dict[Tier, list[Markable]] = {}

    def hit(self, number: int, score: float) -> Hit:
        """The hit of a document; ``score`` is shown as it is."""
        segment, doc = self._view.locate(number)
        tier = Tier(int(self._match.tiers[number]))
        found = self._finder.find(segment, doc, tier)
        fields = segment.fields(doc)
        query = self._query
        marker = Marker(
            segment, doc, found, self._markable(tier), query.highlight_pre, query.highlight_post
        )
        passages = best_passages(segment, doc, found, [self._weight(item) for item in found])
        marked = [(p, _passage(segment, doc, marker, p)) for p in passages]
        headings = fields.pop("sections")
        return Hit(
            **fields,
            score=round(score, 4),
            matched_by=tuple(how for how in MATCH_ORDER if any(o.how == how for o in found)),
            marked_title=marker.mark(*_title(segment, doc)),
            marked_snippets=tuple(text for _, text in marked[:1]) or _opening(segment, doc, marker),
            sections=tuple(
                _section(headings[passage.section], fields["url"], text)
                for passage, text in marked
                if passage.section >= 0 and headings[passage.section][0]
            ),
            explanation=self._explanation(number, tier) if self._query.explain else None,
        )

    def _markable(self, tier: Tier) -> list[Markable]:
        texts = self._markables.get(tier)
        if texts is None:
            texts = self._markables[tier] = markable(self._plan, tier)
        return texts

    def _weight(self, found: Occurrences) -> float:
        """Rare words count more in the choice of a passage, whole runs of words most."""
        weight = self._idfs.get(found.text)
        if weight is None:
            weight = self._idfs[found.text] = 0.1 + term_idf(self._view, found.text)
        return weight

    def _explanation(self, number: int, tier: Tier) -> dict[str, Any]:
        units = units_of(self._view, self._plan)
        return {"tier": tier.name.lower(), "parts": explain(self._view, units, number)}


def _passage(segment: ColumnSegment, doc: int, marker: Marker, passage: Passage) -> str:
    """A passage with its marks, from the start of a sentence if one is near."""
    start = _sentence_start(segment, passage, marker.first_place(passage.start, passage.end))
    marked = marker.mark(start, passage.end).strip()
    before = "…" if start > passage.floor else ""
    return f"{before}{marked}{'…' if passage.end < passage.ceiling else ''}"


def _sentence_start(segment: ColumnSegment, passage: Passage, first: int) -> int:
    """Where to begin so that a passage begins with a sentence, but no later than its first word."""
    begin = max(passage.floor, passage.start - TRIM)
    text = segment.folded_text(begin, min(passage.start + TRIM, first))
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if ends:
        return begin + ends[-1]
    return begin if begin == passage.floor else passage.start


def _title(segment: ColumnSegment, doc: int) -> tuple[int, int]:
    return int(segment.folded_at[doc]), int(segment.title_ends[doc])


def _doc_end(segment: ColumnSegment, doc: int) -> int:
    return int(segment.folded_at[doc + 1])


def _opening(segment: ColumnSegment, doc: int, marker: Marker) -> tuple[str, ...]:
    """The author's summary, or how the text begins."""
    first, last = segment.parts(doc)
    ends = [*segment["part_place"][first + 1 : last].tolist(), int(segment.folded_at[doc + 1])]
    for number, kind in enumerate(segment["part_kind"][first:last].tolist()):
        if kind in _OPENING_KINDS:
            low, high = int(segment["part_place"][first + number]), ends[number] - 1
            shown = min(high, low + OPENING)
            text = marker.mark(low, shown).strip()
            if text:
                return (text + ("…" if shown < high else ""),)
    return ()


_OPENING_KINDS = (PartKind.EXCERPT, PartKind.BODY)


def _section(heading: tuple[str, int, str], url: str, marked: str) -> SectionHit:
    title, _, anchor = heading
    return SectionHit(title, f"{url}#{anchor}" if anchor else url, marked)
