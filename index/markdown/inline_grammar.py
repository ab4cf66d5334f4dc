"""The marks inside a paragraph: what begins one, how each is written, and where a link ends.

No alternative can be matched in more than constant time without being consumed: repetitions are
bounded, or stop at the character that would begin the next attempt.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Any

from markdown_it.common.utils import normalizeReference

from index.markdown.html_text import ENTITY, TAG

SPECIAL = re.compile(r"[\\`<&\[\]*_~$\n\t\xa0{]|  |https?://|:[a-z]")
CANDIDATE = re.compile(r"[\\`<&@\[\]!*_~$^{h:]")
NAME_CHARACTERS = frozenset(f"{string.ascii_letters}{string.digits}:")
SMART = re.compile(r"-{2,3}|\.{3}")
SOURCE_BREAK = re.compile(r"(?<! ) {2,}\n")

TOKEN = re.compile(
    rf"""
      (?P<hard>\\\n)
    | (?P<escape>\\[!-/:-@\[-`{{-~])
    | (?P<code>`+)
    | (?P<comment><!--)
    | (?P<tag>{TAG})
    | <(?P<autolink>[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]*+)>
    | <(?P<email>[A-Za-z0-9._+-]{{1,64}}@[A-Za-z0-9.-]{{1,255}})>
    | (?P<entity>{ENTITY})
    | (?P<embed>@\[[a-z]{{1,20}}\]\([^()\n]{{0,1000}}\))
    | \[\^(?P<label>[^\[\]\s]{{1,200}})\]
    | (?P<inline_note>\^\[)
    | (?P<image>!\[)
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<run>\*+|_+|~~+)
    | \$\$(?P<display>[^$]++(?:\$(?!\$)[^$]++)*+)\$\$
    | \$(?P<maths>(?![\s$])[^$`]{{1,500}}(?<!\s))\$(?![0-9])
    | (?P<attributes>\{{:[^{{}}\n]{{0,500}}\}})
    | \{{(?P<ruby>[^{{}}|\n]{{1,50}})\|[ぁ-ヿ・|\ ]{{1,100}}\}}
    | (?P<url>https?://(?:[!-'+-;=?-Z_a-z]|~(?!~))++)
    | :(?P<emoji>[a-z][a-z0-9_+-]{{1,30}}):(?![A-Za-z0-9:])
    """,
    re.VERBOSE,
)

BACKTICKS = re.compile("`+")

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
