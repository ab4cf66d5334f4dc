"""Tables of contents: the chapters of a book, and what they are called."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath

from index.sites.walk import first_bytes

_ENTRY = re.compile(
    r"\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^()<>\s#]+\.(?:md|markdown))(?:#[^()]*)?>?\s*\)", re.I
)


def chapters(
    root: Path, folder: str, summary: str = "SUMMARY.md"
) -> tuple[tuple[str, str], ...] | None:
    """Path → title, of all files that a table of contents links; None without one."""
    where = f"{folder}/{summary}" if folder else summary
    if not (root / where).is_file():
        return None
    text = first_bytes(root / where, 1_000_000).decode("utf-8", "replace")
    found = (
        (normpath(f"{folder}/{path}" if folder else path), title)
        for title, path in _ENTRY.findall(text)
    )
    return tuple((path.replace("%20", " "), re.sub(r"[*_`\\]", "", title)) for path, title in found)
