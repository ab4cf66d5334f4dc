"""Where a link or an image ends, once its label is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown_it.common.utils import normalizeReference

MAX_LABEL = 999
"""The longest link label, in characters; CommonMark's own limit."""

# The bounds keep a million unclosed links from being read to the end of the paragraph each.
_LINK_TAIL = re.compile(
    r"""\(\s*+
    (?:(?:https?://|\.{0,2}/)[^()<>"]{0,1000}+(?=\))  # with spaces, as Pandoc and kramdown allow
    |<[^<>\n]{0,1000}>|(?:[^\s()<\\]|\\.|\((?:[^\s()\\]|\\.){0,1000}+\)){0,1000}+)
    (?:\s++(?:"(?:[^"\\]|\\.){0,500}+"|'(?:[^'\\]|\\.){0,500}+'|\([^()]{0,500}+\)))?+
    (?:\s++=[0-9]{0,5}x[0-9]{0,5})?+  # the size of an image, in Zenn
    \s*+\)(?:\{[^{}\n]{0,200}\})?
    |\((?:https?:/)?/[^\s()]{0,1000}+\s*+\Z  # a post that was cut off""",
    re.VERBOSE | re.DOTALL,
)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999}+)\]", re.DOTALL)


def link_end(source: str, start: int, end: int, references: Mapping[str, Any]) -> int:
    """The offset behind the link whose label is ``source[start:end]``, or -1 if it is none.

    ``](url "title")``, ``][label]``, ``][]`` and ``]`` alone may follow the label; the last three
    only if ``references``, by normalised label, define it.
    """
    after = end + 1
    if tail := _LINK_TAIL.match(source, after):
        return tail.end()
    if not references:
        return -1
    label = source[start : min(end, start + MAX_LABEL)]
    if tail := _LABEL.match(source, after):
        return tail.end() if normalizeReference(tail[1] or label) in references else -1
    return after if "[" not in label and normalizeReference(label) in references else -1
