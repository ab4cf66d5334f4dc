"""A post as it is indexed: what every engine stores and every hit shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading.

    The text before the first heading is a section with an empty ``heading`` and level 0.
    """

    heading: str
    """The heading as a reader sees it, for example ``今後の展望``; one line."""
    level: int
    """0 for the text before the first heading, else 1 to 6."""
    anchor: str
    """The fragment that the site's generator gives the heading, without ``#``; may be empty."""
    text: str
    """What a reader sees, without markup; paragraphs are separated by ``\\n``."""
    code: str
    """Code blocks of the section, joined by ``\\n``; inline code stays in ``text``."""


@dataclass(frozen=True, slots=True)
class Document:
    """One post, ready to be analysed and stored.

    All texts are as the author wrote them (NFC or not): the analyzer normalises.
    """

    id: str
    """Unique in the index: the path, or ``SITE/path`` when the site has been given a name."""
    site: str
    """The name of the site, a facet; empty when there is only one."""
    path: str
    """The source file, relative to the site's root, with ``/``."""
    url: str
    """The link that the site's generator makes, for example ``/2025/10/30/openai/``."""
    title: str
    date: datetime | None
    """Aware, in the site's time zone: its day and month are what the facets count."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    lang: str = ""
    """A BCP 47 tag such as ``ja``; empty when unknown."""
    excerpt: str = ""
    sections: tuple[Section, ...] = ()
