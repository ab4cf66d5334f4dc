"""The fragment that each generator gives a heading.

Learned from the generators themselves; their answers are kept in ``tests/golden/anchors``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

_DASHES = re.compile(r"-{2,3}")
_NOT_KRAMDOWN = re.compile(r"[^\w\- \t\u200c\u200d]")
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class HeadingSource:
    """What an anchor is made from."""

    source: str
    """The heading's Markdown, without ``#`` and ``{#id}``."""
    text: str
    """What a parser leaves of it: no markup, no alternative texts, no footnotes."""


class AnchorNamer:
    """Names the headings of one post in order, as duplicates get a suffix."""

    def __init__(self, flavour: str) -> None:
        self._make, self._number = _GENERATORS[flavour]
        self._seen: Counter[str] = Counter()

    def name(self, heading: HeadingSource) -> str:
        """The next heading's anchor, without ``#``: ``今後の展望``, then ``今後の展望-1``."""
        return self._number(self._make(heading), self._seen)

    def reserve(self, anchor: str) -> None:
        """Take note of an anchor that the author has chosen."""
        self._seen[anchor] += 1


def _kramdown(heading: HeadingSource) -> str:
    # kramdown makes "--" and "---" dashes first, which are no word characters.
    text = _NOT_KRAMDOWN.sub("", _DASHES.sub("", heading.text.lower()))
    return text.replace(" ", "-").replace("\t", "-")


def _hugo(heading: HeadingSource) -> str:
    """goldmark reads the last source line of the heading, with URLs and tags in it."""
    line = heading.source.rpartition("\n")[2].strip()
    kept = (
        "-" if character in " -" else character.lower()
        for character in line
        if character in " -_"
        or unicodedata.category(character)[:1] == "L"
        or unicodedata.category(character) == "Nd"
    )
    return "".join(kept) or "heading"


def _github(heading: HeadingSource) -> str:
    text = "".join(
        character
        for character in heading.text.lower()
        if character in "-_ "
        or unicodedata.category(character)[:1] in "LM"
        or unicodedata.category(character) in ("Nd", "Nl", "Pc")
    )
    return text.replace(" ", "-")


def _zenn(heading: HeadingSource) -> str:
    """markdown-it-anchor percent-encodes; the link needs the anchor as it is, not encoded again."""
    return quote(_SPACES.sub("-", heading.text.strip().lower()), safe="-_.!~*'()")


def _pandoc(heading: HeadingSource) -> str:
    text = "".join(
        character
        for character in heading.text.lower()
        if character.isspace() or character in "_-." or character.isalnum()
    )
    text = "-".join(text.split())
    start = next((i for i, character in enumerate(text) if character.isalpha()), len(text))
    return text[start:] or "section"


def _count(anchor: str, seen: Counter[str]) -> str:
    """Count equal anchors; the numbered one may meet another heading's (kramdown)."""
    number = seen[anchor]
    seen[anchor] += 1
    return f"{anchor}-{number}" if number else anchor


def _count_free(anchor: str, seen: Counter[str]) -> str:
    """Count equal anchors and go on until the numbered one is free."""
    unique = anchor
    while unique in seen:
        unique = f"{anchor}-{seen[anchor]}"
        seen[anchor] += 1
    seen[unique] += 1
    return unique


_GENERATORS: dict[
    str, tuple[Callable[[HeadingSource], str], Callable[[str, Counter[str]], str]]
] = {
    "kramdown": (_kramdown, _count),
    "hugo": (_hugo, _count_free),
    "zenn": (_zenn, _count_free),
    "commonmark": (_github, _count_free),
    "github": (_github, _count_free),
    "pandoc": (_pandoc, _count_free),
}
