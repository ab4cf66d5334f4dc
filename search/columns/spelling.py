"""Did you mean: the query with each unknown word replaced by the nearest one of the index."""

from __future__ import annotations

from search.columns.lexicon import Lexicon
from search.columns.view import View
from search.query.plan import Plan


def did_you_mean(view: View, lexicon: Lexicon, plan: Plan) -> str | None:
    """The corrected query, or None if no word has a near one."""
    text, changed = plan.whole, False
    for word in plan.words:
        if view.term(word.term):
            continue
        near = lexicon.similar(word.term)
        if near and word.text in text:
            text, changed = text.replace(word.text, near[0], 1), True
    return text if changed else None
