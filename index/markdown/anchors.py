"""The fragment that each generator gives a heading.

Learned from the generators themselves; their answers are kept in ``tests/golden/anchors``. A URL
takes an anchor as it is: Zenn's are percent-encoded already.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from index.markdown.inline_rules import AnchorRules
from index.markdown.slugs import github_slug, slugize, with_typography

_SPACES = re.compile(r"\s+")
_ZENN_LEVELS = range(1, 5)

ANCHOR_RULES = {
    "kramdown": AnchorRules(smart=True),
    "hugo": AnchorRules(),
    "hexo": AnchorRules(),
    "zenn": AnchorRules(maths=False, literal_tags=True),
    "commonmark": AnchorRules(notes=True),
    "github": AnchorRules(notes=True),
    "mdx": AnchorRules(notes=True),
    "html": AnchorRules(),
    "pandoc": AnchorRules(alts=True, notes=True, smart=True, reference_links=False),
}
"""What each flavour leaves of a heading, as text for its anchor."""


@dataclass(frozen=True, slots=True)
class HeadingSource:
    """What an anchor is made from."""

    source: str
    """The heading's Markdown, without ``#`` and ``{#id}``."""
    text: str
    """What :data:`ANCHOR_RULES` leave of it."""
    level: int


class AnchorNamer:
    """Names the headings of one post in order, as duplicates get a suffix."""

    def __init__(self, flavour: str) -> None:
        self._make, self._number = _GENERATORS[flavour]
        self._seen: Counter[str] = Counter()

    def name(self, heading: HeadingSource) -> str:
        """The next heading's anchor, without ``#``: ``今後の展望``, then ``今後の展望-1``.

        Empty if the generator gives none.
        """
        anchor = self._make(heading)
        return "" if anchor is None else self._number(anchor, self._seen)

    def reserve(self, anchor: str) -> None:
        """Take note of an anchor that the author has chosen."""
        if self._number is _count_free:
            self._seen[anchor] += 1


def _kept(text: str, categories: str, others: str = "") -> str:
    """The characters of ``text`` in Unicode ``categories`` such as ``"L Nd"`` or in ``others``."""
    wanted = categories.split()
    return "".join(
        character
        for character in text
        if character in others
        or (category := unicodedata.category(character)) in wanted
        or category[0] in wanted
    )


def _lower(text: str) -> str:
    """Lower case letter by letter: no final sigma, as in Ruby, Go and Haskell."""
    return "".join(map(str.lower, text))


def _kramdown(heading: HeadingSource) -> str:
    text = _kept(_lower(heading.text), "L M Nd Nl Pc", "- \t")
    return text.replace(" ", "-").replace("\t", "-")


def _hugo(heading: HeadingSource) -> str:
    """goldmark reads the last source line of the heading, with URLs and tags in it."""
    line = heading.source.rpartition("\n")[2].strip()
    lower = "".join(character.lower()[0] for character in line)
    return _kept(lower, "L Nd", "-_ ").replace(" ", "-") or "heading"


def _github(heading: HeadingSource) -> str:
    return github_slug(heading.text)


def _hexo(heading: HeadingSource) -> str:
    return slugize(with_typography(heading.text))


def _zenn(heading: HeadingSource) -> str | None:
    """markdown-it-anchor percent-encodes."""
    if heading.level not in _ZENN_LEVELS:
        return None
    return quote(_SPACES.sub("-", heading.text.replace("\n", "").strip().lower()), safe="-_.!~*'()")


def _pandoc(heading: HeadingSource) -> str:
    """Pandoc drops everything before the first letter."""
    text = _kept(_lower(_SPACES.sub(" ", heading.text)), "L N", "_-. ")
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
    str, tuple[Callable[[HeadingSource], str | None], Callable[[str, Counter[str]], str]]
] = {
    "kramdown": (_kramdown, _count),
    "hugo": (_hugo, _count_free),
    "hexo": (_hexo, _count),
    "zenn": (_zenn, _count_free),
    "commonmark": (_github, _count_free),
    "github": (_github, _count_free),
    "mdx": (_github, _count_free),
    "html": (_github, _count_free),
    "pandoc": (_pandoc, _count_free),
}
