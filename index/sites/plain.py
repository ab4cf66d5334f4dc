"""Folders of Markdown: no generator at all, or one whose rules are a row of :mod:`programs`.

A URL can then only be guessed: that of the front matter (``permalink``, ``url``, ``path``,
``slug``), else the path below the folder of posts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from index.markdown.slugs import github_slug, quartz_slug
from index.post import Kind
from index.sites import keys
from index.sites.rules import Rules, Source, without_index
from index.sites.walk import Pattern, inside_of, matches

CONTENT_FOLDERS = (
    "src/content", "src/posts", "src/pages", "content", "contents", "posts", "_posts", "articles",
    "blog", "docs",
)  # fmt: skip
"""Where posts lie in most sites; links do not name these folders."""
_ABOUT = frozenset({
    "README", "LICENSE", "LICENCE", "COPYING", "CHANGELOG", "CONTRIBUTING", "CODE_OF_CONDUCT",
    "SECURITY", "SUPPORT", "GOVERNANCE", "MAINTAINERS", "AUTHORS", "CREDITS", "NOTICE", "TODO",
})  # fmt: skip
"""Files about the repository: in its root, in capitals or, the most common, as they are."""
_ABOUT_IN_ANY_CASE = frozenset({"README", "LICENSE", "LICENCE", "CHANGELOG", "CONTRIBUTING"})
_FOR_TOOLS = frozenset({"AGENTS", "CLAUDE", "GEMINI", "COPILOT-INSTRUCTIONS"})
"""Files for programs that write programs, at any depth."""
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_](?=.)")
_NUMBER = re.compile(r"(?!\d+[-_.]\d)\d+\s*[-_.]+\s*(?=[^\s._-])")
"""As Docusaurus has it: ``2025-01-wind`` and ``1.2-wind`` start with a date and a version."""
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")
SLUGS: dict[str, Callable[[str], str]] = {"": str, "github": github_slug, "quartz": quartz_slug}
"""How a part of a path is spelt in links."""


def about_repository(path: str) -> str:
    """Why a file is about the repository that it lies in, in words; empty if it is not."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".")[0]
    if stem.upper() in _FOR_TOOLS and stem in (stem.upper(), stem.lower()):
        return "it speaks to programs that work on the repository"
    if folder:
        return ""
    about = stem in _ABOUT or stem.upper() in _ABOUT_IN_ANY_CASE
    return "it is about the repository" if about else ""


def unnumbered(name: str) -> str:
    """A name without the number that orders it: ``3-wind`` → ``wind``."""
    match = _NUMBER.match(name)
    return name[match.end() :] if match else name


@dataclass(frozen=True, kw_only=True)
class PlainRules(Rules):
    """A folder of Markdown files."""

    folders: tuple[str, ...] = ("",)
    """Where the posts lie, relative to the root; empty if the root itself holds them."""
    routes: tuple[tuple[str, str], ...] = ()
    """Folder → where links put what is in it; the first that holds a file counts. Without any,
    links do not name the folders of posts."""
    ending: str = "/"
    """Of links: ``/``, ``.html`` or nothing."""
    own_keys: tuple[str, ...] = ("permalink", "url", "path", "slug")
    """Keys of a post that give its whole link; ``slug`` only its last part, without a slash."""
    slugs: str = ""
    """How names are spelt in links: a key of :data:`SLUGS`."""
    dated: bool = True
    """Whether a date in a name stays in the link; if not, a folder's own page is named like it."""
    numbered: bool = False
    """Whether numbers before names only order them: ``1.intro`` is ``intro`` in links."""
    indexes: tuple[str, ...] = ("index", "_index")
    """Names of a folder's own page."""
    languages: tuple[str, ...] = ()
    """Languages that names (``a.en.md``) or first folders (``en/a.md``) tell."""
    default_language: str = ""
    """The one that links do not name."""
    posts: tuple[str, ...] | None = None
    """Folders whose files are posts, and not pages; all of them if None."""
    ignored: tuple[Pattern, ...] = ()
    """Patterns of paths that the generator passes over."""
    hidden: str = ""
    """Characters with which names of files and folders start that it passes over."""
    chapters: Mapping[str, str] | None = None
    """Path → title, of the only pages there are: those that a table of contents names."""
    menu: Mapping[str, str] = field(default_factory=dict)
    """Path below its folder, without an ending → what menus call a page that has no title."""
    whole_slugs: bool = False
    """Whether ``slug`` is the whole path of a page, and not only its last part."""
    draft_folders: tuple[str, ...] = ()
    """Folders, wherever they lie, in which everything is a draft."""
    unsearched: tuple[Pattern, ...] = ()
    """Patterns of paths that the settings of the site keep out of its search."""
    locks: tuple[str, ...] = ()
    """Keys of a post that name those who may read it."""
    nested: Mapping[str, str] = field(default_factory=dict)
    """Folder → generator, of sites of their own below the root."""
    name: str = "plain"

    @property
    def starts(self) -> tuple[str, ...]:
        return self.folders

    def outside(self, path: str) -> str:
        folders = tuple(f"{folder}/" for folder in self.folders)
        if "" not in self.folders and not path.startswith(folders):
            return f"it lies outside {', '.join(self.folders)}"
        for folder, generator in self.nested.items():
            if path.startswith(f"{folder}/"):
                return f"{folder}/ is a site of {generator}: index that"
        parts = self.inside(path).split("/")
        if self.hidden and any(part.startswith(tuple(self.hidden)) for part in parts):
            return f"names that start with {' or '.join(self.hidden)} are passed over"
        if matches(self.ignored, path):
            return "the configuration of the site leaves it out"
        if self.chapters is not None and path not in self.chapters:
            return "the table of contents does not name it"
        return ""

    def kind(self, source: Source) -> Kind:
        if self.posts is None:
            return "post"
        among_posts = source.path.startswith(tuple(f"{folder}/" for folder in self.posts))
        is_dated = keys.value_of(source.metadata, "date") is not None
        return "post" if among_posts or is_dated else "page"

    def defaults(self, path: str) -> dict[str, Any]:
        title = (self.chapters or {}).get(path)
        is_held = not {*self.draft_folders}.isdisjoint(path.lower().split("/")[:-1])
        return {**({"draft": True} if is_held else {}), **({"title": title} if title else {})}

    def refuse(self, source: Source) -> tuple[str, str] | None:
        is_home = self.name != "plain" and source.stem.lower() in self.indexes
        about = "" if is_home else about_repository(source.path)
        if matches(self.unsearched, source.path):
            return "excluded", "the settings of the site keep it out of its search"
        if any(keys.text(source.metadata.get(key)) for key in self.locks):
            return "excluded", "it is encrypted"
        if about and not source.front.metadata and self.chapters is None:
            return "not_a_post", about
        return None

    def filename_date(self, source: Source) -> str | None:
        """``2025-10-30-title.md``, or folders: ``2014/05/30-title.md``, ``2025-10-30-title/``."""
        named = super().filename_date(source)
        match = re.search(r"(?:^|/)(\d{4})[/-](\d{2})[/-](\d{2})(?=\D)", source.path)
        return named or ("-".join(match.groups()) if match else None)

    def language(self, source: Source) -> str:
        told = self._split(source)[0]
        is_given = bool(keys.value_of(source.metadata, "lang"))
        return told if told and not is_given else super().language(source)

    def called(self, source: Source) -> str:
        path = re.sub(r"(?:^|(?<=/))index$", "", self.inside(source.path).rpartition(".")[0])
        name = self.menu.get(path) or super().called(source)
        return unnumbered(name) if self.numbered else name

    def url(self, source: Source, date: datetime | None) -> str:
        if own := self.own_link(source):
            own = without_index(own)
            if self.whole_slugs:
                return self.joined([], own.strip("/"))
            return own if "://" in own else f"{self.base_path}/{own}"
        told, parts = self._split(source)
        *folders, stem = parts
        named_after_folder = not self.dated and folders[-1:] == [stem]
        if stem.lower() in self.indexes or named_after_folder:
            stem, folders = (folders[-1], folders[:-1]) if folders else ("", [])
            return self._spelt(source, folders, stem, told, is_folder=True)
        return self._spelt(source, folders, stem, told, is_folder=False)

    def _spelt(
        self, source: Source, folders: list[str], stem: str, told: str, *, is_folder: bool
    ) -> str:
        """The link of folders and a name, in the spelling of the generator."""
        if self.numbered:
            folders, stem = [unnumbered(part) for part in folders], unnumbered(stem)
        if not self.dated:
            stem = _DATED.sub("", stem)
        slug = keys.text(source.spelt.get("slug")) if "slug" in self.own_keys else ""
        spell = SLUGS[self.slugs]
        names = [spell(part) for part in folders]
        prefix = [told] if told and told != self.default_language else []
        route = self._route(source.path)[1].strip("/")
        names = [*prefix, *filter(None, [route]), *names]
        name = slug or spell(stem)
        if is_folder and self.ending == ".html":
            return self.joined([*names, *filter(None, [name])], "")
        return self.joined(names, name)

    def own_link(self, source: Source) -> str:
        """The link that the front matter gives, unless a program would have to work it out."""
        for key in self.own_keys:
            given = keys.text(source.spelt.get(key))
            whole = key != "slug" or given.startswith("/") or self.whole_slugs
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
        folder = self._route(path)[0]
        return inside_of(path, folder)

    def _route(self, path: str) -> tuple[str, str]:
        routes = self.routes or ((folder, "") for folder in self.folders)
        return next((route for route in routes if path.startswith(f"{route[0]}/")), ("", ""))

    def _split(self, source: Source) -> tuple[str, list[str]]:
        """The language that the path tells, and its parts without it and without the ending."""
        *folders, stem = self.inside(source.path).split("/")
        stem = PurePosixPath(stem).stem
        own = keys.text(source.metadata.get("lang"))
        if own and stem.endswith(f".{own}"):  # 空港.ja.md
            return "", [*folders, stem[: -len(own) - 1]]
        name, _, suffix = stem.rpartition(".")
        if name and suffix.lower() in self.languages:
            return suffix.lower(), [*folders, name]
        if folders and folders[0].lower() in self.languages:
            return folders[0].lower(), [*folders[1:], stem]
        return "", [*folders, stem]


def content_folders(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the folders that exist, without those that lie in another."""
    found = [name for name in names if (root / name).is_dir()]
    return tuple(name for name in found if not any(name.startswith(f"{other}/") for other in found))
