"""The fragment that each generator gives a heading.

Learned from the generators themselves; their answers are kept in ``tests/golden/anchors``. A URL
takes an anchor as it is: Zenn's are percent-encoded already.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from index.markdown.goldmark import plain_heading
from index.markdown.notations import AnchorRules
from index.markdown.slugs import github_slug, kept, lower, slugize, with_typography, zola_slug

_SPACES = re.compile(r"\s+")
_LIKE_TAG = re.compile(r"<(?![ \n])[^>]*+(?:>|\Z)")


@dataclass(frozen=True, slots=True)
class HeadingSource:
    """What an anchor is made from."""

    source: str
    """The heading's Markdown, without ``#`` and ``{#id}``."""
    text: str
    """What the rules of the namer leave of it."""
    level: int
    references: Mapping[str, Any] = field(default_factory=dict)
    """The link definitions of the post."""


class AnchorNamer:
    """Names the headings of one post in order, as duplicates get a suffix."""

    def __init__(self, name: str, before_number: str = "") -> None:
        """``name`` is a row of :data:`NAMERS`; with ``v`` before numbers the second 章 is
        ``章-v2``."""
        self._namer, self._before_number = NAMERS[name], before_number
        self.rules = self._namer.rules
        self._seen: Counter[str] = Counter()

    def name(self, heading: HeadingSource) -> str:
        """The next heading's anchor, without ``#``: ``今後の展望``, then ``今後の展望-1``.

        Empty if the generator gives none.
        """
        anchor = self._namer.make(self._namer.of(heading))
        if anchor is None or heading.level > self._namer.deepest:
            return ""
        numbered = self._namer.number(anchor, self._seen)
        if self._before_number and numbered != anchor:
            numbered = f"{anchor}-{self._before_number}{numbered[len(anchor) + 1 :]}"
        return numbered if heading.level > self._namer.silent else ""

    def reserve(self, anchor: str, level: int) -> str:
        """Take note of an anchor that the author has chosen; empty if pages do not have it."""
        if self._namer.number is not _count:
            self._seen[anchor] += 1
        return anchor if level > self._namer.silent else ""


def _kramdown(text: str) -> str:
    return re.sub(r"[ \t]", "-", kept(lower(text), "L M Nd Nl Pc", "- \t"))


def _goldmark(text: str) -> str:
    """Of several lines the last."""
    lower = "".join(character.lower()[0] for character in text.rpartition("\n")[2].strip())
    return kept(lower, "L Nd", "-_ ").replace(" ", "-") or "heading"


def _hugo(text: str) -> str | None:
    """None without a text."""
    return _goldmark(text) if text.rpartition("\n")[2].strip() else None


def _vitepress(text: str) -> str:
    """Marks of voicing come apart: ``が`` is ``か`` and a mark; ``:sushi:`` is a picture."""
    text = re.sub(r"(?<!\w):[a-z0-9_+-]{1,60}:(?!\w)", "", text)
    text = re.sub(r"[\u0300-\u036f\0-\x1f]", "", unicodedata.normalize("NFKD", text))
    slug = re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+", "-", text).strip("-")
    return re.sub(r"^(?=\d)", "_", slug).lower()


_HONKIT = re.compile("[][!\"'#$%&()*+,./:;<=>?@^_`{|}~\\\\©∑®†“”‘’∂ƒ™℠…œŒ˚ºª•∆∞♥]+")


def _mdbook(text: str) -> str:
    shown = (c for c in text.strip() if c in "_-" or c.isalnum() or c.isspace())
    return "".join("-" if c.isspace() else c.lower() if c.isascii() else c for c in shown)


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _python(text: str) -> str:
    """Python-Markdown's own rule leaves nothing but ASCII: ``満ち引き`` → ``_1``."""
    return _python_unicode(_ascii(text))


def _python_unicode(text: str) -> str:
    plain = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[-\s]+", "-", plain.strip().lower())


def _docutils(text: str) -> str:
    """Sphinx leaves what is ASCII: ``ポッド (Pod)`` → ``pod``; of ``章`` nothing."""
    plain = re.sub(r"[^a-z0-9]+", "-", _ascii(text.lower()))
    return re.sub(r"^[-0-9]+", "", plain).rstrip("-")


def _spaced(text: str) -> str:
    """Each space is a hyphen: ``音声 / 合成`` → ``音声--合成``."""
    text = _LIKE_TAG.sub("", unicodedata.normalize("NFC", text)).strip()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _printed(heading: HeadingSource) -> str:
    """A heading as Hexo prints it: code has no typography."""
    return heading.text if "`" in heading.source else with_typography(heading.text)


def _hexo(text: str) -> str:
    """What looks like a tag goes, though it is shown: ``List<T> の型`` → ``List-の型``."""
    return slugize(_LIKE_TAG.sub("", text).strip())


def _hexo_toc(text: str) -> str:
    """Of the page's HTML, in which ``&`` is ``&amp;``: ``R&D、空港`` → ``rampd-空港``."""
    plain = unicodedata.normalize("NFKC", html.escape(text).replace("&#x27;", "&#39;"))
    text = kept(re.sub(r"[、。\s]", " ", plain), "L M N", " -_~")
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\0-\uffff]", "", text).strip()).lower()


def _encoded(text: str) -> str:
    """markdown-it-anchor percent-encodes, unless it is told otherwise."""
    return quote(_SPACES.sub("-", text.replace("\n", "").strip().lower()), safe="-_.!~*'()")


def _pandoc(text: str) -> str:
    """Pandoc drops everything before the first letter."""
    text = "-".join(kept(lower(_SPACES.sub(" ", text)), "L N", "_-. ").split())
    start = next((i for i, character in enumerate(text) if character.isalpha()), len(text))
    return text[start:] or "section"


def _count(anchor: str, seen: Counter[str]) -> str:
    """Count equal anchors; the numbered one may meet another heading's (kramdown)."""
    number = seen[anchor]
    seen[anchor] += 1
    return f"{anchor}-{number}" if number else anchor


def _count_from_two(anchor: str, seen: Counter[str]) -> str:
    """``章``, ``章-2``, ``章-3``."""
    seen[anchor] += 1
    return f"{anchor}-{seen[anchor]}" if seen[anchor] > 1 else anchor


def _count_free(anchor: str, seen: Counter[str]) -> str:
    """Count equal anchors and go on until the numbered one is free."""
    unique = anchor
    while unique in seen:
        unique = f"{anchor}-{seen[anchor]}"
        seen[anchor] += 1
    seen[unique] += 1
    return unique


def _as_it_is(anchor: str, seen: Counter[str]) -> str:
    """Equal headings have equal anchors."""
    return anchor


def _underscored(anchor: str, seen: Counter[str]) -> str:
    """``章``, ``章_1``; an empty one is ``_1``, the next ``_2``."""
    unique = anchor
    if not anchor or anchor in seen:
        match = re.fullmatch(r"(.*)_(\d{1,9})", anchor, re.DOTALL)
        base, number = (match[1], int(match[2])) if match else (anchor, 0)
        number = max(number, seen[f"{base}\0"]) + 1  # what is taken so far is not tried again
        while f"{base}_{number}" in seen:
            number += 1
        seen[f"{base}\0"] = number
        unique = f"{base}_{number}"
    seen[unique] += 1
    return unique


def _numbered_ids(anchor: str, seen: Counter[str]) -> str:
    """The first of its name keeps it; all others are ``id1``, ``id2``, …"""
    while not anchor or anchor in seen:
        seen[""] += 1
        anchor = f"id{seen['']}"
    seen[anchor] += 1
    return anchor


_NO_RULES = AnchorRules()


@dataclass(frozen=True, slots=True)
class Namer:
    """How a generator names headings."""

    make: Callable[[str], str | None]
    number: Callable[[str, Counter[str]], str]
    rules: AnchorRules = _NO_RULES
    """What it leaves of a heading, as text for its anchor."""
    silent: int = 0
    """Headings of this level and above are counted, but pages give them no anchor."""
    deepest: int = 6
    """Headings of deeper levels have none."""
    of: Callable[[HeadingSource], str] = attrgetter("text")
    """The text that it makes an anchor of."""


NAMERS = {
    "none": Namer(lambda text: None, _as_it_is),
    "kramdown": Namer(_kramdown, _count, AnchorRules(smart=True)),
    "hugo": Namer(
        _hugo, _count_free, of=lambda heading: plain_heading(heading.source, heading.references)
    ),
    # Goldmark read the source of the heading, with URLs and tags in it.
    "hugo-before-144": Namer(_goldmark, _count_free, of=attrgetter("source")),
    "hexo": Namer(_hexo, _count, of=_printed),
    "hexo-toc": Namer(_hexo_toc, _as_it_is, of=_printed),
    "hexo-markdown-it": Namer(slugize, _count_from_two, silent=1, of=_printed),
    "hexo-markdown-it-1": Namer(slugize, _count_from_two, of=_printed),
    "zenn": Namer(_encoded, _count_free, AnchorRules(maths=False, literal_tags=True), deepest=4),
    "encoded": Namer(_encoded, _count_free),
    "github": Namer(github_slug, _count_free, AnchorRules(notes=True)),
    "docusaurus": Namer(github_slug, _count_free, AnchorRules(alts=True), silent=1),
    "github-smart": Namer(github_slug, _count_free, AnchorRules(notes=True, smart=True)),
    "pandoc": Namer(
        _pandoc,
        _count_free,
        AnchorRules(alts=True, notes=True, smart=True, reference_links=False),
    ),
    "vitepress": Namer(_vitepress, _count_free),
    "honkit": Namer(
        lambda text: _HONKIT.sub("", text).replace(" ", "-").lower().removeprefix("-"), _as_it_is
    ),
    "mdbook": Namer(_mdbook, _count),
    "python": Namer(_python, _underscored),
    "python-unicode": Namer(_python_unicode, _underscored),
    "pymdownx": Namer(_spaced, _underscored),
    "pymdownx-lower": Namer(lambda text: _spaced(text.lower()), _underscored),
    "zola": Namer(zola_slug, _count_free),
    # slugify.anchors = "safe", or "off"
    "zola-safe": Namer(lambda text: re.sub(r"[ \t\n\f\r]", "_", text), _count_free),
    "docutils": Namer(_docutils, _numbered_ids),
    "hatena": Namer(lambda text: _SPACES.sub("-", text.strip()), _as_it_is),
}
"""Learned from the generators themselves; :mod:`notations` says which flavour has which."""
