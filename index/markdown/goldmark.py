"""The text of a heading from which Hugo makes its anchor, since version 0.144.

After ``render.TextPlain`` of Hugo: of emphasis, links and images only the first child counts, and
typographic marks are children of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII
)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_TYPOGRAPHY = re.compile(r"[\"']|-{2,3}|\.{3}|<<|>>")
_TEXTS = ("text", "text_special")
_MARKS = re.compile(r"[*_~]+")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("strikethrough")
    # Runs of marks without a partner stay apart from the text around them, as in goldmark.
    return parser.disable(["fragments_join", "text_join"])


def plain_heading(source: str, references: Mapping[str, Any]) -> str:
    """``[灯台](/x) の **話** <b>`` → ``灯台 の 話 ``; an address that links itself is no text."""
    tokens: list[Token] = _parser().parseInline(source, {"references": dict(references)})
    return "".join(map(_text, SyntaxTreeNode(tokens).children[0].children))


def _text(node: SyntaxTreeNode) -> str:
    """Of a child of the heading itself, which counts whole."""
    if node.type in _TEXTS:
        return _TYPOGRAPHY.sub("…", _FOOTNOTE.sub("", _ADDRESS.sub("", _content(node))))
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    return _first(node)


def _content(node: SyntaxTreeNode) -> str:
    """Hugo resolves ``&amp;``, and leaves ``&#9731;`` as it is."""
    return node.markup if node.markup.startswith("&#") else node.content


def _first(node: SyntaxTreeNode) -> str:
    """Of a child of a child, and so on: the first text in it."""
    if node.type in _TEXTS:
        mark = _TYPOGRAPHY.search(node.content)
        return node.content[: mark.start()] if mark else node.content
    if node.type == "code_inline":
        return node.content
    is_address = node.type == "link" and node.markup == "autolink"
    if node.type == "html_inline" or is_address or not node.children:
        return ""
    text = _first(node.children[0])
    following = node.children[1:2]
    if node.children[0].type in _TEXTS and following and _MARKS.fullmatch(following[0].content):
        text += following[0].content
    return text
