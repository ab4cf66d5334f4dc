"""Sphinx, where its pages are Markdown: MyST, and recommonmark before it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from index.sites.configuration import listed
from index.sites.walk import with_below


def settings_of(root: Path, marker: Path, told: dict[str, Any]) -> Mapping[str, Any]:
    folder = marker.parent.relative_to(root).as_posix().removeprefix(".")
    lists = (listed(told.get(name)) for name in ("exclude_patterns", "templates_path"))
    names = (f"{folder}/{name}".strip("/") for name in ("_build", *chain(*lists)))
    return {
        "site_title": str(told.get("html_title") or told.get("project") or ""),
        "site_language": str(told.get("language") or "en"),
        "folders": (folder,),
        "included_from": (folder,),
        "ignored": with_below(*names),
        "anchors": "github" if told.get("myst_heading_anchors") else "",
    }
