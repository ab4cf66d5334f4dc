"""Gatsby: the folders that its file system plugin reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.sites.plain import content_folders

_PATH = re.compile(
    r"\bpath\s*:\s*(?:path\.(?:join|resolve)\(\s*__dirname\s*,\s*)?[\"'`](?:\$\{__dirname\}/|\./)?"
    r"([\w./-]+)[\"'`]"
)


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    named = [found.strip("/") for found in _PATH.findall(text) if ".." not in found]
    named = [name for name in dict.fromkeys(named) if any((root / name).rglob("*.md*"))]
    folders = content_folders(root, tuple(sorted(named, key=len)))
    return {"folders": folders} if folders else {}
