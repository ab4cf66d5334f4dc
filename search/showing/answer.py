"""What was found → the answer, alike for all engines."""

from __future__ import annotations

import time
from collections.abc import Sequence

from index.pages.records import RecordPages
from index.record import CutText
from search.query.lexicon import Lexicon
from search.query.plan import Plan
from search.query.query import Query
from search.query.tiers import RELAXED
from search.ranking import Tier
from search.results import FacetValue, Hit, Interpretation, Results
from search.showing.presentation import Found, Presenter
from search.showing.spelling import meant


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
        did_you_mean=meant(lexicon, query, plan, best, hits),
        generation=generation,
        took_ms=round(1000 * (time.perf_counter() - start), 3),
    )


def hits_of_records(
    presenter: Presenter, records: Sequence[CutText], found: Sequence[Found]
) -> tuple[Hit, ...]:
    """The hits of records, in their order."""
    if not records:
        return ()
    made = presenter.hits(RecordPages(records), dict(enumerate(found)))
    return tuple(made[number] for number in range(len(records)))
