"""Sphinx, where its pages are Markdown: MyST, and recommonmark before it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.sites.configuration import listed


def settings_of(root: Path, marker: Path, told: dict[str, Any]) -> Mapping[str, Any]:
    folder = marker.parent.relative_to(root).as_posix().removeprefix(".")
    passed_over = (
        "_build", *listed(told.get("exclude_patterns")), *listed(told.get("templates_path"))
    )  # fmt: skip
    names = (f"{folder}/{name}".strip("/") for name in passed_over)
    return {
        "site_title": str(told.get("html_title") or told.get("project") or ""),
        "site_language": str(told.get("language") or "en"),
        "folders": (folder,),
        "included_from": (folder,),
        "ignored": tuple(form for name in names for form in (name, f"{name}/**")),
        "anchors": "github" if told.get("myst_heading_anchors") else "",
    }
