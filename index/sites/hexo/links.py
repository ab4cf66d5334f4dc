"""Hexo's links: permalink templates, what a file's name says, slugs.

After ``post_permalink.js``, ``processor/post.js`` and ``hexo-util`` of Hexo 8.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from index.markdown.slugs import slugize

_PLACEHOLDER = re.compile(r":([A-Za-z0-9_]*[A-Za-z0-9])")
_SEGMENTS = {
    "year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}", "hash": "[0-9a-f]{12}",
}  # fmt: skip


def expand(template: str, values: Mapping[str, str]) -> str:
    """A template with its placeholders filled in; an unknown one stays."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def parse_name(template: str, name: str) -> dict[str, str]:
    """What ``new_post_name`` finds in a path below the posts: ``title``, and the parts of a date.

    Paths and template come without their endings. ``:year-:month-:day-:title`` and
    ``2025-01-04-空港`` → the date, and ``空港``.
    """
    pieces = _PLACEHOLDER.split(template)
    names = pieces[1::2]
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = [f"({_SEGMENTS.get(part, '.+?')})" for part in names]
    match = re.fullmatch("".join(pieces), name)
    found = dict(zip(names, match.groups(), strict=True)) if match else {}
    return found if "title" in found else {**found, "title": slugize(name)}


def digest(slug: str, date: datetime) -> str:
    """``:hash``: twelve digits made of the slug and the seconds since 1970."""
    given = f"{slug}{int(date.timestamp())}".encode()
    return hashlib.sha1(given, usedforsecurity=False).hexdigest()[:12]
