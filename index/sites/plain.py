"""Folders of Markdown: Astro, Next, Gatsby, Hakyll, or no generator at all.

These make pages by programs of the site's own, so a URL can only be guessed: that of the front
matter (``permalink``, ``url``, ``slug``), else the path below the folder of posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from index.plain_text import Flavour
from index.sites import keys
from index.sites.rules import CommonRules, SiteInfo, Source
from index.sites.walk import markdown_files

CONTENT_FOLDERS = (
    "src/content", "src/posts", "src/pages", "content", "contents", "posts", "_posts", "articles",
    "preprocessed-site/posts", "preprocessed-site", "blog", "docs",
)  # fmt: skip
"""Where posts lie, the first that exists; else the whole folder is posts."""
NO_POSTS = re.compile(
    r"(?:.*/)?(?:readme|license|licence|changelog|contributing|code_of_conduct|security)(?:\.\w+)*$",
    re.IGNORECASE,
)

_INFO = SiteInfo()


@dataclass(frozen=True)
class PlainRules(CommonRules):
    """A folder of Markdown files."""

    root: Path
    folder: str
    """Where the posts lie, relative to the root; empty if the root itself holds them."""
    flavour: Flavour
    info: SiteInfo = _INFO
    name: str = "plain"

    def files(self) -> Iterator[str]:
        return markdown_files(self.root, (self.folder,))

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if NO_POSTS.match(source.path) and not source.front.metadata:
            return "not_a_post", "it is about the repository"
        return None

    def filename_date(self, source: Source) -> str | None:
        """``2025-10-30-title.md``, or folders such as ``2014/05/30-title.md``."""
        named = super().filename_date(source)
        match = re.search(r"(?:^|/)(\d{4})/(\d{2})/(\d{2})(?=\D)", source.path)
        return named or ("-".join(match.groups()) if match else None)

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        own = keys.text(source.metadata.get("permalink") or source.metadata.get("url"))
        if own:
            return own
        inside = source.path[len(self.folder) + 1 :] if self.folder else source.path
        pure = PurePosixPath(inside)
        slug = keys.text(source.metadata.get("slug"))
        if slug.startswith("/"):
            return slug
        stem = pure.stem
        suffix = f".{keys.text(source.metadata.get('lang'))}"
        if len(suffix) > 1 and stem.endswith(suffix):
            stem = stem[: -len(suffix)]
        parent = "" if str(pure.parent) == "." else f"{pure.parent}/"
        if stem == "index" and not slug:
            return f"/{parent}"
        return f"/{parent}{slug or stem}/"


def detect(root: Path) -> PlainRules | None:
    """Rules for any folder."""
    folder = next((name for name in CONTENT_FOLDERS if (root / name).is_dir()), "")
    hakyll = folder.startswith("preprocessed-site") or any(root.glob("*.cabal"))
    return PlainRules(root, folder, "pandoc" if hakyll else "github")
