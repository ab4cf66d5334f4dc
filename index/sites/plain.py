"""Folders of Markdown: no generator at all, or one that a program of the site's own drives.

A URL can then only be guessed: that of the front matter (``permalink``, ``url``, ``path``,
``slug``), else the path below the folder of posts. :mod:`index.sites.programs` knows some programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from index.markdown.slugs import github_slug
from index.reading.flavours import Flavour
from index.sites import keys
from index.sites.rules import Rules, Source
from index.sites.walk import markdown_files

CONTENT_FOLDERS = (
    "src/content", "src/posts", "src/pages", "content", "contents", "posts", "_posts", "articles",
    "blog", "docs",
)  # fmt: skip
"""Where posts lie in most sites; links do not name these folders."""
NO_POSTS = re.compile(
    r"(?:.*/)?(?:readme|license|licence|changelog|contributing|code_of_conduct|security)(?:\.\w+)*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_](?=.)")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")


@dataclass(frozen=True, kw_only=True)
class PlainRules(Rules):
    """A folder of Markdown files."""

    folders: tuple[str, ...] = ("",)
    """Where the posts lie, relative to the root; empty if the root itself holds them."""
    bases: tuple[str, ...] = ()
    """Folders that links leave out, the first that holds a file counts."""
    ending: str = "/"
    """Of links: ``/``, ``.html`` or nothing."""
    slugged: bool = False
    """Whether names become slugs in links: ``My Post`` → ``my-post``."""
    dated: bool = True
    """Whether a date in a name stays in the link; if not, a folder's own page is named like it."""
    flavour: Flavour = "github"
    name: str = "plain"

    def files(self) -> Iterator[str]:
        return markdown_files(self.root, self.folders)

    def refuse(self, source: Source) -> tuple[str, str] | None:
        if NO_POSTS.match(source.path) and not source.front.metadata:
            return "not_a_post", "it is about the repository"
        return None

    def filename_date(self, source: Source) -> str | None:
        """``2025-10-30-title.md``, or folders: ``2014/05/30-title.md``, ``2025-10-30-title/``."""
        named = super().filename_date(source)
        match = re.search(r"(?:^|/)(\d{4})[/-](\d{2})[/-](\d{2})(?=\D)", source.path)
        return named or ("-".join(match.groups()) if match else None)

    def url(self, source: Source, date: datetime | None, categories: tuple[str, ...]) -> str:
        own = self.own_link(source)
        if own:
            own = re.sub(r"(?<=/)index\.html$", "", own)
            return own if "://" in own else f"{self.base_path}/{own}"
        parts = self.inside(source.path).split("/")
        stem = self._stem(source)
        slug = keys.text(source.spelt.get("slug"))
        folders = parts[:-1]
        named_after_folder = not self.dated and folders[-1:] == [stem]
        if stem in ("index", "page") or named_after_folder:
            stem, folders = (folders[-1], folders[:-1]) if folders else ("", [])
        if not self.dated:
            stem = _DATED.sub("", stem)
        if self.slugged:
            folders, stem = [github_slug(part) for part in folders], github_slug(stem)
        return self.joined(folders, slug or stem)

    def own_link(self, source: Source) -> str:
        """The link that the front matter gives, unless a program would have to work it out."""
        for key in ("permalink", "url", "path", "slug"):
            given = keys.text(source.spelt.get(key))
            whole = key != "slug" or given.startswith("/")
            if given and whole and given.lower() != "false" and not _TEMPLATE.search(given):
                return given
        return ""

    def joined(self, folders: list[str], name: str) -> str:
        """The link of a page in folders; that of the folder itself for an empty name."""
        path = "/".join(filter(None, [*folders, name]))
        ending = self.ending if name or self.ending != ".html" else "/"
        return f"{self.base_path}/{path}{ending if path else ''}"

    def inside(self, path: str) -> str:
        """The path below the folder that links leave out."""
        base = next((base for base in self.bases if path.startswith(f"{base}/")), "")
        return path[len(base) + 1 :] if base else path

    def _stem(self, source: Source) -> str:
        """The file's name without its ending and its language: ``空港.ja.md`` → ``空港``."""
        stem = PurePosixPath(source.path).stem
        suffix = f".{keys.text(source.metadata.get('lang'))}"
        return stem[: -len(suffix)] if len(suffix) > 1 and stem.endswith(suffix) else stem


def content_folders(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the folders that exist, without those that lie in another."""
    found = [name for name in names if (root / name).is_dir()]
    return tuple(name for name in found if not any(name.startswith(f"{other}/") for other in found))


def detect(root: Path) -> PlainRules | None:
    """Rules for any folder: all of it, or of a program's only the folders of content."""
    bases = content_folders(root, CONTENT_FOLDERS)
    is_program = (root / "package.json").is_file()
    return PlainRules(root=root, folders=bases if is_program and bases else ("",), bases=bases)
