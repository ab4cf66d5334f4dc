"""What can be wrong with a source file: one list of codes, each with its meaning.

A file is never lost silently: it is indexed, indexed with warnings, or skipped, and the report
names each with a code of this list, the file, and the line where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one file that its author should know."""

    path: str
    """Relative to the site."""
    code: str
    """One of :data:`CODES`."""
    reason: str
    """What it is in this very file."""
    line: int | None = None
    """Where, counted from 1; None if it concerns the whole file."""
    site: str = ""
    """The name of the site, in reports of several; empty if it has none."""


_MEANINGS: dict[str, dict[str, str]] = orjson.loads(
    Path(__file__).with_suffix(".json").read_bytes()
)
SKIPPED = _MEANINGS["skipped"]
"""Codes of files that are left out, and what each means: first because the site says so."""
WARNED = _MEANINGS["warned"]
"""Codes of what should be looked at in a file that is indexed."""
CODES = SKIPPED | WARNED
