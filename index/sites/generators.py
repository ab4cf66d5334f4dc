"""All generators, in the order in which they are tried: each knows its sites by their files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from index.errors import SiteError
from index.sites.plain import PlainRules, plain_rules
from index.sites.programs.table import Program
from index.sites.rules import Rules

DETECTORS: tuple[tuple[str, str], ...] = (
    ("hexo", "hexo:detect"),
    ("jekyll", "jekyll.rules:detect"),
    ("hugo", "hugo.rules:detect"),
    ("qiita", "qiita:detect"),
    ("zenn", "zenn:detect"),
    ("docusaurus", "programs.docusaurus:DOCUSAURUS"),
    ("starlight", "programs.astro:STARLIGHT"),
    ("astro", "programs.astro:ASTRO"),
    ("next", "programs.next:NEXT"),
    ("gatsby", "programs.gatsby:GATSBY"),
    ("nuxt", "programs.next:NUXT"),
    ("vitepress", "programs.vitepress:VITEPRESS"),
    ("vuepress", "programs.vitepress:VUEPRESS"),
    ("eleventy", "programs.eleventy:ELEVENTY"),
    ("pelican", "programs.pelican:PELICAN"),
    ("mdbook", "programs.books:MDBOOK"),
    ("honkit", "programs.books:HONKIT"),
    ("mkdocs", "programs.mkdocs:MKDOCS"),
    ("zola", "programs.zola:ZOLA"),
    ("quartz", "programs.quartz:QUARTZ"),
    ("hatena", "programs.hatena:HATENA"),
    ("docsify", "programs.docsify:DOCSIFY"),
    ("sphinx", "programs.sphinx:SPHINX"),
    ("hakyll", "programs.hakyll:HAKYLL"),
    ("obsidian", "programs.quartz:OBSIDIAN"),
    ("jekyll", "jekyll.rules:detect_posts"),
    ("plain", "generators:detect_plain"),
)
"""Each name, and where its detector is: a function, or a ``Program``. They are imported when they
are tried, since a run over a blog of Jekyll has no use for the rules of twenty others."""
GENERATORS = tuple(sorted({name for name, _ in DETECTORS}))
NESTED_DEPTH = 2
"""Folders below the root in which a site of its own is looked for: ``docs``, ``packages/site``."""
_PASSED_OVER = frozenset(
    {"node_modules", "vendor", "themes", "templates", "examples", "test", "tests"}
)
_NO_SITE_OF_ITS_OWN = frozenset({"plain", "hakyll", "obsidian"})
"""Generators whose marks a folder of a larger site may bear as well."""
_MARKS = (
    "_config.*", "config.*", "hugo.*", "qiita.config.*", "_posts", "articles", "books", "config",
)  # fmt: skip
"""Of generators that are no ``Program``: a folder without any file of such a name is no site."""


def detect(root: Path, generator: str = "") -> Rules | None:
    """The rules of the first generator that knows the folder, or of the one that is named."""
    found = (_ask(place, root) for name, place in DETECTORS if generator in ("", name))
    return next((rules for rules in found if rules is not None), None)


def _ask(place: str, root: Path) -> Rules | None:
    """What a detector says of a folder."""
    found = _at(place)
    detector: Callable[[Path], Rules | None] = getattr(found, "detect", found)
    return detector(root)


def _at(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(f"index.sites.{module}"), name)


@cache
def _mark() -> re.Pattern[str]:
    """The names of files by which a folder may be a site: most folders need not be asked about."""
    found = (_at(place) for name, place in DETECTORS if name not in _NO_SITE_OF_ITS_OWN)
    programs = (program for program in found if isinstance(program, Program))
    markers = {marker.partition("/")[0] for program in programs for marker in program.markers}
    return re.compile("|".join(map(translate, (*_MARKS, *sorted(markers - {"*"})))))


def detect_plain(root: Path) -> PlainRules:
    """Rules for a folder without a generator; sites of their own below it are not read with it."""
    return plain_rules(root, dict(nested_sites(root)))


def nested_sites(root: Path, folder: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Folder → generator, of the sites that lie below a folder which is none itself."""
    for path in sorted((root / folder).glob("*/")):
        below = path.relative_to(root).as_posix()
        if path.name.startswith((".", "_")) or path.name in _PASSED_OVER or path.is_symlink():
            continue
        if name := _recognised(path):
            yield below, name
        elif depth + 1 < NESTED_DEPTH:
            yield from nested_sites(root, below, depth + 1)


def _recognised(root: Path) -> str:
    """The generator of a folder; empty for a plain one, and for one that cannot be read."""
    try:
        if not any(_mark().fullmatch(path.name) for path in root.iterdir()):
            return ""
    except OSError:
        return ""
    for name, place in DETECTORS:
        try:
            if name not in _NO_SITE_OF_ITS_OWN and _ask(place, root) is not None:
                return name
        except SiteError:
            continue
    return ""
