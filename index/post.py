"""One source file, understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.problems import Problem


@dataclass(frozen=True, slots=True)
class Post:
    path: str
    url: str
    title: str
    date: datetime | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    lang: str
    excerpt: str
    body: str
    flavour: str
    """How the body is marked up, see :func:`index.plain_text.to_sections`."""
    first_body_line: int
    warnings: tuple[Problem, ...] = ()
