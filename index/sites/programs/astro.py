"""Astro: collections that a site defines, and the pages that show them; Starlight's manuals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.sites.plain import content_folders
from index.sites.programs.settings import (
    address,
    block,
    is_set,
    keys_of,
    setting,
    source_of,
)
from index.sites.programs.table import Program

_FOLDERS = ("src/content", "src/data", "src/pages", "src/posts", "content")
_CONFIGURATIONS = ("src/content.config.*", "src/content/config.*")
_DEFINED = re.compile(
    r"(?:const|let|var)\s+(\w+)\s*=\s*defineCollection\(|(\w+)\s*:\s*defineCollection\("
)
_EXPORTED = re.compile(r"[\"']?([\w-]+)[\"']?\s*(?::\s*(\w+))?\s*(?:,|$)")
_SHOWN = re.compile(r"(?:getCollection\(|CollectionEntry<)\s*[\"'`]([\w-]+)[\"'`]")
_RENDERS = re.compile(r"\brender\(|<Content\b")
_OF_LISTS = re.compile(
    r"\[(?:\.{3})?(?:page|tag|categor|year|month|date|author|series|topic|index)\w*\]", re.I
)
"""Parameters of pages that list posts: ``[...page]``, ``[tag]``."""
_OF_LANGUAGES = re.compile(r"\[(?:\.{3})?(?:lang|locale)\w*\]", re.I)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
MANUALS = "src/content/docs"


def _settings(root: Path, marker: Path) -> Mapping[str, Any]:
    text = source_of(marker)
    collections = dict(_collections(root))
    routed = [*_routes(root)]
    # The surest come first, and stay.
    shown = {name: prefix for name, prefix, _ in reversed(routed) if name}
    default = setting(text, "defaultLocale").lower()
    others = {prefix for name, prefix, _ in routed if not name}
    known = [*collections] or [path.name for path in (root / "src" / "content").glob("*/")]
    unshown = [name for name in known if name not in shown]
    if len(others) == len(unshown) == 1:
        shown[unshown[0]] = others.pop()
    routes = [(folder, shown.get(name, name)) for name, folder in collections.items()]
    folders = content_folders(root, (*collections.values(), *_FOLDERS))
    # What is no collection keeps its path below the folder of content, as the starters have it.
    routes += [(f"src/content/{name}", prefix) for name, prefix in shown.items()]
    return {
        **_address(text),
        "folders": folders or ("",),
        "routes": (*routes, *((folder, "") for folder in _FOLDERS)),
        "languages": tuple(_languages(root, routes)) if any(told for *_, told in routed) else (),
        # Where each page stands without a language as well, that is the one of the site.
        "default_language": default if any(not told for *_, told in routed) else "",
    }


def _address(text: str) -> dict[str, Any]:
    ending = "" if is_set(text, "trailingSlash", "[\"']never[\"']") else "/"
    files = is_set(text, "format", "[\"']file[\"']")
    found = address(setting(text, "site"), setting(text, "base"))
    return {**found, "ending": ".html" if files else ending}


def _collections(root: Path) -> Iterator[tuple[str, str]]:
    """Name → folder, of collections whose files lie where ``glob`` says."""
    for pattern in _CONFIGURATIONS:
        for path in root.glob(pattern):
            text = source_of(path)
            exported = {
                variable or name: name
                for name, variable in _EXPORTED.findall(
                    block(text, "collections") or _exports(text)
                )
            }
            pieces = [*_DEFINED.finditer(text)]
            ends = [*(piece.start() for piece in pieces[1:]), len(text)]
            for piece, end in zip(pieces, ends, strict=False):
                given = setting(text[piece.end() : end], "base")
                folder = given.removeprefix("./").strip("/")
                if folder and ".." not in folder.split("/") and (root / folder).is_dir():
                    variable = piece[1] or piece[2]
                    last = folder.rpartition("/")[2]
                    yield exported.get(variable, last), folder


def _exports(text: str) -> str:
    match = re.search(r"collections\s*=\s*\{([^{}]*)\}", text)
    return match[1] if match else ""


def _routes(root: Path) -> Iterator[tuple[str, str, bool]]:
    """The pages that show one post each, the surest first.

    The collection, empty where a program chooses it; the folder in links; and whether a language
    stands before it: ``blog/[...slug].astro``, ``[lang]/blog/[id]/index.astro``.
    """
    pages = root / "src" / "pages"
    found = []
    for path in sorted(pages.rglob("*.astro")):
        parts = path.relative_to(pages).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "index" else parts
        told = bool(parts) and _OF_LANGUAGES.fullmatch(parts[0]) is not None
        above = parts[told:-1]
        if not parts or "[" not in parts[-1] or any("[" in part for part in above):
            continue
        text = source_of(path)
        renders = _RENDERS.search(text) is not None
        if renders or not _OF_LISTS.fullmatch(parts[-1]):
            name = next(iter(_SHOWN.findall(text)), "")
            found.append((not renders, name, "/".join(above), told))
    # A page that lists posts, and calls its parameter ``slug``, is less sure than what renders.
    named = {name for unsure, name, *_ in found if not unsure}
    for unsure, name, prefix, told in sorted(found, key=lambda one: (one[0], one[-1])):
        if name not in named or not unsure:
            yield name, prefix, told


def _languages(root: Path, routes: list[tuple[str, str]]) -> Iterator[str]:
    """Folders of languages in those of collections, where links name the language first."""
    for folder, _ in routes:
        for path in (root / folder).glob("*/"):
            if _LANGUAGE.fullmatch(path.name):
                yield path.name.lower()


def _manual_settings(root: Path, marker: Path) -> Mapping[str, Any]:
    text = source_of(marker)
    locales = block(text, "locales")
    names = [name for name in keys_of(locales) if name != "root"]
    if not locales:
        folders = [path.name for path in sorted((root / MANUALS).glob("*/"))]
        names = [name for name in folders if re.fullmatch(r"[a-z]{2}(?:-[A-Za-z]{2,4})?", name)]
    language = setting(block(locales, "root"), "lang")
    title = setting(text, "title")
    found = {**_address(text), "folders": (MANUALS,), "languages": tuple(map(str.lower, names))}
    site = setting(text, "site")
    return {**found, **address(site, setting(text, "base"), title=title, language=language)}


def _is_starlight(root: Path, marker: Path) -> bool:
    return "@astrojs/starlight" in source_of(marker) and (root / MANUALS).is_dir()


STARLIGHT = Program(
    name="starlight",
    markers=("astro.config.*",),
    fields={
        "routes": ((MANUALS, ""),), "slugs": "github", "own_keys": ("slug",), "whole_slugs": True,
        "posts": (f"{MANUALS}/blog",), "indexes": ("index",), "hidden": "_", "flavour": "github",
        "images": "nowhere", "anchors": "github-smart",
    },
    settings=_manual_settings,
    is_site=_is_starlight,
)  # fmt: skip
ASTRO = Program(
    name="astro",
    markers=("astro.config.*",),
    fields={
        "slugs": "github", "hidden": "_", "guesses_links": True, "images": "nowhere",
        "anchors": "github-smart",
    },
    settings=_settings,
)  # fmt: skip
