"""Markdown → what a reader sees, in sections.

The one door to :mod:`index.markdown`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import Section
from index.markdown.blocks import DEEP_QUOTE, MAX_LINES, MAX_NESTING, parse_blocks
from index.markdown.notations import Flavour
from index.markdown.sections import read_sections
from index.markdown.templates import SHORTCODE_OF_HTML, strip_templates
from index.markdown.whitespace import tidy

MARKUP_TOO_DEEP = "markup_too_deep"
"""Warning: quotes or lists are nested beyond reason; the text has no sections and no code."""

MARKUP_TOO_LONG = "markup_too_long"
"""Warning: the post is longer than a person writes; the text has no sections and no code."""

MAX_CHARACTERS = 1_000_000
"""Of a body; the longest real one has 660,000. Nothing but brackets takes 1.6 s and 150 MB per
million."""

_LINE_START = re.compile(r"^[ \t>#*+|=:~`-]+", re.MULTILINE)
_MARKUP = re.compile(r"\]\([^()\s]{0,1000}\)|[\[\]*_`~<>|\\]+")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A post's body, reduced."""

    sections: tuple[Section, ...]
    """In the order of the page; empty for an empty body."""
    warnings: tuple[str, ...] = ()
    """:data:`MARKUP_TOO_DEEP` or :data:`MARKUP_TOO_LONG`."""


def to_sections(
    source: str, flavour: Flavour, anchors: str = "", before_number: str = ""
) -> PlainText:
    """Reduce a post's body, without front matter and as :mod:`index.reading.decoding` leaves it, to
    sections.

    Text is what a reader sees, one paragraph, list item or table row a line; code blocks and
    displayed formulas (as TeX) are each section's ``code``. ``anchors`` is what names headings, a
    row of :data:`index.markdown.anchors.NAMERS`, if not what the flavour says, ``before_number``
    what stands before the numbers of those named alike. Never raises, whatever the source holds,
    and takes time in proportion to its length.

    ``# 章\\n**東**\\n京`` → one section: heading ``章``, anchor ``章``, text ``東京``.
    """
    if len(source) > MAX_CHARACTERS:
        return _crude(source, MARKUP_TOO_LONG)
    if flavour == "hugo-safe" and SHORTCODE_OF_HTML.search(source):
        flavour = "hugo"
    source = strip_templates(source, flavour)
    if source.count("\n") > MAX_LINES:
        return _crude(source, MARKUP_TOO_LONG)
    if DEEP_QUOTE.search(source):
        return _crude(source, MARKUP_TOO_DEEP)
    blocks = parse_blocks(source, flavour)
    if any(token.level >= MAX_NESTING - 1 for token in blocks.tokens):  # it has left text out
        return _crude(source, MARKUP_TOO_DEEP)
    return PlainText(tuple(read_sections(blocks, flavour, anchors, before_number)))


def _crude(source: str, warning: str) -> PlainText:
    """Text without characters that are usually markup, each line as its own paragraph.

    ``> > - **東京**へ`` → ``東京へ``.
    """
    lines = _MARKUP.sub(" ", _LINE_START.sub("", source)).split("\n")
    text = "\n".join(text for line in lines if (text := tidy(line)))
    sections = (Section("", 0, "", text, ""),) if text else ()
    return PlainText(sections, (warning,))
