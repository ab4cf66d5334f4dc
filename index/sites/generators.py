"""All generators, in the order in which they are tried: each knows its sites by their files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import SiteError
from index.sites import qiita, zenn
from index.sites.hexo import rules as hexo
from index.sites.hugo import rules as hugo
from index.sites.jekyll import rules as jekyll
from index.sites.plain import PlainRules, plain_rules
from index.sites.programs.astro import ASTRO, STARLIGHT
from index.sites.programs.books import HONKIT, MDBOOK
from index.sites.programs.docusaurus import DOCUSAURUS
from index.sites.programs.eleventy import ELEVENTY
from index.sites.programs.gatsby import GATSBY
from index.sites.programs.hakyll import HAKYLL
from index.sites.programs.hatena import HATENA
from index.sites.programs.mkdocs import MKDOCS
from index.sites.programs.next import NEXT, NUXT
from index.sites.programs.pelican import PELICAN
from index.sites.programs.quartz import OBSIDIAN, QUARTZ
from index.sites.programs.vitepress import VITEPRESS, VUEPRESS
from index.sites.programs.zola import ZOLA
from index.sites.rules import Rules

_PROGRAMS = (
    DOCUSAURUS, STARLIGHT, ASTRO, NEXT, GATSBY, NUXT, VITEPRESS, VUEPRESS, ELEVENTY, PELICAN,
    MDBOOK, HONKIT, MKDOCS, ZOLA, QUARTZ, HATENA, HAKYLL, OBSIDIAN,
)  # fmt: skip

DETECTORS: tuple[tuple[str, Callable[[Path], Rules | None]], ...] = (
    ("hexo", hexo.detect),
    ("jekyll", jekyll.detect),
    ("hugo", hugo.detect),
    ("qiita", qiita.detect),
    ("zenn", zenn.detect),
    *((program.name, program.detect) for program in _PROGRAMS),
    ("jekyll", jekyll.detect_posts),
    ("plain", lambda root: detect_plain(root)),
)
GENERATORS = tuple(sorted({name for name, _ in DETECTORS}))
NESTED_DEPTH = 2
"""Folders below the root in which a site of its own is looked for: ``docs``, ``packages/site``."""
_PASSED_OVER = frozenset(
    {"node_modules", "vendor", "themes", "templates", "examples", "test", "tests"}
)
_NO_SITE_OF_ITS_OWN = frozenset({"plain", "hakyll", "obsidian"})
"""Generators whose marks a folder of a larger site may bear as well."""
_MARK = re.compile(
    r"(?:_config|config|hugo|book|mkdocs|pelicanconf|\.eleventy|gatsby-config|[\w-]+\.config)\.\w+"
    r"|_posts|articles|config"
)


def detect(root: Path, generator: str = "") -> Rules | None:
    """The rules of the first generator that knows the folder, or of the one that is named."""
    found = (detector(root) for name, detector in DETECTORS if generator in ("", name))
    return next((rules for rules in found if rules is not None), None)


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
        if not any(_MARK.fullmatch(path.name) for path in root.iterdir()):
            return ""
    except OSError:
        return ""
    for name, detector in DETECTORS:
        try:
            if name not in _NO_SITE_OF_ITS_OWN and detector(root) is not None:
                return name
        except SiteError:
            continue
    return ""
