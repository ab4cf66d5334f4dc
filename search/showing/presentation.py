"""Documents that were found → hits: fields, marked titles, passages and sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from index.pages.literal import next_boundary
from index.pages.pages import Pages
from index.pages.utf16 import decode, encode
from index.record import PartKind
from search.query.plan import Plan, StandIn, TextRun
from search.query.query import Query
from search.ranking import Tier
from search.results import Hit, ScorePart, SectionHit
from search.showing.marks import Marked, Marker, Range, Window, markable
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

    def hits(self, pages: Pages, found: Mapping[int, Found]) -> dict[int, Hit]:
        """The hits of some documents of ``pages``, by their numbers there."""
        self._query.asker.deadline.check("showing the hits")
        docs = sorted(found)
        occurrences = self._finder.find(pages, {doc: found[doc].tier for doc in docs})
        weights = self._weigh([item.text for item in occurrences])
        passages = best_passages(
            pages, occurrences, [0.1 + weights[item.text] for item in occurrences]
        )
        texts, query = markable(self._plan), self._query
        marker = Marker(pages, occurrences, texts, query.highlight_pre, query.highlight_post)
        shown = [_Shown.of(pages, doc, found[doc], passages.get(doc, [])) for doc in docs]
        marked = _marked(pages, marker, shown)
        return {
            one.doc: self._hit(one, occurrences, *texts)
            for one, texts in zip(shown, marked, strict=True)
        }

    def _hit(
        self, shown: _Shown, occurrences: list[Occurrences], title: str, *snippets: str
    ) -> Hit:
        fields = dict(shown.fields)
        headings = fields.pop("sections")
        hows = {how for item in occurrences if (how := item.how.get(shown.doc))}
        return Hit(
            **fields,
            score=round(shown.found.score, 4),
            matched_by=tuple(filter(hows.__contains__, MATCH_ORDER)),
            marked_title=title,
            marked_snippets=snippets[:1],
            sections=tuple(
                _section(headings[passage.section], fields["url"], text)
                for passage, text in zip(shown.passages, snippets, strict=False)
                if _has_heading(passage, headings)
            ),
            explanation=_explanation(shown.found),
        )


class _Shown(NamedTuple):
    """What a hit is made of."""

    doc: int
    found: Found
    fields: Mapping[str, Any]
    passages: Sequence[Passage]
    """The best one, and those of other sections that have a heading to be shown under."""
    opening: Sequence[Passage]
    """What is shown instead where there are none."""

    @classmethod
    def of(cls, pages: Pages, doc: int, found: Found, passages: list[Passage]) -> _Shown:
        fields = pages.fields(doc)
        others = (p for p in passages[1:] if _has_heading(p, fields["sections"]))
        opening = [] if passages else _opening(pages, doc)
        return cls(doc, found, fields, [*passages[:1], *others], opening)


def _has_heading(passage: Passage, headings: Sequence[Sequence[Any]]) -> bool:
    return passage.section >= 0 and bool(headings[passage.section][0])


def _marked(pages: Pages, marker: Marker, shown: Sequence[_Shown]) -> Iterator[list[str]]:
    """Of each document its title and what is shown of its text, with marks."""
    windows: list[Window] = []
    passages: list[Passage | None] = []
    for doc, found, _, of_doc, opening in shown:
        across = found.tier is Tier.SUBSTRING
        windows.append(Window(doc, int(pages.folded_at[doc]), int(pages.title_ends[doc]), across))
        windows += (Window(doc, max(p.floor, p.start - TRIM), p.end, across) for p in of_doc)
        windows += (Window(doc, p.start, p.end, across) for p in opening)
        passages += (None, *of_doc, *(None for _ in opening))
    bits = pages.boundary_bits
    pieces = [
        _cut(bits, passage, window, *seen) if passage else Marked(*window[:3], seen[1])
        for passage, window, seen in zip(passages, windows, marker.find(windows), strict=True)
    ]
    texts = iter(zip(pieces, marker.show(pieces), strict=True))
    for one in shown:
        _, title = next(texts)
        yield [title, *(_snippet(p, *next(texts)) for p in one.passages or one.opening)]


def _explanation(found: Found) -> dict[str, Any] | None:
    if found.parts is None:
        return None
    return {"tier": found.tier.name.lower(), "parts": [part.shown() for part in found.parts]}


def _cut(
    bits: bytes, passage: Passage, window: Window, folded: memoryview, ranges: list[Range]
) -> Marked:
    """A passage from the start of a sentence if one is near, up to a whole word.

    ``folded`` is the text of the window, and ``ranges`` what is marked in it.
    """
    begin, end = window.low, passage.end
    first = next((one for one in ranges if one[0] >= passage.start), (end, end))
    latest = min(passage.start + TRIM, first[0])
    start = _sentence_start(passage, begin, folded[: 2 * (latest - begin)])
    if start == passage.start > passage.floor:
        start = next_boundary(bits, start, latest, start)
    if end < passage.ceiling:
        # Neither a word is cut nor what is marked, unless it fills the passage by itself.
        end = min([end, *[low for low, high in ranges if low > first[0] and high > end]])
        end = _word_end(bits, end, max([first[1], *[high for _, high in ranges if high <= end]]))
    return Marked(window.doc, start, end, [one for one in ranges if start <= one[0] < end])


def _snippet(passage: Passage, piece: Marked, marked: str) -> str:
    marked = marked.strip()
    if piece.low > passage.floor:
        marked = f"…{marked.lstrip(_CLOSING)}"
    return f"{marked.rstrip(_OPENING)}…" if piece.high < passage.ceiling else marked


def _word_end(bits: bytes, end: int, lowest: int) -> int:
    """The last place at or before ``end``, and behind ``lowest``, at which no word is cut."""
    return next_boundary(bits, end, max(lowest, end - TRIM), end, -1)


def _sentence_start(passage: Passage, begin: int, folded: memoryview) -> int:
    """Where to begin so that a passage begins with a sentence, but no later than its first word.

    ``folded`` is the text from ``begin`` to there.
    """
    text = decode(folded)
    if match := _LAST_SENTENCE_END.match(text):
        return begin + len(encode(match[0])) // 2
    return begin if begin == passage.floor else passage.start


def _opening(pages: Pages, doc: int) -> list[Passage]:
    """The author's summary, or how the text begins: one passage, if there is any text."""
    first, last = pages.parts(doc)
    starts = [*pages["part_place"][first:last].tolist(), int(pages.folded_at[doc + 1])]
    kinds = pages["part_kind"][first:last].tolist()
    for kind, (low, after) in zip(kinds, pairwise(starts), strict=True):
        end = min(after - 1, low + OPENING)
        if kind in _OPENING_KINDS and pages.folded_text(low, end).strip():
            if end < after - 1:
                end = _word_end(pages.boundary_bits, end, low)
            return [Passage(low, end, low, after - 1, -1)]
    return []


def _section(heading: Sequence[Any], url: str, marked: str) -> SectionHit:
    title, _, anchor = heading
    return SectionHit(title, f"{url}#{anchor}" if anchor else url, marked)
