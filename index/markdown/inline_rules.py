"""How the flavours of Markdown differ inside a paragraph or heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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


@dataclass(frozen=True, slots=True)
class InlineRules:
    """What differs between generators, and between a text and the anchor made from it."""

    references: Mapping[str, Any] = field(default_factory=dict)
    """The link reference definitions of the post, by normalised label."""
    footnotes: frozenset[str] = frozenset()
    """The labels of its footnotes: ``[^a-z]`` is text unless ``a-z`` is one of them."""
    attributes: bool = False
    """Drop kramdown's ``{: .class}``."""
    single_dollar: bool = True
    """``$…$`` is maths, not only ``$$…$$``."""
    emoji: bool = False
    """Drop ``:sushi:``, which the generator shows as a picture."""
    anchor: AnchorRules | None = None
    """Make the text of an anchor, not of a page."""

    def known_references(self) -> Mapping[str, Any]:
        """The definitions that count."""
        return {} if self.anchor and not self.anchor.reference_links else self.references
