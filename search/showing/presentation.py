"""Documents that were found → hits: fields, marked titles, passages and sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from index.pages.literal import is_boundary
from index.pages.pages import Pages
from index.pages.utf16 import decode, encode
from index.record import PartKind
from search.query.plan import Plan, StandIn, TextRun
from search.query.query import Query
from search.ranking import Tier
from search.results import Hit, ScorePart, SectionHit
from search.showing.marks import Markable, Marker, markable
from search.showing.occurrences import Finder, Occurrences
from search.showing.passages import Passage, best_passages

TRIM = 24
"""So far a passage is shortened or stretched at its start, to begin where a sentence does."""
OPENING = 120
"""Characters of the text shown for a post in which no passage was found."""
MATCH_ORDER = ("surface", "base_form", "compound", "substring", "synonym", "reading", "typo")

_LAST_SENTENCE_END = re.compile(r".*(?:[。！？\n]|[!?](?![\w=]))[」』）)\]”’\s]*", re.DOTALL)
_OPENING, _CLOSING = " (（「『【〈《[{、,", " )）」』】〉》]}、。，・,;"
"""With what no passage ends, and none begins."""
_OPENING_KINDS = (PartKind.EXCERPT, PartKind.BODY)


class Found(NamedTuple):
    """A document that is shown."""

    score: float
    tier: Tier
    parts: Sequence[ScorePart] | None = None
    """Of its score, where they were asked for."""


class Presenter:
    """Makes the hits of one request, from the pages in which they lie."""

    def __init__(
        self,
        query: Query,
        plan: Plan,
        extra: Mapping[TextRun, StandIn],
        weigh: Callable[[Collection[str]], Mapping[str, float]],
    ) -> None:
        self._query = query
        self._plan = plan
        self._weigh = weigh
        self._finder = Finder(plan, extra)
        self._markables: dict[Tier, list[Markable]] = {}

    def hits(self, pages: Pages, found: Mapping[int, Found]) -> dict[int, Hit]:
        """The hits of some documents of ``pages``, by their numbers there."""
        self._query.deadline.check("showing the hits")
        docs = sorted(found)
        occurrences = self._finder.find(pages, {doc: found[doc].tier for doc in docs})
        weights = self._weigh([item.text for item in occurrences])
        passages = best_passages(
            pages, occurrences, [0.1 + weights[item.text] for item in occurrences]
        )
        marker = Marker(pages, occurrences, self._query.highlight_pre, self._query.highlight_post)
        return {
            doc: self._hit(pages, doc, found[doc], marker, occurrences, passages.get(doc, []))
            for doc in docs
        }

    def _hit(
        self,
        pages: Pages,
        doc: int,
        found: Found,
        marker: Marker,
        occurrences: list[Occurrences],
        passages: list[Passage],
    ) -> Hit:
        fields = pages.fields(doc)
        headings = fields.pop("sections")
        del fields["kind"]  # a facet, and no more: a hit shows a page as it shows a post
        marker.begin(doc, self._markable(found.tier))
        marked = [(passage, _passage(pages, marker, passage)) for passage in passages]
        hows = {how for item in occurrences if (how := item.how.get(doc))}
        return Hit(
            **fields,
            score=round(found.score, 4),
            matched_by=tuple(how for how in MATCH_ORDER if how in hows),
            marked_title=marker.mark(int(pages.folded_at[doc]), int(pages.title_ends[doc])),
            marked_snippets=tuple(text for _, text in marked[:1]) or _opening(pages, doc, marker),
            sections=tuple(
                _section(headings[passage.section], fields["url"], text)
                for passage, text in marked
                if passage.section >= 0 and headings[passage.section][0]
            ),
            explanation=_explanation(found),
        )

    def _markable(self, tier: Tier) -> list[Markable]:
        texts = self._markables.get(tier)
        if texts is None:
            texts = self._markables[tier] = markable(self._plan, tier)
        return texts


def _explanation(found: Found) -> dict[str, Any] | None:
    if found.parts is None:
        return None
    return {"tier": found.tier.name.lower(), "parts": [part.shown() for part in found.parts]}


def _passage(pages: Pages, marker: Marker, passage: Passage) -> str:
    """A passage with its marks: from the start of a sentence if one is near, up to a whole word."""
    bits = pages.boundary_bits
    begin = max(passage.floor, passage.start - TRIM)
    folded = pages.folded_bytes(begin, passage.end)
    ranges = marker.ranges(begin, passage.end, folded)
    first = next((one for one in ranges if one[0] >= passage.start), (passage.end, passage.end))
    latest = min(passage.start + TRIM, first[0])
    start = _sentence_start(passage, begin, folded[: 2 * (latest - begin)])
    if start == passage.start > passage.floor:
        start = next((at for at in range(start, latest) if is_boundary(bits, at)), start)
    end = passage.end
    if end < passage.ceiling:
        # Neither a word is cut nor what is marked, unless it fills the passage by itself.
        end = min([end, *(low for low, high in ranges if low > first[0] and high > end)])
        end = _word_end(bits, end, max([first[1], *(high for _, high in ranges if high <= end)]))
    shown = [found for found in ranges if start <= found[0] < end]
    marked = marker.show(start, end, shown).strip()
    if start > passage.floor:
        marked = f"…{marked.lstrip(_CLOSING)}"
    return f"{marked.rstrip(_OPENING)}…" if end < passage.ceiling else marked


def _word_end(bits: bytes, end: int, lowest: int) -> int:
    """The last place at or before ``end``, and behind ``lowest``, at which no word is cut."""
    places = range(end, max(lowest, end - TRIM), -1)
    return next((at for at in places if is_boundary(bits, at)), end)


def _sentence_start(passage: Passage, begin: int, folded: bytes) -> int:
    """Where to begin so that a passage begins with a sentence, but no later than its first word.

    ``folded`` is the text from ``begin`` to there.
    """
    text = decode(folded)
    if match := _LAST_SENTENCE_END.match(text):
        return begin + len(encode(match[0])) // 2
    return begin if begin == passage.floor else passage.start


def _opening(pages: Pages, doc: int, marker: Marker) -> tuple[str, ...]:
    """The author's summary, or how the text begins."""
    first, last = pages.parts(doc)
    ends = [*pages["part_place"][first + 1 : last].tolist(), int(pages.folded_at[doc + 1])]
    for number, kind in enumerate(pages["part_kind"][first:last].tolist()):
        if kind in _OPENING_KINDS:
            low, high = int(pages["part_place"][first + number]), ends[number] - 1
            shown = min(high, low + OPENING)
            if shown < high:
                shown = _word_end(pages.boundary_bits, shown, low)
            text = marker.mark(low, shown).strip()
            if text:
                return (f"{text.rstrip(_OPENING)}…" if shown < high else text,)
    return ()


def _section(heading: tuple[str, int, str], url: str, marked: str) -> SectionHit:
    title, _, anchor = heading
    return SectionHit(title, f"{url}#{anchor}" if anchor else url, marked)
