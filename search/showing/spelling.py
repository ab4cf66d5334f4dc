"""What was meant, spelt as the posts spell it: OpenAI for the folded openai."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from index.analysis.analyzer import fold
from search.query.lexicon import Lexicon
from search.query.plan import Plan
from search.query.query import Query
from search.query.tiers import RELAXED
from search.ranking import Tier
from search.results import Hit


def meant(
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
    return as_spelt(text, page, query) if text and best is Tier.TYPO else text


def as_spelt(folded: str, hits: Iterable[Hit], query: Query) -> str:
    """``folded`` with each word as it is marked in the first hit that has it."""
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
