"""Did you mean: the query with each unknown word replaced by the nearest one of the index."""

from __future__ import annotations

from search.columns.visible import Visible
from search.query.plan import Plan


def did_you_mean(visible: Visible, plan: Plan) -> str | None:
    """The corrected query, or None if no word has a near one."""
    text, changed = plan.whole, False
    for word in plan.words:
        if visible.documents_with(word.term):
            continue
        near = visible.lexicon.similar(word.term)
        if near and word.text in text:
            text, changed = text.replace(word.text, near[0], 1), True
    return text if changed else None
