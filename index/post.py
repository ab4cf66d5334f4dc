"""One source file, understood: what its generator would publish of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from index.fields import Value
from index.markdown.notations import Flavour
from index.problems import Problem

Kind = Literal["post", "page"]


@dataclass(frozen=True, slots=True)
class Post:
    path: str
    """Relative to the site's root."""
    url: str
    """As the generator links it, percent-encoded: ``/2025/10/30/%E7%A9%BA%E6%B8%AF/``."""
    title: str
    date: datetime | None
    """Aware, in the site's time zone."""
    categories: tuple[str, ...]
    """Hierarchical ones as paths: ``旅/関西``."""
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    lang: str
    excerpt: str
    body: str
    """The source after the front matter."""
    flavour: Flavour
    """How the body is marked up, see :func:`index.reading.plain_text.to_sections`."""
    first_body_line: int
    anchors: str = ""
    """What names its headings, if not what its flavour says."""
    image: str = ""
    """As :attr:`index.document.Document.image` has it."""
    kind: Kind = "post"
    """A page is what its generator keeps apart from posts: ``about.md``, a list, a manual."""
    warnings: tuple[Problem, ...] = ()
    fields: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """The values of the owner's own fields, by name."""
