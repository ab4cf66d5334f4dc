"""What was found → the answer, alike for all engines."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterable, Mapping, Sequence

from index.analysis.analyzer import fold
from index.pages.records import Page, RecordPages
from search.query.lexicon import Lexicon
from search.query.plan import Plan
from search.query.query import Query
from search.query.tiers import RELAXED
from search.ranking import Tier
from search.results import FacetValue, Hit, Interpretation, Results
from search.showing.presentation import Found, Presenter


def answer(
    query: Query,
    plan: Plan,
    lexicon: Lexicon,
    best: Tier,
    *,
    total: int,
    hits: tuple[Hit, ...],
    facets: dict[str, tuple[FacetValue, ...]],
    generation: str,
    start: float,
) -> Results:
    """A page of hits; ``best`` is the tier of the best post that matches, within filters or not.

    ``start`` is when the engine began, as :func:`time.perf_counter` tells it.
    """
    return Results(
        query=query.text,
        total=total,
        page=query.page,
        per_page=query.per_page,
        hits=hits,
        facets=facets,
        interpreted=Interpretation(
            tuple(dict.fromkeys(word.term for word in plan.words)),
            query.filters.shown(),
            RELAXED.get(best) if total else None,
            query.typed_filters,
        ),
        did_you_mean=_meant(lexicon, query, plan, best, hits),
        generation=generation,
        took_ms=round(1000 * (time.perf_counter() - start), 3),
    )


def hits_of_records(
    presenter: Presenter, pages: Sequence[Page], found: Sequence[Found]
) -> tuple[Hit, ...]:
    """The hits of records, in their order."""
    if not pages:
        return ()
    made = presenter.hits(RecordPages(pages), dict(enumerate(found)))
    return tuple(made[number] for number in range(len(pages)))


def _meant(
    lexicon: Lexicon, query: Query, plan: Plan, best: Tier, page: Iterable[Hit]
) -> str | None:
    """What may have been meant where nothing matched strictly, as the posts spell it.

    ``best`` is the tier of the best hit, and ``page`` the hits that are shown.
    """
    if best is not Tier.NONE and best not in RELAXED:
        return None
    text = lexicon.correction(plan)
    if text is None and best is Tier.TYPO:
        text = lexicon.slipped(plan)
    return _as_spelt(text, page, query) if text and best is Tier.TYPO else text


def _as_spelt(folded: str, hits: Iterable[Hit], query: Query) -> str:
    """``folded`` with each word as it is marked in the first hit that has it: OpenAI for openai."""
    pre, post = map(re.escape, (query.highlight_pre, query.highlight_post))
    marks = re.compile(f"{pre}(.*?){post}", re.DOTALL)
    spelt: dict[str, str] = {}
    for hit in hits:
        for text in (hit.marked_title, *hit.marked_snippets):
            for mark in map(html.unescape, marks.findall(text)):
                spelt.setdefault(fold(mark)[0], mark)
    return " ".join(spelt.get(word) or _similar(word, spelt) for word in folded.split(" "))


def _similar(word: str, spelt: Mapping[str, str]) -> str:
    """A mark that begins and ends as a word does: 引っ越し for 引越し; else the word."""
    ends = word[:1], word[-1:]
    return next((mark for folded, mark in spelt.items() if (folded[:1], folded[-1:]) == ends), word)
