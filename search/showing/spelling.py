"""What was meant, spelt as the posts spell it: OpenAI for the folded openai."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from index.analysis.analyzer import fold
from search.query.query import Query
from search.results import Hit


def as_spelt(folded: str, hits: Iterable[Hit], query: Query) -> str:
    """``folded`` with each word as it is marked in the first hit that has it."""
    pre, post = map(re.escape, (query.highlight_pre, query.highlight_post))
    marks = re.compile(f"{pre}(.*?){post}", re.DOTALL)
    spelt: dict[str, str] = {}
    for hit in hits:
        for text in (hit.marked_title, *hit.marked_snippets):
            for mark in map(html.unescape, marks.findall(text)):
                spelt.setdefault(fold(mark)[0], mark)
    return " ".join(spelt.get(word, word) for word in folded.split(" "))
