"""Which files Jekyll takes for posts: ``_posts``, ``_drafts``, collections, exclusions.

After ``lib/jekyll/entry_filter.rb`` and ``reader.rb`` of Jekyll 4.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import PurePosixPath

from index.sites.rules import Rules
from index.sites.walk import inside_of

POST_FOLDERS = ("_posts", "_drafts")
DEFAULT_EXCLUDES = (
    ".sass-cache/", ".jekyll-cache/", "gemfiles/", "node_modules/", "vendor/bundle/",
    "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip
_SPECIAL = (".", "_", "#", "~")


@dataclass(frozen=True, kw_only=True)
class JekyllFiles(Rules):
    """The folders of one site; all paths are relative to its root."""

    source: str
    """``source`` of the configuration: the folder that is the site, empty for the root."""
    above: str
    """What stands before all paths: ``_posts/`` where the root is that folder."""
    collections_dir: str
    collections: tuple[str, ...]
    """Those with pages of their own, without posts."""
    excluded: tuple[str, ...]
    included: tuple[str, ...]

    @property
    def starts(self) -> tuple[str, ...]:
        return (self.source,)

    def outside(self, path: str) -> str:
        """Why a file is neither in a collection nor a page, in words; else empty."""
        if self.source and not path.startswith(f"{self.source}/"):
            return f"it lies outside {self.source}, which is the site"
        below = self._below(path)
        if below.startswith("_posts/"):
            return ""
        for above in reversed(PurePosixPath(path).parents):
            folder = above.name
            if folder in POST_FOLDERS or self.collection(f"{above}/x"):
                return ""
            if folder.startswith(_SPECIAL) and not self._is_included(folder):
                return f"{folder} is no collection with pages of its own"
        if below.startswith(DEFAULT_EXCLUDES):
            return "Jekyll passes over the folders of tools"
        return self.exclusion(path)

    def _below(self, path: str) -> str:
        return f"{self.above}{inside_of(path, self.source)}"

    def inside(self, path: str) -> str:
        """A path below the folder of the collections, as Jekyll calls its posts."""
        path = self._below(path)
        return path.removeprefix(f"{self.collections_dir}/") if self.collections_dir else path

    def collection(self, path: str) -> str:
        """That of a file: ``posts``, ``drafts`` or another; empty if it is in none."""
        if self.collections_dir and not self._below(path).startswith(f"{self.collections_dir}/"):
            return ""
        folders = self.inside(path).split("/")[:-1]
        if folders and folders[0][:1] == "_" and folders[0][1:] in self.collections:
            return folders[0][1:]
        return next((part[1:] for part in folders if part in POST_FOLDERS), "")

    def exclusion(self, path: str) -> str:
        """Why Jekyll passes over a file, in words; empty if it does not."""
        below, kind = self._below(path), self.collection(path)
        entry = below.split(f"_{kind}/", 1)[-1] if kind else below
        if self._is_included(entry):
            return ""
        if _matches(self.excluded, below):
            return "the configuration of the site excludes it"
        name = PurePosixPath(entry).name
        if entry.startswith(_SPECIAL) or name.startswith(_SPECIAL) or name.endswith("~"):
            return f"Jekyll passes over names that start with {' '.join(_SPECIAL)}"
        return ""

    def _is_included(self, entry: str) -> bool:
        return _matches(self.included, entry) or _matches(self.included, PurePosixPath(entry).name)


def _matches(patterns: tuple[str, ...], entry: str) -> bool:
    """A pattern also stands for all that starts like it: ``draft`` for ``drafts/x.md``."""
    return _expression(patterns).match(entry) is not None if patterns else False


@lru_cache(maxsize=64)
def _expression(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """The patterns as one: as names (and folders) with ``*`` and ``?``, as starts, and without a
    last slash."""
    forms = (
        f"{translate(pattern)[:-2]}(?:/|\\Z)|{re.escape(pattern)}|"
        f"{re.escape(pattern.removesuffix('/'))}\\Z"
        for pattern in patterns
    )
    return re.compile("|".join(forms))
