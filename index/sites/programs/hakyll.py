"""Hakyll: ``posts``, in Pandoc's Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.sites.plain import content_folders
from index.sites.programs.table import Program


def _settings(root: Path, marker: Path) -> Mapping[str, Any]:
    return {"folders": content_folders(root, ("preprocessed-site/posts", "posts")) or ("",)}


HAKYLL = Program(
    name="hakyll",
    markers=("*.cabal", "site.hs", "preprocessed-site"),
    fields={
        "guesses_links": True,
        "routes": (("preprocessed-site", ""),),
        "ending": ".html",
        "flavour": "pandoc",
    },
    settings=_settings,
)  # fmt: skip
