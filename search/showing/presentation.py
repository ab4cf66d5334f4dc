"""Documents that were found → hits: fields, marked titles, passages and sections."""

from __future__ import annotations

import re
from typing import Any

from index.columns.reader import ColumnSegment
from index.columns.texts import decode, encode
from index.record import PartKind
from search.columns.scoring import explain, term_idf, units_of
from search.columns.tiers import Match
from search.columns.visible import Visible
from search.query.plan import Plan
from search.query.query import Query
from search.ranking import Tier
from search.results import Hit, SectionHit
from search.showing.marks import Markable, Marker, markable
from search.showing.occurrences import Finder, Occurrences
from search.showing.passages import Passage, best_passages

TRIM = 24
"""So far a passage is shortened or stretched at its start, to begin where a sentence does."""
OPENING = 120
"""Characters of the text shown for a post in which no passage was found."""
MATCH_ORDER = ("surface", "base_form", "compound", "substring", "synonym", "reading", "typo")

_LAST_SENTENCE_END = re.compile(r".*[。！？!?\n]", re.DOTALL)
_OPENING_KINDS = (PartKind.EXCERPT, PartKind.BODY)


class Presenter:
    """Makes the hits of one request."""

    def __init__(self, visible: Visible, query: Query, plan: Plan, match: Match) -> None:
        self._visible = visible
        self._view = visible.view
        self._query = query
        self._plan = plan
        self._match = match
        self._finder = Finder(plan, match.extra)
        self._markables: dict[Tier, list[Markable]] = {}

    def hits(self, scores: dict[int, float]) -> tuple[Hit, ...]:
        """The hits of documents, in the order of ``scores``, which are shown as they are."""
        made: dict[int, Hit] = {}
        for segment, base in self._view.placed:
            self._query.deadline.check("showing the hits")
            numbers = sorted(n for n in scores if base <= n < base + segment.documents)
            if not numbers:
                continue
            tiers = {n - base: Tier(int(self._match.tiers[n])) for n in numbers}
            found = self._finder.find(segment, tiers)
            weights = [0.1 + term_idf(self._visible, item.text) for item in found]
            passages = best_passages(segment, found, weights)
            query = self._query
            marker = Marker(segment, found, query.highlight_pre, query.highlight_post)
            for number in numbers:
                doc = number - base
                made[number] = self._hit(
                    segment, doc, number, scores[number], marker, found, passages.get(doc, [])
                )
        return tuple(made[number] for number in scores)

    def _hit(
        self,
        segment: ColumnSegment,
        doc: int,
        number: int,
        score: float,
        marker: Marker,
        found: list[Occurrences],
        passages: list[Passage],
    ) -> Hit:
        tier = Tier(int(self._match.tiers[number]))
        fields = segment.fields(doc)
        headings = fields.pop("sections")
        marker.begin(doc, self._markable(tier))
        marked = [(passage, _passage(segment, marker, passage)) for passage in passages]
        hows = {how for item in found if (how := item.how.get(doc))}
        return Hit(
            **fields,
            score=round(score, 4),
            matched_by=tuple(how for how in MATCH_ORDER if how in hows),
            marked_title=marker.mark(int(segment.folded_at[doc]), int(segment.title_ends[doc])),
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

    def _explanation(self, number: int, tier: Tier) -> dict[str, Any]:
        units = units_of(self._view, self._plan)
        if tier >= Tier.READING:
            units += units_of(self._view, self._match.stand_ins)
        return {"tier": tier.name.lower(), "parts": explain(self._visible, units, number)}


def _passage(segment: ColumnSegment, marker: Marker, passage: Passage) -> str:
    """A passage with its marks, from the start of a sentence if one is near."""
    begin = max(passage.floor, passage.start - TRIM)
    folded = segment.folded_bytes(begin, passage.end)
    ranges = marker.ranges(begin, passage.end, folded)
    first = next((low for low, _ in ranges if low >= passage.start), passage.end)
    start = _sentence_start(
        passage, begin, folded[: 2 * (min(passage.start + TRIM, first) - begin)]
    )
    shown = [found for found in ranges if found[0] >= start]
    marked = marker.show(start, passage.end, shown).strip()
    before = "…" if start > passage.floor else ""
    return f"{before}{marked}{'…' if passage.end < passage.ceiling else ''}"


def _sentence_start(passage: Passage, begin: int, folded: bytes) -> int:
    """Where to begin so that a passage begins with a sentence, but no later than its first word.

    ``folded`` is the text from ``begin`` to there.
    """
    text = decode(folded)
    if match := _LAST_SENTENCE_END.match(text):
        return begin + len(encode(match[0])) // 2
    return begin if begin == passage.floor else passage.start


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


def _section(heading: tuple[str, int, str], url: str, marked: str) -> SectionHit:
    title, _, anchor = heading
    return SectionHit(title, f"{url}#{anchor}" if anchor else url, marked)
