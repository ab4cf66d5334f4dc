"""What each flavour of Markdown has beside CommonMark: a row of ``notations.toml`` each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

Flavour = Literal[
    "kramdown", "hugo", "hexo", "zenn", "commonmark", "github", "pandoc", "mdx", "html", "eleventy",
    "vitepress", "python", "honkit", "mdbook", "zola", "obsidian", "hatena",
    "hugo-safe", "docusaurus", "markdoc", "myst",
]  # fmt: skip
"""Whose Markdown a post is written in; ``html`` is no Markdown at all."""


@dataclass(frozen=True, slots=True)
class Notation:
    """One flavour."""

    anchors: str
    """What names its headings, unless the site says otherwise: a row of
    :data:`index.markdown.anchors.NAMERS`."""
    templates: str = ""
    """What runs before Markdown does: a key of :data:`index.markdown.templates.READERS`."""
    heading_id: re.Pattern[str] | None = None
    """Where an author may give a heading its id: ``## 章 {#id}``; group 1 is the id or None."""
    attributes: bool = False
    """``{: .class}`` behind a text, or in a line of its own, as kramdown has it."""
    definitions: bool = False
    """Lists of terms: a line that starts with ``:`` below a term."""
    abbreviations: bool = False
    """``*[HTML]: …``."""
    directives: bool = True
    """``:::note``."""
    callouts: bool = True
    """``> [!NOTE] 題``."""
    older_html: bool = False
    """A tag that may stand in a text begins no block of HTML."""
    whole_html: bool = False
    """A block of HTML ends where its element does, not at the next blank line."""
    html_blocks: bool = True
    """Blocks of HTML are shown; Hugo leaves them out unless told that they are safe."""
    single_dollar: bool = True
    """``$…$`` is maths, not only ``$$…$$``."""
    emoji: bool = False
    """``:sushi:`` is a picture."""
    file_name: re.Pattern[str] | None = None
    """What behind the language is shown above the code: ```` ```js:app.js ````; group 1."""
    code_header: re.Pattern[str] | None = None
    """A first line of indented code that only names its language: ``:::python``."""
    code_marks: re.Pattern[str] | None = None
    """Comments in code that say what of it is highlighted, and are not shown."""
    takes_in: re.Pattern[str] | None = None
    """How a file takes in another: see :mod:`index.sites.includes`."""
    marks: tuple[str, ...] = ()
    """Without one of them a file takes nothing in."""
    parts: str = ""
    """What names headings where only what stands below one may be taken in."""


@cache
def notation_of(flavour: Flavour) -> Notation:
    """The row of a flavour; its expressions are compiled when it is first asked for."""
    row = dict(_rows()[flavour])
    row = {**_rows()[row.pop("like")], **row} if "like" in row else row
    for name, patterns in _rows()["patterns"].items():
        if name in row:
            row[name] = re.compile(patterns[row[name]], re.VERBOSE)
    if "takes_in" in row:
        row["takes_in"] = re.compile(row["takes_in"], re.VERBOSE | re.MULTILINE)
    return Notation(**row)


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class AnchorRules:
    """What a generator leaves of a heading before it makes the anchor.

    With any of them, emphasis is strictly CommonMark's and spaces stay as they are.
    """

    alts: bool = False
    """Keep the alternative texts of images."""
    notes: bool = False
    """Keep the labels of footnotes."""
    maths: bool = True
    """Keep formulas."""
    literal_tags: bool = False
    """HTML tags are text, ``<br>`` excepted."""
    reference_links: bool = True
    """Know the post's link definitions; Pandoc names headings before it does."""
    smart: bool = False
    """``--``, ``---`` and ``...`` are one character of punctuation."""


_PLAIN = Notation("none")


@dataclass(frozen=True, slots=True)
class InlineRules:
    """What differs between generators, and between a text and the anchor made from it."""

    references: Mapping[str, Any] = field(default_factory=dict)
    """The link reference definitions of the post, by normalised label."""
    footnotes: frozenset[str] = frozenset()
    """The labels of its footnotes: ``[^a-z]`` is text unless ``a-z`` is one of them."""
    notation: Notation = _PLAIN
    anchor: AnchorRules | None = None
    """Make the text of an anchor, not of a page."""
