"""What each flavour of Markdown has beside CommonMark: one row a flavour, and rules of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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


_BRACED = re.compile(
    r"(?<!\s)\s*+\{(?:(?:[^{}\n]*?[ \t])?#([^\s{}]+)[^{}\n]*|[.:][^{}\n]*)\}[ \t]*$"
)
"""``{#id}``, ``{#id .class}``, ``{.class #id}``, ``{: #id }``."""
_ONLY_ID = re.compile(r"(?<!\s)\s*+\{#([^\s{}]+)\}[ \t]*$")
_KRAMDOWN = re.compile(r"(?<=[ \t])\{#([A-Za-z][\w:-]*)\}[ \t]*$")
_AFTER_SPACE = re.compile(r"\{(?=[#.]|[\w:-]+=|-\})(?:[^{}\n]*?#([^\s{}]+))?[^{}\n]*\}[ \t]*$")
_COLON = re.compile(r"^[\w+#.-]*:[ \t]*([^\s{][^{\n]*)")
_CODE_HEADER = re.compile(
    r"(?:::+|#!(?!/))[\w#.+-]*[ \t]*(?:hl_lines=[\"'][^\"'\n]*[\"'])?[ \t]*(?:\n|\Z)"
)
_CODE_MARKS = re.compile(
    r"(?<![ \t])[ \t]*+(?:\{?/\*|//|<!--|--|[#;%])[ \t]*+"
    r"(?:\[!code[ \t][^\[\]\n]{1,60}\]|highlight-(?:next-line|start|end)\b)[ \t]*+(?:\*/\}?|-->)?"
)
"""``// [!code focus]`` of Shiki, ``# highlight-next-line`` of Docusaurus."""
_LABEL = re.compile(r"\[([^\[\]]+)\]\s*$")
_WORDS = re.compile(
    r"^[^\s{]+[ \t]+(?!https?://|\w+[:=])([^\s{].*?)(?=[ \t]+(?:https?://|\w+[:=]|\{)|[ \t]*$)"
)
"""```` ```js app.js https://example.com line_number:false ````."""

NOTATIONS: dict[Flavour, Notation] = {
    "kramdown": Notation(
        "kramdown", "liquid", _KRAMDOWN, attributes=True, definitions=True, abbreviations=True,
        directives=False, callouts=False, whole_html=True, single_dollar=False, emoji=True,
    ),
    "hugo": Notation("hugo", "shortcodes", _AFTER_SPACE, definitions=True),
    "hugo-safe": Notation(
        "hugo", "shortcodes", _AFTER_SPACE, definitions=True, html_blocks=False
    ),
    "hexo": Notation("hexo", "tags", file_name=_WORDS),
    "zenn": Notation("zenn", file_name=_COLON),
    "commonmark": Notation(
        "github", "liquid", directives=False, callouts=False, single_dollar=False, emoji=True
    ),
    "github": Notation("github", emoji=True, file_name=_COLON),
    "pandoc": Notation("pandoc", heading_id=_AFTER_SPACE, definitions=True, abbreviations=True),
    "mdx": Notation("github", "mdx", _ONLY_ID, code_marks=_CODE_MARKS),
    "docusaurus": Notation("github", heading_id=_ONLY_ID, code_marks=_CODE_MARKS),
    "html": Notation("github", "liquid"),
    "markdoc": Notation("github", "liquid"),
    "eleventy": Notation("github", "liquid", emoji=True),
    "vitepress": Notation(
        "vitepress", "vue", _BRACED, emoji=True, file_name=_LABEL, code_marks=_CODE_MARKS
    ),
    "python": Notation(
        "python", "python", _BRACED, attributes=True, definitions=True, abbreviations=True,
        emoji=True, code_header=_CODE_HEADER,
    ),
    "honkit": Notation("honkit", "liquid", _ONLY_ID),
    "mdbook": Notation("mdbook", "includes", _BRACED),
    "zola": Notation("zola", "zola", _BRACED, emoji=True),
    "obsidian": Notation("github", "obsidian"),
    "hatena": Notation("hatena", "hatena"),
    "myst": Notation("docutils", "myst", definitions=True, callouts=False),
}  # fmt: skip


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
