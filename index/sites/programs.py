"""Sites whose pages a program makes: Astro, Next, Gatsby, Nuxt, VitePress, Eleventy, Hakyll.

They are known by a file of theirs, and follow the conventions of their starters. Docusaurus, which
fixes more, has a module of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.reading.flavours import Flavour
from index.sites.plain import PlainRules, content_folders
from index.sites.rules import SiteInfo
from index.sites.walk import first_bytes

MAX_CONFIGURATION = 100_000


@dataclass(frozen=True, slots=True)
class Program:
    """The conventions of one program."""

    markers: tuple[str, ...]
    """Patterns for files that only its sites have in their root."""
    folders: tuple[str, ...]
    """Where posts may lie; the whole site if there is none of them."""
    in_links: tuple[str, ...] = ()
    """Folders of these that links name."""
    ending: str = "/"
    slugged: bool = False
    dated: bool = True
    flavour: Flavour = "github"


PROGRAMS = {
    "astro": Program(
        ("astro.config.*",),
        ("src/content", "src/data", "src/pages", "src/posts", "content"),
        slugged=True,
    ),
    "next": Program(
        ("next.config.*",),
        ("content", "contents", "data", "posts", "_posts", "blog", "articles", "src/content",
         "src/posts", "app", "pages", "src/app", "src/pages"),
        in_links=("posts", "blog", "articles"),
        ending="",
    ),
    "gatsby": Program(
        ("gatsby-config.*",),
        ("content/blog", "content/posts", "content", "src/posts", "src/pages", "src/markdown-pages",
         "posts", "blog"),
    ),
    "nuxt": Program(("nuxt.config.*",), ("content",), ending=""),
    "vitepress": Program((".vitepress", "docs/.vitepress", "src/.vitepress"), (), ending=".html"),
    "eleventy": Program((".eleventy.js", "eleventy.config.*"), (), dated=False),
    "hakyll": Program(
        ("*.cabal", "site.hs", "preprocessed-site"),
        ("preprocessed-site/posts", "posts"),
        in_links=("posts",),
        ending=".html",
        flavour="pandoc",
    ),
}  # fmt: skip


def detector(name: str) -> Callable[[Path], PlainRules | None]:
    """What recognises the sites of a program."""

    def detect(root: Path) -> PlainRules | None:
        program = PROGRAMS[name]
        marker = next(
            (path for pattern in program.markers for path in sorted(root.glob(pattern))), None
        )
        return _rules(root, name, program, marker) if marker else None

    return detect


def is_program(root: Path) -> bool:
    """Whether one of the programs makes the site, whatever else its folders look like."""
    patterns = (pattern for program in PROGRAMS.values() for pattern in program.markers)
    return any(True for pattern in patterns for _ in root.glob(pattern))


def _rules(root: Path, name: str, program: Program, marker: Path) -> PlainRules:
    settings = _settings(marker)
    folders, bases = program.folders, program.folders
    if marker.name == ".vitepress":
        folders = bases = (marker.parent.relative_to(root).as_posix(),)
        folders = bases = () if folders == (".",) else folders
    if name == "gatsby" and (named := _source_folder(root, settings)):
        folders = bases = (named,)
    if name == "hakyll":
        bases = ("preprocessed-site",)
    if name == "eleventy":
        bases = (setting(settings, "input").strip("./"), "src")
    url = urlsplit(setting(settings, "site") or setting(settings, "siteUrl"))
    base = setting(settings, "base") or setting(settings, "pathPrefix") or url.path
    return PlainRules(
        root=root,
        folders=content_folders(root, folders) or ("",),
        bases=tuple(base for base in bases if base and base not in program.in_links),
        ending=program.ending,
        slugged=program.slugged,
        dated=program.dated,
        flavour=program.flavour,
        info=SiteInfo(base_url=f"{url.scheme}://{url.netloc}" if url.netloc else ""),
        base_path=f"/{base.strip('/')}" if base.strip("/") else "",
        name=name,
    )


def _settings(marker: Path) -> str:
    """The source of the configuration; that of VitePress lies in its folder."""
    paths = sorted(marker.glob("config.*")) if marker.is_dir() else [marker]
    found = first_bytes(paths[0], MAX_CONFIGURATION) if paths else b""
    return found.decode("utf-8", "replace")


def setting(settings: str, name: str) -> str:
    """A setting that is written down as a text: ``base: "/blog/",``."""
    match = re.search(
        rf"^[ \t]*{name}[ \t]*:[ \t]*[\"'`]([^\"'`\n]*)[\"'`]", settings, re.MULTILINE
    )
    return match[1] if match else ""


def _source_folder(root: Path, settings: str) -> str:
    """The first folder that Gatsby reads and that has Markdown in it."""
    names = re.findall(
        r"[\"'`/}]((?:src|content|contents|posts|blog)(?:/[\w-]+)*)/?[\"'`]", settings
    )
    return next((name for name in names if any((root / name).rglob("*.md*"))), "")
