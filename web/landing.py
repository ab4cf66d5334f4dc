"""Where in a post a hit leads, and which of its sections are worth a link.

A link with a text fragment opens the page at the sentence that was found, not at the heading above
it. Browsers look for the text between word boundaries, so a fragment begins and ends beside
punctuation: Japanese has no others that can be told without a dictionary. One that finds nothing
does no harm: the link then leads to the section's anchor.
https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

from index.reading.facet_values import fold_facet
from search.query.query import Query
from search.results import Hit, Results, SectionHit
from web.settings import Settings

LONG = 48
"""Characters from which a passage is named by its first and its last clause."""
_SENTENCE_ENDS = re.compile(r"[。！？!?]+[」』）)]*\s*")
_CLAUSES = re.compile(r"[、，,：:；;]\s*|\s+")
_ELLIPSIS = "…"


def with_landings(results: Results, query: Query, settings: Settings) -> Results:
    """The results with fragments to land on, and without sections that only lead elsewhere."""
    hidden = {fold_facet(name) for name in settings.hidden_sections}
    marks = query.highlight_pre, query.highlight_post
    on = settings.text_fragments

    def landing(snippet: str) -> str:
        return text_fragment(snippet, marks) if on else ""

    def section(one: SectionHit) -> SectionHit:
        return replace(one, fragment=landing(one.marked_snippet))

    def hit(one: Hit) -> Hit:
        shown = tuple(section(s) for s in one.sections if fold_facet(s.title) not in hidden)
        best = one.marked_snippets[0] if one.marked_snippets else ""
        return replace(one, sections=shown, fragment=landing(best))

    return replace(results, hits=tuple(hit(one) for one in results.hits))


def text_fragment(marked: str, marks: tuple[str, str] = ("<mark>", "</mark>")) -> str:
    """``:~:text=…`` for the sentence around the first mark of a snippet; empty when it is cut off.

    >>> text_fragment("…です。明日の<mark>東京</mark>は晴れる。")
    ':~:text=%E6%98%8E%E6%97%A5%E3%81%AE%E6%9D%B1%E4%BA%AC%E3%81%AF%E6%99%B4%E3%82%8C%E3%82%8B'
    """
    pre, post = marks
    before, found, _ = marked.partition(pre) if pre else ("", "", "")
    if not found:
        return ""
    text = _plain(marked, pre, post)
    at = len(_plain(before, pre, post))
    sentence = _sentence(text, at)
    return f":~:text={_named(sentence)}" if sentence else ""


def _plain(marked: str, pre: str, post: str) -> str:
    return unescape(marked.replace(pre, "").replace(post, "") if post else marked.replace(pre, ""))


def _sentence(text: str, at: int) -> str:
    """The sentence, or the rest of it that the snippet shows, around a place of a snippet."""
    ends = list(_SENTENCE_ENDS.finditer(text))
    start = max((end.end() for end in ends if end.end() <= at), default=0)
    stop = min((end.start() for end in ends if end.start() > at), default=len(text))
    sentence = text[start:stop]
    if sentence.startswith(_ELLIPSIS):  # cut off: from the first clause on that is whole
        clause = _CLAUSES.search(sentence)
        if clause is None or start + clause.end() > at:
            return ""
        sentence = sentence[clause.end() :]
    if sentence.endswith(_ELLIPSIS):
        clauses = [one.start() for one in _CLAUSES.finditer(sentence)]
        if not clauses:
            return ""
        sentence = sentence[: clauses[-1]]
    return sentence.strip("「」『』（）() ")


def _named(sentence: str) -> str:
    """A sentence as ``text=`` names it: ``start,end`` when it is long."""
    breaks = [one.span() for one in _CLAUSES.finditer(sentence)]
    if len(sentence) < LONG or len(breaks) < 2:
        return _escaped(sentence)
    return f"{_escaped(sentence[: breaks[0][0]])},{_escaped(sentence[breaks[-1][1] :])}"


def _escaped(text: str) -> str:
    """Percent-encoded, also the comma and the hyphen, which mean something in a fragment."""
    return quote(text, safe="").replace("-", "%2D")
