"""MDX: imports, exports, components and expressions in Markdown, gone before it is read.

One pass over the source; code is left alone. Every repetition is bounded or stops at what would
begin the next attempt, so that time stays in proportion to the length.
"""

from __future__ import annotations

import re

from index.markdown.dialects import CODE_PATTERN, fence

_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}\}){0,2000}\}"
"""An expression: up to three levels of braces."""
_VALUE = rf"(?:\"[^\"]{{0,2000}}\"|'[^']{{0,2000}}'|{_BRACES})"
_PROPERTY = rf"(?:[\w:-]+(?:\s*=\s*{_VALUE})?|\{{\s*\.\.\.[^{{}}]{{0,500}}\}})"
_PIECE = re.compile(
    rf"""
      (?P<code>{CODE_PATTERN})
    | (?P<maths>\$\$(?:[^$]|\$(?!\$)){{1,5000}}+\$\$
        |(?<![\\$\w])\$(?=[^$\n]{{0,300}}\\)[^$\n]{{1,500}}\$(?!\d))
    | (?P<import>^import\s+
        (?:[\w$*,\ \t]{{0,200}}?(?:\{{[^{{}}"';]{{0,2000}}+\}}\s*)?from\s+)?["'][^\n]*)
    | (?P<export>^export\s+(?:default|const|let|var|async|function|class|\{{|\*)
        [^\n]*(?:\n(?![ \t]*\n)[^\n]*)*)
    | (?P<comment>\{{/\*(?:[^*{{]|\*(?!/)|\{{(?!/\*))*+\*/\s*\}})
    | <(?P<end>/?)(?P<name>[A-Za-z][\w.]*)(?P<properties>(?:\s+{_PROPERTY}){{0,50}})
        \s*(?P<closed>/?)>
    | (?P<expression>{_BRACES})
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_TEXT = re.compile(r"\{\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`$]*)`)\s*\}")
_SHOWN = re.compile(
    r"\b(?:title|caption|alt|label|summary|description)\s*[=:]\s*(?:\{\s*)?([\"'])(.*?)\1",
    re.DOTALL,
)
_ID = re.compile(r"\{#[^\s{}]+\}")
_ID_IN_COMMENT = re.compile(r"\{/\*\s*(#[^\s{}*]+)\s*\*/\s*\}")
"""``## 章 {/* #id */}``, as newer versions of Docusaurus have it."""
_BLOCKS = frozenset({
    "article", "aside", "center", "details", "div", "figure", "footer", "header", "main", "section",
})  # fmt: skip
"""Elements that hold Markdown where their tag has a line of its own."""
_NO_CODE = re.compile(
    r"\s*(?:`{3,}|~{3,})mdx-code-block[ \t]*\n(.*?)\n?[ \t]*(?:`{3,}|~{3,})?\s*", re.S
)
"""Docusaurus: MDX that other programs see as code."""
_CODE = re.compile(r"\bcode\s*=\s*(?:\{\s*)?([\"'`])(.*?)\1\s*(?:\}|\s|$)", re.DOTALL)
"""``<Code code={`…`} />``."""
_UNSAFE = re.compile(r"=\s*\{|\{\s*\.\.\.")


def strip_mdx(source: str) -> str:
    """``import A from "a"`` → nothing; ``<Box title="題">本文</Box>`` → ``題``, ``本文``."""
    return _PIECE.sub(_reduced, source)


def _reduced(match: re.Match[str]) -> str:
    if match["code"]:
        shown = _NO_CODE.fullmatch(match[0]) if match["fence"] else None
        return strip_mdx(shown[1]) if shown else match[0]
    if match["maths"]:
        return match[0]  # braces are TeX's there
    if match["name"]:
        return _tag(match)
    if match["comment"]:
        chosen = _ID_IN_COMMENT.fullmatch(match["comment"])
        return f"{{{chosen[1]}}}" if chosen else ""
    if match["expression"]:
        if _ID.fullmatch(match["expression"]):
            return match["expression"]
        text = _TEXT.fullmatch(match["expression"])
        return "".join(filter(None, text.groups())) if text else ""
    return ""


def _tag(match: re.Match[str]) -> str:
    """Elements of HTML stay, without properties that HTML does not know; components go."""
    alone = match.start() == 0 or match.string[match.start() - 1] == "\n"
    if match["name"][0].islower() and "." not in match["name"]:
        has_line = _has_line(match)
        if match["name"] in _BLOCKS and has_line:
            return "\n\n"
        plain = not _UNSAFE.search(match["properties"])
        tag = match[0] if plain else f"<{match['end']}{match['name']}{match['closed']}>"
        return f"{tag}\n\n" if has_line and match["closed"] else tag
    if match["name"] == "Badge" and not _UNSAFE.search(match["properties"]):
        return match[0]  # its text is no part of an anchor
    shown = " ".join(found[2] for found in _SHOWN.finditer(match["properties"]))
    if code := _CODE.search(match["properties"]):
        return f"{shown}{fence(code[2], '')}"
    return f"{shown}\n\n" if alone and not match["end"] else shown


def _has_line(match: re.Match[str]) -> bool:
    """Whether nothing stands beside a tag in its line."""
    source, start, end = match.string, match.start(), match.end()
    before = source[source.rfind("\n", max(start - 100, 0), start) + 1 : start]
    after = source[end : end + 100].partition("\n")[0]
    return not before.strip() and not after.strip()
