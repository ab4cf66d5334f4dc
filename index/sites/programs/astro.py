"""Astro: collections that a site defines, and the pages that show them; Starlight's manuals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from index.sites import keys
from index.sites.plain import PlainRules, content_folders
from index.sites.programs.settings import (
    block,
    captured,
    is_set,
    keys_of,
    setting,
    source_of,
    texts,
)
from index.sites.rules import Rules, Source
from index.sites.walk import folder_below, markdown_files, unnamed

_FOLDERS = ("src/content", "src/data", "src/pages", "src/posts", "content")
_CONFIGURATIONS = ("src/content.config.*", "src/content/config.*")
_DEFINED = re.compile(
    r"(?:const|let|var)\s+(\w+)\s*=\s*defineCollection\(|(\w+)\s*:\s*defineCollection\("
)
_EXPORTS = r"collections\s*=\s*\{([^{}]*)\}"
_EXPORTED = re.compile(r"[\"']?([\w-]+)[\"']?\s*(?::\s*(\w+))?\s*(?:,|$)")
_SHOWN = re.compile(r"(?:getCollection\(|CollectionEntry<)\s*[\"'`]([\w-]+)[\"'`]")
_NAMED = re.compile(
    r"\bgetEntry(?:BySlug)?\(\s*[\"'`]([\w-]+)[\"'`]\s*,\s*[\"'`]([\w/-]+)[\"'`]\s*\)"
)
_RENDERS = re.compile(r"\brender\(|<Content\b")
_OF_LISTS = re.compile(
    r"\[(?:\.{3})?(?:page|tag|categor|year|month|date|author|series|topic|index)\w*\]", re.I
)
"""Parameters of pages that list posts: ``[...page]``, ``[tag]``."""
_OF_LANGUAGES = re.compile(r"\[(?:\.{3})?(?:lang|locale)\w*\]", re.I)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_PARAMETER = re.compile(r"\bparams\s*:\s*\{\s*\w+\s*:\s*[\w.]+\.data\.(\w+)")
_LANGUAGE_LAST = re.compile(r"\[[\w.]+\]\.([a-z]{2}(?:-[A-Za-z]{2,4})?)")
_PROGRAMS = (".ts", ".tsx", ".js", ".jsx", ".mjs")
MANUALS = "src/content/docs"


@dataclass(frozen=True, kw_only=True)
class AstroRules(PlainRules):
    """One site with collections."""

    parameters: Mapping[str, str]
    """Folder in links → the key that is a post's whole link below it."""
    language_last: tuple[str, ...] = ()
    """Languages whose links end with them: ``posts/[slug].en.astro``."""
    unshown: tuple[str, ...] = ()
    """Folders of collections, with a slash, of which no page shows a post."""
    entries: Mapping[str, str]
    """Path without its ending → the page that shows this one alone: ``about.astro``."""

    def outside(self, path: str) -> str:
        if path.startswith(self.unshown) and path.rpartition(".")[0] not in self.entries:
            return "no page of the site shows one of these alone"
        return super().outside(path)

    def url(self, source: Source, date: datetime | None) -> str:
        page = self.entries.get(source.path.rpartition(".")[0])
        return super().url(source, date) if page is None else self.joined([], page)

    def _spelt(
        self, source: Source, folders: list[str], stem: str, told: str, *, is_folder: bool
    ) -> str:
        lang = Rules.language(self, source)
        ending = f".{lang}" if lang in self.language_last else ""
        route = self._route(source.path)[1]
        own = keys.text(source.spelt.get(self.parameters.get(route, "postslug")))
        if own:
            return self.joined([*filter(None, [told, route])], f"{own.strip('/')}{ending}")
        stem = stem.removesuffix(ending) if ending else stem
        link = super()._spelt(source, folders, stem, told, is_folder=is_folder)
        return f"{link.removesuffix(self.ending)}{ending}{self.ending}" if ending else link


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    found = [*_collections(root)]
    collections = {name: folder for name, folder, _ in found}
    routed = [*_routes(root)]
    # The surest come first, and stay.
    shown = {page.collection: page.prefix for page in reversed(routed) if page.collection}
    default = setting(text, "defaultLocale").lower()
    others = {page.prefix for page in routed if not page.collection}
    known = [*collections] or [path.name for path in (root / "src" / "content").glob("*/")]
    unshown = [name for name in known if name not in shown]
    if len(others) == len(unshown) == 1:
        shown[unshown[0]] = others.pop()
    routes = [(folder, shown.get(name, name)) for name, folder in collections.items()]
    folders = content_folders(root, (*collections.values(), *_FOLDERS))
    # What is no collection keeps its path below the folder of content, as the starters have it.
    routes += [(f"src/content/{name}", prefix) for name, prefix in shown.items()]
    told = any(page.told for page in routed)
    gathered = _gathered(root) if shown and unshown and not others else {*unshown}
    lies = {name: f"{collections.get(name, f'src/content/{name}')}/" for name in known}
    used = tuple(lies[name] for name in known if name in shown)
    return {
        "ending": _ending(text),
        "folders": folders or ("",),
        "ignored": tuple(_ignored(found)),
        "routes": (*routes, *((folder, "") for folder in _FOLDERS)),
        "languages": tuple(_languages(root, routes)) if told else (),
        # Where each page stands without a language as well, that is the one of the site.
        "default_language": default if any(not page.told for page in routed) else "",
        "parameters": {page.prefix: page.key for page in routed if page.key},
        "entries": dict(_entries(root, lies)),
        "language_last": tuple(page.last for page in routed if page.last),
        "unshown": tuple(
            lies[name]
            for name in unshown
            if name not in gathered and not lies[name].startswith(used)
        ),
    }


def _ignored(collections: list[tuple[str, str, tuple[str, ...]]]) -> Iterator[str]:
    """What no collection of a folder names, and none of a folder that it lies in."""
    folders = sorted({folder for _, folder, _ in collections}, key=len)
    for folder in folders:
        lists = [patterns for _, other, patterns in collections if other == folder]
        lies_in = any(folder.startswith(f"{other}/") for other in folders)
        rows = unnamed(chain(*lists), folder) if all(lists) else ()
        yield from (row for row in rows if row[0] == "!" or not lies_in)


def _gathered(root: Path) -> set[str]:
    """Collections that a program of the site's asks for, which may show them anywhere."""
    programs = markdown_files(root, ("src",), endings=_PROGRAMS)
    texts = (source_of(root / path) for path in programs if "/pages/" not in path)
    return {name for text in texts for name in _SHOWN.findall(text)}


def _ending(text: str) -> str:
    if is_set(text, "format", "[\"']file[\"']"):
        return ".html"
    return "" if is_set(text, "trailingSlash", "[\"']never[\"']") else "/"


def _collections(root: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, folder and patterns of collections whose files lie where ``glob`` says."""
    for pattern in _CONFIGURATIONS:
        for path in root.glob(pattern):
            text = source_of(path)
            exported = {
                variable or name: name
                for name, variable in _EXPORTED.findall(
                    block(text, "collections") or captured(_EXPORTS, text)
                )
            }
            pieces = [*_DEFINED.finditer(text)]
            ends = [*(piece.start() for piece in pieces[1:]), len(text)]
            for piece, end in zip(pieces, ends, strict=False):
                options = text[piece.end() : end]
                given, pattern = setting(options, "base"), setting(options, "pattern")
                if folder := folder_below(root, given):
                    variable = piece[1] or piece[2]
                    last = folder.rpartition("/")[2]
                    patterns = (pattern,) if pattern else texts(options, "pattern")
                    yield exported.get(variable, last), folder, patterns


class _Page(NamedTuple):
    """A page that shows one post each: ``blog/[...slug].astro``, ``[lang]/x/[id]/index.astro``."""

    unsure: bool
    """Whether it may as well list posts, and only call its parameter ``slug``."""
    told: bool
    """Whether a language stands before it."""
    collection: str
    """Empty where a program chooses it."""
    prefix: str
    """The folder in links."""
    key: str
    """What its parameter is of a post's own keys, if not its name."""
    last: str
    """The language with which its links end."""


def _pages(root: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Each page, and the parts of its link."""
    pages = root / "src" / "pages"
    for path in sorted(pages.rglob("*.astro")):
        parts = path.relative_to(pages).with_suffix("").parts
        yield path, parts[:-1] if parts[-1] == "index" else parts


def _routes(root: Path) -> Iterator[_Page]:
    """The pages that show one post each, the surest first."""
    found = []
    for path, parts in _pages(root):
        told = bool(parts) and _OF_LANGUAGES.fullmatch(parts[0]) is not None
        above = parts[told:-1]
        if not parts or "[" not in parts[-1] or any("[" in part for part in above):
            continue
        text = source_of(path)
        renders = _RENDERS.search(text) is not None
        if renders or not _OF_LISTS.fullmatch(parts[-1]):
            name = next(iter(_SHOWN.findall(text)), "")
            key, last = _PARAMETER.search(text), _LANGUAGE_LAST.fullmatch(parts[-1])
            ends = (key[1] if key else "", last[1] if last else "")
            found.append(_Page(not renders, told, name, "/".join(above), *ends))
    named = {page.collection for page in found if not page.unsure}
    for page in sorted(found, key=lambda page: page[:2]):
        if page.collection not in named or not page.unsure:
            yield page


def _entries(root: Path, lies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Entries of collections that a page asks for by name: ``getEntry("spec", "about")``."""
    for path, parts in _pages(root):
        named = _NAMED.findall(source_of(path)) if "[" not in "".join(parts) else []
        if len(named) == 1 and named[0][0] in lies:
            yield f"{lies[named[0][0]]}{named[0][1]}", "/".join(parts)


def _languages(root: Path, routes: list[tuple[str, str]]) -> Iterator[str]:
    """Folders of languages in those of collections, where links name the language first."""
    for folder, _ in routes:
        for path in (root / folder).glob("*/"):
            if _LANGUAGE.fullmatch(path.name):
                yield path.name.lower()


def settings_of_manual(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    locales = block(text, "locales")
    names = [name for name in keys_of(locales) if name != "root"]
    if not locales:
        folders = [path.name for path in sorted((root / MANUALS).glob("*/"))]
        names = [name for name in folders if _LANGUAGE.fullmatch(name)]
    return {
        "folders": (MANUALS,),
        "languages": tuple(map(str.lower, names)),
        "ending": _ending(text),
    }
