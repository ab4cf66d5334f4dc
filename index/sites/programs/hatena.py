"""Hatena Blog as blogsync keeps it: each entry says its own link."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from index.sites.walk import first_bytes, markdown_files

LOOKED_AT = 20
"""Files that are opened to recognise a site."""


def is_blog(root: Path, marker: Path) -> bool:
    """Whether the first files say where Hatena lets them be edited."""
    first = islice(markdown_files(root, (marker.relative_to(root).as_posix(),)), LOOKED_AT)
    return any(b"EditURL: https://blog.hatena" in first_bytes(root / path, 2_000) for path in first)
