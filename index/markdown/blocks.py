"""Block structure: markdown-it-py with the block syntax of the site generators added.

Only blocks are parsed here; the content of a paragraph is left to :mod:`index.markdown.inline`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, html_block, lheading
from markdown_it.rules_block.html_block import HTML_SEQUENCES
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from index.markdown.notations import Flavour, notation_of

MAX_NESTING = 40
"""Levels of quotes and lists (a list counts twice); people write four or five."""

MAX_QUOTES = 8
"""Levels of quotes alone: each reads all lines again, so they cost more."""

MAX_LINES = 30_000
"""Lines of a post, each of which costs up to 40 µs; a novel of 600,000 characters has 15,000."""

_ENDS_PARAGRAPH: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,1000}\}[ \t]*$", re.MULTILINE)
DEEP_QUOTE = re.compile(
    rf"^(?:[ \t]*+(?:(?:[-+*]|[0-9]{{1,9}}[.)])[ \t]++)*+>){{{MAX_QUOTES + 1}}}", re.MULTILINE
)
_COMMENT_END = re.compile(r"\{:/(?:comment)?\}")
_ABBREVIATION = re.compile(r"\*\[[^\]\n]{1,100}\]:")
_DIRECTIVE = re.compile(
    r":{3,}[ \t]*(?:(?:details|tip|info|note|important|warning|caution|danger|success)\b"
    r"[ \t]*+(?:\[(?P<label>[^\]\n]*)\]|(?!(?:info|warn|alert)[ \t]*$)(?P<title>[^\n{]*)))?",
    re.MULTILINE,
)
"""The kinds that may have a title; ``:::note warn`` of Qiita has none."""
_HTML_ELEMENT = re.compile(
    r"<(address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figcaption|figure|footer"
    r"|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead"
    r"|tr|ul)(?=[\s>])[^<>]*+>",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_UNDERLINED_ITEM = re.compile(
    r"^(?P<item>(?P<marker> {0,3}(?:[-*+]|[0-9]{1,9}\.)[ \t]{1,4})\S[^\n]*)\n"
    r" {0,3}(?P<line>-{3,}|={3,})[ \t]*$",
    re.MULTILINE,
)
_MATHS_END = re.compile(r"\$\$[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A post's block structure.

    Beside markdown-it's own types of tokens there are ``attributes`` (kramdown's ``{: …}`` line),
    ``directive`` (``:::`` lines; ``content`` is the title of details) and ``maths``.
    """

    tokens: list[Token]
    references: Mapping[str, Any]
    """Link reference definitions by normalised label."""
    footnotes: frozenset[str]
    """The labels of the footnotes that are defined."""


def parse_blocks(source: str, flavour: Flavour) -> Blocks:
    """Find the blocks of a post; one of HTML is a single block."""
    if flavour == "html":
        return Blocks([Token("html_block", "", 0, content=source)], {}, frozenset())
    parser = _parser(flavour)
    if flavour == "kramdown":
        source = _with_underlined_items(source)
    tokens: list[Token] = []
    env: dict[str, Any] = {}
    parser.block.parse(source, parser, env, tokens)
    notes = env.get("footnotes", {}).get("refs", {})
    return Blocks(tokens, env.get("references", {}), frozenset(label[1:] for label in notes))


def _with_underlined_items(source: str) -> str:
    """``- 項目\\n---`` is a heading within the list to kramdown; so its underline is indented."""
    if "\n---" not in source and "\n===" not in source:
        return source
    fences: list[int] | None = None

    def indented(match: re.Match[str]) -> str:
        nonlocal fences
        if fences is None:
            fences = [fence.start() for fence in _FENCE.finditer(source)]
        if bisect_left(fences, match.start()) % 2:
            return match[0]
        return f"{match['item']}\n{' ' * len(match['marker'].expandtabs(4))}{match['line']}"

    return _UNDERLINED_ITEM.sub(indented, source)


@cache
def _parser(flavour: Flavour) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    footnote_plugin(parser, inline=False, move_to_end=False)
    rules = parser.block.ruler
    notation = notation_of(flavour)
    if notation.definitions:
        deflist_plugin(parser)
    if notation.attributes:
        rules.before("fence", "attributes", _attributes_rule, _ENDS_PARAGRAPH)
    if flavour == "mdx":
        parser.disable("code")  # what components hold is often indented
    if flavour == "kramdown":
        rules.at("lheading", _underline_rule)
    if notation.older_html:
        rules.at("html_block", _block_html_rule, _ENDS_PARAGRAPH)
    if notation.whole_html:
        rules.before("html_block", "whole_html", _whole_html_rule, _ENDS_PARAGRAPH)
    if notation.abbreviations:
        rules.before("fence", "abbreviation", _abbreviation_rule, _ENDS_PARAGRAPH)
    if notation.directives:
        rules.before("fence", "directive", _directive_rule, _ENDS_PARAGRAPH)
    rules.before("fence", "maths", _maths_rule, _ENDS_PARAGRAPH)
    return parser


def _line_start(state: StateBlock, line: int) -> int:
    """The offset of a line's first character, or -1 if it is indented as code."""
    if state.is_code_block(line):
        return -1
    return state.bMarks[line] + state.tShift[line]


def _find_once(pattern: re.Pattern[str], state: StateBlock, start: int) -> int:
    """Where ``pattern`` next occurs, or -1; what was sought in vain is not sought again."""
    if pattern.pattern in state.env:
        return -1
    match = pattern.search(state.src, start)
    if match is None:
        state.env[pattern.pattern] = True
        return -1
    return match.start()


def _push_line(state: StateBlock, line: int, kind: str, content: str) -> None:
    token = state.push(kind, "", 0)
    token.content = content
    token.map = [line, line + 1]
    state.line = line + 1


def _attributes_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    start = _line_start(state, line)
    if start < 0 or not (match := _ATTRIBUTES.match(state.src, start)):
        return False
    if silent:
        return True
    _push_line(state, line, "attributes", match[0])
    if match[0].startswith("{::comment}"):
        end = _find_once(_COMMENT_END, state, start)
        while state.line < end_line and state.bMarks[state.line] <= end:
            state.line += 1
    return True


def _block_html_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """A block of HTML as CommonMark has it but for its last kind: ``<br>`` is in a paragraph."""
    text = state.src[max(_line_start(state, line), 0) : state.eMarks[line]]
    begins = any(opening.search(text) for opening, _, _ in HTML_SEQUENCES[:-1])
    return begins and html_block(state, line, end_line, silent)


def _whole_html_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """kramdown's block of HTML: all of an element, blank and indented lines and all."""
    start = _line_start(state, line)
    if start < 0 or not (opening := _HTML_ELEMENT.match(state.src, start)):
        return False
    end = _element_end(state, opening[1].lower(), start)
    last = bisect_left(state.eMarks, end, line, len(state.eMarks) - 1)
    if end < 0 or last >= end_line:
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        token.content = state.src[start : state.eMarks[last]]
        token.map = [line, last + 1]
        state.line = last + 1
    return True


def _element_end(state: StateBlock, name: str, start: int) -> int:
    """Where the element that begins at ``start`` has ended; -1 for one that does not."""
    if f"<{name}" in state.env:
        return -1
    depth = 0
    tags = re.compile(rf"<(/?){name}\b[^<>]*?(/?)>", re.IGNORECASE)
    for tag in tags.finditer(state.src, start):
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth <= 0:
            return tag.end()
    state.env[f"<{name}"] = True  # what was sought in vain is not sought again
    return -1


def _underline_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """kramdown underlines only what starts a block: after a blank line, or first in a list item."""
    before = state.tokens[-1] if state.tokens else None
    follows = before is not None and before.nesting != 1 and before.type != "attributes"
    if follows and not state.isEmpty(line - 1):
        return False
    return lheading(state, line, end_line, silent)


def _abbreviation_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """``*[HTML]: Hyper Text …`` is shown only in a tooltip."""
    start = _line_start(state, line)
    if start < 0 or not _ABBREVIATION.match(state.src, start):
        return False
    if not silent:
        state.line = line + 1
    return True


def _directive_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """``:::`` lines: Zenn's ``:::details 題``, Docusaurus's ``:::tip[題]``, Pandoc's, the end."""
    start = _line_start(state, line)
    if start < 0 or not (match := _DIRECTIVE.match(state.src, start)):
        return False
    if not silent:
        title = match["label"] or match["title"] or ""
        _push_line(state, line, "directive", title.strip())
    return True


def _maths_rule(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """``$$`` at the start of a line up to the ``$$`` at the end of one."""
    start = _line_start(state, line)
    if start < 0 or not state.src.startswith("$$", start):
        return False
    end = _find_once(_MATHS_END, state, start + 2)
    last = line
    while last + 1 < end_line and state.eMarks[last] < end:
        last += 1
    if end < 0 or state.eMarks[last] < end:
        return False
    if not silent:
        _push_line(state, line, "maths", state.src[start + 2 : end].strip())
        state.line = last + 1
    return True
