"""Patterns for paths, as several generators write them."""

from __future__ import annotations

import re

_SIGNS = {
    "**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|",
}  # fmt: skip


def expression(pattern: str) -> str:
    """A regular expression: ``/posts/**``, ``{旅,日記}/*``; one star stays within a folder."""
    balanced = pattern.count("{") == pattern.count("}")
    parts = re.split(r"(\*\*/|\*\*|[*?{},])", pattern)
    signs = _SIGNS if balanced else {}
    return "".join(signs.get(part) or re.escape(part) for part in parts)


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether one of the patterns stands for the whole path."""
    return any(re.fullmatch(expression(pattern), path) for pattern in patterns)
