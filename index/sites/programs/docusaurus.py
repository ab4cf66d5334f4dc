"""Docusaurus: blogs with dates in names, documents with versions, translations of both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from posixpath import normpath
from typing import Any

from index.sites import keys
from index.sites.configuration import listed, load_configuration, mapping
from index.sites.expressions import compiled
from index.sites.plain import PlainRules, content_folders, unnumbered
from index.sites.programs.settings import block, is_set, literals, setting, texts
from index.sites.rules import Rules, Source
from index.sites.walk import Pattern, first_text, inside_of, matches, unnamed

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?")
_UNSEARCHED = ("ignoreFiles", "excludeRoutes")
_PLAIN = ("detect", "md")
_PLUGIN = re.compile(r"plugin-content-(docs|blog)[\"']\s*,\s*\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class DocusaurusRules(PlainRules):
    """One site of Docusaurus. Routes lead below :attr:`locales` and the base of the site."""

    posts: tuple[str, ...] = ()
    """Folders whose files are entries of a blog; what lies in others is documents, or pages."""
    pages: tuple[str, ...]
    locales: Mapping[str, str]
    """Folder → the language of what is in it."""
    originals: Mapping[str, str]
    """Folder of translations → the folder of what they translate."""
    authors_by_key: Mapping[str, str]
    """Key in ``blog/authors.yml`` → name."""
    unsearched_routes: tuple[Pattern, ...] = ()
    """Patterns of links that the plugins for a search of the site's own leave out."""

    def outside(self, path: str) -> str:
        folder = self._route(path)[0]
        original = self.originals.get(folder)
        if original and not (self.root / original / inside_of(path, folder)).is_file():
            return f"it translates no file of {original}"
        return super().outside(path)

    def refuse(self, source: Source) -> tuple[str, str] | None:
        route = self.url(source, None).removeprefix(self.base_path).strip("/")
        if matches(self.unsearched_routes, route):
            return "excluded", "the settings of the site keep it out of its search"
        return super().refuse(source)

    def language(self, source: Source) -> str:
        own = super().language(source)
        folder = self._route(source.path)[0]
        return own or self.locales.get(folder, "")

    def authors(self, source: Source) -> tuple[str, ...]:
        return tuple(self.authors_by_key.get(name, name) for name in super().authors(source))

    def called(self, source: Source) -> str:
        if self._route(source.path)[0] in (*self.posts, *self.pages):
            return Rules.called(self, source)
        return keys.text(source.spelt.get("id")) or super().called(source)

    def url(self, source: Source, date: datetime | None) -> str:
        folder, prefix = self._route(source.path)
        inside = re.sub(r"\.mdx?$", "", self.inside(source.path), flags=re.I)
        above = [prefix.strip("/")]
        if folder in self.posts:
            return self._blog_url(above, keys.text(source.spelt.get("slug")), inside)
        if folder in self.pages:
            return self.joined(above, re.sub(r"(?:^|/)index$", "", inside))
        return self._document_url(above, source, inside)

    def _document_url(self, above: list[str], source: Source, inside: str) -> str:
        """Numbers before names order them, and are not in links; ``slug`` may be relative."""
        parts = inside.split("/")
        orders = self.numbered and source.spelt.get("parse_number_prefixes") != "false"
        *folders, name = map(unnumbered, parts) if orders else parts
        slug = keys.text(source.spelt.get("slug"))
        if slug:
            path = normpath("/".join(("", *folders, slug)) if slug[0] != "/" else slug)
            return self.joined(above, path.strip("/"))
        if parts[-1].lower() in ("index", "readme", *(folder.lower() for folder in parts[-2:-1])):
            return self.joined([*above, *folders], "")  # the page of the folder itself
        return self.joined([*above, *folders], keys.text(source.spelt.get("id")) or name)

    def _blog_url(self, above: list[str], slug: str, inside: str) -> str:
        if slug:
            return self.joined(above, slug.strip("/"))
        inside = re.sub(r"/index$", "", inside)
        match = _DATE.search(inside)
        if match is None:
            return self.joined(above, inside)
        before, after = inside[: match.start()], inside[match.end() :]
        year, month, day = match.groups()
        return self.joined([*above, before.strip("/"), year, f"{month:0>2}", f"{day:0>2}"], after)


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    kind: str
    """``docs``, ``blog`` or ``pages``."""
    link: str
    locale: str
    original: str
    """The folder that it translates."""


def settings_of(root: Path, marker: Path, text: str) -> Mapping[str, Any]:
    default = setting(block(text, "i18n"), "defaultLocale")
    found = [*_folders(root, text, default)]
    return {
        "folders": content_folders(root, tuple(folder.path for folder in found)) or ("docs",),
        "routes": tuple((folder.path, folder.link) for folder in found),
        "posts": tuple(folder.path for folder in found if folder.kind == "blog"),
        "pages": tuple(folder.path for folder in found if folder.kind == "pages"),
        "locales": {folder.path: folder.locale for folder in found if folder.locale},
        "originals": {folder.path: folder.original for folder in found if folder.original},
        "ignored": tuple(
            f"{folder.path}/{name}"
            for folder in found
            for name in texts(block(text, folder.kind), "exclude")
        )
        + tuple(
            row
            for folder in found
            for row in unnamed(texts(block(text, folder.kind), "include"), folder.path)
        ),
        "ending": "/" if is_set(text, "trailingSlash") else "",
        # Unless told otherwise, Markdown is read as MDX whatever its ending.
        "flavour": "docusaurus" if setting(block(text, "markdown"), "format") in _PLAIN else "mdx",
        "numbered": not is_set(text, "numberPrefixParser", "false"),
        "unsearched_routes": tuple(
            route.strip("/")
            for key in _UNSEARCHED
            for route in texts(text, key)
        )
        + tuple(row for key in _UNSEARCHED for row in compiled(literals(text, key))),
        "authors_by_key": _authors(root / "blog" / "authors.yml"),
    }  # fmt: skip


def _folders(root: Path, text: str, default: str) -> Iterator[_Folder]:
    """All folders of content, the deeper ones first where one lies in another."""
    kinds = [*_contents(text)]
    # A list that a program works out may name any of them.
    others = (path.name for path in sorted((root / "i18n").glob("*/")))
    for locale in texts(text, "locales") or others:
        prefix = "" if locale == default else locale
        for kind, path, link, plugin in kinds:
            base = f"i18n/{locale}/docusaurus-plugin-content-{plugin}"
            for below, folder in _versions(root, kind, base, "current", path):
                inside = inside_of(folder, base)
                versioned = f"{_versioned(path)}/{inside}"
                original = versioned if inside.startswith("version-") else path
                yield _Folder(folder, kind, f"{prefix}/{link}/{below}", locale, original)
    for kind, path, link, _ in kinds:
        for below, folder in _versions(root, kind, _versioned(path), "", path):
            yield _Folder(folder, kind, f"{link}/{below}", "", "")


def _versioned(path: str) -> str:
    """Where the older versions of a folder of documents lie."""
    return "versioned_docs" if path == "docs" else f"{path}_versioned_docs"


def _contents(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Kind, folder, link and name of a plugin, for all content that the settings name."""
    for kind, folder in (("docs", "docs"), ("blog", "blog")):
        options = block(text, kind)
        if not is_set(text, kind, "false"):
            path = setting(options, "path").strip("./") or folder
            link = setting(options, "routeBasePath", folder)
            yield kind, path, link.strip("/"), kind
    for kind, options in _PLUGIN.findall(text):
        path, name = setting(options, "path").strip("./"), setting(options, "id")
        link = setting(options, "routeBasePath", name or path)
        if path:
            yield kind, path, link.strip("/"), f"{kind}-{name}" if name else kind
    if not is_set(text, "pages", "false"):
        yield "pages", "src/pages", "", "pages"


def _versions(
    root: Path, kind: str, base: str, current: str, path: str
) -> Iterator[tuple[str, str]]:
    """What links name, and the folder, of each version of documents; of others the one there is."""
    if kind != "docs":
        folder = base if current else path
        if (root / folder).is_dir():
            yield "", folder
        return
    versions = _released(root, path)
    for number, version in enumerate(versions):
        folder = f"{base}/version-{version}"
        if (root / folder).is_dir():
            yield ("" if number == 0 else version), folder
    folder = f"{base}/{current}" if current else path
    if (root / folder).is_dir():
        yield ("next" if versions else ""), folder


def _released(root: Path, path: str) -> list[str]:
    """Versions of documents, the newest first."""
    name = "versions.json" if path == "docs" else f"{path}_versions.json"
    with suppress(ValueError, RecursionError):
        return [str(version) for version in listed(json.loads(first_text(root / name)))]
    return []


def _authors(path: Path) -> dict[str, str]:
    found: dict[str, Any] = load_configuration(path) if path.is_file() else {}
    return {str(key): keys.text(mapping(value).get("name")) for key, value in found.items()}
