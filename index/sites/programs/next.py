"""Next: posts in a folder that a page of one's own reads, or that are pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.sites.plain import content_folders
from index.sites.programs.settings import is_set

_FOLDERS = (
    "content", "contents", "data", "posts", "_posts", "blog", "articles", "src/content",
    "src/posts", "app", "pages", "src/app", "src/pages",
)  # fmt: skip
_PAGES = ("app", "src/app", "pages", "src/pages")
_IN_LINKS = ("posts", "blog", "articles")
_PARAMETER = re.compile(r"\[(?:\.\.\.)?\w*(?:slug|id|post|path|name)\w*\]", re.I)


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    folders = content_folders(root, _FOLDERS)
    named = {folder: folder if folder in _IN_LINKS else "" for folder in folders}
    named |= _shown(root, [folder for folder in folders if folder not in _PAGES])
    return {
        "folders": folders or ("",),
        "routes": tuple(named.items()),
        "ending": "/" if is_set(text, "trailingSlash") else "",
    }


def _shown(root: Path, folders: list[str]) -> dict[str, str]:
    """Folder of posts → the folder of the one page that takes a name: ``pages/blog/[slug].tsx``."""
    routes = set()
    for pages in _PAGES:
        for path in (root / pages).rglob("*"):
            parts = path.relative_to(root / pages).parts
            names = [re.sub(r"\.[jt]sx?$", "", part) for part in parts]
            dynamic = [number for number, name in enumerate(names) if name.startswith("[")]
            if len(dynamic) == 1 and _PARAMETER.fullmatch(names[dynamic[0]]):
                above = [name for name in names[: dynamic[0]] if not name.startswith("(")]
                routes.add("/".join(above))
    if len(routes) != 1 or len(folders) != 1:
        return {}
    route = routes.pop()
    has_folder = any((root / folders[0]).glob(f"{route}/*.md*")) if route else False
    return {} if has_folder else {folders[0]: route}
