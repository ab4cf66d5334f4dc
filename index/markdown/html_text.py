"""A block of HTML inside Markdown: the text that a browser would show, its code, its headings."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from index.markdown.html_tags import (
    ENTITY,
    TAG,
    ElementEnds,
    element_id,
    ruby_text,
    tag_name,
    tag_text,
    without_annotations,
)
from index.markdown.whitespace import tidy

_MARKUP = re.compile(f"(?P<comment><!--)|(?P<tag>{TAG})|(?P<entity>{ENTITY})|<[!?][^<>]*+>")
_ANY_TAG = re.compile(TAG)
_CAPTURED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre"})


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """Visible text, a heading or code."""

    text: str
    """Lines are separated by ``\\n``."""
    level: int = 0
    """Of a heading, 1 to 6; 0 for all else."""
    anchor: str = ""
    """Of a heading: generators give it none unless its author has."""
    is_code: bool = False
    """Whether it stood in ``<pre>``."""


def read_html(source: str) -> list[HtmlPiece]:
    """Split a block of HTML into visible text, code and headings.

    ``<p>東<b>京</b></p><h2 id="a">章</h2>`` → text ``東京``, heading ``章`` with anchor ``a``.
    """
    return _HtmlReader(source, captures=True).read()


class _HtmlReader:
    def __init__(self, source: str, *, captures: bool) -> None:
        self._source = source
        self._captures = captures
        self._ends = ElementEnds(source)
        self._shown: list[str] = []
        self._pieces: list[HtmlPiece] = []

    def read(self) -> list[HtmlPiece]:
        source = self._source
        position = 0
        while match := _MARKUP.search(source, position):
            self._shown.append(source[position : match.start()])
            position = self._take(match)
        self._shown.append(source[position:])
        self._flush()
        return self._pieces

    def _take(self, match: re.Match[str]) -> int:
        """Act on one piece of markup; return where reading goes on."""
        if match.lastgroup == "entity":
            self._shown.append(html.unescape(match[0]))
        elif match.lastgroup == "comment":
            return max(self._ends.after_comment(match.start()), match.end())
        elif match.lastgroup == "tag":
            if ruby := ruby_text(self._source, match.start()):
                self._shown.append(ruby[0])
                return ruby[1]
            return self._take_tag(match[0], match.end())
        return match.end()

    def _take_tag(self, tag: str, end: int) -> int:
        name = tag_name(tag)
        if self._captures and name in _CAPTURED and not tag.startswith("</"):
            inner_end, after = self._ends.find(name, end)
            if after > 0:
                self._flush()
                self._pieces.append(_captured(name, tag, self._source[end:inner_end]))
                return after
        shown, unseen = tag_text(tag)
        self._shown.append(shown)
        return max(self._ends.find(unseen, end)[1], end) if unseen else end

    def _flush(self) -> None:
        text = tidy("".join(self._shown))
        self._shown.clear()
        if text:
            self._pieces.append(HtmlPiece(text))


def _captured(name: str, tag: str, inner: str) -> HtmlPiece:
    """The piece that a heading or ``<pre>`` makes; what is wrongly nested in it goes flat."""
    if name == "pre":
        return HtmlPiece(html.unescape(_ANY_TAG.sub("", inner)).strip("\n"), is_code=True)
    texts = (piece.text for piece in _HtmlReader(inner, captures=False).read())
    heading = without_annotations(" ".join(texts).replace("\n", " "))
    return HtmlPiece(heading, int(name[1]), element_id(tag))
